"""Makes folders with the first 9, 16, 64 and 200 training tasks: nested/9/, nested/16/, ... and nested/eval/9/, ...

    python studies/smollm2/nested.py smol/ nested/

The order takes one task of each family in turn, first those of smol/eval/seen/, in an order that depends only on their names.
Each folder NUMBER has the files of smol/tasks/; eval/NUMBER has those of smol/eval/seen/ (107 tasks, so eval/200 has 107).
Python 3.11 or later; nothing else is needed.
"""
import hashlib
import pathlib
import shutil
import sys

NUMBERS = (9, 16, 64, 200)


def shuffled(names):
    return sorted(names, key=lambda name: hashlib.sha256(name.encode()).hexdigest())


def in_turn(names):
    """One name of each family in turn; a family is what stands before the underscore."""
    families = {}
    for name in shuffled(names):
        families.setdefault(name.split("_")[0], []).append(name)
    lists = [families[family] for family in sorted(families)]
    return [names[i] for i in range(max(map(len, lists))) for names in lists if i < len(names)]


def main(smol, out):
    tasks = {file.name: file for file in (smol / "tasks").iterdir()}
    seen = {file.name: file for file in (smol / "eval/seen").glob("*/*")}
    order = in_turn(seen) + in_turn(tasks.keys() - seen.keys())
    for number in NUMBERS:
        for files, folder in (tasks, out / str(number)), (seen, out / "eval" / str(number)):
            folder.mkdir(parents=True, exist_ok=True)
            for name in order[:number]:
                if name in files:
                    shutil.copy(files[name], folder)


if __name__ == "__main__":
    if len(sys.argv) != 3:
        sys.exit(__doc__)
    main(*map(pathlib.Path, sys.argv[1:]))
