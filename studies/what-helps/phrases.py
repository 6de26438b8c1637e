"""The training tasks of the mini suite, described by the rich grammar (phrases.txt; docs/mini-suite.md, section 2.8).

    python3 phrases.py N OUT

writes a file for each of the 328 tasks into OUT, for `t2l train --tasks OUT`: its 256 examples and 128 descriptions, every
fourth of which is one of the suite's own. The others are drawn from the first N phrases of each section.
"""
import gzip
import itertools
import json
import pathlib
import re
import sys

HERE = pathlib.Path(__file__).resolve().parent
SUITE = HERE.parents[1] / "app/src/main/resources/t2l/app/suite"
sys.path.insert(0, str(HERE.parent / "smollm2"))
from draws import Draws  # noqa: E402
from mini import Lexicon  # noqa: E402

DESCRIPTIONS = 128
EXAMPLES = 256
PATIENCE = 100  # draws for a new sentence before it is accepted that there are no more, as a multiple of those wanted
ARRANGED = {"all": "reorder", "reverse": "reorder", "swapends": "reorder", "sort": "reorder", "ascending": "reorder",
            "descending": "reorder", "dropfirst": "drop", "droplast": "drop", "firsttwo": "keep", "lasttwo": "keep"}
SUMMARIES = ("count", "sumends", "firstbigger")
LANGUAGES = {"french": "French", "spanish": "Spanish"}


def sections():
    """Phrases as (form, text), by section; a name of an item and a wrap have no form."""
    by_section = {}
    for line in (HERE / "phrases.txt").read_text().splitlines():
        if line.startswith("["):
            section = line[1:-1]
            by_section[section] = []
        elif line.strip() and not line.startswith("#"):
            plain = section.startswith(("kind ", "wrap "))
            by_section[section].append(("", line) if plain else tuple(line.split(" ", 1)))
    return by_section


def agreeing(text, many):
    return re.sub(r"\[([^|\]]*)\|([^\]]*)]", r"\2" if many else r"\1", text)


def put(text, key, value):
    """Replaces {key}, or the key in upper case by the value as the beginning of a sentence."""
    return text.replace("{" + key + "}", value).replace("{" + key.upper() + "}", value[:1].upper() + value[1:])


class Wording:
    """Composes descriptions of a task. A phrase for the operation and one for the map are drawn freely; their forms determine
    how they can be joined, and the form of the clause how it becomes a description."""

    def __init__(self, book, lexicon, task, phrases):
        self.book, self.lexicon, self.phrases = book, lexicon, phrases
        self.domain, self.operation, self.map = task.split(".")
        self.kind_of, _, self.category_of = self.operation.rpartition("-")
        if self.category_of not in lexicon.categories:
            self.kind_of, self.category_of = "", ""
        elif not self.kind_of:
            self.kind_of = "cat"
        self.draws = Draws(f"phrases/{phrases}/{task}")

    def some(self, section):
        return self.draws.pick(self.book[section][:self.phrases])

    def early(self, section):
        """The earlier of two draws, so that the plainest ways, which come first, stay common."""
        phrases = self.book[section][:self.phrases]
        return phrases[min(self.draws.below(len(phrases)), self.draws.below(len(phrases)))]

    def next(self):
        self.kind = self.early("kind " + self.domain)[1].split("|")
        self.category = self.early("kind " + self.category_of)[1].split("|") if self.category_of else self.kind
        self.added = "".join(re.findall(r"\d", self.map))
        if self.added and self.draws.below(2):
            self.added = self.lexicon.number_words[int(self.added)]
        section = {"count": "count-"}.get(self.kind_of, self.kind_of) or self.operation
        summary = self.operation in SUMMARIES or self.kind_of in ("has", "count")
        form, clause = self.some("say " + section) if summary else self.joined(section)
        wrap = self.filled(self.early("wrap " + form)[1])
        key = {"do": "d", "np": "n", "ask": "a"}.get(form, "b")
        return re.sub(r"\?[.!]", "?", put(wrap, key, self.filled(clause)))

    def joined(self, section):
        """A phrase for the operation and one for the map, joined: form and text."""
        several = self.operation in ARRANGED or self.kind_of == "only"
        mapping = "language" if self.map in LANGUAGES else "plus" if self.map.startswith("plus") else self.map
        while True:
            op_form, op = self.some("op " + section)
            map_form, how = self.some("map " + mapping)
            # whether words are sorted before or after they are translated
            if not (self.operation == "sort" and self.map in LANGUAGES
                    and (op_form == "how" or map_form in ("how", "be"))):
                break
        named = op_form == "np"
        if self.map == "id" and (not named or map_form == "np"):
            map_form = "id"
        way = "np" if named else ("list " if several else "one ") + op_form
        form, join = self.early(f"join {way} {map_form}")
        left = "one" if not several else op_form if op_form != "do" else ARRANGED.get(self.operation, "keep")
        number, rest = self.early("each " + left)
        many = number == "many"
        agrees = several if named else many and op_form != "how"
        s, r = self.filled(op), self.filled(rest)
        text = put(put(agreeing(join, agrees), "s", s), "r", r)
        text = put(text, "m", self.applied(how, s if named else r, agrees))
        text = text.replace("{mm}", self.applied(how, r, True))
        return form, put(text, "t", self.applied(how, r, many))

    def applied(self, how, x, many):
        text = agreeing(self.filled(how), many)
        if x in ("it", "these"):
            text = re.sub(r"\b(out|down|back) \{x}", r"{x} \1", text)
        return text.replace("{x}", x)

    def filled(self, text):
        article = "an {c}" if self.category[0][0] in "aeiou" else "a {c}"
        text = re.sub(r"\ba \{c}", article, text)
        for key, value in (("ws", self.kind[1]), ("w", self.kind[0]), ("cs", self.category[1]), ("c", self.category[0]),
                           ("k", self.added), ("L", LANGUAGES.get(self.map, "Spanish"))):
            text = text.replace("{" + key + "}", value)
        return text


def described(task, wording):
    """The descriptions of a task of the suite, each followed by three new ones."""
    own = task["train"]
    known = {sentence.lower() for sentence in own + task["new"] + task["phrases"]}
    wanted = DESCRIPTIONS - len(own)
    drawn = []
    for _ in range(PATIENCE * wanted):
        if len(drawn) == wanted:
            break
        sentence = wording.next()
        if sentence.lower() not in known:
            known.add(sentence.lower())
            drawn.append(sentence)
    drawn = iter(drawn)
    return [each for sentence in own for each in [sentence, *itertools.islice(drawn, DESCRIPTIONS // len(own) - 1)]]


def main(phrases, out):
    out.mkdir(parents=True)
    lexicon = Lexicon(json.loads((SUITE / "lexicon.json").read_text()))
    book = sections()
    lines = gzip.decompress((SUITE / "tasks.jsonl.gz").read_bytes()).decode().splitlines()
    tasks = [task for task in map(json.loads, lines) if task["split"] == "train"]
    for i, task in enumerate(tasks):
        name = task["task"]
        header = {"task": name, "descriptions": described(task, Wording(book, lexicon, name, phrases)), "n_train": EXAMPLES,
                  "n_test": 0}
        pairs = [{"split": "train", "input": given + " >", "output": [answer]}
                 for given, answer in itertools.islice(lexicon.examples("train/" + name, name), EXAMPLES)]
        # files are read in the order of their names: that of the suite
        (out / f"{i:03}-{name}.jsonl").write_text("".join(json.dumps(line) + "\n" for line in [header, *pairs]))


if __name__ == "__main__":
    main(int(sys.argv[1]), pathlib.Path(sys.argv[2]))
