"""Calls of tools by a real model: an agent of three tools that runs to its end, and a table of 40 calls.

    python tools.py --url http://localhost:8080/v1 [--describe "Call the tool that fits."] [--out calls.json]
    python tools.py --url http://localhost:8081/v1    # of llama-server -m FILE.gguf --jinja --port 8081: the same questions, the same file
    python tools.py --gguf FILE.gguf                  # the same by llama-cpp-python

Needs openai; with --gguf, llama-cpp-python, which is asked with the model's own chat template. Everything is greedy. A call is right if
its tool is, and if its arguments are, apart from case and spaces. A server may take a call for text: such calls are counted by themselves.
"""
import argparse
import json
import time

from jinja2 import Environment

parser = argparse.ArgumentParser()
parser.add_argument("--url")
parser.add_argument("--model", help="its id; without, the first that the server lists")
parser.add_argument("--describe", help="an adapter for every request")
parser.add_argument("--choice", default="auto")
parser.add_argument("--gguf")
parser.add_argument("--out")
parser.add_argument("--agent", action="store_true", help="only the agent")
options = parser.parse_args()


def tool(name, description, required, **properties):
    return {"type": "function", "function": {"name": name, "description": description, "parameters": {
        "type": "object", "properties": properties, "required": required.split()}}}


TEXT, NUMBER, WHOLE = {"type": "string"}, {"type": "number"}, {"type": "integer"}
TOOLS = [
    tool("get_weather", "Get the current weather of a city.", "city", city=TEXT, unit={"enum": ["celsius", "fahrenheit"]}),
    tool("convert_currency", "Convert an amount of money from one currency to another.", "amount from_currency to_currency", amount=NUMBER,
         from_currency={"type": "string", "description": "ISO code, such as EUR"}, to_currency={"type": "string", "description": "ISO code"}),
    tool("send_email", "Send an email.", "to subject", to=TEXT, subject=TEXT, body=TEXT),
    tool("set_timer", "Set a timer.", "minutes", minutes=WHOLE, label=TEXT),
    tool("search_files", "Search files whose name contains a text.", "text", text=TEXT, folder=TEXT),
    tool("play_music", "Play songs of an artist.", "artist", artist=TEXT, shuffle={"type": "boolean"}),
    tool("add_numbers", "Add two numbers.", "a b", a=NUMBER, b=NUMBER),
    tool("book_table", "Book a table in a restaurant.", "restaurant people", restaurant=TEXT, people=WHOLE, time=TEXT),
]
CALLS = [
    ("What is the weather in Paris?", "get_weather", {"city": "Paris"}),
    ("How warm is it in Tokyo right now, in celsius?", "get_weather", {"city": "Tokyo", "unit": "celsius"}),
    ("Tell me the weather of Oslo in fahrenheit.", "get_weather", {"city": "Oslo", "unit": "fahrenheit"}),
    ("Is it raining in Lima?", "get_weather", {"city": "Lima"}),
    ("Weather in New York, please.", "get_weather", {"city": "New York"}),
    ("Convert 100 EUR to USD.", "convert_currency", {"amount": 100, "from_currency": "EUR", "to_currency": "USD"}),
    ("How much is 250 USD in JPY?", "convert_currency", {"amount": 250, "from_currency": "USD", "to_currency": "JPY"}),
    ("Change 12.5 GBP into CHF.", "convert_currency", {"amount": 12.5, "from_currency": "GBP", "to_currency": "CHF"}),
    ("I have 80 CAD. What is that in EUR?", "convert_currency", {"amount": 80, "from_currency": "CAD", "to_currency": "EUR"}),
    ("Convert 1 BTC to USD.", "convert_currency", {"amount": 1, "from_currency": "BTC", "to_currency": "USD"}),
    ("Send an email to ann@example.org with the subject Lunch.", "send_email", {"to": "ann@example.org", "subject": "Lunch"}),
    ("Email bob@example.org, subject Report, body Done.", "send_email", {"to": "bob@example.org", "subject": "Report", "body": "Done."}),
    ("Write a mail to team@example.org. Subject: Meeting.", "send_email", {"to": "team@example.org", "subject": "Meeting"}),
    ("Please mail eve@example.org with subject Invoice 7.", "send_email", {"to": "eve@example.org", "subject": "Invoice 7"}),
    ("Send a mail to dan@example.org, subject Hello, body See you.", "send_email", {"to": "dan@example.org", "subject": "Hello", "body": "See you."}),
    ("Set a timer for 10 minutes.", "set_timer", {"minutes": 10}),
    ("Timer for 3 minutes labelled tea.", "set_timer", {"minutes": 3, "label": "tea"}),
    ("Remind me in 45 minutes, label it pizza.", "set_timer", {"minutes": 45, "label": "pizza"}),
    ("Start a 25 minute timer.", "set_timer", {"minutes": 25}),
    ("Set a timer of half an hour.", "set_timer", {"minutes": 30}),
    ("Find files with budget in the name.", "search_files", {"text": "budget"}),
    ("Search for files named invoice in the folder Documents.", "search_files", {"text": "invoice", "folder": "Documents"}),
    ("Where are my files with holiday in their name?", "search_files", {"text": "holiday"}),
    ("Look for notes in the folder Work.", "search_files", {"text": "notes", "folder": "Work"}),
    ("Search files that contain readme in their name.", "search_files", {"text": "readme"}),
    ("Play some Mozart.", "play_music", {"artist": "Mozart"}),
    ("Play songs by ABBA in random order.", "play_music", {"artist": "ABBA", "shuffle": True}),
    ("I want to hear Miles Davis.", "play_music", {"artist": "Miles Davis"}),
    ("Put on Adele, no shuffle.", "play_music", {"artist": "Adele", "shuffle": False}),
    ("Play The Beatles shuffled.", "play_music", {"artist": "The Beatles", "shuffle": True}),
    ("What is 17 plus 25?", "add_numbers", {"a": 17, "b": 25}),
    ("Add 3.5 and 4.25.", "add_numbers", {"a": 3.5, "b": 4.25}),
    ("Sum 1000 and 234.", "add_numbers", {"a": 1000, "b": 234}),
    ("Please add -5 and 12.", "add_numbers", {"a": -5, "b": 12}),
    ("How much is 8 and 9 together?", "add_numbers", {"a": 8, "b": 9}),
    ("Book a table for 4 at Luigi.", "book_table", {"restaurant": "Luigi", "people": 4}),
    ("Reserve a table for two people at Sushi Bar at 19:00.", "book_table", {"restaurant": "Sushi Bar", "people": 2, "time": "19:00"}),
    ("I need a table for 6 in the restaurant Taj.", "book_table", {"restaurant": "Taj", "people": 6}),
    ("Table for 3 at Chez Max, 20:30.", "book_table", {"restaurant": "Chez Max", "people": 3, "time": "20:30"}),
    ("Get us a table for 5 at Noma.", "book_table", {"restaurant": "Noma", "people": 5}),
]


def same(a, b):
    if isinstance(a, str) and isinstance(b, str):
        return a.strip().lower() == b.strip().lower()
    return type(a) is not bool and type(b) is not bool and isinstance(a, (int, float)) and isinstance(b, (int, float)) and a == b or a is b


def right(wanted, got):
    """Whether what was asked for is there, with nothing beside it but empty texts and defaults."""
    return all(k in got and same(v, got[k]) for k, v in wanted.items()) and all(
        k in wanted or v in ("", False, "celsius", None) for k, v in got.items())


def written(text):
    """The name and the arguments of a call that is in a text, with or without Qwen's mark."""
    body = text.split("<tool_call>")[1].split("</tool_call>")[0] if "<tool_call>" in text else text
    try:
        call, _ = json.JSONDecoder().raw_decode(body[body.index("{"):])
        return call["name"], call["arguments"]
    except (ValueError, KeyError, TypeError):
        return None, None


def server():
    from openai import OpenAI
    client = OpenAI(base_url=options.url, api_key="unused", timeout=600, max_retries=0)
    model = options.model or client.models.list().data[0].id
    extra = {"adapter": {"describe": options.describe}} if options.describe else {}

    def ask(messages, tools=TOOLS):
        reply = client.chat.completions.create(model=model, messages=messages, tools=tools, temperature=0, max_tokens=200,
                                               tool_choice=options.choice, extra_body=extra)
        return reply.choices[0].message
    return ask


def llama():
    from types import SimpleNamespace

    from llama_cpp import Llama
    model = Llama(options.gguf, n_ctx=4096, verbose=False, n_threads=2)
    environment = Environment(trim_blocks=True, lstrip_blocks=True)
    environment.filters["tojson"] = lambda x: json.dumps(x, ensure_ascii=False)
    template = environment.from_string(model.metadata["tokenizer.chat_template"])

    def ask(messages, tools=TOOLS):
        prompt = template.render(messages=messages, tools=tools, add_generation_prompt=True)
        text = model.create_completion(prompt, temperature=0, max_tokens=200, stop=["<|im_end|>"])["choices"][0]["text"]
        name, arguments = written(text)
        calls = [SimpleNamespace(id="call00000", function=SimpleNamespace(name=name, arguments=json.dumps(arguments)))] if name else []
        return SimpleNamespace(content=text, tool_calls=calls)
    return ask


def agent(ask):
    """Three tools, one after the other; ends when the model answers in text."""
    results = {"get_weather": "18 degrees, sunny", "set_timer": "The timer is set.", "send_email": "The email is sent."}
    tools = [t for t in TOOLS if t["function"]["name"] in results]
    messages = [{"role": "user", "content": "First get the weather in Rome. Then set a timer for 5 minutes. Then send an email to "
                 "ann@example.org with the subject Weather. Use one tool at a time."}]
    used = []
    for _ in range(8):
        message = ask(messages, tools)
        if not message.tool_calls:
            print("agent:", " -> ".join(used), "->", repr(message.content))
            return used
        messages.append({"role": "assistant", "content": message.content or "", "tool_calls": [
            {"id": c.id, "type": "function", "function": {"name": c.function.name, "arguments": c.function.arguments}}
            for c in message.tool_calls]})
        for call in message.tool_calls:
            used.append(f"{call.function.name}({call.function.arguments})")
            messages.append({"role": "tool", "tool_call_id": call.id, "content": results[call.function.name]})
    print("agent: no end after", used)
    return used


def main():
    ask = llama() if options.gguf else server()
    begin = time.time()
    if not options.gguf:
        agent(ask)
    if options.agent:
        return
    rows = []
    for question, name, wanted in CALLS:
        message = ask([{"role": "user", "content": question}])
        calls = message.tool_calls or []
        got = json.loads(calls[0].function.arguments) if calls else None
        tool_right = bool(calls) and calls[0].function.name == name
        rows.append({"question": question, "tool": calls[0].function.name if calls else None, "arguments": got,
                     "text": None if calls else message.content, "right_tool": tool_right, "right_arguments": tool_right and right(wanted, got)})
        print(json.dumps(rows[-1], ensure_ascii=False), flush=True)
    print(f"called {sum(r['tool'] is not None for r in rows)}, right tool {sum(r['right_tool'] for r in rows)}, right arguments "
          f"{sum(r['right_arguments'] for r in rows)} of {len(rows)}; {time.time() - begin:.0f} s")
    taken = [(written(r["text"] or ""), name, wanted) for r, (_, name, wanted) in zip(rows, CALLS)]
    print(f"calls in texts: {sum(w[0] is not None for w, _, _ in taken)}, right tool {sum(w[0] == name for w, name, _ in taken)}, "
          f"right arguments {sum(w[0] == name and right(wanted, w[1]) for w, name, wanted in taken)}")
    if options.out:
        with open(options.out, "w") as file:
            json.dump(rows, file, indent=1, ensure_ascii=False)


if __name__ == "__main__":
    main()
