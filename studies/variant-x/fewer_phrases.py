"""The training descriptions that have another phrase than the first K known ones of their operation, a line each: what X_DROP of
ablations.patch leaves out.

    python fewer_phrases.py 3 > dropped.txt

Python 3.11, no packages."""
import gzip
import json
import pathlib
import re
import sys

HERE = pathlib.Path(__file__).parent
TASKS = HERE / "../../app/src/main/resources/t2l/app/suite/tasks.jsonl.gz"
CATEGORIES = "animal fruit vehicle clothing tool furniture body place".split()
WORD = "(?:adjective|character|letter|number|value|verb|item|noun|word)"
most = int(sys.argv[1])

known = {}
for line in (HERE / "phrases.tsv").read_text(encoding="utf-8").splitlines()[1:]:
    part, operation, use, phrase = line.split("\t")
    if use == "known":
        known.setdefault((part, operation), []).append(phrase.lower())


def pattern(part, phrase):
    """The phrase with any word of a domain or category, or what a map works on, in place of the example."""
    if part == "map":
        return re.sub("the word|two", ".+?", phrase)
    return re.sub("(an )?animals?", ".+?", re.sub("word", WORD, phrase))


def place(part, operation, sentence):
    """Which of its operation's phrases a sentence has: the longest that fits."""
    fits = [(len(re.sub("[^a-z]", "", pattern(part, phrase))), i) for i, phrase in enumerate(known.get((part, operation), []))
            if re.search(pattern(part, phrase), sentence)]
    return max(fits)[1] if fits else 0


for line in gzip.open(TASKS, "rt", encoding="utf-8"):
    task = json.loads(line)
    if task["split"] == "train":
        _, operation, *rest = re.split(r"[._]", task["task"])
        mapped = "plus" if rest and rest[0].startswith("plus") else rest[0] if rest else "id"
        chosen = "cat" if operation in CATEGORIES else operation.split("-")[0]
        for sentence in task["train"]:
            text = sentence.lower()
            if max(place("selector", chosen, text), place("special", chosen, text), place("map", mapped, text)) >= most:
                print(sentence)
