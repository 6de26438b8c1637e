"""Tasks of the family knowledge: words and facts. A relation is asked in both directions and in several forms of answer, so that only the
description tells what to do with a word: the same countries are asked for capitals, letters of capitals, and whether a capital is right."""
import knowledge_data as k
import phrasing
import relations
from draws import Draws
from phrasing import phrases
from tables import merged

# Forms of an answer: what becomes of (input, answer), and how it is said after a noun phrase {n} or a text {t}; then the same, set aside.
FORMS = {
    "caps": (lambda x, a: a.upper() if a.upper() != a else None,
             "{n} in capital letters|{n} in all caps|{n} in upper case|{n}, all letters capital|{n} written in CAPITALS", "Use capital letters.|ALL CAPS.|Answer in upper case.|Shout the answer in capitals.|Capitals only.",
             "{n} in big letters, like on a sign|{n}, each letter a capital one", "No small letters."),
    "first": (lambda x, a: a[0] if len(a) > 2 else None,
              "the first letter of {n}|only the initial of {n}|the letter that begins {n}|the opening letter of {n}|{n}, but only its first letter", "Just the first letter of the answer.|Give the initial only.|Answer with its first letter.|One letter: the first.",
              "the letter at the start of {n}|how {n} starts, one letter", "Write no more than the answer's first letter."),
    "last": (lambda x, a: a[-1] if len(a) > 2 and a[-1].isalpha() else None,
             "the last letter of {n}|only the final letter of {n}|the letter that ends {n}|the closing letter of {n}|{n}, but only its last letter", "Just the last letter of the answer.|Give the final letter only.|Answer with its last letter.|One letter: the last.",
             "the letter at the end of {n}|how {n} ends, one letter", "Write no more than the answer's final letter."),
    "opinion": (lambda x, a: f"I would say {a}.",
                "{n} in a sentence that begins with I would say|the words I would say, {n} and a full stop|I would say plus {n}|{n}, said as 'I would say ...'", "Reply with a sentence: I would say ...|Start with 'I would say' and end with a full stop.|Give it as your opinion: I would say ...|Form: I would say X.",
                "{n} after the words I would say", "Begin the reply with the words I would say."),
    "answer": (lambda x, a: f"The answer is {a}.",
               "{n} in a sentence that begins with The answer is|{n} as a full sentence: The answer is ...|The answer is plus {n}|{n}, said as 'The answer is ...'", "Reply with a sentence: The answer is ...|Start with 'The answer is'.|Use the words 'The answer is' and a full stop.|Form: The answer is X.",
               "{n} after the words The answer is", "Begin the reply with the words The answer is."),
    "quoted": (lambda x, a: f'"{a}"',
               "{n} in quotation marks|{n} in double quotes|{n}, quoted|{n} between quotes", "Put the answer in quotation marks.|Use double quotes around it.|Quote the answer.|Quotation marks around the answer, please.",
               "{n} with a quotation mark on both sides", "The reply stands in quote marks."),
    "pair": (lambda x, a: f"{x}: {a}",
             "what I typed, a colon and {n}|the input followed by a colon and {n}|my word, then a colon, then {n}|the given text and {n} with a colon between", "Repeat my input, then a colon, then the answer.|Form: input: answer.|Write it as question: answer.|Put my text and a colon before the answer.",
             "my text again with {n} behind a colon", "First copy what I wrote, then colon, then reply."),
    "excited": (lambda x, a: f"{a}!",
                "{n} with an exclamation mark|{n} followed by !|{n} and an exclamation point|{n}, ending in !", "End with an exclamation mark.|Put ! after the answer.|Sound excited, with an ! at the end.|Add an exclamation point.",
                "{n} with a ! behind it", "Close the reply with the sign !"),
    "twice": (lambda x, a: f"{a} {a}",
              "{n} twice|{n} two times in a row|{n}, written twice|{n} and then the same again", "Write the answer twice.|Say it two times.|Repeat the answer once.|Give the answer, and give it again.",
              "{n} doubled", "The reply comes two times."),
    "length": (lambda x, a: str(len(a)) if a.isalpha() else None,
               "the number of letters in {n}|how many letters {n} has|the length of {n} in letters|the letter count of {n}", "Answer with the number of letters only.|Don't write the answer, count its letters.|Give just the answer's length in letters.|How many letters does the answer have?",
               "the size of {n} in letters", "Reply with nothing but how many letters the answer takes."),
    "tag": (lambda x, a: "#" + a.replace(" ", "").lower(),
            "{n} as a hashtag|{n} as a hashtag in lower case|{n} with # before it, small letters|{n} written like a hashtag", "Answer with a hashtag.|Make the answer a hashtag, small letters.|Put # before it and use lower case.|Hashtag only.",
            "{n} in hashtag style", "Style the reply as a hashtag."),
    "bullet": (lambda x, a: f"- {a}",
               "{n} after a dash|{n} as a list item with a dash|{n} with - before it|{n} as a bullet point", "Write the answer as a bullet point with a dash.|Start the line with a dash.|A dash, a blank, the answer.|Make it a list item: - answer.",
               "{n} behind a dash", "The reply opens with a dash."),
    "two": None, "right": None, "choice": None,
}
LABELS = [("yes", "no"), ("true", "false"), ("1", "0"), ("Y", "N"), ("right", "wrong"), ("no", "yes"), ("keep", "drop"), ("A", "B"), ("correct", "incorrect"), ("0", "1"), ("+", "-"), ("T", "F"), ("pass", "fail"), ("false", "true")]
TWO = ("{n} for each of the two, with a comma between|{n}, for both inputs|{n} of the first and then of the second", "You get two inputs; answer both, separated by a comma.|Do it for both, comma between.|Two items come in, so write two answers.|Answer for each of the two.",
       "{n} twice over: once for each of the two given", "There are two of them, so give both answers.")
CHOICE = ("{n}, out of the two options given|{n}: one of the two after the colon|{n}, chosen from the two options", "Choose from the two options.|Pick one of the two that follow the colon.|Two options are given; write the right one.|Which of the two?",
          "{n}, which is one of two suggestions", "Two suggestions follow, one fits; write that.")
RIGHT = ("the second is {n} for the first|what stands after the colon is {n}|the pair is right, with {n} behind the colon", "given an input and an answer after a colon, is the answer {n}?|is the text after the colon really {n}?|does the right side give {n}?",
         "behind the colon we find {n}", "is it {n} that follows the colon?")
FEWEST, MOST = 20, 250  # rows of a task


class Collection:
    """Tasks by name: descriptions, those set aside, rows."""

    def __init__(self):
        self.tasks, self.turn = {}, 0

    def add(self, name, descriptions, new, rows):
        assert name not in self.tasks, name
        if len({x for x, _ in rows}) < FEWEST:
            return
        self.tasks[name] = (descriptions, new, rows)

    def ask(self, name, rows, nouns, texts, new_nouns, new_texts, forms=2, base=True):
        """A relation, and as many of its forms. An input has its answers, of which the first is trained."""
        rows = merged(rows)
        said = phrases(nouns), phrases(texts), phrases(new_nouns), phrases(new_texts)
        if base:
            self.add(name, phrasing.asked(name, said[0], said[1]), phrasing.asked(name, said[2], said[3], True), rows)
        names, made, tried = list(FORMS), 0, 0
        while made < forms and tried < len(names):
            form = names[self.turn % len(names)]
            self.turn += 1
            tried += 1
            made += self.form(name, form, rows, *said)

    def form(self, name, form, rows, nouns, texts, new_nouns, new_texts):
        full = f"{name}-{form}"
        if form == "right":
            return self.right(full, rows, nouns, new_nouns)
        if form in ("two", "choice"):
            ways = TWO if form == "two" else CHOICE
            rows = two(full, rows) if form == "two" else choice(full, rows)
        else:
            change, *ways = FORMS[form]
            rows = [(x, changed) for x, answers in rows if (changed := list(dict.fromkeys(c for a in answers if (c := change(x, a)))))]
        if len(rows) < FEWEST or (form in ("first", "last", "length") and len({tuple(a) for _, a in rows}) < 3):
            return 0
        n, t, new_n, new_t = (phrases(way) for way in ways)
        cross = Draws("form/" + full)
        self.add(full, phrasing.asked(full, cross.shuffle(x.format(n=y) for x in n for y in nouns)[:14], cross.shuffle(f"{phrasing.stopped(y)} {x}" for x in t for y in texts)[:14], form=True),
                 phrasing.asked(full, [x.format(n=y) for x in new_n for y in new_nouns], [f"{phrasing.stopped(y)} {x}" for x in new_t for y in new_texts], True), rows)
        return 1

    def right(self, name, rows, nouns, new_nouns):
        """Is this the answer? Half of the answers are those of other inputs."""
        draws = Draws("right/" + name)
        made = []
        for x, answers in rows:
            other = draws.pick(rows)[1][0]
            made.append((f"{x}: {answers[0]}", True))
            if other not in answers:
                made.append((f"{x}: {other}", False))
        if len(made) < 30:
            return 0
        n = nouns[:3]
        self.judge(name, made, [c.format(n=y) for c in phrases(RIGHT[0]) for y in n], [c.format(n=y) for c in phrases(RIGHT[1]) for y in n],
                   [c.format(n=y) for c in phrases(RIGHT[2]) for y in new_nouns], [c.format(n=y) for c in phrases(RIGHT[3]) for y in new_nouns], 1)
        return 1

    def judge(self, name, rows, clauses, questions, new_clauses, new_questions, styles=2, digits=True):
        """A yes or no, with as many pairs of labels, of which each task has the next one."""
        rows = balanced(name, rows)
        for _ in range(styles):
            self.turn += 1
            labels = [pair for pair in LABELS if digits or not pair[0].isdigit()][self.turn % (len(LABELS) if digits else len(LABELS) - 2)]
            full = f"{name}-{relations.LABEL_NAMES.get(labels[0], labels[0])}-{relations.LABEL_NAMES.get(labels[1], labels[1])}"
            if full in self.tasks:
                continue
            self.add(full, phrasing.judged(full, clauses, questions, labels), phrasing.judged(full, new_clauses, new_questions, labels, True),
                     [(x, [labels[0] if is_so else labels[1]]) for x, is_so in rows])


def balanced(name, rows):
    """As many that are so as are not, at most."""
    draws = Draws("balanced/" + name)
    sides = [draws.shuffle(r for r in dict(rows).items() if r[1] == side) for side in (True, False)]
    most = min(map(len, sides))
    return draws.shuffle(sides[0][:most + most // 4] + sides[1][:most + most // 4])


def two(name, rows):
    draws = Draws("two/" + name)
    out = []
    for _ in range(min(MOST, 3 * len(rows))):
        (x, a), (y, b) = draws.sample(rows, 2)
        out.append((f"{x}, {y}", [f"{p}, {q}" for p in a[:3] for q in b[:3]]))
    return out if not any("," in x for x, _ in rows) else []


def choice(name, rows):
    draws = Draws("choice/" + name)
    out = []
    for x, answers in rows * 2:
        other = draws.pick(rows)[1][0]
        if other not in answers:
            pair = draws.shuffle([answers[0], other])
            out.append((f"{x}: {pair[0]} or {pair[1]}", [answers[0]]))
    return list(dict(out).items())


def spoken(text, fields):
    """Phrases about a category; a name is a name, and does not name one."""
    said = text.format(**fields)
    return phrases(said.replace("names a ", "is a ").replace("does the word name a ", "is the word a ") if fields["k"].endswith("name") else said)


def categories(out):
    """Choices from lists of four words of four categories; the lists are the same for all tasks."""
    names = sorted(k.CATEGORIES)
    clash = {(a, b) for near in k.NEAR for a in near for b in near}
    draws = Draws("categories")
    lists = []
    while len(lists) < 1500:
        kinds = draws.sample(names, 4)
        members = [draws.pick(k.CATEGORIES[kind][2]) for kind in kinds]
        if not any((a, b) in clash for i, a in enumerate(kinds) for b in kinds[:i]) and len(set(members)) == 4:
            lists.append(list(zip(kinds, members)))
    everything = [(member, kind) for kind in names for member in k.CATEGORIES[kind][2]]
    for i, kind in enumerate(names):
        a, many, members = k.CATEGORIES[kind]
        fields = {"a": a, "k": kind, "m": many}
        slug = kind.replace(" ", "-").replace("'", "")
        here = [items for items in lists if kind in dict(items)]
        rows = [(", ".join(m for _, m in items), [dict(items)[kind]]) for items in here]
        said = [spoken(text, fields) for text in relations.PICK]
        if kind not in relations.NOT_PICKED:
            out.add(f"pick-{slug}", phrasing.asked(f"pick-{slug}", said[0], said[1]), phrasing.asked(f"pick-{slug}", said[2], said[3], True), rows)
        form = ["caps", "place", "without", "first", "opinion", "quoted", "place", "without", "length", "last"][i % 10]
        if form in ("place", "without"):
            ways = relations.PLACE if form == "place" else relations.WITHOUT
            p, q, new_p, new_q = (spoken(text, fields) for text in ways)
            made = [(", ".join(m for _, m in items), [str([c for c, _ in items].index(kind) + 1)] if form == "place" else [", ".join(m for c, m in items if c != kind)]) for items in here]
            out.add(f"pick-{slug}-{form}", phrasing.asked(f"pick-{slug}-{form}", p, q), phrasing.asked(f"pick-{slug}-{form}", new_p, new_q, True), made)
        else:
            out.form(f"pick-{slug}", form, rows, *said)
        made = [(m, True) for m in members] + [(m, False) for m, c in Draws("is/" + kind).shuffle(everything) if c != kind and (c, kind) not in clash][:2 * len(members)]
        out.judge(f"is-{slug}", made, *(spoken(text, fields) for text in relations.IS), styles=1 + i % 2)
        if i % 3 == 0:
            has = [(", ".join(m for _, m in items), kind in dict(items)) for items in lists if not any((kind, c) in clash and c != kind for c, _ in items)]
            with_kind = [row for row in has if row[1]]
            out.judge(f"has-{slug}", with_kind + [row for row in has if not row[1]][:len(with_kind)], *(spoken(text, fields) for text in relations.HAS), styles=1)
    odd, rest, third = [], [], []
    for _ in range(250):
        kinds = draws.sample(names, 2)
        if tuple(kinds) in clash:
            continue
        many = [kinds[0]] * 3
        members = draws.sample(k.CATEGORIES[kinds[0]][2], 3)
        stranger = draws.pick(k.CATEGORIES[kinds[1]][2])
        if stranger in members:
            continue
        text = ", ".join(draws.shuffle(members + [stranger]))
        odd.append((text, [str(text.split(", ").index(stranger) + 1)]))
        rest.append((text, [k.CATEGORIES[kinds[0]][1]]))
        third.append((text, [kinds[1]]))
    for name, rows in (("odd-place", odd), ("majority-kind", rest), ("stranger-kind", third)):
        out.ask(name, rows, *relations.ODD[name], forms=0)


def orders(out):
    """Which of two is faster, dearer, later; the same pairs asked for the one and for the other end."""
    for name, text in k.ORDERS.items():
        items = text.split(", ")
        more, less, question, clause = relations.ORDERS[name]
        pairs = [(f"{items[i]}, {items[j]}" if flip else f"{items[j]}, {items[i]}", items[j], items[i], flip)
                 for i in range(len(items)) for j in range(i + 1, len(items)) for flip in (0, 1)]
        for end, word, index in (("more", more, 1), ("less", less, 2)):
            fields = {"w": word, "o": less if end == "more" else more}
            out.ask(f"{name}-{end}", [(p[0], [p[index]]) for p in pairs], *(t.format(**fields) for t in relations.COMPARE), forms=1)
        fields = {"w": more, "q": question, "c": clause}
        out.judge(f"{name}-first", [(p[0], not p[3]) for p in pairs], *(t if isinstance(t, list) else phrases(t.format(**fields)) for t in relations.FIRST_IS))


def tasks(countries, rhymes, wordnet):
    """Name to descriptions, those set aside, and rows."""
    out = Collection()
    relations.words(out, wordnet)
    relations.languages(out)
    relations.forms(out)
    relations.letters(out)
    relations.rhymes(out, rhymes)
    relations.places(out, countries)
    relations.things(out)
    relations.animals(out)
    categories(out)
    orders(out)
    return out.tasks
