"""Prints how much of the adapters of 9, 16, 64 and 200 tasks survives in one hypernetwork: exact match and ROUGE-L in %.

    python nested_table.py RESULTS

RESULTS has a folder for each row, nested/ROW/seen and perhaps nested/ROW/held-out, as t2l eval --out writes it; ROW is
oracles-NUMBER or METHOD-NUMBER-VARIANT. The difference is that to the oracles of the same tasks, mean ± standard error over
tasks. Only the standard library is needed.
"""

import sys
from pathlib import Path

from table import estimate, tasks


def scores(folder):
    """Of the one condition of a folder, {} if it is not measured."""
    return next(iter(tasks(folder).values()), {})


def main(results):
    print("| tasks | row | exact match | difference to oracles | ROUGE-L | held out, exact match | ROUGE-L |")
    print("| ---: | --- |" + " ---: |" * 5)
    rows = sorted((file.parents[1] for file in results.glob("nested/*/seen/results.json")),
                  key=lambda row: (int(row.name.split("-")[1]), row.name))
    for row in rows:
        name, number, *variant = row.name.split("-")
        oracles = scores(results / "nested" / f"oracles-{number}" / "seen")
        seen, held = scores(row / "seen"), scores(row / "held-out")
        print("| " + " | ".join([
            number, " ".join([name, *variant]),
            estimate([exact for exact, _ in seen.values()]),
            estimate([seen[task][0] - oracles[task][0] for task in seen]) if variant else "",
            estimate([rouge for _, rouge in seen.values()]),
            *(estimate([pair[metric] for pair in held.values()]) if held else "" for metric in (0, 1))]) + " |")


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    main(Path(sys.argv[1]))
