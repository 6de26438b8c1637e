"""Goldens of t2l.hypernet.eval: stems of NLTK, ROUGE of rouge-score, programs cleaned by EvalPlus.

pip install rouge-score==0.1.2 nltk==3.10.4 evalplus==0.3.1 tree_sitter==0.26.1 tree_sitter_python==0.25.0 tqdm termcolor termcolor
python3 make.py
"""
import json
import random
import sys
import types

from nltk.stem.porter import PorterStemmer
from rouge_score import rouge_scorer

# evalplus.sanitize imports its data sets, which it does not need here
data = types.ModuleType("evalplus.data")
for name in ("get_human_eval_plus get_mbpp_plus load_solutions write_directory write_jsonl load_dataset").split():
    setattr(data, name, None)
sys.modules["evalplus.data"] = data
from evalplus.sanitize import sanitize  # noqa: E402

ROOTS = ("rel oper condition form hope electr commun adopt depend activ sensitiv hop fall fil fizz tann agre feed "
         "bled sky di ti enjoy happ pla syzyg tr fli con vi radic log geolog archaeolog digit analog decis call "
         "cont roll contro prob ceas rat replac adjust aye yy").split()
SUFFIXES = (" e s es ies y ied ed eed ing ings ly ational tional enci ence anci ance izer ize bli able ably alli ally "
            "entli ent eli ousli ous ization ation ator alism al iveness ive fulness ful fulli fully ousness aliti "
            "iviti biliti logi icate ative alize iciti ical ness er ic ible ant ement ment sion tion ou ism ate iti "
            "ll lly ss sses yed yly").split(" ")
WORDS = sorted({root + suffix for root in ROOTS for suffix in SUFFIXES} | set(
    "skies sky dying lying tying news innings inning outings outing cannings canning howe proceed exceed succeed "
    "dies died ties tied a as is by abc 1980s 2nd multidimensional generalizations oscillators".split()))

TEXTS = ["", " \n", "The cat sat on the mat.", "the cats were sitting on mats", "A dog; a DOG, a dog!",
         "Positive", "positive.", "[1, 2, 3]", "[3, 2, 1]", "1,234.50 dollars", "naïve café", "İstanbul'da K elvin",
         "to be or not to be", "not to be or to be", "The operators generalised the relational conditions.",
         "relating operations under general condition", "x y z x y z", "z y x z y x"]

PROGRAMS = [
    ("f", "import os\n\ndef f(x):\n    return g(x) + 1\n\ndef g(x):\n    return os.getpid()\n\ndef unused():\n    return 2\n\nprint(f(1))\n"),
    ("f", "Here is the program:\n\ndef f(x):\n    '''Text\nat the margin\n    '''\n    return x\n\nThis works because it does.\n"),
    ("f", "from math import (\n    sqrt,\n    pi,\n)\nLIMIT = [\n    1,\n    2,\n]\nother: int = 3\ndef f(x):\n    return sqrt(x) * LIMIT[0]\n"),
    ("f", "class Node:\n    def __init__(self, v):\n        self.v = v\n        return None\n\nclass Other:\n    pass\n\ndef f(v):\n    n = Node(v)\n    return n.v\n\nassert f(1) == 1\nif True:\n    f(2)\n"),
    ("f", "def f(x):\n    return 1\n\ndef f(x):\n    return 2\n"),
    ("f", "x = 1\nx = 2\ny = x\ndef f():\n    return y\n"),
    ("f", "def f(s):\n    a = \"# not a comment (\"\n    b = '\\'['\n    return a + b\n\n\nz = 'unused'\n"),
    ("g", "import re, sys\n\n\ndef helper(a,\n           b):\n    return a + b\n\n\n\ndef g(a):\n    # a comment\n    return helper(a, 1)\n"),
]


def main():
    stemmer = PorterStemmer()
    with open("stems.txt", "w", encoding="utf-8") as file:
        file.writelines(f"{word} {stemmer.stem(word)}\n" for word in WORDS)
    scorer = rouge_scorer.RougeScorer(["rouge1", "rougeL"], use_stemmer=True)
    pairs = [(a, b) for a in TEXTS for b in TEXTS]
    draws = random.Random(42)
    words = [word for word in WORDS if len(word) > 4][:30]
    for _ in range(60):
        pairs.append(tuple(" ".join(draws.choices(words[:6], k=draws.randrange(1, 12))) for _ in "ab"))
    cases = []
    for answer, right in pairs:
        scores = scorer.score(right, answer)
        cases.append({"answer": answer, "right": right, "rouge1": scores["rouge1"].fmeasure,
                      "rougeL": scores["rougeL"].fmeasure})
    many = ["cat on a mat", "the dog", "mats"]
    best = scorer.score_multi(many, "the cats sat on mats")
    with open("rouge.json", "w", encoding="utf-8") as file:
        json.dump({"cases": cases, "several": {"answer": "the cats sat on mats", "right": many,
                   "rouge1": best["rouge1"].fmeasure, "rougeL": best["rougeL"].fmeasure}}, file, ensure_ascii=False,
                  indent=0)
    with open("programs.json", "w", encoding="utf-8") as file:
        json.dump([{"entry": entry, "code": code, "needed": sanitize(code, entry)} for entry, code in PROGRAMS], file,
                  indent=1)


if __name__ == "__main__":
    main()
