"""Prints the table of results: exact match and ROUGE-L in %, mean over tasks ± standard error.

    python table.py RESULTS

RESULTS has a folder for each row and set of tasks, ROW/SET, as t2l eval --out writes it. Only the standard library is needed.
"""

import json
import math
import sys
from pathlib import Path

FAMILIES = {"mini suite": "mini_", "own": "own_", "lol": "lol_", "function vectors": "fv_", "instruction induction": "ii_"}
SETS = [("seen", "seen", ""), ("new descriptions", "new", "")] + [
    (name, "held-out", prefix) for name, prefix in FAMILIES.items() if name != "own"] + [("all held out", "held-out", "")]


def tasks(folder):
    """Scores by condition and task: {condition: {task: (exact, rouge)}}."""
    found = {}
    file = folder / "results.json"
    if file.exists():
        for row in json.loads(file.read_text(encoding="utf-8"))["rows"]:
            task, condition = row["name"].split("/")[:2]
            if "rougeL" in row:
                found.setdefault(condition, {})[task] = (row["exact_match"], row["rougeL"])
    return found


def estimate(values):
    mean = sum(values) / len(values)
    variance = sum((v - mean) ** 2 for v in values) / max(1, len(values) - 1)
    return f"{100 * mean:.1f} ± {100 * math.sqrt(variance / len(values)):.1f}"


def cell(scores, prefix, metric):
    values = [s[metric] for task, s in scores.items() if task.startswith(prefix)]
    return estimate(values) if values else "–"


def main(results):
    for metric, title in enumerate(("Exact match", "ROUGE-L")):
        print(f"\n| {title} | " + " | ".join(name for name, _, _ in SETS) + " |")
        print("| --- |" + " ---: |" * len(SETS))
        for row in sorted(p for p in results.iterdir() if p.is_dir()):
            found = {name: tasks(row / name) for name in ("seen", "new", "held-out")}
            conditions = dict.fromkeys(c for each in found.values() for c in each)
            for condition in conditions:
                label = row.name if len(conditions) == 1 else f"{row.name}, {condition}"
                cells = [cell(found[folder].get(condition, {}), prefix, metric) for _, folder, prefix in SETS]
                print(f"| {label} | " + " | ".join(cells) + " |")


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    main(Path(sys.argv[1]))
