"""Rewriting, formats and simple reasoning: a task has ways to say it, new ways set aside, and a function that draws a row (texts.py)."""
import json
import re

import words as w
from lol import EVERYDAY, number_word
from texts_forms import ACTIONS, COLORS, DAYS, GROUPS, PEOPLE, SOURCES, TENSES, Clause
from wordings import upper

# What a tense or a format is called, several times for training and once for new descriptions.
TENSE_NAMES = {
    "past": (["the past tense", "the simple past", "the form that tells what happened"], "the tense of yesterday"),
    "present": (["the present tense", "the simple present", "the form for what happens every day"], "the tense of habits"),
    "future": (["the future with will", "the future tense", "the form with will"], "the tense of tomorrow, with will"),
    "progressive": (["the present progressive", "the form with am, is or are and -ing",
                     "the -ing form of the present"], "the tense of what is being done now"),
    "perfect": (["the present perfect", "the form with has or have", "the perfect tense"], "the tense that begins with have or has")
}
PUT = [
    "write it in {x}", "put the sentence into {x}", "change it into {x}", "rewrite what you get in {x}", "use {x} instead", "turn the text into {x}",
    "give the same in {x}", "convert it to {x}"
]
PUT_NEW = ["let it appear in {x}", "hand it back in {x}"]
AS = [
    "make it {x}", "turn the text into {x}", "rewrite it as {x}", "say the same as {x}", "change what you get to {x}", "present it as {x}",
    "write {x} with the same content", "give it as {x}"
]
AS_NEW = ["let it come out as {x}", "hand it back as {x}"]
CASES = {
    "plain": (["plain words with blanks", "ordinary lower-case words", "separate words"], "words as in a sentence", " ".join),
    "snake": (["snake_case", "lower case with underscores", "words joined by underscores"], "the style_with_low_lines", "_".join),
    "kebab": (["kebab-case", "lower case with hyphens", "words joined by hyphens"], "the style-with-dashes", "-".join),
    "camel": (["camelCase", "camel case with a small first letter",
               "one word, each part after the first with a capital"], "the styleWithHumps", lambda x: x[0] + "".join(map(upper, x[1:]))),
    "screaming": (["SCREAMING_SNAKE_CASE", "capitals with underscores",
                   "the style of constants, UPPER_CASE"], "the STYLE_THAT_SHOUTS", lambda x: "_".join(x).upper()),
    "dotted": (["dotted.case", "lower case with full stops between the words", "words joined by dots"], "the style.with.points", ".".join)
}
IDENTIFIERS = [
    "user count total max min first last next file line page word name list size color time date start end page open close read write new old main data key value index input output"
    .split(),
    "name id number size list type date color limit path code state level text user group table order item price label width height title".split()
]
JOINS = {
    "semicolons": "; ",
    "vertical bars": " | ",
    "slashes": "/",
    "the word and": " and ",
    "plus signs": " + ",
    "hyphens": " - ",
    "arrows (->)": " -> ",
    "the word or": " or ",
    "ampersands": " & ",
    "colons": " : "
}
WRAPS = {
    "double quotes": ('"{}"', "quotation marks"),
    "single quotes": ("'{}'", "apostrophes on both sides"),
    "round brackets": ("({})", "parentheses"),
    "square brackets": ("[{}]", "brackets like [ ]"),
    "curly braces": ("{{{}}}", "braces"),
    "angle brackets": ("<{}>", "the signs < and >"),
    "asterisks": ("*{}*", "one star on each side"),
    "double asterisks, Markdown bold": ("**{}**", "two stars on each side"),
    "backticks, Markdown code": ("`{}`", "the marks for code"),
    "underscores, Markdown italics": ("_{}_", "low lines"),
    "double tildes, Markdown strikethrough": ("~~{}~~", "two waves on each side"),
    "the HTML tag b": ("<b>{}</b>", "the element b"),
    "the HTML tag i": ("<i>{}</i>", "the element i"),
    "the HTML tag p": ("<p>{}</p>", "the element p"),
    "the HTML tag h1": ("<h1>{}</h1>", "the element h1"),
    "the HTML tag li": ("<li>{}</li>", "the element li"),
    "the HTML tag td": ("<td>{}</td>", "the element td"),
    "the XML tag name": ("<name>{}</name>", "the element name"),
    "the XML tag item": ("<item>{}</item>", "the element item"),
    "three hyphens": ("---{}---", "dashes, three by three"),
    "dollar signs": ("${}$", "the sign of dollars"),
    "percent signs": ("%{}%", "the signs of per cent")
}
PREFIXES = {
    "# and a blank, a Markdown heading": ("# {}", "the mark of a top heading"),
    "## and a blank, a second-level heading": ("## {}", "the mark of a subheading"),
    "a hyphen and a blank, a bullet": ("- {}", "the mark of a list point"),
    "> and a blank, a quotation": ("> {}", "the mark of cited lines"),
    "- [ ], an open task": ("- [ ] {}", "an empty check box"),
    "- [x], a finished task": ("- [x] {}", "a ticked check box"),
    "1. and a blank": ("1. {}", "the number one with a point"),
    "TODO: and a blank": ("TODO: {}", "the word for open work, TODO:"),
    "// and a blank, a comment": ("// {}", "two slashes"),
    "Note: and a blank": ("Note: {}", "the word Note and a colon"),
    "Re: and a blank": ("Re: {}", "the sign of a reply, Re:"),
    "an @ sign": ("@{}", "the at sign")
}
RECORDS = {
    "person": (["name", "age", "city"], lambda d: [d.pick(w.NAMES), str(d.between(18, 90)), d.pick(w.CITIES)]),
    "item": (["color", "thing",
              "count"], lambda d: [d.pick(COLORS), d.pick(w.words("coat lamp chair scarf vase hat cup")),
                                   str(d.between(2, 60))]),
    "trip": (["from", "to", "day"], lambda d: [*d.sample(w.CITIES, 2), d.pick(DAYS)]),
    "pet": (["owner", "animal",
             "age"], lambda d: [d.pick(w.NAMES), d.pick(w.words("dog cat rabbit horse parrot goat")),
                                str(d.between(1, 15))]),
    "login": ([
        "user", "role", "year"
    ], lambda d: [d.pick(w.NAMES).lower(), d.pick(w.words("admin editor guest reader owner")),
                  str(d.between(2010, 2026))])
}
RECORD_FORMATS = {
    "json": ("a JSON object", "the notation of JavaScript objects", lambda k, v: json.dumps({
        a: int(b) if b.isdigit() else b
        for a, b in zip(k, v)
    })),
    "yaml-line": ("key: value pairs, separated by commas", "names and values with colons", lambda k, v: ", ".join(f"{a}: {b}" for a, b in zip(k, v))),
    "equals": ("key=value pairs, separated by blanks", "names and values with equals signs", lambda k, v: " ".join(f"{a}={b}" for a, b in zip(k, v))),
    "query": ("a URL query (key=value joined by &)", "what follows ? in a web address", lambda k, v: "&".join(f"{a}={b.replace(' ', '+')}"
                                                                                                              for a, b in zip(k, v))),
    "xml": ("XML elements, one after the other", "elements named by the keys", lambda k, v: "".join(f"<{a}>{b}</{a}>" for a, b in zip(k, v))),
    "tuple": ("a tuple of named values in round brackets, key=value", "arguments as in a call",
              lambda k, v: "(" + ", ".join(f"{a}={b}" for a, b in zip(k, v)) + ")")
}
VALUE_FORMATS = {
    "semicolon-csv": ("a CSV line with semicolons", "a row that is split at semicolons", ";".join),
    "pipe-row": ("a Markdown table row", "a row between vertical bars", lambda v: "| " + " | ".join(v) + " |"),
    "tabless": ("a CSV line with commas and no blanks", "a row that is split at bare commas", ",".join),
    "array": ("a JSON array of strings", "a bracketed list with quotes", json.dumps),
    "reversed": ("the reverse order, with commas", "the order from back to front", lambda v: ", ".join(v[::-1])),
    "slashes": ("one line with slashes between the values", "parts cut by slashes", "/".join)
}
DATES = {
    "day-first words": (["day, month name, year, like 4 May 1999", "the British way, 4 May 1999"], lambda y, m, d: f"{d} {w.MONTHS[m - 1]} {y}"),
    "month-first words": (["month name, day, year, like May 4, 1999",
                           "the American way, May 4, 1999"], lambda y, m, d: f"{w.MONTHS[m - 1]} {d}, {y}"),
    "short month": (["the short form 4 Aug 1999",
                     "day, three letters of the month, year, like 4 Aug 1999"], lambda y, m, d: f"{d} {w.MONTHS[m - 1][:3]} {y}"),
    "slashes day first": (["DD/MM/YYYY", "digits with slashes, day first"], lambda y, m, d: f"{d:02}/{m:02}/{y}"),
    "slashes month first": (["MM/DD/YYYY", "digits with slashes, month first"], lambda y, m, d: f"{m:02}/{d:02}/{y}"),
    "dots": (["DD.MM.YYYY", "digits with full stops, day first"], lambda y, m, d: f"{d:02}.{m:02}.{y}"),
    "month and year": (["the name of the month and the year only", "month and year, like May 1999"], lambda y, m, d: f"{w.MONTHS[m - 1]} {y}")
}
COMPARED = [("taller", "tall", "tallest", "shorter", "shortest"), ("older", "old", "oldest", "younger", "youngest"),
            ("faster", "fast", "fastest", "slower", "slowest"), ("stronger", "strong", "strongest", "weaker", "weakest"),
            ("richer", "rich", "richest", "poorer", "poorest"), ("louder", "loud", "loudest", "quieter", "quietest")]
ORDERS = {
    "left": ("{a} sits to the left of {b}", "{b} sits to the right of {a}", "far left", "far right"),
    "queue": ("{a} stands before {b}", "{b} stands behind {a}", "front of the queue", "end of the queue"),
    "floor": ("{a} lives above {b}", "{b} lives below {a}", "top floor", "bottom floor"),
    "arrival": ("{a} arrived before {b}", "{b} arrived after {a}", "first place", "last place")
}
CONVERSIONS = [("meters", "centimeters", 100), ("kilometers", "meters", 1000), ("kilograms", "grams", 1000), ("weeks", "days", 7),
               ("years", "months", 12), ("dollars", "cents", 100), ("days", "hours", 24), ("liters", "milliliters", 1000), ("dozens", "pieces", 12),
               ("centuries", "years", 100)]


def filled(patterns, *names):
    """Patterns for ways, with the names in turn."""
    return [p.format(x=names[i % len(names)]) for i, p in enumerate(patterns)]


def clause(make, subjects=None, tenses=TENSES):
    def row(d):
        return make(Clause(d, subjects), d.pick(tenses))

    return row


def rewriting():
    for a in TENSES:
        for b in TENSES:
            if a != b:
                names, new = TENSE_NAMES[b]
                yield f"{a}-to-{b}", filled(PUT, *names), filled(PUT_NEW, new), clause(lambda c, _, a=a, b=b: (c.text(a), c.text(b)))
    for a, b in (("past", "present"), ("present", "future"), ("future", "past")):
        yield (f"question-{a}-to-{b}", [p.replace("it ", "the question ") for p in filled(PUT, *TENSE_NAMES[b][0])],
               filled(PUT_NEW, TENSE_NAMES[b][1] + " as a question"), clause(lambda c, _, a=a, b=b: (c.text(a, "question"), c.text(b, "question"))))
    for name, tenses in [("any", TENSES)] + [(t, [t]) for t in TENSES]:
        yield (f"ask-{name}", [
            "turn the statement into a question", "ask whether it is so", "make a yes-or-no question of it", "write it as a question",
            "rewrite it so that it ends with a question mark and asks the same", "put the verb form before the subject to ask",
            "change the sentence into its question", "form the question to which this is the answer yes"
        ], ["inquire whether this is the case",
            "let the sentence be asked, not told"], clause(lambda c, t: (c.text(t), c.text(t, "question")), tenses=tenses))
        yield (f"tell-{name}", [
            "turn the question into a statement", "say that it is so", "make a statement of the question", "write it as a fact with a full stop",
            "answer the question with a whole sentence that agrees", "put the subject first and tell instead of asking",
            "change the question into its statement", "affirm in a full sentence what is asked"
        ], ["declare what is being inquired",
            "let the sentence be told, not asked"], clause(lambda c, t: (c.text(t, "question"), c.text(t)), tenses=tenses))
    for name, tenses in [("any", TENSES), ("past", ["past"]), ("present", ["present"]), ("future", ["future"])]:
        yield (f"affirm-{name}", [
            "remove the negation", "say that it is so after all", "write the sentence without not", "make the denial an affirmation",
            "turn the negative sentence into its positive form", "state the contrary, without not", "undo the not and mend the verb",
            "claim what the sentence denies"
        ], ["lift the denial", "let the sentence say yes"], clause(lambda c, t: (c.text(t, "denial"), c.text(t)), tenses=tenses))
    short_tenses = ["past", "present", "future", "perfect"]
    yield ("shorten-not", [
        "write not in its short form n't", "use contractions", "contract the verb and not", "shorten do not to don't and so on",
        "make it sound spoken, with an apostrophe", "join the not to the word before it", "replace did not by didn't and the like",
        "put in the apostrophe form"
    ], ["say it the quick way with n't",
        "let verb and not melt into one"], clause(lambda c, t: (c.text(t, "denial"), c.text(t, "denial", short=True)), tenses=short_tenses))
    yield ("expand-not", [
        "write n't out as not", "avoid contractions", "expand the contraction", "write don't as do not and so on",
        "make it sound written, without an apostrophe", "split the short form into two words", "replace didn't by did not and the like",
        "spell the contracted verb in full"
    ], ["say it the long way with not",
        "let the short form come apart"], clause(lambda c, t: (c.text(t, "denial", short=True), c.text(t, "denial")), tenses=short_tenses))
    yield ("passive-to-active", [
        "put the sentence into the active voice", "begin with the one who acts", "rewrite it so that the person after by becomes the subject",
        "turn the passive into the active", "make it active", "say who did it first, without by", "undo the passive", "let the doer come first"
    ], ["give the doer the place of the subject",
        "tell it from the side of the one who did it"], clause(lambda c, _: (c.passive(), c.text("past")), PEOPLE + GROUPS + w.NAMES[:8]))
    for a, b in [("I", "he"), ("I", "she"), ("I", "we"), ("I", "they"), ("he", "I"), ("he", "she"), ("she", "he"), ("we", "they"), ("they", "we"),
                 ("we", "I"), ("you", "I"), ("he", "they"), ("she", "you"), ("they", "she")]:
        yield (f"{a}-to-{b}", [
            f"replace {a} by {b}", f"change the subject from {a} to {b}", f"rewrite the sentence with {b} as the subject",
            f"write {b} instead of {a} and let the verb agree", f"say the same of {b}", f"swap the pronoun {a} for {b}",
            f"begin with {b} in place of {a}", f"use {b}, not {a}"
        ], [f'read "{b}" wherever it says "{a}"',
            f'let it be about "{b}", no longer about "{a}"'], clause(lambda c, t, a=a, b=b: (c.text(t, subject=a), c.text(t, subject=b)), ["I"]))
    orders = {
        "bare": ("{}.", "a plain command", "a bare order"),
        "please": ("Please {}.", "a command that begins with Please", "an order with Please in front"),
        "could": ("Could you {}, please?", "a polite question with Could you and please", "a courteous Could you"),
        "must": ("You must {}.", "a sentence with You must", "a duty, with You must"),
        "lets": ("Let's {}.", "a proposal with Let's", "an offer to do it together, with Let's"),
        "want": ("I want you to {}.", "a wish that begins with I want you to", "the wish I want you to"),
        "mind": ("Would you mind {}?", "a question with Would you mind", "the careful Would you mind"),
        "should": ("We should {}.", "advice with We should", "what We should do")
    }
    for a, b in [("bare", x) for x in orders if x != "bare"] + [(x, "bare") for x in orders if x != "bare"] + [("please", "must"), ("must", "could"),
                                                                                                               ("want", "please"), ("could", "lets"),
                                                                                                               ("lets", "should"),
                                                                                                               ("should", "mind")]:

        def order(d, a=a, b=b):
            verb, thing = d.pick(ACTIONS)
            place = d.pick(["", " now", " today", " tomorrow", " for me", " tonight", " at once"])
            return tuple(upper(orders[x][0].format((w.gerund(verb) if x == "mind" else verb) + " " + thing + place)) for x in (a, b))

        yield f"order-{a}-to-{b}", filled(AS, orders[b][1]), filled(AS_NEW, orders[b][2]), order
    for name, pattern, said, new in [("think", "I think that {}.", "I think that", "the words of an opinion, I think that"),
                                     ("maybe", "Maybe {}.", "Maybe", "doubt, with Maybe"),
                                     ("sadly", "Unfortunately, {}.", "Unfortunately and a comma", "regret, with Unfortunately"),
                                     ("right", "{}, right?", None, None), ("again", "{} again.", None, None),
                                     ("know", "Everybody knows that {}.", "Everybody knows that", "common knowledge, with Everybody knows that"),
                                     ("yesterday", "Yesterday, {}.", "Yesterday and a comma", "the time Yesterday")]:

        def wrap(c, t, pattern=pattern):
            text = c.text(t)[:-1]
            inner = text if pattern[0] == "{" or text.split()[0] in ("I", *w.NAMES) else text[0].lower() + text[1:]
            return c.text(t), pattern.format(inner)

        if said:
            ways, fresh = [
                f"begin the sentence with {said}", f"put {said} in front", f"write {said} before the sentence", f"add {said} at the start",
                f"open with {said} and keep the rest", f"say it with {said}", f"place {said} first", f"start with {said}"
            ], [f"let the sentence open with {new}", f"lead in with {new}"]
        elif name == "right":
            ways, fresh = [
                'end the sentence with a comma and "right?"', 'add ", right?" at the end', 'ask for agreement with "right?"',
                'put "right?" after a comma at the end', 'replace the full stop by ", right?"', 'close with "right?"', 'check it with a final "right?"',
                'tag it with ", right?"'
            ], ['seek a nod with "right?"', 'let "right?" be the last word']
        else:
            ways, fresh = [
                "add again at the end", "say that it happens again", "put again before the full stop", "let it happen once more, with the word again",
                "end with the word again", "insert again as the last word", "write again after the last word", "append again"
            ], ["close with one more time in a single word, again", "let again be the last word"]
        yield f"say-{name}", ways, fresh, clause(wrap, tenses=["past"] if name == "yesterday" else TENSES)
    for source, slot, value in [("meeting", "city", "Paris"), ("meeting", "day", "Sunday"), ("meeting", "time", "noon"), ("gift", "color", "green"),
                                ("gift", "thing", "book"), ("order", "number", "7"), ("match", "score", "9-8"), ("forecast", "weather", "snow"),
                                ("trip", "vehicle", "bus"), ("event", "month", "May"), ("person", "age", "50"), ("lost", "place", "home")]:

        def replaced(d, source=source, slot=slot, value=value):
            patterns, _, fill = SOURCES[source]
            pattern, values = d.pick(patterns), fill(d)
            return None if value in values.values() or source == "person" and "an " in pattern else (pattern.format(**values),
                                                                                                     pattern.format(**{
                                                                                                         **values, slot: value
                                                                                                     }))

        yield (f"{source}-{slot}-becomes-{value}", [
            f"replace the {slot} by {value}", f"change the {slot} to {value}", f"write {value} instead of the {slot} and keep the rest",
            f"set the {slot} to {value}", f"rewrite the sentence so that the {slot} is {value}", f"put {value} where the {slot} stands",
            f"correct the {slot}: it is {value}", f"swap the {slot} for {value}"
        ], [f"the {slot} was wrong, make it {value}", f"let {value} stand for the {slot}"], replaced)
    for source, a, b in [("gift", "giver", "receiver"), ("match", "winner", "loser"), ("trip", "from", "to"), ("meeting", "who", "whom")]:
        what = {"gift": "the two people", "match": "the two teams", "trip": "the two cities", "meeting": "the two names"}[source]

        def swapped(d, source=source, a=a, b=b):
            patterns, _, fill = SOURCES[source]
            pattern, v = d.pick(patterns), fill(d)
            return pattern.format(**v), pattern.format(**{**v, a: v[b], b: v[a]})

        yield (f"{source}-swap", [
            f"swap {what}", f"exchange {what} and keep the rest", f"let {what} change places", f"write the sentence with {what} the other way round",
            f"turn the roles of {what} around", f"put each of {what} in the place of the other", f"rewrite it with {what} interchanged",
            f"reverse {what}"
        ], [f"let {what} trade places", f"mix up {what} on purpose"], swapped)


def operations():
    """What is done to the words and signs of a clause."""
    strip = lambda s: s.rstrip(".?!")
    yield from ((name, ways, new, clause(lambda c, t, f=f: (c.text(t), f(c.text(t))))) for name, ways, new, f in [
        ("lower", [
            "write everything in small letters", "convert the sentence to lowercase", "use no capitals", "put all of it into lower case",
            "make every letter small", "lowercase it", "change capitals to small letters", "write the text without capital letters"
        ], ["let no letter be large", "whisper it in small print"], str.lower),
        ("no-stop", [
            "remove the full stop", "write it without the period", "drop the dot at the end", "delete the punctuation", "leave out the final mark",
            "cut the last character", "take away the period", "end without a full stop"
        ], ["let the sentence end bare", "strip off what closes it"], strip),
        ("ellipsis", [
            "end with three dots", "replace the full stop by three dots", "put an ellipsis at the end", "write three dots instead of the period",
            "let it trail off with three dots", "change the final dot to three", "finish with an ellipsis", "make the end open with an ellipsis"
        ], ["let it fade out in dots", "close with a row of three points"], lambda s: s[:-1] + "..."),
        ("question-mark", [
            "replace the full stop by a question mark", "put a question mark at the end instead of the period", "change only the last character to a question mark",
            "keep the words and end with a question mark", "write a question mark for the final dot", "doubt it with a question mark at the end, same words",
            "finish with a question mark", "swap the period for a question mark"
        ], ["let a question mark close the same words", "turn the dot into a hook"], lambda s: s[:-1] + "?"),
        ("underscores", [
            "replace blanks by underscores", "write _ for each space", "join all the words with underscores",
            "put an underscore wherever there is a blank", "use underscores between the words", "change every space to _", "fill the gaps with _",
            "write the sentence with underscores, not spaces"
        ], ["let low lines fill the gaps", "put a low line in each gap"], lambda s: s.replace(" ", "_")),
        ("hyphens", [
            "replace blanks by hyphens", "write - for each space", "join all the words with hyphens", "put a hyphen wherever there is a blank",
            "use hyphens between the words", "change every space to -", "fill the gaps with -", "write the sentence with hyphens, not spaces"
        ], ["let dashes fill the gaps", "put a dash in each gap"], lambda s: s.replace(" ", "-")),
        ("no-blanks", [
            "remove all blanks", "write the sentence without spaces", "glue all words together", "delete every space",
            "close up the gaps between the words", "write it as one long word", "leave out the blanks", "take the spaces away"
        ], ["let no gap remain", "press the words together"], lambda s: s.replace(" ", "")),
        ("first-capitals", [
            "write the first word in capitals", "uppercase the first word only", "put the opening word into upper case", "shout the first word",
            "make the first word big and keep the rest", "capitalize all letters of the first word", "begin with a word in block letters",
            "change just the first word to upper case"
        ], ["let the opener be loud", "raise your voice on the first word alone"], lambda s: " ".join([s.split()[0].upper()] + s.split()[1:])),
        ("last-capitals", [
            "write the last word in capitals", "uppercase the last word only", "put the closing word into upper case", "shout the last word",
            "make the last word big and keep the rest", "capitalize all letters of the last word", "end with a word in block letters",
            "change just the last word to upper case"
        ], ["let the closer be loud", "raise your voice on the final word alone"], lambda s: " ".join(s.split()[:-1] + [s.split()[-1].upper()])),
        ("words-reversed", [
            "reverse the order of the words, without the full stop", "write the words from last to first, no period",
            "read the sentence backwards word by word, leave out the dot", "turn the word order around and drop the period",
            "start with the last word and end with the first, no punctuation", "give the words in reverse, unpunctuated",
            "flip the sentence word by word, without its dot", "write it back to front, whole words, no stop"
        ], ["walk through the words from the end, without the dot", "let the final word lead and the opener close, with no mark"],
         lambda s: " ".join(strip(s).split()[::-1])),
        ("first-two-words", [
            "write the first two words", "give only the two words at the start", "copy the opening two words", "keep two words from the beginning",
            "answer with words one and two", "cut it after the second word", "return the first pair of words", "stop after two words"
        ], ["how does it open, in two words", "let just the leading pair stand"], lambda s: " ".join(strip(s).split()[:2])),
        ("last-two-words", [
            "write the last two words, without the period", "give only the two words at the end, no dot",
            "copy the closing two words without punctuation", "keep two words from the end, no full stop", "answer with the final two words only",
            "cut everything but the last two words and drop the dot", "return the last pair of words", "skip to the last two words"
        ], ["how does it close, in two words", "let just the final pair stand"], lambda s: " ".join(strip(s).split()[-2:])),
        ("first-word", [
            "write the first word", "give only the word at the start", "copy the opening word", "what is the first word",
            "keep nothing but the first word", "answer with word number one", "return the first word of the sentence",
            "tell me how it begins, one word"
        ], ["how does it open, in a word", "let only the leading word stand"], lambda s: strip(s).split()[0]),
        ("without-first-word", [
            "drop the first word", "write everything after the first word", "leave out the opening word",
            "remove the word at the start and keep the rest", "begin with the second word", "cut off the first word", "skip word number one",
            "delete the first word, change nothing else"
        ], ["let the leading word go", "start one word later"], lambda s: s.split(" ", 1)[1]),
        ("without-last-word", [
            "drop the last word, no period", "write everything before the last word, without a dot", "leave out the closing word and the period",
            "remove the final word and the full stop", "stop one word early, unpunctuated", "cut off the last word",
            "delete the last word with its dot", "keep all words but the last"
        ], ["let the final word go", "end one word sooner"], lambda s: " ".join(strip(s).split()[:-1])),
        ("words-listed", [
            "write the words separated by commas, no period", "list the words with commas",
            "put a comma and a blank between all words and drop the dot", "make a comma-separated list of the words",
            "split the sentence into its words with commas", "separate every word by a comma", "turn it into a list of words",
            "give the words one by one with commas"
        ], ["break it into a row of words with commas", "let commas part the words"], lambda s: ", ".join(strip(s).split())),
        ("initials", [
            "write the first letters of all words as one word, in capitals", "make an acronym of the sentence in capitals",
            "give the initials of the words, large and joined", "abbreviate it by the first letters, uppercase",
            "take each word's first letter and join them in upper case", "turn it into an uppercase acronym",
            "join the capital initials of the words", "reduce the words to their capital initials"
        ], ["what would be its abbreviation, in big letters", "let each word leave only its large first letter"],
         lambda s: "".join(x[0] for x in s.split()).upper()),
        ("twice", [
            "write the sentence twice", "repeat the sentence after itself", "say it two times", "double the text with a blank between",
            "give it again after it", "write it and then write it once more", "copy the sentence two times in a row", "output the text twice"
        ], ["let it be heard again", "say it and echo it"], lambda s: f"{s} {s}"),
    ])


def formats():
    for a, (_, _, make_a) in CASES.items():
        for b, (names, new, make_b) in CASES.items():
            if a != b:

                def case(d, make_a=make_a, make_b=make_b):
                    words = [d.pick(IDENTIFIERS[0])] + d.sample(IDENTIFIERS[1], d.between(1, 2))
                    return (make_a(words), make_b(words)) if len(set(words)) == len(words) else None

                yield f"case-{a}-to-{b}", [p.replace("the sentence", "the name") for p in filled(PUT, *names)], [p.format(x=new)
                                                                                                                 for p in PUT_NEW], case
    for said, sign in JOINS.items():
        slug = said.split(" (")[0].replace(" ", "-")
        yield (f"commas-to-{slug}", [
            f"write the list with {said} instead of commas", f"replace the commas by {said}", f"separate the items by {said}",
            f"join the words with {said}", f"put {said} between the items, no commas", f"use {said} as separators", f"change each comma to {said}",
            f"rewrite the list, separated by {said}"
        ], [f"let {said} stand where the commas were", f"part the items by {said}"], lambda d, sign=sign: (lambda x: (", ".join(x), sign.join(x)))
               (d.sample(EVERYDAY, d.between(3, 5))))
        yield (f"{slug}-to-commas", [
            f"write the list with commas instead of {said}", f"replace {said} by commas", "separate the items by commas",
            "make it a list with commas", "put a comma and a blank between the items", f"use commas, not {said}",
            "turn it into a comma-separated list", "list the items with commas"
        ], ["let commas part the items", f"give up {said} for commas"], lambda d, sign=sign: (lambda x: (sign.join(x), ", ".join(x)))
               (d.sample(EVERYDAY, d.between(3, 5))))
    for name, said, new, make in [
        ("json-array", "a JSON array of strings", "bracketed quoted strings", json.dumps),
        ("python-list", "a Python list with single quotes", "what Python prints for a list", str),
        ("quoted", "a list in which every item has double quotes", "items between quotation marks", lambda x: ", ".join(f'"{i}"' for i in x)),
        ("bullets", "Markdown bullets, one item a line", "points with hyphens, line by line", lambda x: "\n".join(f"- {i}" for i in x)),
        ("numbered", "a numbered list, one item a line", "lines that begin with 1., 2. and so on", lambda x: "\n".join(f"{n}. {i}"
                                                                                                                       for n, i in enumerate(x, 1))),
        ("li", "HTML li elements, one after the other", "li tags in a row", lambda x: "".join(f"<li>{i}</li>" for i in x)),
        ("set", "a set in curly braces", "braces as in mathematics", lambda x: "{" + ", ".join(x) + "}"),
        ("or-phrase", "a phrase with or before the last item", "a choice as one would say it", lambda x: ", ".join(x[:-1]) + " or " + x[-1]),
        ("sorted-bars", "alphabetical order with vertical bars", "the order of a dictionary, cut by bars", lambda x: " | ".join(sorted(x))),
        ("sorted-slashes", "alphabetical order with slashes", "the order of a dictionary, cut by slashes", lambda x: "/".join(sorted(x))),
        ("backward-bars", "reverse order with vertical bars", "back-to-front order, cut by bars", lambda x: " | ".join(x[::-1])),
        ("z-to-a", "reverse alphabetical order with commas", "the order from Z to A", lambda x: ", ".join(sorted(x, reverse=True))),
        ("numbers-inline", "one line with (1), (2) and so on before the items", "counted points like (1) in a line",
         lambda x: " ".join(f"({n}) {i}" for n, i in enumerate(x, 1)))
    ]:
        yield f"list-to-{name}", *((filled(AS, said), filled(AS_NEW, new)) if "order" not in said else
                                   ([p.replace("the sentence", "the list") for p in filled(PUT, said)],
                                    filled(PUT_NEW, new))), lambda d, make=make: (lambda x:
                                                                                  (", ".join(x), make(x)))(d.sample(EVERYDAY, d.between(3, 4)))
    things = lambda d: d.pick(
        [d.pick(EVERYDAY), f"{d.pick(COLORS)} {d.pick(w.COUNTABLE)}",
         d.pick(w.CITIES), d.pick(w.NAMES), " ".join(d.pick(ACTIONS))])
    for said, (pattern, new) in WRAPS.items():
        slug = re.sub(r"[^a-z0-9]+", "-", said.split(",")[0].lower())
        yield (f"in-{slug}", [
            f"put the text into {said}", f"wrap it in {said}", f"surround it with {said}", f"enclose the words in {said}",
            f"write it between {said}" if said[:3] != "the" else f"mark it up with {said}", f"add {said} around it", f"format it with {said}",
            f"set it in {said}"
        ], [f"let {new} enclose it", f"give it {new}"], lambda d, pattern=pattern: (lambda x: (x, pattern.format(x)))(things(d)))
    for said, (pattern, new) in PREFIXES.items():
        slug = re.sub(r"[^a-z0-9]+", "-", (said.split(", ")[-1] + " " + pattern[:3]).lower()).strip("-")
        yield (f"before-{slug}", [
            f"put {said}, in front" if "," in said else f"put {said} in front",
            f"write {said} before the text".replace(", ", " (", 1) + (")" if ", " in said else ""), f"begin the line with {said}",
            f"add {said} at the start".replace(", ", " (", 1) + (")" if ", " in said else ""), f"start it with {said}",
            f"prefix the text with {said}", f"open the line with {said}", f"turn it into a line that starts with {said}"
        ], [f"let {new} lead the line", f"give it {new} in front"], lambda d, pattern=pattern: (lambda x: (x, pattern.format(x)))(things(d)))
    for kind, (keys, make) in RECORDS.items():
        named = ", ".join(keys)
        for form, (said, new, write) in RECORD_FORMATS.items():
            yield (f"{kind}-to-{form}", [
                f"write the values as {said}, with the keys {named}", f"turn the line into {said}; keys: {named}",
                f"convert it to {said} (keys {named})", f"the fields are {named}; give {said}", f"make {said} with {named}",
                f"format the record as {said}, using {named}", f"name the values {named} and write {said}",
                f"output {said} where the keys are {named}"
            ], [f"arrange {named} in {new}", f"a program wants {new}: {named}"], lambda d, make=make, keys=keys, write=write:
                   (lambda v: (", ".join(v), write(keys, v)))(make(d)))
        for key, place in ((keys[0], 0), (keys[-1], 2)):
            yield (f"{kind}-json-{key}", [
                f"write the value of \"{key}\"", f"give the \"{key}\" in the JSON object", f"read the field \"{key}\"",
                f"what is the value of the key \"{key}\"", f"look up \"{key}\"", f"extract \"{key}\" from the JSON",
                f"return what \"{key}\" is set to", f"parse the object and answer with its \"{key}\""
            ], [f"fetch what stands behind \"{key}\"", f"tell me only the entry for \"{key}\""], lambda d, make=make, keys=keys, place=place:
                   (lambda v: (RECORD_FORMATS["json"][2](keys, v), v[place]))(make(d)))
        yield (f"{kind}-rename-{keys[0]}", [
            f"rename the key {keys[0]} to id", f"write id instead of the key {keys[0]}", f"change the field name {keys[0]} to id",
            f"in the JSON, call {keys[0]} id", f"replace the key {keys[0]} by id and keep the values", f"let the first key be id",
            f"the key {keys[0]} shall be called id", f"use id as the name of the field {keys[0]}"
        ], [f"the field {keys[0]} gets the new name id", f"give {keys[0]} the label id in the object"], lambda d, make=make, keys=keys:
               (lambda v: (RECORD_FORMATS["json"][2](keys, v), RECORD_FORMATS["json"][2](["id", *keys[1:]], v)))(make(d)))
    for kind in ("person", "trip", "item"):
        keys, make = RECORDS[kind]
        for form, (said, new, write) in VALUE_FORMATS.items():
            yield f"{kind}-values-{form}", filled(AS, said), filled(AS_NEW,
                                                                    new), lambda d, make=make, write=write: (lambda v:
                                                                                                             (", ".join(v), write(v)))(make(d))
            if form not in ("reversed", "slashes"):
                yield (f"{kind}-json-to-{form}", [
                    f"turn the JSON object into {said}, values only", f"write the values of the object as {said}",
                    f"convert the JSON to {said}, without the keys", f"drop the keys and give {said}",
                    f"take the values in their order and write {said}", f"make {said} out of the object's values", f"JSON in, {said} out",
                    f"list the values as {said}"
                ], [f"leave the keys behind and use {new}", f"I need {new}, not an object"], lambda d, make=make, keys=keys, write=write:
                       (lambda v: (json.dumps(dict(zip(keys, v))), write(v)))(make(d)))
    for source, make_a in {**{k: v[1] for k, v in DATES.items() if k != "month and year"}, "iso": lambda y, m, d: f"{y}-{m:02}-{d:02}"}.items():
        for target, (names, make_b) in DATES.items():
            if source == target or (source, target) == ("iso", "month-first words") or "short" in (
                    source, target) or source == "short month" and target == "day-first words":
                continue

            def date(d, make_a=make_a, make_b=make_b):
                y, m, day = d.between(1950, 2030), d.between(1, 12), d.between(1, 28)
                return make_a(y, m, day), make_b(y, m, day)

            yield (f"date-{source}-to-{target}".replace(" ", "-"),
                   filled([
                       "write the date as {x}", "convert the date to the form {x}", "change the date format to {x}", "give the date this way: {x}",
                       "put the date into the format {x}", "reformat the date; wanted: {x}", "show the same day as {x}", "use the date format {x}"
                   ], *names), filled(["the calendar needs {x}", "my form wants the day written as {x}"], names[0]), date)
    clock = lambda d: (d.between(0, 23), d.between(0, 59))
    for name, said, new, before, after in [
        ("24-to-12", ["the 12-hour clock with AM or PM", "American time with AM or PM"], "a form with AM or PM", lambda h, m: f"{h:02}:{m:02}",
         lambda h, m: f"{(h - 1) % 12 + 1}:{m:02} {'AM' if h < 12 else 'PM'}"),
        ("12-to-24", ["the 24-hour clock", "HH:MM from 00:00 to 23:59"], "railway time",
         lambda h, m: f"{(h - 1) % 12 + 1}:{m:02} {'AM' if h < 12 else 'PM'}", lambda h, m: f"{h:02}:{m:02}"),
        ("to-h", ["14h05, with an h",
                  "hours and minutes with h in between"], "the French form with h", lambda h, m: f"{h:02}:{m:02}", lambda h, m: f"{h:02}h{m:02}"),
        ("from-h", ["14:05, with a colon", "hours and minutes with a colon in between"], "the form of a digital watch", lambda h, m: f"{h:02}h{m:02}",
         lambda h, m: f"{h:02}:{m:02}"),
        ("to-four", ["four digits without a colon",
                     "military form, four digits"], "bare digits, as soldiers do", lambda h, m: f"{h:02}:{m:02}", lambda h, m: f"{h:02}{m:02}"),
        ("to-seconds", ["HH:MM:SS with 00 seconds", "hours, minutes and zero seconds"], "a form with seconds, which are zero",
         lambda h, m: f"{h:02}:{m:02}", lambda h, m: f"{h:02}:{m:02}:00"),
        ("hour", ["the hour only, in digits as given",
                  "just the part before the colon"], "the hour part alone", lambda h, m: f"{h:02}:{m:02}", lambda h, m: f"{h:02}"),
        ("minutes", ["the minutes only",
                     "just the part after the colon"], "the minute part alone", lambda h, m: f"{h:02}:{m:02}", lambda h, m: f"{m:02}")
    ]:
        yield f"time-{name}", filled([
            "write the time as {x}", "convert the time to {x}", "change the time to {x}", "give {x}", "reformat the time to {x}", "show me {x}",
            "I need the time as {x}", "put the time into {x}"
        ], *said), filled(["a sign should show {x}", "let the clock show {x}"],
                          new), lambda d, before=before, after=after: (lambda t: (before(*t), after(*t)))(clock(d))
    n = lambda d: d.between(1000, 9999999)
    for name, said, new, draw, before, after in [
        ("spaced", ["blanks between groups of three digits",
                    "a blank as the thousands separator"], "thin gaps at the thousands", n, str, lambda x: f"{x:,}".replace(",", " ")),
        ("dotted", ["full stops between groups of three digits",
                    "a point as the thousands separator, the German way"], "dots at the thousands", n, str, lambda x: f"{x:,}".replace(",", ".")),
        ("commas-removed", ["no separators", "no commas, plain digits"], "bare digits", n, lambda x: f"{x:,}", str),
        ("apostrophes", ["apostrophes between groups of three digits", "an apostrophe as the thousands separator, the Swiss way"],
         "little strokes at the thousands", n, str, lambda x: f"{x:,}".replace(",", "'")),
        ("padded", ["leading zeros up to five digits", "five digits, zeros in front"], "a width of five, filled up with zeros",
         lambda d: d.below(10**d.between(1, 4)), str, lambda x: f"{x:05}"),
        ("decimals", ["two decimals, .00",
                      "a decimal point and two zeros"], "cents, all zero", lambda d: d.between(1, 999), str, lambda x: f"{x}.00"),
        ("comma-decimals", ["a decimal comma instead of a point", "a comma for the decimal point, the German way"], "a comma before the decimals",
         lambda d: d.between(100, 99999), lambda x: f"{x // 100}.{x % 100:02}", lambda x: f"{x // 100},{x % 100:02}"),
        ("rounded-ten", ["rounding to the nearest ten", "rounding to tens"], "the nearest multiple of ten", lambda d: (lambda x: x + (x % 10 == 5))
         (d.between(11, 999)), str, lambda x: str((x + 5) // 10 * 10)),
        ("rounded-hundred", ["rounding to the nearest hundred", "rounding to hundreds"], "the nearest multiple of a hundred", lambda d:
         (lambda x: x + (x % 100 == 50))(d.between(101, 9999)), str, lambda x: str((x + 50) // 100 * 100)),
        ("percent", ["a percent sign after it",
                     "a % at the end"], "the sign of per cent behind it", lambda d: d.between(1, 999), str, lambda x: f"{x}%"),
        ("hash", ["a # before it", "a number sign in front"], "the sign # ahead of it", lambda d: d.between(1, 9999), str, lambda x: f"#{x}"),
        ("dollars", ["a dollar sign before it and two decimals",
                     "$ in front and .00 behind"], "the look of a price tag in dollars", lambda d: d.between(1, 999), str, lambda x: f"${x}.00")
    ]:
        yield f"digits-{name}", filled([
            "write the number with {x}", "format the number: {x}", "give the number with {x}", "use {x} for the number", "show the number with {x}",
            "rewrite the number with {x}", "apply this to the number: {x}", "put the number down with {x}"
        ], *said), filled(["the report wants {x}", "let the figure have {x}"],
                          new), lambda d, draw=draw, before=before, after=after: (lambda x: (before(x), after(x)))(draw(d))
    phone = lambda d: (str(d.between(201, 989)), str(d.between(200, 999)), f"{d.below(10000):04}")
    plain, dashed = "".join, "-".join
    for name, said, new, before, after in [("dashed", "555-123-4567", "hyphens after three and six digits", plain, dashed),
                                           ("brackets", "(555) 123-4567", "the area code in brackets", plain, lambda p: f"({p[0]}) {p[1]}-{p[2]}"),
                                           ("dots", "555.123.4567", "dots after three and six digits", dashed, ".".join),
                                           ("digits", "digits only", "nothing but figures", lambda p: f"({p[0]}) {p[1]}-{p[2]}", plain),
                                           ("plus-one", "+1 555 123 4567", "the country code of the United States and blanks", dashed,
                                            lambda p: "+1 " + " ".join(p)),
                                           ("area", "the area code only", "only the first three figures", dashed, lambda p: p[0]),
                                           ("last-four", "the last four digits only", "only what follows the final hyphen", dashed, lambda p: p[2])]:
        yield f"phone-{name}", filled([
            "write the phone number as {x}", "convert the phone number to {x}", "give {x}", "reformat the number: {x}",
            "put the number into this shape: {x}", "show the phone number as {x}", "change the phone number to {x}", "use {x} for the phone number"
        ], said), filled(["the address book wants {x}", "let the number appear as {x}"],
                         new), lambda d, before=before, after=after: (lambda p: (before(p), after(p)))(phone(d))
    for name, said, new, make in [
        ("mail", ["an e-mail address first.last@mail.com", "first name, dot, last name and @mail.com, all small"],
         "the mailbox at mail.com, both names with a dot", lambda a, b: f"{a}.{b}@mail.com".lower()),
        ("short-mail", ["an e-mail address with initial and surname at firm.org", "the first letter, the surname and @firm.org, all small"],
         "the mailbox at firm.org, initial before surname", lambda a, b: f"{a[0]}{b}@firm.org".lower()),
        ("login", ["a login: first letter and surname in small letters",
                   "a user name like jsmith"], "what one types to log in, initial before surname", lambda a, b: f"{a[0]}{b}".lower()),
        ("login-back", ["a login: surname and first letter in small letters",
                        "a user name like smithj"], "what one types to log in, surname before initial", lambda a, b: f"{b}{a[0]}".lower()),
        ("capital-surname", ["the surname in capitals first, then the first name",
                             "SURNAME Name"], "the passport's way, family name large and ahead", lambda a, b: f"{b.upper()} {a}"),
        ("surname-initial", ["the first name and the initial of the surname with a dot", "the first name, then one letter of the surname and a dot"],
         "a form that hides most of the family name", lambda a, b: f"{a} {b[0]}."),
        ("dear", ["a letter's opening: Dear, the first name, a comma",
                  "Dear and the first name with a comma"], "the way to begin a letter to a friend", lambda a, b: f"Dear {a},"),
        ("lower-initials", ["two small letters, the initials", "the initials in lower case without dots"], "a tiny sign of two letters", lambda a, b:
         (a[0] + b[0]).lower()),
        ("folder", ["a folder name: surname_firstname in small letters", "surname and first name with an underscore, all small"],
         "a directory, family name ahead of a low line", lambda a, b: f"{b}_{a}".lower()),
        ("handle", ["a handle: @ and both names joined in small letters", "an @ sign and the whole name, small, without a blank"],
         "what one writes to mention them online", lambda a, b: f"@{a}{b}".lower()),
        ("goodbye", ["a farewell: Goodbye, the first name and an exclamation mark",
                     "Goodbye and the first name with !"], "words to see the person off", lambda a, b: f"Goodbye, {a}!"),
        ("letters", ["the number of letters of the first name",
                     "how many letters the first name has"], "the length of what friends call them", lambda a, b: str(len(a)))
    ]:
        yield f"name-to-{name}", filled([
            "turn the name into {x}", "make {x} from the name", "write {x}", "give {x} for this person", "from the name, produce {x}", "I need {x}",
            "change the name to {x}", "convert the full name to {x}"
        ], *said), filled(["derive {x}", "work out {x} of the person"],
                          new), lambda d, make=make: (lambda a, b: (f"{a} {b}", make(a, b)))(d.pick(w.NAMES), d.pick(w.SURNAMES))


def reasoning():
    for more, _, most, less, least in COMPARED:
        for side, one, all_, other in (("max", more, most, less), ("min", less, least, more)):

            def two(d, more=more, less=less, side=side):
                a, b = d.sample(w.NAMES, 2)
                return d.pick(
                    [f"{a} is {more} than {b}.", f"{b} is {less} than {a}.", f"{a} is much {more} than {b}.",
                     f"Compared to {a}, {b} is {less}."]), a if side == "max" else b

            def three(d, more=more, less=less, side=side):
                a, b, c = d.sample(w.NAMES, 3)
                return d.pick([
                    f"{a} is {more} than {b}. {b} is {more} than {c}.", f"{c} is {less} than {b}. {a} is {more} than {b}.",
                    f"{b} is {more} than {c} but {less} than {a}.", f"{b} is {less} than {a}, and {c} is {less} than {b}."
                ]), a if side == "max" else c

            yield f"{one}-of-two", [
                f"who is {one}", f"name the {one} person", f"say which of the two is {one}", f"write the name of the {one} one",
                f"find out who is {one}", f"pick the {one} of both", f"tell me the {one} one's name", f"answer with whoever is {one}"
            ], [f"whom would you call {one} of these", f"decide which person is {one}"], two
            yield f"{all_}-of-three", [
                f"who is the {all_}", f"name the {all_} person", f"say who is the {all_} of the three", f"write the name of the {all_} one",
                f"find out who is {all_}", f"pick the {all_} of them", f"put them in order and name the {all_}", f"answer with the {all_} one's name"
            ], [f"whom would you call the {all_} of all", f"decide which person is the {all_}"], three
    for name, (before, after, first, last) in ORDERS.items():
        for end, said in (("first", first), ("last", last)):

            def order(d, before=before, after=after, end=end):
                a, b, c = d.sample(w.NAMES, 3)
                said = d.shuffle([d.pick([before, after]).format(a=a, b=b), d.pick([before, after]).format(a=b, b=c)])
                return ". ".join(said) + ".", a if end == "first" else c

            where = {
                "first place": "in first place",
                "last place": "in last place",
                "top floor": "on the top floor",
                "bottom floor": "on the bottom floor"
            }.get(said, f"at the {said}")
            yield f"order-{name}-{end}", [
                f"who is {where}", f"name the person {where}", f"say who is {where} of the three", f"write the name of the one {where}",
                f"find out who is {where}", f"put them in order and name the one {where}", f"tell me which person is {where}",
                f"answer with the name {where}"
            ], [f"whom do we find {where}", f"decide which of them is {where}"], order
    things = w.words("cat dog book lamp chair apple pear pen cup hat ball key")
    number = lambda d: d.between(2, 9)

    def two_kinds(answer):
        def row(d):
            a, b = number(d), number(d)
            x, y = (w.plural(t) for t in d.sample(things, 2))
            out = answer(a, b, x, y)
            return (d.pick([
                f"{upper(number_word(a))} {x} and {number_word(b)} {y}.", f"I see {number_word(a)} {x} and {number_word(b)} {y}.",
                f"There are {a} {x} and {b} {y}.", f"{d.pick(w.NAMES)} has {a} {x} and {number_word(b)} {y}."
            ]), out) if out else None

        return row

    yield "count-all", [
        "count all things", "how many things are there in all", "add up the things", "write the total number, in digits",
        "say how many there are together", "give the sum of both numbers in digits", "count everything that is mentioned", "tell me the total"
    ], ["work out how many objects there are altogether", "what does the whole collection come to"], two_kinds(lambda a, b, x, y: str(a + b))
    yield "count-all-words", [
        "write the total number as a word", "how many things in all, in words", "add up the things and spell the number",
        "spell out how many there are together", "give the sum as a number word", "count everything and answer in letters", "say the total in words",
        "tell me the total as a word"
    ], ["altogether how many, spelt out", "name the size of the whole collection, no digits"], two_kinds(lambda a, b, x, y: number_word(a + b))
    yield "more-numerous", [
        "name the things of which there are more", "which are more numerous", "of what are there more", "write the kind that is more frequent",
        "say which things outnumber the others", "find the larger group", "tell me what there is more of", "pick the things with the greater number"
    ], ["in which group do we find a surplus", "decide what is in the majority"], two_kinds(lambda a, b, x, y: x if a > b else y if b > a else None)
    yield "less-numerous", [
        "name the things of which there are fewer", "which are less numerous", "of what are there fewer", "write the kind that is rarer",
        "say which things are outnumbered", "find the smaller group", "tell me what there is less of", "pick the things with the lower number"
    ], ["in which group do we find a shortage", "decide what is in the minority"], two_kinds(lambda a, b, x, y: x if a < b else y if b < a else None)
    yield "first-kind", [
        "name the things mentioned first", "which things come first", "write the first kind of thing", "what is named first",
        "say which things open the list", "copy the first noun", "tell me the first things", "pick the things before and"
    ], ["what do we hear of at the outset", "decide which objects lead"], two_kinds(lambda a, b, x, y: x)
    yield "second-kind", [
        "name the things mentioned last", "which things come second", "write the second kind of thing", "what is named last",
        "say which things close the list", "copy the last noun", "tell me the second things", "pick the things after and"
    ], ["what do we hear of in the end", "decide which objects follow"], two_kinds(lambda a, b, x, y: y)
    for op, sign, said in (("plus", lambda a, b: a + b, "add"), ("times", lambda a, b: a * b, "multiply")):
        for digits in (True, False):
            form = "digits" if digits else "words"
            yield (f"{op}-in-{form}", [
                f"{said} the numbers and answer in {form}", f"work out the result, in {form}", f"calculate; {form} please",
                f"solve it and write the result in {form}", f"how much is it, in {form}", f"give the answer of the exercise in {form}",
                f"do the sum in your head and use {form}", f"tell me the result in {form}"
            ], [f"what does it come to, put in {form}", f"find the outcome and put it in {form}"], lambda d, op=op, sign=sign, digits=digits:
                   (lambda a, b: (f"{number_word(a)} {op} {number_word(b)}", str(sign(a, b))
                                  if digits else number_word(sign(a, b))))(*(d.between(1, 40) if op == "plus" else d.between(1, 9) for _ in "ab")))

    def change(d):
        price, paid = d.between(1, 19), d.pick([5, 10, 20, 50])
        thing = d.pick(things)
        return (d.pick([
            f"The {thing} costs ${price}. {d.pick(w.NAMES)} pays with ${paid}.",
            f"I pay ${paid} for {'an' if thing[0] in 'aeiou' else 'a'} {thing} that costs ${price}.", f"Price: ${price}. Paid: ${paid}."
        ]), [f"${paid - price}", str(paid - price)]) if paid > price else None

    yield "change", [
        "how much change is due", "calculate the change", "say how much money comes back", "write the change in dollars",
        "how much must the shop give back", "work out what is returned", "give the money that the customer gets back", "tell me the change"
    ], ["what does the cashier hand over", "find how much goes back into the purse"], change
    days = lambda k: lambda d: (lambda i: (DAYS[i], DAYS[(i + k) % 7]))(d.below(7))
    for k in (2, 3, -2, -3):
        far = f"{number_word(abs(k))} days {'after' if k > 0 else 'before'}"

        def shifted(d, k=k):
            i = d.below(7)
            return d.pick(["{x}", "Today is {x}.", "It is {x}.", "We met on {x}.", "The test is on {x}.",
                           "{n}'s party is on {x}."]).format(x=DAYS[i], n=d.pick(w.NAMES)), DAYS[(i + k) % 7]

        yield f"days-{far.replace(' ', '-')}", [
            f"name the day {far}", f"which weekday is {far}", f"write the day of the week {far} the one mentioned", f"say what day it is {far} this",
            f"give the weekday {far}", f"count to the day {far}", f"tell me the day {far} that", f"answer with the weekday that is {far}"
        ], [f"find the weekday that lies {far}", f"the day, but {far}"], shifted

    def series(step):
        def row(d):
            start, by = d.between(1, 60), step(d)
            x = [start + by * i if by > 0 else start + 60 + by * i for i in range(5)]
            return ", ".join(map(str, x[:4])), str(x[4])

        return row

    for name, step, said in [("up", lambda d: d.between(2, 9), "rising"), ("down", lambda d: -d.between(2, 9), "falling"),
                             ("any", lambda d: d.pick([-1, 1]) * d.between(2, 12), "given")]:
        yield f"series-{name}", [
            f"continue the {said} series with one number", f"which number follows in the {said} series",
            f"write the next number of the {said} sequence", "find the rule and give the next number", "say what comes next",
            "add the missing last number", f"go one step further in the {said} row", "what should the fifth number be"
        ], [f"carry the {said} row on by one", "guess the fifth member"], series(step)
    for big, small, factor in CONVERSIONS:
        if big != "centuries":
            yield (f"{big}-to-{small}", [
                f"convert {big} to {small}", f"how many {small} is that", f"write it in {small}", f"give the same in {small}, only the number",
                f"change the unit to {small}", f"say how many {small} there are", f"work out the number of {small}", f"turn {big} into {small}"
            ], [f"express this by {small}", f"what would it be, measured by {small}"], lambda d, big=big, factor=factor, small=small:
                   (lambda x: (f"{x} {big}", [str(x * factor), f"{x * factor} {small}"]))(d.between(2, 90)))
        yield (f"{small}-to-{big}", [
            f"convert {small} to {big}", f"how many {big} is that", f"write it in {big}", f"give the same in {big}, only the number",
            f"change the unit to {big}", f"say how many {big} there are", f"work out the number of {big}", f"turn {small} into {big}"
        ], [f"express this by {big}", f"what would it be, measured by {big}"], lambda d, big=big, factor=factor, small=small:
               (lambda x: (f"{x * factor} {small}", [str(x), f"{x} {big}"]))(d.between(2, 90)))

    def invited(answer):
        def row(d):
            three = d.sample(w.NAMES, 3)
            gone = d.below(3)
            rest = [x for i, x in enumerate(three) if i != gone]
            return d.pick([
                "{a}, {b} and {c} were invited. {g} did not come.", "We asked {a}, {b} and {c}; all but {g} came.",
                "{g} was ill, so of {a}, {b} and {c} only two came.", "Of {a}, {b} and {c}, everybody except {g} was there."
            ]).format(a=three[0], b=three[1], c=three[2], g=three[gone]), answer(three[gone], rest)

        return row

    yield "who-was-missing", [
        "who was missing", "name the one who did not come", "say who stayed away", "write the name of the absent person", "who was not there",
        "find the person that was absent", "tell me who did not show up", "answer with the one that nobody saw"
    ], ["whose seat was empty", "decide who failed to appear"], invited(lambda gone, rest: gone)
    yield "who-came", [
        "who came", "name the two who came, joined by and", "say who was there (X and Y)", "write both names of those present, with and",
        "who showed up, in the order given", "find the two people that were present", "tell me which two came",
        "answer with those who were there: X and Y"
    ], ["whose seats were taken, with and between", "decide who appeared, two names with and"], invited(lambda gone, rest: " and ".join(rest))
    acting = PEOPLE + GROUPS + w.NAMES[:8]
    bare = lambda x: [x, x.split(" ", 1)[1]] if " " in x else x
    told = lambda c, d: c.passive() if d.below(2) else c.text("past")
    for name, ways, new, answer in [
        ("doer", [
            "who did it", "name the one who acted, whether the sentence is active or passive", "say whose action this was", "find the doer",
            "write who is behind it", "who was the active one", "tell me who did something", "give the person or people that acted"
        ], ["find the one responsible", "say by whom it was brought about"], lambda c: bare(c.subject)),
        ("done-to", [
            "to what was it done", "name the thing that was acted upon", "say what the action was about", "find the thing, not the person",
            "write what something was done to", "which thing is mentioned", "tell me what it happened to", "give the thing that somebody dealt with"
        ], ["find what underwent the action", "say what came off changed or used"], lambda c: bare(c.object)),
        ("deed", [
            "what was done, as the basic form of the verb", "name the verb in its dictionary form", "write the infinitive of the action",
            "find the verb and give its base form", "reduce the sentence to its verb, in the base form", "say which action it was, like go or take",
            "tell me the verb as a dictionary lists it", "give the action as a bare verb"
        ], ["look for the action and cite it as a lexicon would", "say what they did in a single verb, unconjugated"], lambda c: c.verb)
    ]:
        yield name, ways, new, lambda d, answer=answer: (lambda c: (told(c, d), answer(c)))(Clause(d, acting))
    pets = w.words("cat dog horse parrot rabbit goat hamster canary bicycle car boat piano guitar garden")
    article = lambda x: f"a {x}"
    for name, place, ways, new in [("has", 0, [
            "what does the person have", "name the thing that is owned", "say what there is", "write what the person owns",
            "which of the two is there", "find the thing that is not missing", "tell me what belongs to the person", "answer with the owned thing"
    ], ["what could one see at their home", "decide which of both is really there"]),
                                   ("lacks", 1, [
                                       "what does the person not have", "name the thing that is missing", "say what there is not",
                                       "write what the person lacks", "which of the two is not there", "find the thing that is denied",
                                       "tell me what the person does not own", "answer with the missing thing"
                                   ], ["what would one look for at their home in vain", "decide which of both is not really there"])]:
        yield name, ways, new, lambda d, place=place: (lambda n, x: (d.pick([
            "{n} has a {a} but no {b}.", "{n} does not have a {b}, but a {a}.", "There is a {a} at {n}'s, yet no {b}.", "No {b} for {n}, only a {a}.",
            "{n} owns a {a}; a {b} is what {n} lacks."
        ]).format(n=n, a=x[0], b=x[1]), [x[place], article(x[place])]))(d.pick(w.NAMES), d.sample(pets, 2))
    for yes, no in (("yes", "no"), ("no", "yes"), ("1", "0"), ("go", "stay")):

        def rule(d, yes=yes, no=no):
            who, (verb, thing) = d.pick(w.NAMES), d.pick(ACTIONS)
            when, is_, not_ = d.pick([("it rains", "It rains.", "It does not rain."), ("it is cold", "It is cold.", "It is warm."),
                                      ("the shop is open", "The shop is open.", "The shop is closed."),
                                      ("it is Sunday", "It is Sunday.", "It is Monday."),
                                      ("the bell rings", "The bell rings.", "The bell is silent.")])
            fits = d.below(2)
            return f"{who} will {verb} {thing} only if {when}. {is_ if fits else not_}", yes if fits else no

        yield (f"rule-{yes}-{no}", [
            f"does it happen ({yes} if it does, {no} if not)", f"say {yes} if the person will do it, {no} if not",
            f"apply the rule and answer {yes} (done) or {no} (not done)", f"write {no} if the condition is not met and {yes} if it is",
            f"decide with {yes} or {no}: {yes} means that the condition holds", f"answer {yes} when the second sentence fulfils the first, else {no}",
            f"check the condition: met = {yes}, not met = {no}", f"tell me {no} if nothing will be done, {yes} if something will"
        ], [
            f"put {yes} where there will be action and {no} where there will be none", f"judge the case by the rule: {yes} for action and {no} for none"
        ], rule)


def tasks():
    for group in (rewriting, operations, formats, reasoning):
        for name, ways, new, make in group():
            yield name, (ways, new, make)
