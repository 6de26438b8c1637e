"""Sentences made by rule and what is asked of them: facts to extract, rewriting, formats, simple reasoning (texts.py)."""
import words as w
from draws import Draws
from lol import EVERYDAY
from wordings import upper

DAYS = w.words("Monday Tuesday Wednesday Thursday Friday Saturday Sunday")
COLORS = w.words("red blue green yellow black white brown gray pink")
PRODUCTS = w.words("coat lamp chair bicycle suitcase scarf kettle blanket backpack vase umbrella teapot")
JOBS = w.words("teacher doctor nurse farmer baker lawyer pilot plumber dentist engineer tailor mechanic journalist electrician waiter")
VEHICLES = w.words("train bus car plane van coach motorcycle")
PLACES = ["the park", "the station", "the library", "the museum", "the café", "the office", "the market", "the bridge", "the school", "the harbor"]
EVENTS = ["concert", "wedding", "exam", "meeting", "festival", "race", "exhibition", "lecture", "party", "auction"]
WEATHER = w.words("rain snow sun fog wind hail")
DISHES = w.words("soup cake bread pasta salad stew pie")
STUFF = w.words("flour sugar butter rice cheese honey salt milk")
BOOKS = [
    "The Lost Key", "Winter Roads", "The Blue Door", "A Quiet House", "Seven Bridges", "The Last Garden", "Letters from Home", "The Glass Island",
    "Night Train", "Under the Oak"
]


def clock(d):
    return f"{d.between(1, 12)}:{d.pick(['00', '15', '30', '45', '10', '50'])}"


def fields(**makers):
    """A function of draws that fills every field; two fields of the same list differ."""
    def fill(d):
        while True:
            out = {key: str(d.pick(maker) if isinstance(maker, list) else maker(d)) for key, maker in makers.items()}
            if len(set(out.values())) == len(out):
                return out

    return fill


def between(low, high):
    return lambda d: d.between(low, high)


def mail(d):
    return f"{d.pick(w.NAMES).lower()}{d.between(1, 99)}@{d.pick(['mail.com', 'post.net', 'web.org', 'inbox.com'])}"


# A slot: phrases for training, questions for training, phrases set aside, questions set aside.
SLOTS = {
    "city": (["the city", "the name of the city", "the place named",
              "the town"], ["in which city does this happen?", "what city is mentioned?",
                            "which town is it?"], ["the urban place"], ["what is the town called?"]),
    "day": (["the day", "the day of the week", "the weekday",
             "the day mentioned"], ["on which day is it?", "what day of the week is named?",
                                    "which day?"], ["the weekday that is stated"], ["what weekday are we talking of?"]),
    "time": (["the time", "the time of day", "the hour, as it is written",
              "the clock time"], ["at what time?", "what time is it at?",
                                  "what time is mentioned?"], ["the moment on the clock"], ["what does the clock say then?"]),
    "who": (["the one who acts", "the person who starts it", "the subject of the sentence",
             "the name of the person that does something"], ["who does it?", "who acts here?",
                                                             "whose action is it?"], ["the acting person"], ["whose deed is this?"]),
    "whom": (["the other person", "the one to whom it is done", "the second person named",
              "the person who does not act"], ["who is the other person?", "to whom or with whom does it happen?", "who is at the other end of it?"],
             ["the person at the receiving end"], ["who is the partner in this?"]),
    "color": (["the color", "the name of the color", "the color word",
               "the hue"], ["what color is it?", "which color is mentioned?",
                            "what is the color of the thing?"], ["the shade"], ["in which hue does it come?"]),
    "thing": (["the thing", "the object", "the item",
               "the product, without its color"], ["what thing is it about?", "which object is mentioned?",
                                                   "what item is it?"], ["the article in question"], ["what kind of object is meant?"]),
    "number": (["the number", "the quantity", "the count",
                "the figure"], ["how many?", "what number is mentioned?",
                                "how many are there?"], ["the amount in digits"], ["what does the count come to?"]),
    "phone": (["the phone number", "the telephone number", "the number to call",
               "the phone contact"], ["what is the phone number?", "which number should I dial?",
                                      "where can I call?"], ["the digits to dial"], ["how do I reach them by telephone?"]),
    "email": (["the e-mail address", "the mail address", "the address with the @ sign",
               "the electronic address"], ["what is the e-mail address?", "where can I write by e-mail?",
                                           "to what address do I send a mail?"], ["the mailbox"], ["how do I reach them by mail?"]),
    "age": (["the age", "the age in years", "the person's age",
             "the number of years"], ["how old is the person?", "what age is given?",
                                      "how many years old?"], ["the years since birth"], ["how many birthdays has the person had?"]),
    "job": (["the job", "the profession", "the occupation",
             "the person's work"], ["what is the person's job?", "what does the person do for a living?",
                                    "what is the profession?"], ["the trade"], ["by what does this person earn money?"]),
    "from": (["the place of departure", "the starting point", "the city where the trip begins",
              "the city that is left"], ["where does the trip start?", "from where do they leave?",
                                         "which city do they come from?"], ["the origin of the journey"], ["what is the first end of the route?"]),
    "to": (["the destination", "the end of the trip", "the city that they go to",
            "the place of arrival"], ["where does the trip end?", "where are they going?",
                                      "which city is the goal?"], ["the goal of the journey"], ["what place do they want to reach?"]),
    "vehicle": (["the vehicle", "the means of transport", "what they travel in",
                 "the kind of transport"], ["how do they travel?", "which vehicle do they take?",
                                            "by what do they go?"], ["the thing that carries them"], ["what takes them there?"]),
    "event": (["the event", "the kind of event", "what takes place",
               "the occasion"], ["what takes place?", "which event is announced?",
                                 "what is it that will happen?"], ["the happening"], ["what sort of occasion is it?"]),
    "place": (["the place", "the location", "the spot", "where it is"], ["where?", "at which place?",
                                                                         "where does it happen?"], ["the site"], ["what is the scene of it?"]),
    "month": (["the month", "the name of the month", "the month mentioned",
               "the month, as a word"], ["in which month?", "what month is named?",
                                         "which month is it?"], ["the part of the year"], ["which of the twelve months?"]),
    "weather": (["the weather", "the kind of weather", "the weather word",
                 "what falls or blows"], ["what will the weather be?", "what weather is expected?",
                                          "what does the forecast say?"], ["the condition of the sky"], ["what comes from the sky?"]),
    "degrees": (["the temperature", "the number of degrees", "the degrees, only the number",
                 "the temperature as a number"], ["how many degrees?", "how warm will it be?", "what is the temperature?"],
                ["the reading of the thermometer"], ["what would the thermometer show?"]),
    "winner": (["the winner", "the team that won", "the winning side",
                "the victorious city"], ["who won?", "which team won the match?",
                                         "who was better?"], ["the side that triumphed"], ["whose fans are glad?"]),
    "loser": (["the loser", "the team that lost", "the losing side",
               "the defeated city"], ["who lost?", "which team lost the match?",
                                      "who was beaten?"], ["the side that went under"], ["whose fans are sorry?"]),
    "score": (["the score", "the result in numbers", "the final score",
               "the points on both sides"], ["what was the score?", "how did the match end, in numbers?",
                                             "what was the result?"], ["the tally"], ["what stood on the board at the end?"]),
    "dish": (["the dish", "the name of the dish", "what is cooked",
              "the meal"], ["what is being made?", "which dish is it?",
                            "what do they cook?"], ["the thing to be eaten"], ["what will be on the plate?"]),
    "ingredient": (["the ingredient", "what is put in", "the food that is added",
                    "the thing needed from the shelf"], ["what is added?", "which ingredient is needed?",
                                                         "what goes into it?"], ["the component"], ["what must I have at home for it?"]),
    "grams": (["the quantity in grams", "the number of grams", "how many grams, only the number",
               "the weight in grams"], ["how many grams?", "how much of it, in grams?",
                                        "what weight is needed?"], ["the weight that the scale shows"], ["what must the scale show?"]),
    "giver": (["the giver", "the person who gives", "the one who makes the present",
               "the person from whom it comes"], ["who gives it?", "who is the giver?",
                                                  "from whom does it come?"], ["the donor"], ["whose generosity is it?"]),
    "receiver": (["the receiver", "the person who gets it", "the one to whom it is given",
                  "the new owner"], ["who gets it?", "who is the receiver?", "to whom is it given?"], ["the recipient"], ["who ends up with it?"]),
    "title": (["the title", "the title of the book", "the name of the book",
               "what the book is called"], ["what is the book called?", "which book is it?",
                                            "what is the title?"], ["the words on the cover"], ["under what title is it sold?"]),
    "author": (["the author", "the writer", "the name of the author",
                "the person who wrote it"], ["who wrote it?", "who is the author?",
                                             "by whom is the book?"], ["the one who held the pen"], ["whose work is it?"]),
    "year": (["the year", "the year mentioned", "the four-digit year",
              "the year it came out"], ["in which year?", "what year is named?",
                                        "when did it come out?"], ["the date in years"], ["what does the calendar say, as a year?"]),
    "size": (["the size", "the size letter", "the clothing size",
              "the size ordered"], ["what size?", "which size is wanted?", "in what size?"], ["the measure on the label"], ["how big should it be?"]),
    "gate": (["the gate", "the gate's name", "the gate, letter and number",
              "the airport gate"], ["which gate?", "at what gate do I board?",
                                    "what is the gate?"], ["the door to the plane"], ["where exactly do I get on?"]),
    "flight": (["the flight number", "the number of the flight", "the flight code",
                "the code of the plane"], ["which flight is it?", "what is the flight number?",
                                           "which flight is announced?"], ["the airline's code"], ["under what code does it fly?"]),
    "name": (["the name", "the person", "the person's name",
              "the first name"], ["who is it?", "what is the name?", "who is named?"], ["the one it is about"], ["how is the person called?"]),
}

# Sentences: patterns, slots that are asked for, and how they are filled.
SOURCES = {
    "meeting": ([
        "{who} meets {whom} in {city} on {day} at {time}.", "On {day} at {time}, {who} will see {whom} in {city}.",
        "{who} wants to talk to {whom} at {time} on {day} in {city}.", "In {city}, {who} visits {whom} on {day} at {time}.",
        "{who} has invited {whom} to {city} for {day}, {time}."
    ], ["who", "whom", "city", "day", "time"], fields(who=w.NAMES, whom=w.NAMES, city=w.CITIES, day=DAYS, time=clock)),
    "order": ([
        "I'd like {number} {color} {thing}s in size {size}.", "Please send me {number} {thing}s, {color}, size {size}.",
        "Order: {number} x {thing}, {color}, {size}", "We need {number} {color} {thing}s. Size {size}, please.",
        "Can I get {number} {thing}s in {color}, size {size}?"
    ], ["number", "color", "thing", "size"],
              fields(number=between(2, 40),
                     color=COLORS,
                     thing=w.words("shirt jacket skirt coat hat sweater vest belt hoodie"),
                     size=w.words("S M L XL XXL"))),
    "contact": ([
        "Call {name} at {phone} or write to {email}.", "{name}'s number is {phone}, and the mail is {email}.",
        "You can reach {name}: {phone}, {email}", "Contact: {name}, phone {phone}, e-mail {email}.",
        "If {phone} is busy, send {name} a message to {email}."
    ], ["phone", "email"], fields(name=w.NAMES, phone=lambda d: f"555-{d.between(1000, 9999)}", email=mail)),
    "person": ([
        "{name} is a {age}-year-old {job} from {city}.", "{name}, {age}, works as a {job} in {city}.",
        "In {city} lives a {job} called {name}, aged {age}.", "My neighbor {name} is {age}, comes from {city} and is a {job}.",
        "The {job} {name} ({age}) was born in {city}."
    ], ["age", "job", "city"], fields(name=w.NAMES, age=between(19, 79), job=[j for j in JOBS if j[0] not in "aeiou"], city=w.CITIES)),
    "trip": ([
        "{name} takes the {vehicle} from {from} to {to} on {day}.", "On {day}, {name} goes to {to} from {from} by {vehicle}.",
        "The {vehicle} to {to} leaves {from} on {day}; {name} is on it.", "{name} travels by {vehicle} on {day}: {from} to {to}.",
        "Leaving {from} on {day}, {name} reaches {to} by {vehicle}."
    ], ["from", "to", "vehicle", "day"], fields(**{
        "name": w.NAMES,
        "from": w.CITIES,
        "to": w.CITIES,
        "vehicle": VEHICLES,
        "day": DAYS
    })),
    "event": ([
        "The {event} is in {city} in {month}, for {number} people.", "In {month}, {number} guests come to {city} for the {event}.",
        "{city} expects {number} visitors for its {event} in {month}.", "There will be a big {event} in {city} this {month} ({number} seats).",
        "{number} tickets are sold for the {event} that {city} holds in {month}."
    ], ["event", "city", "month", "number"], fields(event=[e for e in EVENTS if e != "exam"], city=w.CITIES, month=w.MONTHS, number=between(20,
                                                                                                                                            900))),
    "forecast": ([
        "{city} will have {weather} and {degrees} degrees on {day}.", "On {day} it is {degrees} degrees in {city}, with {weather}.",
        "Forecast for {city}: {weather}, {degrees} degrees on {day}.", "Expect {weather} in {city} on {day} at {degrees} degrees."
    ], ["city", "weather", "degrees", "day"], fields(city=w.CITIES, weather=WEATHER, degrees=between(2, 35), day=DAYS)),
    "lost": ([
        "I lost my {color} {thing} at {place} on {day}.", "On {day} I left a {color} {thing} at {place}.",
        "Has anybody found a {color} {thing}? I forgot it at {place} on {day}.", "Missing since {day}: a {color} {thing}, last seen at {place}.",
        "A {color} {thing} was found at {place} on {day}."
    ], ["color", "thing", "place", "day"], fields(color=COLORS, thing=[p for p in PRODUCTS if p[0] not in "u"], place=PLACES, day=DAYS)),
    "match": ([
        "{winner} beat {loser} {score} on {day}.", "{loser} lost to {winner} on {day}; it ended {score}.",
        "On {day}, {loser} was beaten {score} by {winner}.", "It was {score} on {day}: a win for {winner}, a defeat for {loser}.",
        "{winner} won {score} against {loser} on {day}."
    ], ["winner", "loser", "score",
        "day"], fields(winner=w.CITIES, loser=w.CITIES, score=lambda d: (lambda a: f"{a}-{d.below(a)}")(d.between(1, 7)), day=DAYS)),
    "recipe": ([
        "For the {dish}, {name} needs {grams} grams of {ingredient}.", "{name} adds {grams} grams of {ingredient} to the {dish}.",
        "Put {grams} grams of {ingredient} into the {dish}, says {name}.", "The {dish} that {name} makes has {grams} grams of {ingredient} in it."
    ], ["dish", "ingredient", "grams"], fields(name=w.NAMES, dish=DISHES, ingredient=STUFF, grams=lambda d: 10 * d.between(3, 80))),
    "gift": ([
        "{giver} gave {receiver} a {color} {thing}.", "{receiver} got a {color} {thing} from {giver}.",
        "The {color} {thing} is a present for {receiver} from {giver}.", "{giver} bought a {color} {thing} for {receiver}.",
        "For {receiver}, {giver} wrapped a {color} {thing}."
    ], ["giver", "receiver", "color", "thing"], fields(giver=w.NAMES, receiver=w.NAMES, color=COLORS, thing=[p for p in PRODUCTS if p[0] != "u"])),
    "book": ([
        "{author} published \"{title}\" in {year}.", "\"{title}\" by {author} came out in {year}.",
        "In {year}, {author} wrote the novel \"{title}\".", "My copy of \"{title}\" ({year}) is signed by {author}.",
        "Have you read \"{title}\", {author}'s book of {year}?"
    ], ["title", "author", "year"], fields(author=lambda d: f"{d.pick(w.NAMES)} {d.pick(w.SURNAMES)}", title=BOOKS, year=between(1950, 2025))),
    "flight": ([
        "Flight {flight} to {city} leaves at {time} from gate {gate}.", "Gate {gate} is open for flight {flight} to {city}, departure {time}.",
        "Passengers to {city} ({flight}): gate {gate}, {time}.", "At {time}, {flight} takes off for {city}. Please go to gate {gate}."
    ], ["flight", "city", "time", "gate"],
               fields(flight=lambda d: f"{d.pick(['LH', 'BA', 'AF', 'KL', 'UA'])}{d.between(100, 999)}",
                      city=w.CITIES,
                      time=clock,
                      gate=lambda d: f"{d.pick('ABCD')}{d.between(1, 40)}")),
}
# Slots that no task asks for alone.
ONLY_TOGETHER = {"contact": ["name"], "person": ["name"], "trip": ["name"], "recipe": ["name"]}

# Clauses.
ACTIONS = [
    tuple(x.split(" ", 1)) for x in
    ("open the door|send a letter|eat the apple|write a letter|clean the kitchen|buy a ticket|sell the car|drink the coffee|paint the fence|count the keys|draw a map|watch the game|sing a song"
     "|wash the dishes|carry the boxes|move the sofa|feed the fox|make a cake|take the bus|visit the museum|call the doctor|help the neighbors|bring the flowers|answer the phone|build a house"
     "|close the window|cook the dinner|catch a fish|change the password|share the pizza").split("|")
]
PLURAL_OBJECTS = ["the keys", "the dishes", "the boxes", "the neighbors", "the flowers"]
PEOPLE = ["the nurse", "the baker", "my brother", "our teacher", "the old man", "the girl"]
GROUPS = ["the children", "my parents", "the nurses", "our neighbors", "the boys", "the guests"]
PRONOUNS = {"I": (1, False), "you": (2, None), "he": (3, False), "she": (3, False), "we": (1, True), "they": (3, True)}
TENSES = ["past", "present", "future", "progressive", "perfect"]


class Clause:
    """Somebody does something, in any tense, as a statement, denial or question."""
    def __init__(self, d, subjects=None):
        self.subject = d.pick(subjects or [*PRONOUNS, *w.NAMES[:8], *PEOPLE, *GROUPS])
        self.verb, self.object = d.pick(ACTIONS)

    def singular(self, subject):
        return subject not in ("I", "you", "we", "they", *GROUPS)

    def text(self, tense, form="statement", subject=None, short=False):
        s = subject or self.subject
        one = self.singular(s)
        am = "am" if s == "I" else "is" if one else "are"
        helper, rest = {
            "past": ("did", self.verb),
            "present": ("does" if one else "do", self.verb),
            "future": ("will", self.verb),
            "progressive": (am, w.gerund(self.verb)),
            "perfect": ("has" if one else "have", w.PARTICIPLE[self.verb])
        }[tense]
        if form == "question":
            return f"{upper(helper)} {s} {rest} {self.object}?"
        if form == "denial":
            return upper(f"{s} {contracted(helper) if short else helper + ' not'} {rest} {self.object}.")
        plain = {"past": w.PAST[self.verb], "present": w.third(self.verb) if one else self.verb}.get(tense, f"{helper} {rest}")
        return upper(f"{s} {plain} {self.object}.")

    def passive(self):
        return upper(f"{self.object} {'were' if self.object in PLURAL_OBJECTS else 'was'} {w.PARTICIPLE[self.verb]} by {self.subject}.")


def contracted(helper):
    return {"will": "won't", "am": "am not"}.get(helper, helper + "n't")


def rows(name, count, make):
    """Rows of a table from draws, no text twice."""
    d, out = Draws("texts/rows/" + name), {}
    while len(out) < count:
        text, label = make(d)
        out.setdefault(text, label)
    return list(out.items())


def tensed(d):
    tense = d.pick(["past", "present", "future"])
    return Clause(d).text(tense), tense


def person_of(d):
    number = d.between(1, 3)
    return Clause(d, [s for s, (n, _) in PRONOUNS.items() if n == number] + (PEOPLE + w.NAMES[:6] if number == 3 else [])).text(d.pick(TENSES[:4])), {
        1: "first",
        2: "second",
        3: "third"
    }[number]


def several(d):
    many = d.below(2)
    return Clause(d, ["we", "they", *GROUPS] if many else ["he", "she", "I", *PEOPLE, *w.NAMES[:6]]).text(d.pick(TENSES)), "many" if many else "one"


def denied(d):
    form = d.pick(["statement", "denial"])
    return Clause(d).text(d.pick(TENSES), form, short=d.below(2) == 1), "denied" if form == "denial" else "affirmed"


def mood(d):
    form = d.pick(["statement", "question", "command"])
    c = Clause(d)
    end = "" if d.below(2) else None
    text = upper(f"{c.verb} {c.object}.") if form == "command" else c.text(d.pick(TENSES), form)
    return (text[:-1] if end == "" else text), form


def voice(d):
    c = Clause(d, PEOPLE + GROUPS + w.NAMES[:8])
    return (c.passive(), "passive") if d.below(2) else (c.text("past"), "active")


def subject_kind(d):
    kind = d.pick(["pronoun", "name", "noun"])
    return Clause(d, {"pronoun": list(PRONOUNS), "name": w.NAMES, "noun": PEOPLE + GROUPS}[kind]).text(d.pick(TENSES)), kind


def going_on(d):
    now = d.below(2)
    return Clause(d).text("progressive" if now else d.pick(["past", "perfect"])), "running" if now else "finished"


def comparison(d):
    a, b = d.between(1, 99), d.between(1, 99)
    return d.pick([f"{a} is more than {b}.", f"{b} is less than {a}.", f"{a} is greater than {b}.", f"{b} is smaller than {a}."
                   ]) if a != b else "10 is more than 3.", "true" if a > b or a == b else "false"


def sum_claim(d):
    a, b = d.between(1, 20), d.between(1, 20)
    wrong = d.below(2) * d.pick([-2, -1, 1, 2, 10])
    return d.pick([f"{a} + {b} = {a + b + wrong}", f"{a} and {b} make {a + b + wrong}.",
                   f"{a} plus {b} is {a + b + wrong}."]), "false" if wrong else "true"


def kind_claim(d):
    kinds = {
        "animal": "an animal",
        "fruit": "a fruit",
        "vehicle": "a vehicle",
        "tool": "a tool",
        "drink": "a drink",
        "musical instrument": "a musical instrument",
        "color": "a color",
        "flower": "a flower",
        "tree": "a tree"
    }
    a, b = d.sample([k for k in kinds if k not in ("flower", "tree")], 2)
    word = d.pick([x for x in w.CATEGORIES[a] if not (a == "color" and x == "beige")])
    right, no = d.below(2), d.below(2)
    name = word if a in ("drink", "color") else ("an " if word[0] in "aeiou" else "a ") + word
    claim = kinds[a if right else b]
    return upper(f"{name} is {'not ' if no else ''}{claim}."), "true" if bool(right) != bool(no) else "false"


def number_rows(of, count=301):
    return [(str(n), of(n)) for n in range(count)]


KINDS = {
    "time-of-action": {
        "rows": rows("tense", 360, tensed),
        "asks": ([
            "say when it happens", "look at the tense of the verb", "decide if it is over, going on or to come", "place the sentence in time",
            "tell me the tense", "classify the sentence by its time"
        ], ["determine the grammatical time", "put it on a time line"]),
        "classes": {
            "past": (["it happened before", "the verb is in the past", "it is over"], ["it lies behind us"]),
            "present": (["it happens now", "the verb is in the present", "it is a habit or goes on today"], ["it belongs to these days"]),
            "future": (["it will happen", "the verb is in the future", "it is still to come"], ["it lies ahead"])
        },
        "named": [{
            "past": "yesterday",
            "present": "today",
            "future": "tomorrow"
        }, {
            "past": "before",
            "present": "now",
            "future": "later"
        }, {
            "past": "was",
            "present": "is",
            "future": "will be"
        }, {
            "past": "over",
            "future": "ahead"
        }, {
            "present": "now",
            "future": "later"
        }, {
            "past": "done",
            "future": "planned"
        }],
        "letters": [3],
        "pairs": 0
    },
    "grammatical-person": {
        "rows": rows("person", 300, person_of),
        "asks": ([
            "name the grammatical person of the subject", "say who the subject is: speaker, listener or somebody else",
            "tell me the person of the verb", "decide about whom the sentence is", "classify the subject", "look at the subject's person"
        ], ["determine whose side the subject is on", "find the person in the sense of grammar"]),
        "classes": {
            "first": (["the speaker acts", "the subject is I or we", "it is the first person"], ["the one who talks is the subject"]),
            "second": (["the listener acts", "the subject is you", "it is the second person"], ["the one addressed is the subject"]),
            "third": (["somebody else acts", "the subject is neither I, we nor you",
                       "it is the third person"], ["people outside the talk are the subject"])
        },
        "named": [{
            "first": "first",
            "second": "second",
            "third": "third"
        }, {
            "first": "1st",
            "second": "2nd",
            "third": "3rd"
        }, {
            "first": "me",
            "second": "you",
            "third": "others"
        }, {
            "first": "speaker",
            "second": "listener",
            "third": "somebody else"
        }],
        "letters": [3],
        "pairs": 0
    },
    "how-many-act": {
        "rows": rows("number", 250, several),
        "opaque": 8,
        "asks": ([
            "count who acts", "say whether one or several act", "look at the number of the subject", "decide how many do it",
            "classify the subject by its number", "tell me if it is a group"
        ], ["determine whether the doer is alone", "see how many are behind the action"]),
        "classes": {
            "one": (["one person acts", "the subject is singular", "somebody does it alone"], ["a single one is at work"]),
            "many": (["several people act", "the subject is plural", "more than one person does it"], ["a group is at work"])
        },
        "named": ["one/many", "singular/plural", "single/group", "alone/together", "1/more"]
    },
    "denial": {
        "rows": rows("denial", 250, denied),
        "opaque": 10,
        "asks": ([
            "say whether it is the case", "look for a word that denies", "decide if the sentence says that it happens", "classify the statement",
            "tell me if something is denied", "check for not"
        ], ["determine whether the claim is turned down", "see if the sentence rejects something"]),
        "classes": {
            "affirmed": (["the sentence says that it is so", "nothing is denied", "the word not is missing"], ["the claim is upheld"]),
            "denied": (["the sentence says that it is not so", "something is denied", "it has not or n't"], ["the claim is rejected"])
        },
        "named": ["affirmed/denied", "so/not so", "does/does not", "is/isn't", "plain/with not"]
    },
    "mood": {
        "rows": rows("mood", 360, mood),
        "asks": ([
            "say what kind of sentence it is", "name the sentence type; marks at the end may be missing", "decide if one tells, asks or orders",
            "classify the sentence by its form", "tell me what the sentence does", "find the form of the sentence"
        ], ["determine the type of the utterance", "see what the speaker does by saying this"]),
        "classes": {
            "statement": (["it is a statement", "somebody tells something", "a fact is reported"], ["the reader learns something"]),
            "question": (["it is a question", "somebody asks something", "an answer is expected"], ["the speaker does not know"]),
            "command": (["it is a command", "somebody gives an order", "the listener must do something"], ["the reader is told to act"])
        },
        "named": [{
            x: x
            for x in ("statement", "question", "command")
        }, {"statement": "info", "question": "query", "command": "order"}, {
            "statement": "tell",
            "question": "ask",
            "command": "order"
        }, {
            "statement": "S",
            "question": "Q",
            "command": "C"
        }, {
            "question": "asks",
            "command": "orders"
        }],
        "letters": [3],
        "pairs": 2
    },
    "voice": {
        "rows": rows("voice", 250, voice),
        "opaque": 10,
        "asks": ([
            "name the voice of the verb", "say whether the subject acts or is acted upon", "look at the verb form",
            "decide if the sentence is active", "classify the sentence by its voice", "check for was or were with by"
        ], ["determine the grammatical voice", "see on which side of the action the subject stands"]),
        "classes": {
            "active": (["the sentence is active", "the first person named acts", "the subject does something"], ["the subject is the doer"]),
            "passive": (["the sentence is passive", "the one who acts follows after by",
                         "something is done to the subject"], ["the subject is what is acted upon"])
        },
        "named": ["active/passive", "act/pass", "doer first/doer last", "does/undergoes"]
    },
    "kind-of-subject": {
        "rows": rows("subject", 360, subject_kind),
        "asks": ([
            "say what kind of word the subject is", "look at the start of the sentence", "decide how the person is named", "classify the subject",
            "tell me what stands before the verb", "name the kind of subject"
        ], ["determine by what kind of word the doer is named", "see how the doer is referred to"]),
        "classes": {
            "pronoun": (["the subject is a pronoun", "a word like he or we acts",
                         "nobody is named or described"], ["a small stand-in word opens it"]),
            "name": (["the subject is a name", "somebody is called by name", "the doer has a first name"], ["a proper name opens it"]),
            "noun": (["the subject is a noun", "a person is described, such as the baker",
                      "the doer is a kind of person"], ["an ordinary noun stands before the verb"])
        },
        "named": [{
            x: x
            for x in ("pronoun", "name", "noun")
        }, {
            "pronoun": "P",
            "name": "N",
            "noun": "W"
        }],
        "letters": [3],
        "pairs": 2
    },
    "still-going-on": {
        "rows": rows("going", 250, going_on),
        "opaque": 8,
        "asks": ([
            "say if it is still going on", "decide whether the action is finished", "look at the verb form", "tell me if somebody is busy with it",
            "classify the action", "check if it is complete"
        ], ["determine whether the work is over", "see how far it has come"]),
        "classes": {
            "running": (["it is going on", "the action is not finished", "the verb ends in -ing"], ["work is in progress"]),
            "finished": (["it is finished", "the action is complete", "the thing has been done"], ["work is over"])
        },
        "named": ["running/finished", "ongoing/done", "busy/ready", "in progress/complete", "not yet/already"]
    },
    "comparison-claim": {
        "rows": rows("comparison", 250, comparison),
        "opaque": 8,
        "asks": ([
            "check the claim", "compare the numbers and judge the sentence", "decide if the statement is right", "verify the comparison",
            "tell me whether it is so", "grade the answer"
        ], ["examine the claim", "see if the numbers bear it out"]),
        "classes": {
            "true": (["the statement is true", "it is right", "the numbers agree with it"], ["the claim holds"]),
            "false": (["the statement is false", "it is wrong", "the numbers do not agree with it"], ["the claim fails"])
        },
        "named": ["right/wrong", "correct/incorrect", "valid/invalid", "ok/error"]
    },
    "sum-claim": {
        "rows": rows("sum", 250, sum_claim),
        "opaque": 8,
        "asks": ([
            "check the sum", "do the addition and judge the result", "correct the homework", "verify the calculation", "tell me whether it adds up",
            "grade the answer"
        ], ["examine the addition", "see if the total is what it should be"]),
        "classes": {
            "true": (["the sum is right", "it is correct", "the numbers add up"], ["the total agrees"]),
            "false": (["the sum is wrong", "it is incorrect", "the numbers do not add up"], ["the total is off"])
        },
        "named": ["right/wrong", "correct/incorrect", "pass/fail", "ok/error"]
    },
    "kind-claim": {
        "rows": rows("kind", 250, kind_claim),
        "opaque": 10,
        "asks": ([
            "check the statement", "judge whether it is so", "decide if the sentence is right, and mind the word not", "verify the claim",
            "tell me whether to believe it", "grade what the child says"
        ], ["examine the assertion", "see if the world is like this"]),
        "classes": {
            "true": (["the statement is true", "it is right", "things are like that"], ["the assertion holds"]),
            "false": (["the statement is false", "it is wrong", "things are not like that"], ["the assertion fails"])
        },
        "named": ["true/false", "right/wrong", "correct/incorrect", "sense/nonsense", "agree/disagree"]
    },
    "number-parity": {
        "rows": number_rows(lambda n: "odd" if n % 2 else "even"),
        "opaque": 9,
        "asks": ([
            "look at the last digit", "say whether it can be halved without a rest", "classify the number", "decide if it is even", "test the number",
            "check divisibility by two"
        ], ["see whether pairs can be made", "find out if two is a factor"]),
        "classes": {
            "even": (["the number is even", "it can be divided by two", "it ends in 0, 2, 4, 6 or 8"], ["two goes into it"]),
            "odd": (["the number is odd", "it cannot be divided by two", "it ends in 1, 3, 5, 7 or 9"], ["one is left over when pairs are made"])
        },
        "named": ["even/odd", "pairs/single", "E/O"]
    },
    "number-size": {
        "rows": number_rows(lambda n: "big" if n > 50 else "small", 101),
        "opaque": 9,
        "asks": ([
            "compare the number with fifty", "say if it is more than 50", "classify the number by its size", "decide on which side of 50 it lies",
            "sort the number", "check the limit of fifty"
        ], ["see where it stands, seen from fifty", "find out whether it is past the half hundred"]),
        "classes": {
            "big": (["the number is more than 50", "it is greater than fifty", "it exceeds 50"], ["it lies beyond fifty"]),
            "small": (["the number is 50 or less", "it is not greater than fifty", "it stays within 50"], ["it does not pass fifty"])
        },
        "named": ["big/small", "high/low", "above/within", "over/under"]
    },
    "number-five": {
        "rows": number_rows(lambda n: "fits" if n % 5 == 0 else "rest"),
        "opaque": 9,
        "asks": ([
            "test the number", "say if five goes into it", "classify the number", "check divisibility by five", "look whether it ends in 0 or 5",
            "decide if it is a multiple of five"
        ], ["see whether hands of five can be made", "find out if five is a factor"]),
        "classes": {
            "fits": (["the number is a multiple of five", "it ends in 0 or 5", "five goes into it"], ["it can be counted out in fives"]),
            "rest": (["the number is no multiple of five", "it does not end in 0 or 5",
                      "something is left over after division by five"], ["it cannot be counted out in fives"])
        },
        "named": ["fits/rest", "five/other", "multiple/not a multiple"]
    },
    "word-length": {
        "rows": [(x, "long" if len(x) > 5 else "short") for x in EVERYDAY if len(x) != 5],
        "opaque": 9,
        "asks": ([
            "count the letters", "say if it has more than five letters", "classify the word by its length", "decide whether the word is long",
            "measure the word", "compare the number of letters with five"
        ], ["see how much room the word takes", "find out whether five letters are enough"]),
        "classes": {
            "long": (["the word is longer than five letters", "it has six letters or more",
                      "it has more than five letters"], ["five letters are not enough for it"]),
            "short": (["the word is shorter than six letters", "it has at most five letters",
                       "it does not have six letters"], ["five letters are enough for it"])
        },
        "named": ["long/short", "big/little", "6+/5-"]
    },
    "word-start": {
        "rows": [(x, "vowel" if x[0] in "aeiou" else "consonant") for x in EVERYDAY],
        "opaque": 9,
        "asks": ([
            "look at the first letter", "say what kind of letter comes first", "classify the word by its first letter",
            "decide which article it would take, a or an", "check the initial", "test how the word starts"
        ], ["see what sort of letter leads", "find out with what kind of letter it opens"]),
        "classes": {
            "vowel": (["the word starts with a vowel", "the first letter is a, e, i, o or u", "it begins with a vowel"], ["a vowel leads"]),
            "consonant": (["the word starts with a consonant", "the first letter is not a vowel",
                           "it begins with a consonant"], ["a consonant leads"])
        },
        "named": ["vowel/consonant", "soft/hard", "an/a", "V/C"]
    },
}
