"""Writes characters.golden.json, and the ranges in characters.txt of the module transformer: how tokenizers 0.23.3 classes characters.

    pip install tokenizers==0.23.3 unicodedata2==18.0.0
    python characters.py characters.txt

The golden has the SHA-256 of what each step makes of "a" + c + "b" for every code point c but surrogates, a line each; pieces are
joined by U+0000. Both are facts about characters: their classes in Unicode 8, as the crate unicode_categories has them.
"""

import hashlib
import json
import pathlib
import sys

import unicodedata2
from tokenizers.normalizers import NFD, BertNormalizer
from tokenizers.pre_tokenizers import BertPreTokenizer

NOTHING = {"clean_text": False, "handle_chinese_chars": False, "strip_accents": False, "lowercase": False}
CLEAN = BertNormalizer(**NOTHING | {"clean_text": True})
STRIP = BertNormalizer(**NOTHING | {"strip_accents": True})
POINTS = [c for c in range(0x110000) if not 0xD800 <= c < 0xE000]


def between(step):
    """What a step makes of each code point between two letters."""
    return {c: step(f"a{chr(c)}b") for c in POINTS}


def ranges(points):
    """`300-36F 483-487 …`"""
    found = []
    for c in points:
        if found and found[-1][1] == c - 1:
            found[-1][1] = c
        else:
            found.append([c, c])
    return " ".join(f"{a:X}" if a == b else f"{a:X}-{b:X}" for a, b in found)


def digest(results):
    return hashlib.sha256("".join(result + "\n" for result in results.values()).encode()).hexdigest()


clean, strip = between(CLEAN.normalize_str), between(STRIP.normalize_str)
pieces = between(lambda text: "\0".join(piece for piece, _ in BertPreTokenizer().pre_tokenize_str(text)))
decomposed = NFD()
newer = [c for c in POINTS if unicodedata2.normalize("NFD", chr(c)) != decomposed.normalize_str(chr(c))]

lines = {"control": [c for c in POINTS if clean[c] == "ab"],
         "mark": [c for c in POINTS if strip[c] == "ab" and unicodedata2.normalize("NFD", chr(c)) == chr(c)],
         "punctuation": [c for c in POINTS if pieces[c].count("\0") == 2],
         "newer": newer}
pathlib.Path(sys.argv[1]).write_text("".join(f"{name} {ranges(points)}\n" for name, points in lines.items()))
pathlib.Path(__file__).with_name("characters.golden.json").write_text(json.dumps(
    {"clean": digest(clean), "strip": digest(strip), "pieces": digest(pieces)}, indent=1) + "\n")
