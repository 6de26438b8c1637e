"""Blocks compressed by pyarrow's codecs, and how to make their content again.

Run in this folder with pyarrow 26.0.1: python make.py
"""
import base64, json, pathlib

import pyarrow as pa

MASK = (1 << 64) - 1


class SplitMix64:
    def __init__(self, seed):
        self.state = seed

    def below(self, bound):
        self.state = (self.state + 0x9E3779B97F4A7C15) & MASK
        z = self.state
        z = ((z ^ (z >> 30)) * 0xBF58476D1CE4E5B9) & MASK
        z = ((z ^ (z >> 27)) * 0x94D049BB133111EB) & MASK
        return ((z ^ (z >> 31)) >> 33) % bound


def content(kind, size):
    """zeros; random bytes; words of a vocabulary, the first of which are frequent; a pattern; small numbers of 8 bytes."""
    draw = SplitMix64(size)
    if kind == "zeros":
        return bytes(size)
    if kind == "random":
        return bytes(draw.below(256) for _ in range(size))
    if kind == "pattern":
        pattern = bytes(draw.below(256) for _ in range(37))
        return (pattern * (size // 37 + 1))[:size]
    if kind == "numbers":
        return b"".join(draw.below(1 << draw.below(12)).to_bytes(8, "little") for _ in range(size // 8))
    words = [bytes(97 + draw.below(26) for _ in range(2 + draw.below(7))) for _ in range(300)]
    text = b""
    while len(text) < size:
        text += words[draw.below(1 + draw.below(300))] + b" "
    return text[:size]


lines = []
for kind, sizes in {"zeros": [0, 1, 300000], "random": [1, 600], "words": [10, 500, 20000], "pattern": [300, 200000],
                    "numbers": [800, 8000]}.items():
    for size in sizes:
        for codec, levels in {"snappy": [None], "lz4_raw": [None], "zstd": [1, 19]}.items():
            for level in levels if size > 100 else levels[:1]:
                packed = pa.Codec(codec, compression_level=level).compress(content(kind, size), asbytes=True)
                lines.append(json.dumps({"codec": codec, "kind": kind, "size": size, "level": level or 0,
                                         "block": base64.b64encode(packed).decode()}))
(pathlib.Path(__file__).parent / "blocks.jsonl").write_text("\n".join(lines) + "\n")
