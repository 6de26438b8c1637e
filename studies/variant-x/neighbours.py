"""How far builtin:minilm alone knows the phrases of the mini suite that no training description has: for each, whether the
nearest known phrase (cosine of the vectors) is one of the same operation.

    tail -n +2 phrases.tsv | cut -f 4 | tr '\n' '\0' | xargs -0 t2l embed --json | python neighbours.py phrases.tsv

Python 3.11, no packages."""
import json
import sys

rows = [line.rstrip("\n").split("\t") for line in open(sys.argv[1], encoding="utf-8")][1:]
vectors = [json.loads(line)["embedding"] for line in sys.stdin]
assert len(rows) == len(vectors)
right = {}
for (part, operation, use, phrase), v in zip(rows, vectors):
    if use == "unseen":
        near = {}
        for (other, name, known, _), w in zip(rows, vectors):
            if known == "known" and other == part:
                near[name] = max(near.get(name, -1), sum(a * b for a, b in zip(v, w)))
        best = max(near, key=near.get)
        right.setdefault(part, []).append(best == operation)
        if best != operation:
            print(f"{phrase}: {best} {near[best]:.2f}, {operation} {near[operation]:.2f}")
share = {part: sum(hits) / len(hits) for part, hits in right.items()}
for part, hits in right.items():
    print(f"{part}: {sum(hits)} of {len(hits)}")
# A description with unseen phrases has one in its wrapper, its selector, its map, or several of them, all seven
# combinations equally often; a wrapper does no harm.
s, m = share["selector"], share["map"]
print(f"expected of descriptions with unseen phrases: {(1 + 2 * s + 2 * m + 2 * s * m) / 7:.2f}")
