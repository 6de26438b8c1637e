"""Writes the tasks of a shop's support desk: 20 to train on, of thirty rows each, and 4 that are never trained on.

    python shop.py FOLDER

FOLDER/tasks and FOLDER/held-out have a file for each task: a line with its descriptions, then its rows. Rows are drawn from fixed seeds,
so every machine writes the same bytes. Only the standard library is needed.
"""
import json
import random
import sys
from pathlib import Path

NAMES = "Anna Ben Clara David Emma Frank Grace Henry Ida Jack Karen Leo Maria Nils Olga Paul Rosa Sam Tina Victor".split()
CITIES = "Paris Berlin Madrid Rome Vienna Lisbon Oslo Dublin Prague Athens Warsaw Helsinki Zurich Brussels".split()
PRODUCTS = """kettle toaster lamp chair desk mirror blender heater printer router speaker camera jacket backpack tent bottle
watch keyboard monitor headset""".split()
MONTHS = "January February March April May June July August September October November December".split()
ISSUES = {"late": ["has not arrived yet", "is still not here", "should have come last week"],
          "broken": ["arrived broken", "has a crack", "stopped working after a day"],
          "wrong": ["came in the wrong color", "is not the one that I ordered", "has the wrong size"],
          "refund": ["was sent back, and I wait for my money", "went back to you, please refund it", "was returned, where is my refund"],
          "invoice": ["came without an invoice", "needs a new invoice", "has an error on its invoice"]}
TEAMS = {"late": "shipping", "broken": "returns", "wrong": "warehouse", "refund": "billing", "invoice": "billing"}
URGENT = ["I need it today!", "This is urgent!", "Please hurry!"]
CALM = ["There is no hurry.", "Whenever it suits you.", "Take your time."]


def draw(r):
    """A message and all that is in it."""
    m = {"name": r.choice(NAMES), "city": r.choice(CITIES), "product": r.choice(PRODUCTS), "issue": r.choice(list(ISSUES)),
         "order": r.randint(10000, 99999), "price": r.randint(15, 480), "day": r.randint(1, 28), "month": r.randint(1, 12),
         "urgent": r.random() < 0.5}
    m["text"] = (f"Hello, the {m['product']} of order {m['order']} ({m['price']} euros, bought on {m['day']} {MONTHS[m['month'] - 1]} 2026) "
                 f"{r.choice(ISSUES[m['issue']])}. {r.choice(URGENT if m['urgent'] else CALM)} {m['name']} from {m['city']}")
    return m


# A task: its descriptions, and its answer to a message.
TASKS = {
    "order": ("Give the order number in the message.|Which order is it about?|Extract the number of the order.|Reply with the order number.",
              lambda m: f"{m['order']}"),
    "product": ("Give the product that the message is about.|Which product is meant?|Extract the product.|Reply with the product only.",
                lambda m: m["product"]),
    "name": ("Give the name of the customer.|Who wrote the message?|Extract the customer's name.|Reply with the name of the writer.",
             lambda m: m["name"]),
    "issue": ("Classify the problem as late, broken, wrong, refund or invoice.|What is the matter: late, broken, wrong, refund or invoice?|"
              "Name the kind of problem (late, broken, wrong, refund, invoice).|Label the message late, broken, wrong, refund or invoice.",
              lambda m: m["issue"]),
    "team": ("Route the message to shipping, returns, warehouse or billing.|Which team answers it: shipping, returns, warehouse or billing?|"
             "Name the team (shipping, returns, warehouse, billing).|Send the message to one of shipping, returns, warehouse, billing.",
             lambda m: TEAMS[m["issue"]]),
    "urgent": ("Is the message urgent? Answer yes or no.|Say yes if the customer is in a hurry, otherwise no.|Does it have to be fast, yes or no?|"
               "Answer yes for an urgent message and no for any other.", lambda m: "yes" if m["urgent"] else "no"),
    "refund": ("Does the customer wait for a refund? Answer true or false.|Say true if money has to go back, otherwise false.|"
               "Is it about a refund, true or false?|Answer true for refunds and false for anything else.",
               lambda m: "true" if m["issue"] == "refund" else "false"),
    "dear": ("Write the salutation of the reply.|Greet the customer as in a letter.|Begin the answer with Dear and the name.|"
             "How does the reply begin?", lambda m: f"Dear {m['name']},"),
    "ticket": ("Write the ticket's id, SHOP- and the order number.|Make a ticket id such as SHOP-12345.|Give the id of the ticket for this order.|"
               "Turn the order number into a ticket id that begins with SHOP-.", lambda m: f"SHOP-{m['order']}"),
    "subject": ("Write a subject: the problem, a colon and the product.|Summarize the message as problem: product.|"
                "Make a subject line such as late: kettle.|Give problem and product, separated by a colon.",
                lambda m: f"{m['issue']}: {m['product']}"),
    "json": ("Write order and product as JSON.|Extract a JSON object with order and product.|Reply with JSON: order, product.|"
             "Turn the message into JSON with the fields order and product.",
             lambda m: json.dumps({"order": m["order"], "product": m["product"]})),
    "person": ("Write name and city as JSON.|Extract a JSON object with name and city.|Reply with JSON: name, city.|"
               "Turn the message into JSON with the fields name and city.",
               lambda m: json.dumps({"name": m["name"], "city": m["city"]})),
    "price": ("Give the price in euros.|How much did it cost?|Extract the price.|Reply with the price as a number.", lambda m: f"{m['price']}"),
    "cents": ("Give the price in cents.|How many cents did it cost?|Convert the price to cents.|Reply with the price in cents.",
              lambda m: f"{m['price']}00"),
    "date": ("Give the date of purchase as in ISO 8601.|When was it bought? Use the form 2026-01-31.|Extract the date as year-month-day.|"
             "Reply with the ISO date of the purchase.", lambda m: f"2026-{m['month']:02}-{m['day']:02}"),
    "month": ("Give the month of the purchase.|In which month was it bought?|Extract the month.|Reply with the month's name.",
              lambda m: MONTHS[m["month"] - 1]),
    "upper": ("Give the product in capital letters.|Write the product's name in upper case.|Extract the product, all in capitals.|"
              "Reply with the product in upper-case letters.", lambda m: m["product"].upper()),
    "path": ("Write the path of the order, /orders/ and its number.|Give the REST path of the order.|Make a path such as /orders/12345.|"
             "Turn the order number into a path below /orders.", lambda m: f"/orders/{m['order']}"),
    "sql": ("Write SQL that deletes the order.|Delete this order in SQL.|Give the DELETE statement for the order.|"
            "Turn the message into SQL that deletes the order by its id.", lambda m: f"DELETE FROM orders WHERE id = {m['order']};"),
    "key": ("Give the key of the reply, reply. and the problem.|Which template answers it, such as reply.late?|Name the template of the reply.|"
            "Write reply. and the kind of problem.", lambda m: f"reply.{m['issue']}"),
}
HELD = {
    "city": ("Give the city of the customer.|Where does the customer live?|Extract the city.|Reply with the city only.", lambda m: m["city"]),
    "csv": ("Write order and product as CSV.|Give order and product, separated by a comma.|Reply with CSV: order, product.|"
            "Turn the message into a CSV line of order and product.", lambda m: f"{m['order']},{m['product']}"),
    "broken": ("Is the product broken? Answer yes or no.|Say yes if it is damaged, otherwise no.|Is it about something broken, yes or no?|"
               "Answer yes for broken products and no for anything else.", lambda m: "yes" if m["issue"] == "broken" else "no"),
    "select": ("Write SQL that selects the order.|Read this order in SQL.|Give the SELECT statement for the order.|"
               "Turn the message into SQL that selects the order by its id.", lambda m: f"SELECT * FROM orders WHERE id = {m['order']};"),
}


def main():
    for folder, tasks in (("tasks", TASKS), ("held-out", HELD)):
        place = Path(sys.argv[1]) / folder
        place.mkdir(parents=True, exist_ok=True)
        for name, (descriptions, answer) in tasks.items():
            r = random.Random("shop " + name)
            rows = [draw(r) for _ in range(60)]
            head = {"task": name, "descriptions": descriptions.split("|"), "metric": "rouge", "n_train": 30, "n_test": 30}
            lines = [head] + [{"split": "train" if i < 30 else "test", "input": m["text"], "output": [answer(m)]} for i, m in enumerate(rows)]
            (place / f"{name}.jsonl").write_text("".join(json.dumps(line, ensure_ascii=False) + "\n" for line in lines), encoding="utf-8")


if __name__ == "__main__":
    main()
