"""Tasks over short texts: labels, extraction, rewriting, formats and simple reasoning.

What to do is in the description alone: the same texts come with many label sets, in every order, and the same sentence serves many
questions. Descriptions are composed of hand-written parts: what to look for (several wordings, some set aside for new descriptions) and
how to say it (frames, some set aside). No task does what a held-out task does: the labels positive and negative for sentiment, past and
present for a verb, fear, joy, anger and sadness for a feeling, making a sentence negative or passive and finding the only person are left
out for that reason, and so are the kinds in held_texts.py."""
import re

import texts_data as data
import texts_forms as forms
import texts_rewrite
from draws import Draws
from wordings import KNOWN, NEW, upper, wrapped

DESCRIPTIONS, SET_ASIDE, ROWS = 32, 6, 200

# Ways to say which label stands for which class. L1 and G1 are a label and a clause that holds for it; MAP, CASES and LIST go through all classes.
TWO = [
    "Answer {L1} if {G1} and {L2} if {G2}.", "{L1} if {G1}, otherwise {L2}.", "If {G1}, write {L1}, else {L2}.",
    "Say {L2} unless {G1}; then say {L1}.", "Reply {L1} when {G1}, {L2} when {G2}.", "{L1} or {L2}? {L1} means {G1}.",
    "Does it seem that {G1}? Then {L1}. If not, {L2}.", "Please write {L1} if {G1} or {L2} if not."
]
TWO_NEW = [
    "Use {L1} where {G1} and {L2} everywhere else.", "Choose between {L1} and {L2}: the former where {G1}.",
    "Your verdict is {L1} as long as {G1}; in any other case it is {L2}."
]
ANY = [
    "Write {CASES}.", "{MAP}", "{Ask}. {MAP}", "Labels: {MAP}", "Answer with one label: {CASES}.", "{Ask}: {CASES}.", "Read it and {ask}. {MAP}",
    "Please {ask}. Use {CASES}."
]
ANY_NEW = ["My rule is {MAP}", "You are to {ask}: {CASES}.", "Tag every text this way: {MAP}"]
NAMED = [
    "{Ask}: {LIST}.", "{Ask}. Answer {LIST}.", "{Ask}. Labels: {COMMAS}.", "{LIST}? {Ask}.", "Can you {ask}? ({COMMAS})",
    "Classify the text as {LIST}; that is, {ask}.", "Choose from {COMMAS}. {Ask}.", "Please {ask} with one of these: {COMMAS}."
]
NAMED_NEW = ["It is your job to {ask}; the only answers are {COMMAS}.", "Given the message, {ask} ({LIST})."]
ONE = [
    "Answer {L1} if {G1}, {L2} if not.", "{L1} if {G1}, otherwise {L2}.", "If {G1}, write {L1}; else write {L2}.",
    "Say {L2} unless {G1}, in which case say {L1}.", "Check whether {G1}. {L1} or {L2}?", "Tell me {L1} when {G1} and {L2} when that is not so.",
    "Please decide if {G1}: {L1} if so, {L2} if not.", "{G1} -> {L1}, anything else -> {L2}", "{L1} = {G1}; {L2} = all the rest.",
    "Write {L1} for every text where {G1}. All others get {L2}."
]
ONE_NEW = TWO_NEW
BARE, YES = "{Q1}", [
    "Is it true that {G1}? Answer {L1} or {L2}.", "{Q1} Answer {L1} or {L2}.", "{L1} or {L2}: {Q1}", "{Q1} {L1}/{L2}",
    "Just {L1} or {L2}, please. {Q1}"
]

# Frames for ways that are questions, and for those that are statements.
ASKED = [
    "{C}?", "{C}? Short answer.", "Question: {c}?", "Tell me, {c}?", "Read it. {C}?", "{c}", "Please answer: {c}?", "From the text: {c}?",
    "{C}? Just the answer.", "I ask you: {c}?"
]
ASKED_NEW = ["Somebody wonders: {c}?", "Kindly say: {c}?", "{C}? That is all I ask."]
TOLD = ["{C}.", "{c}", "Rule: {c}.", "Please note: {c}.", "Do it like this: {c}."]
TOLD_NEW = ["So be it: {c}.", "Mind this: {c}.", "{C}, if you please."]
QUESTION = re.compile("(to what|who|whom|whose|what|which|how|of what|does|will there|is|where|in which|altogether how)\\b", re.IGNORECASE)
STATEMENT = re.compile("(the|my|a|JSON in|everything|I need)\\b", re.IGNORECASE)

COMMANDS = KNOWN + [
    "{c}", "Just {c}.", "pls {c}", "Hey, {c}.", "Could you {c}?", "{C}!", "Now {c}.", "Help me: {c}.", "Would you be so kind as to {c}?",
    "Next, {c}, without any comment."
]


def said(name, ways, commands, questions, each):
    """Whole sentences for every way: a command, a question or a statement."""
    out = []
    for frames, kind in ((commands, [x for x in ways
                                     if not QUESTION.match(x) and not STATEMENT.match(x)]), (questions, [x for x in ways if QUESTION.match(x)]),
                         (TOLD if commands is COMMANDS else TOLD_NEW, [x for x in ways if STATEMENT.match(x)])):
        out += wrapped(name, kind, frames, each) if kind else []
    return list(dict.fromkeys(out))


def question(clause):
    """The review is good. Is the review good?"""
    before, found, after = clause.partition(" is ")
    return f"Is {before} {after}?" if found else f"Would you say that {clause}?"


def listed(items, word):
    return ", ".join(items[:-1]) + f" {word} " + items[-1] if len(items) > 1 else items[0]


def composed(name, frames, parts, count, labels=()):
    """Texts from the frames, each in its turn, with what parts(draws) fills in; a few as people type in haste. Labels keep their case."""
    draws = Draws("texts/" + name)
    order, out = draws.shuffle(frames), []
    for i in range(20 * count):
        text = order[i % len(order)].format(**parts(draws))
        text = text if text[-1] in ".?!:)" or draws.below(2) else text + "."
        if not draws.below(6):
            text = text.rstrip(".")
        elif not any(re.match(re.escape(label) + r"(?!\w)", text) for label in labels):
            text = upper(text)
        if text not in out:
            out.append(text)
        if len(out) == count:
            break
    return out


def label_parts(asks, clauses, labels):
    """What frames need: asks, and for each class its clauses and its label; the order of the classes is drawn."""
    def parts(d):
        order = d.shuffle(labels)
        said = {value: d.pick(clauses[value]) if value in clauses else None for value in order}
        pairs = [(labels[value], said[value]) for value in order if said[value]]
        ask = d.pick(asks)
        joint = d.pick([": ", " = ", " -> "])
        return {
            "Ask": upper(ask),
            "ask": ask,
            "LIST": listed([labels[v] for v in order], "or"),
            "COMMAS": ", ".join(labels[v] for v in order),
            "MAP": "; ".join(g + joint + l if joint != " = " else l + joint + g for l, g in pairs),
            "CASES": listed([f"{l} if {g}" for l, g in pairs], "and"),
            "L1": labels[order[0]],
            "G1": said[order[0]] or "",
            "L2": labels[order[-1]],
            "G2": said[order[-1]] or "",
            "Q1": question(said[order[0]] or "")
        }

    return parts


def label_task(name, kind, labels, named):
    """The descriptions and rows of a classification. Labels: class to label; the class None is every other."""
    rows, asks, clauses = kind["rows"], kind["asks"], kind["classes"]
    known, new = ({value: texts[part] for value, texts in clauses.items()} for part in (0, 1))
    if None in labels:
        only = next(v for v in labels if v)
        frames, frames_new = ONE + {"yes": [BARE, *YES], "true": YES, "Y": YES}.get(labels[only], []), ONE_NEW
        fill = [lambda d, c=c: {**label_parts(asks[0], {only: c[only]}, {only: labels[only]})(d), "L2": labels[None]} for c in (known, new)]
    else:
        two = len(labels) == 2
        frames = (NAMED + (TWO[:4] if two else []) + ANY[:4]) if named else (TWO if two else []) + ANY
        if two and set(labels.values()) == {"yes", "no"}:
            frames = TWO + ANY[:4]
        frames_new = (NAMED_NEW if named else []) + (TWO_NEW if two else ANY_NEW)
        fill = [label_parts(asks[part], c, labels) for part, c in enumerate((known, new))]
    return (composed(name, frames, fill[0], DESCRIPTIONS, labels.values()), composed("new/" + name, frames_new, fill[1], SET_ASIDE,
                                                                                     labels.values()), balanced(name, rows, labels))


def balanced(name, rows, labels):
    """As many texts of each class; with every other class, as many of all the others together."""
    draws = Draws("balanced/" + name)
    groups = {value: draws.shuffle(text for text, v in rows if (v == value if value else v not in labels)) for value in labels}
    size = min(ROWS // len(labels), *map(len, groups.values()))
    size = max(size, min(45, ROWS // len(labels)))
    return [(text, labels[value]) for value, texts in groups.items() for text in texts[:size]]


OPAQUE = [("A", "B"), ("B", "A"), ("1", "0"), ("0", "1"), ("yes", "no"), ("no", "yes"), ("X", "Y"), ("+", "-"), ("-", "+"), ("true", "false"),
          ("false", "true"), ("1", "2"), ("2", "1"), ("red", "green"), ("green", "red"), ("left", "right"), ("right", "left"), ("cat", "dog"),
          ("dog", "cat"), ("up", "down"), ("T", "F"), ("F", "T"), ("#1", "#2"), ("one", "two"), ("two", "one"), ("N", "Y"), ("Y", "N"),
          ("alpha", "beta"), ("beta", "alpha")]
# How names of tasks, which are names of files, write the signs in labels.
SIGNS = {"+": "plus", ":": "", ")": "smile", "(": "frown", "'": "", "#": "no"}
SPECIAL = [("yes", "no"), ("no", "yes"), ("true", "false"), ("1", "0"), ("0", "1"), ("Y", "N")]


def label_tasks():
    for kind_name, kind in KINDS.items():
        values = list(kind["classes"])
        for names in kind["named"]:
            of = dict(zip(values, names.split("/"))) if isinstance(names, str) else names
            yield f"{kind_name}-{'-'.join(of.values())}", kind, of, True
        if len(values) == 2:
            count = kind.get("opaque", 10)
            for a, b in OPAQUE[:6] + Draws("opaque/" + kind_name).shuffle(OPAQUE[6:])[:count - 6]:
                yield f"{kind_name}-{a}-{b}".replace("--", "-minus"), kind, {values[0]: a, values[1]: b}, False
            continue
        draws = Draws("opaque/" + kind_name)
        for i, value in enumerate(kind.get("single", values)):
            for a, b in [SPECIAL[i % 2], SPECIAL[2 + i % 4]][:kind.get("each", 2)]:
                yield f"{kind_name}-{value}-{a}-{b}", kind, {value: a, None: b}, False
        for n in kind.get("letters", [3, 4]):
            for signs in ("ABCDEFGH", "123456789", "HGFEDCBA"[8 - n:]):
                chosen = draws.sample(values, n)
                yield f"{kind_name}-{'-'.join(map(str, chosen))}-{signs[0]}", kind, dict(zip(chosen, signs)), False
        for a, b in [draws.sample(values, 2) for _ in range(kind.get("pairs", 4))]:
            yield f"{kind_name}-{a}-or-{b}", kind, {a: a, b: b}, True


def about(thing):
    return ([
        f"it is about {thing}", f"the topic is {thing}", f"it deals with {thing}", f"the sentence belongs to the field of {thing}",
        f"the writer speaks of {thing}"
    ], [f"the subject is {thing}", f"everything turns on {thing}"])


def reviewed(thing):
    article = "an" if thing[0] in "aeiou" else "a"
    return ([
        f"it is a review of {article} {thing}", f"the thing reviewed is {article} {thing}", f"somebody writes about {article} {thing}",
        f"the text judges {article} {thing}", f"the opinion is on {article} {thing}"
    ], [f"the remark concerns {article} {thing}", f"{article} {thing} is what the customer means"])


def language(name):
    return ([
        f"it is {name}", f"the language is {name}", f"the sentence is written in {name}", f"somebody speaks {name} here", f"the words are {name}"
    ], [f"a speaker of {name} wrote it", f"this text is in {name}"])


KINDS = {
    "liking": {
        "rows": [(text, side) for texts in data.REVIEWS.values() for side, lines in zip(("liked", "disliked"), texts)
                 for text in data.expanded(lines)],
        "asks": ([
            "say how the reviewer feels about it", "judge the mood of the review", "decide whether the customer was satisfied", "rate the review",
            "tell if the writer is content", "find out what the customer thinks of it", "classify the sentiment",
            "say if people should buy it, by this review"
        ], ["determine the author's attitude", "weigh whether this is praise"]),
        "classes": {
            "liked": ([
                "the review is favorable", "the writer liked it", "the customer is happy", "it praises something", "the person would recommend it",
                "the experience was good", "somebody enjoyed it"
            ], ["the verdict is approving", "the author was delighted"]),
            "disliked": ([
                "the review is unfavorable", "the writer did not like it", "the customer is unhappy", "it criticizes something",
                "the person would warn others", "the experience was bad", "somebody was disappointed"
            ], ["the verdict is damning", "the author was displeased"])
        },
        "named": [
            "good/bad", "happy/unhappy", "satisfied/dissatisfied", "thumbs up/thumbs down", "recommended/not recommended", "like/dislike",
            "5 stars/1 star", "praise/criticism", "pleased/annoyed", "love/hate", "pro/contra", "content/disappointed", "favorable/unfavorable",
            ":)/:(", "buy/avoid", "great/terrible", "approval/disapproval", "GOOD/BAD"
        ],
        "opaque": 27
    },
    "reviewed": {
        "rows": [(text, thing) for thing, texts in data.REVIEWS.items() for lines in texts
                 for text in data.expanded(lines) if text not in data.VAGUE],
        "asks": ([
            "say what is reviewed", "name the kind of thing the review is about", "tell me what the customer bought or visited",
            "decide what the opinion is on", "find the subject of the review", "sort the review by product"
        ], ["work out which sort of thing is judged", "name the object of the verdict"]),
        "classes": {
            thing: reviewed(thing)
            for thing in data.REVIEWS
        },
        "named": [{
            x: x
            for x in names.split()
        } for names in ("restaurant hotel film", "phone book game", "car concert course", "hotel shop phone", "film book concert",
                        "restaurant shop car", "hotel film phone book", "restaurant game car concert", "course shop hotel book")],
        "letters": [3],
        "pairs": 6,
        "each": 1
    },
    "topic": {
        "rows": data.TOPICS,
        "asks": ([
            "name the topic", "say what the sentence is about", "tell me the subject of the text", "classify the news",
            "choose the section of the newspaper", "sort the sentence by theme", "decide to which field it belongs", "find the right category"
        ], ["determine what matter is discussed", "put the text under its heading"]),
        "classes": {
            topic: about(topic)
            for topic in dict.fromkeys(topic for _, topic in data.TOPICS)
        },
        "named": [{
            x: x
            for x in names.split()
        } for names in ("sport politics science", "food travel music", "money health weather", "technology school animals", "sport music food",
                        "politics money science", "weather travel animals", "health food school", "sport politics science food",
                        "travel music money health", "weather technology school animals", "sport money weather music",
                        "politics health technology food", "science animals travel school")] + [
                            dict(zip(names.split(), labels.split()))
                            for names, labels in (("sport politics money", "S P M"), ("food travel music", "F T M"),
                                                  ("health weather school", "doctor forecast lesson"), ("sport music science", "game song research"),
                                                  ("money politics sport", "business politics sports"), ("food animals weather", "kitchen zoo sky"),
                                                  ("technology health money", "tech health finance"))
                        ],
        "letters": [3, 4],
        "pairs": 12,
        "each": 2
    },
    "intent": {
        "rows": data.INTENTS,
        "asks": ([
            "say what the message is", "name the intent of the writer", "tell me what kind of message this is",
            "decide what the person wants to do with it", "classify the message", "find the purpose of the text", "sort the mail by its purpose"
        ], ["determine why this was written", "name the aim of these lines"]),
        "classes": {
            "question": (["it is a question", "somebody asks for information", "the writer wants to know something"], ["an answer is wanted"]),
            "request": (["it is a request", "somebody asks for a favor", "the writer wants something done"], ["the reader is asked to act"]),
            "complaint": (["it is a complaint", "somebody complains", "the writer is not satisfied with something"], ["the sender is grumbling"]),
            "thanks": (["it is a word of thanks", "somebody says thank you", "the writer is grateful"], ["gratitude is expressed"]),
            "apology": (["it is an apology", "somebody says sorry", "the writer regrets something"], ["the sender asks for forgiveness"]),
            "greeting": (["it is a greeting", "somebody says hello", "the writer welcomes people"], ["a conversation is opened with a hello"]),
            "farewell": (["it is a farewell", "somebody says goodbye", "the writer takes leave"], ["the talk is closed with a goodbye"]),
            "congratulation": (["it is a congratulation", "somebody congratulates", "the writer is glad of another's success"
                                ], ["the sender cheers another's luck"])
        },
        "named": [{
            x: x
            for x in names.split()
        } for names in ("question request complaint", "thanks apology greeting", "greeting farewell", "question complaint thanks",
                        "request apology congratulation", "question request complaint thanks", "greeting farewell thanks apology")] + [{
                            "question": "ask",
                            "request": "want",
                            "thanks": "thank"
                        }, {
                            "greeting": "hello",
                            "farewell": "goodbye"
                        }, {
                            "thanks": "grateful",
                            "complaint": "annoyed"
                        }, {
                            "apology": "sorry",
                            "thanks": "thanks",
                            "congratulation": "bravo"
                        }],
        "letters": [3, 4],
        "pairs": 6,
        "each": 2
    },
    "emotion": {
        "rows": data.EMOTIONS,
        "asks": ([
            "say how the person feels", "name the feeling", "tell me the mood of the text", "decide which emotion this shows",
            "classify the feeling in the sentence", "find the emotion behind the words", "guess the state of mind"
        ], ["determine what is felt here", "put a name to the mood"]),
        "classes": {
            "happy": (["somebody is happy", "the mood is cheerful", "it is full of joy"], ["spirits are high"]),
            "sad": (["somebody is sad", "the mood is gloomy", "it is full of sorrow"], ["a heart is heavy"]),
            "angry": (["somebody is angry", "the mood is furious", "it is full of rage"], ["a temper has been lost"]),
            "scared": (["somebody is scared", "the mood is anxious", "it is full of fright"], ["danger is felt"]),
            "surprised": (["somebody is surprised", "the mood is one of astonishment", "it is full of amazement"
                           ], ["something unexpected has come up"]),
            "bored": (["somebody is bored", "the mood is weary", "it is dull for the person"], ["time passes too slowly"])
        },
        "named": [{
            x: x
            for x in names.split()
        } for names in ("happy sad", "angry scared", "happy bored surprised", "sad angry surprised", "happy sad bored",
                        "angry bored scared surprised", "happy sad angry bored")] + [{
                            "happy": ":)",
                            "sad": ":(",
                            "surprised": ":o"
                        }, {
                            "happy": "cheerful",
                            "sad": "gloomy"
                        }, {
                            "angry": "furious",
                            "bored": "weary",
                            "happy": "glad"
                        }, {
                            "scared": "afraid",
                            "surprised": "amazed"
                        }],
        "letters": [3, 4],
        "pairs": 4,
        "each": 2
    },
    "language": {
        "rows": [(text, name) for name, texts in data.LANGUAGES.items() for text in texts.split("|")],
        "asks": ([
            "name the language", "say in which language it is written", "tell me which language this is", "identify the language of the sentence",
            "decide what language the person speaks", "find out where this text could come from, by its language"
        ], ["recognize the tongue", "determine what people would speak like this"]),
        "classes": {
            name: language(name)
            for name in data.LANGUAGES
        },
        "named": [{
            x: x
            for x in data.LANGUAGES
        }] + [{
            x: x
            for x in names.split()
        } for names in ("English French Spanish German", "Italian Portuguese Dutch Swedish", "French Italian Spanish Portuguese",
                        "German Dutch Swedish English")] + [
                            dict(zip(names.split(), labels.split()))
                            for names, labels in (("English French Spanish German", "en fr es de"),
                                                  ("Italian Portuguese Dutch Swedish", "it pt nl sv"),
                                                  ("French Spanish German Italian", "France Spain Germany Italy"),
                                                  ("English French German Spanish", "E F G S"))
                        ],
        "letters": [4],
        "pairs": 0,
        "each": 1
    },
    "style": {
        "rows": data.FORMALITY,
        "asks": ([
            "judge the style", "say how the text is written", "decide whether one may write so to a boss", "classify the tone",
            "tell me the register of the message", "rate how official it sounds"
        ], ["determine the manner of the letter", "assess how stiff the wording is"]),
        "classes": {
            "formal": (["the text is formal", "it sounds official", "the style is that of a business letter", "the writer keeps a polite distance"
                        ], ["the tone is stiff", "one would write it to an authority"]),
            "informal": (["the text is informal", "it sounds like a chat between friends", "the style is casual", "the writer uses everyday talk"
                          ], ["the tone is loose", "one would say it to a pal"])
        },
        "named": ["formal/informal", "official/casual", "business/private", "letter/chat", "polite/relaxed", "stiff/loose", "office/friends"]
    },
    "spam": {
        "rows": data.SPAM,
        "asks": ([
            "check the mail", "decide whether to keep the message", "say if it belongs in the inbox", "classify the e-mail", "protect my mailbox",
            "tell junk from real mail"
        ], ["filter the incoming mail", "weigh whether this deserves to be read"]),
        "classes": {
            "spam": (["it is spam", "the message is junk", "somebody wants to cheat the reader", "it is advertising that nobody asked for"
                      ], ["the mail is rubbish", "a filter should catch it"]),
            "normal": (["it is a normal message", "the message is from a real person", "the mail is wanted", "it is worth reading"
                        ], ["the sender has an honest reason", "a filter should let it through"])
        },
        "named": ["spam/not spam", "spam/ham", "junk/ok", "delete/keep", "trash/inbox", "block/allow", "unwanted/wanted", "SPAM/OK"]
    },
    "urgent": {
        "rows": data.URGENT,
        "asks": ([
            "judge how urgent it is", "decide whether this can wait", "set the priority of the message", "say how fast we must react",
            "classify the note by urgency", "tell me if I have to drop everything for it"
        ], ["determine how pressing the matter is", "weigh the need for haste"]),
        "classes": {
            "urgent": (["it is urgent", "somebody needs help now", "the matter cannot wait", "one must act at once"
                        ], ["every minute counts", "haste is called for"]),
            "calm": (["it is not urgent", "there is no hurry", "the matter can wait", "one can answer next week"
                      ], ["nothing presses", "time is not short"])
        },
        "named": ["urgent/not urgent", "now/later", "high/low", "act/wait", "alarm/calm", "hurry/relax", "critical/routine", "emergency/normal"]
    },
} | forms.KINDS

EXTRACT = [
    "Extract {np}.", "What is {np}?", "Give me {np}.", "{Np} only, please.", "Find {np} in the text.", "Copy {np}.", "Pull out {np}.",
    "Return just {np}.", "I only need {np}.", "Read the sentence and tell me {np}.", "Which words are {np}? Write them.", "{Np}",
    "Please extract {np} and nothing else.", "{Q}", "{Q} Short answer.", "{q}", "Answer briefly: {Q}", "From the text: {Q}", "I'd like to know: {q}",
    "Name {np}."
]
EXTRACT_NEW = [
    "Spot {np} and repeat it.", "Hand me {np} from this note.", "All that matters here is {np}.", "Look for {np}; that is your whole answer.",
    "A colleague asks: {q}"
]
BOTH = [
    "Extract {a} and {b}, separated by {sep}.", "Give {a} and {b} with {sep} between them.", "{A}, then {b} ({sep} in between).",
    "I need two things, joined by {sep}: {a} and {b}.", "Write {a}, {sep} and {b}.", "Copy {a} and then {b}. Put {sep} between the two.",
    "What are {a} and {b}? Separate them with {sep}.", "Find {a} and {b}; separator: {sep}"
]
BOTH_NEW = ["Spot {a} as well as {b} and list them with {sep}.", "Report {a} followed by {sep} and {b}."]
JSON = [
    "Extract {a} as \"{ka}\" and {b} as \"{kb}\" into JSON.", "Turn the sentence into JSON with the keys {ka} ({a}) and {kb} ({b}).",
    "JSON, please: {ka} = {a}, {kb} = {b}.", "Make a JSON object: \"{ka}\" is {a}, \"{kb}\" is {b}.", "Give me {a} and {b} as JSON. Keys: {ka}, {kb}",
    "Write a JSON object with {ka} and {kb}, that is, {a} and {b}.", "I need {a} ({ka}) and {b} ({kb}) in JSON.",
    "Parse this into a JSON record with the fields {ka} and {kb}: {a} and {b}."
]
JSON_NEW = [
    "Build {{\"{ka}\": ..., \"{kb}\": ...}} out of the note, where these are {a} and {b}.",
    "A program needs {a} under {ka} and {b} under {kb}, in JSON notation."
]
SEPARATORS = {"a comma": ", ", "a semicolon": "; ", "a slash": "/", "a hyphen": " - ", "a vertical bar": " | ", "the word and": " and "}


def slot_parts(slot, part):
    phrases, questions = forms.SLOTS[slot][2 * part:2 * part + 2]

    def parts(d):
        np, q = d.pick(phrases), d.pick(questions)
        return {"np": np, "Np": upper(np), "Q": upper(q), "q": q}

    return parts


def accepted(answer):
    """The answer with the articles of its parts, and without them."""
    return list(dict.fromkeys(answer(bare) for bare in (str, lambda text: re.sub("^(the|an?) ", "", text))))


def extraction_tasks():
    for source, (patterns, slots, fill) in forms.SOURCES.items():

        def facts(d, patterns=patterns, fill=fill):
            values = fill(d)
            return d.pick(patterns).format(**values), values

        def row(slot, facts=facts):
            def made(d):
                text, values = facts(d)
                return text, accepted(lambda bare: bare(values[slot]))

            return made

        for slot in slots:
            name = f"{source}-{slot}"
            yield name, (composed(name, EXTRACT, slot_parts(slot, 0),
                                  DESCRIPTIONS), composed("new/" + name, EXTRACT_NEW, slot_parts(slot, 1), SET_ASIDE), row(slot))
        draws = Draws("pairs/" + source)
        for i in range(3):
            a, b = draws.sample([*slots, *forms.ONLY_TOGETHER.get(source, [])], 2)
            said, sep = draws.pick(sorted(SEPARATORS.items()))

            def two(part, a=a, b=b, said=said):
                def parts(d):
                    one, other = slot_parts(a, part)(d)["np"], slot_parts(b, part)(d)["np"]
                    return {"a": one, "A": upper(one), "b": other, "sep": said, "ka": a, "kb": b}

                return parts

            def both(d, a=a, b=b, sep=sep, facts=facts):
                text, v = facts(d)
                return text, accepted(lambda bare: bare(v[a]) + sep + bare(v[b]))

            def record(d, a=a, b=b, facts=facts):
                text, v = facts(d)
                return text, accepted(lambda bare: f'{{"{a}": "{bare(v[a])}", "{b}": "{bare(v[b])}"}}')

            form, frames, frames_new, made = [("and", BOTH, BOTH_NEW, both), ("json", JSON, JSON_NEW, record)][(i + len(slots)) % 2]
            name = f"{source}-{a}-{form}-{b}"
            yield name, (composed(name, frames, two(0), DESCRIPTIONS), composed("new/" + name, frames_new, two(1), SET_ASIDE), made)


def tasks():
    """Name to descriptions, new descriptions and rows."""
    out = {}
    for name, kind, labels, named in label_tasks():
        name = "".join(SIGNS.get(c, c if c.isalnum() or c == "-" else "-") for c in name)
        if name not in out:  # pairs of classes are drawn, and some twice
            out[name] = label_task(name, kind, labels, named)
    out |= extraction_tasks()
    for name, (ways, new, rows) in texts_rewrite.tasks():
        assert name not in out, name
        fresh = zip(*(said(f"new/{name}/{i}", [way], NEW, ASKED_NEW, 3) for i, way in enumerate(new)))
        out[name] = said(name, ways, COMMANDS, ASKED, -(-DESCRIPTIONS // len(ways))), [text for both in fresh for text in both], rows
    for name, (known, new, _) in out.items():
        assert len(set(known)) >= 24 and len(set(new)) >= 4 and not set(known) & set(new), (name, len(set(known)), len(set(new)))
    return out
