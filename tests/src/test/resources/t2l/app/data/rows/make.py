"""Slices of rows as datasets takes them.

Run in this folder with datasets 5.2.0: python make.py
"""
import json, pathlib

import datasets

here = pathlib.Path(__file__).parent
slices = {}
numbers = datasets.Dataset.from_dict({"i": list(range(25))})
lines = here / "numbers.jsonl"
lines.write_text("".join(json.dumps({"i": i}) + "\n" for i in range(25)))
for text in ["train", "train[:5]", "train[5:]", "train[-3:]", "train[:-20]", "train[:10%]", "train[90%:]", "train[:90%]",
             "train[10%:-10%]", "train[:2%]", "train[:6%]", "train[:10000]", "train[:3]+train[20:]", "train[20:3]",
             "train[50%:51%]", "train[-10%:]"]:
    try:
        slices[text] = datasets.load_dataset("json", data_files={"train": str(lines)}, split=text)["i"][:]
    except ValueError as e:
        assert "corresponds to no data" in str(e)
        slices[text] = []
(here / "slices.json").write_text(json.dumps(slices) + "\n")
