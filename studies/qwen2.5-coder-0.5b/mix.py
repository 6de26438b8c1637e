"""Puts one of the first 16 descriptions of a task before half of its rows, drawn by the name of its file.

    python mix.py OUT FOLDER...

Writes each task of the folders to OUT. Only the standard library is needed.
"""

import json
import random
import sys
from pathlib import Path

out = Path(sys.argv[1])
out.mkdir(parents=True, exist_ok=True)
for folder in sys.argv[2:]:
    for file in sorted(Path(folder).glob("*.jsonl")):
        first, *rows = map(json.loads, file.read_text().splitlines())
        draws = random.Random(file.name)
        for row in rows:
            if row["split"] == "train" and draws.random() < 0.5:
                row["input"] = draws.choice(first["descriptions"][:16]) + "\n\n" + row["input"]
        (out / file.name).write_text("".join(json.dumps(each, ensure_ascii=False) + "\n" for each in [first, *rows]))
