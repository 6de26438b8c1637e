"""Small files of rows as pyarrow and datasets write them, and their rows as JSON.

Run in this folder with pyarrow 26.0.1 and datasets 5.2.0: python make.py
"""
import json, pathlib, shutil

import datasets
import pyarrow as pa
import pyarrow.ipc
import pyarrow.parquet as pq

N = 23
ROWS = [{
    "input": f"Definition: say ‘{i}’.\n\nPositive Example 1 -\nInput: a\nOutput: b\n\nNow complete the following example -\nInput: {'x' * i}\nOutput:",
    "output": [f"é{k}\U0001f600" for k in range(i % 3 + 1)],
    "whole": None if i % 5 == 0 else i - 3 << 33,
    "small": i - 9,
    "real": i / 4,
    "double": None if i == 7 else 0.1 * i,
    "flag": None if i % 7 == 3 else i % 2 == 0,
    "choices": {"text": [] if i == 2 else ["a", "b"][: i % 3], "label": None if i == 4 else ["1", "2"][: i % 3]},
    "nothing": None,
    "nested": [[1, 2], [], None, [i]][: i % 5],
} for i in range(N)]
SCHEMA = pa.schema([
    ("input", pa.string()), ("output", pa.list_(pa.string())), ("whole", pa.int64()), ("small", pa.int8()),
    ("real", pa.float32()), ("double", pa.float64()), ("flag", pa.bool_()),
    ("choices", pa.struct([("text", pa.list_(pa.string())), ("label", pa.list_(pa.string()))])),
    ("nothing", pa.null()), ("nested", pa.list_(pa.list_(pa.int32())))])
LARGE = pa.schema([("input", pa.large_string()), ("output", pa.large_list(pa.large_string())), ("whole", pa.uint64()),
                   ("small", pa.uint16())])

here = pathlib.Path(__file__).parent
table = pa.Table.from_pylist(ROWS, SCHEMA)
plain = table.drop_columns(["nothing"])
(here / "rows.json").write_text(json.dumps(ROWS, ensure_ascii=False, indent=0) + "\n")
pq.write_table(plain, here / "snappy.parquet", row_group_size=10)
pq.write_table(plain, here / "gzip.parquet", compression="gzip", data_page_version="2.0", use_dictionary=False)
pq.write_table(plain, here / "plain.parquet", compression="none", use_dictionary=False, data_page_size=64,
               column_encoding={"input": "DELTA_BYTE_ARRAY", "whole": "DELTA_BINARY_PACKED"})
pq.write_table(plain, here / "zstd.parquet", compression="zstd")
pq.write_table(plain, here / "lz4.parquet", compression="lz4", row_group_size=7)
pq.write_table(plain.slice(0, 2), here / "brotli.parquet", compression="brotli")
with pa.OSFile(str(here / "file.arrow"), "wb") as out, pa.ipc.new_file(out, SCHEMA) as writer:
    for batch in table.to_batches(max_chunksize=9):
        writer.write_batch(batch)
big = [{k: abs(v) if isinstance(v, int) else v for k, v in row.items() if k in LARGE.names} for row in ROWS]
(here / "large.json").write_text(json.dumps(big, ensure_ascii=False, indent=0) + "\n")
with pa.OSFile(str(here / "large.arrow"), "wb") as out, pa.ipc.new_stream(out, LARGE) as writer:
    writer.write_table(pa.Table.from_pylist(big, LARGE))
with pa.OSFile(str(here / "compressed.arrow"), "wb") as out, pa.ipc.new_stream(
        out, SCHEMA, options=pa.ipc.IpcWriteOptions(compression="zstd")) as writer:
    writer.write_table(table)
dictionary = pa.table({"word": pa.array(["a", "b", "a"]).dictionary_encode()})
with pa.OSFile(str(here / "dictionary.arrow"), "wb") as out, pa.ipc.new_stream(out, dictionary.schema) as writer:
    writer.write_table(dictionary)
pq.write_table(pa.table({"image": pa.array([b"\x89PNG"])}), here / "bytes.parquet")

saved = here / "saved"
shutil.rmtree(saved, ignore_errors=True)
datasets.DatasetDict({
    "train": datasets.Dataset.from_list(ROWS[:15]), "valid": datasets.Dataset.from_list(ROWS[15:20]),
    "test": datasets.Dataset.from_list(ROWS[20:])}).save_to_disk(saved, num_shards={"train": 2, "valid": 1, "test": 1})

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
