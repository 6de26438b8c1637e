"""The files of this folder that no other golden gives. Needs safetensors 0.5.3 and numpy; same bytes every time.

adapter-b0.safetensors   goldens/t2l/targets/b-0 (PEFT's layout)
core.safetensors         every type the core computes in, names that JSON must escape, one metadata string
types.safetensors        every other type, in the order the reference puts them
"""
from pathlib import Path
import struct
from safetensors import serialize_file

HERE = Path(__file__).parent


def f(fmt, *values):
    return struct.pack("<%d%s" % (len(values), fmt), *values)


serialize_file({
    "b.half": {"dtype": "float16", "shape": [3], "data": f("e", 1.5, -0.0, float("inf"))},
    "a.brain": {"dtype": "bfloat16", "shape": [2, 1], "data": f("H", 0x3FC0, 0x7FC1)},
    "layers.2.w": {"dtype": "float32", "shape": [2, 2], "data": f("f", 1, 2, 3, 4)},
    "layers.10.w": {"dtype": "float32", "shape": [0, 5], "data": b""},
    "scalar": {"dtype": "float64", "shape": [], "data": f("d", 0.1)},
    "ids": {"dtype": "int32", "shape": [3], "data": f("i", -1, 0, 2**31 - 1)},
    "quote\" back\\ tab\t bell\x07 esc\x1b": {"dtype": "float32", "shape": [1], "data": f("f", 5)},
    "\ue000 before \U0001F600": {"dtype": "float32", "shape": [1], "data": f("f", 6)},
    "\U0001F600 after": {"dtype": "float32", "shape": [1], "data": f("f", 7)},
}, str(HERE / "core.safetensors"), {"note": "é\n"})

serialize_file({
    "i64": {"dtype": "int64", "shape": [3], "data": f("q", -5, 0, 2**31 - 1)},
    "big": {"dtype": "int64", "shape": [1], "data": f("q", 2**31)},
    "u64": {"dtype": "uint64", "shape": [1], "data": f("Q", 2**64 - 1)},
    "u32": {"dtype": "uint32", "shape": [2], "data": f("I", 7, 2**31 - 1)},
    "i16": {"dtype": "int16", "shape": [2], "data": f("h", -300, 300)},
    "u16": {"dtype": "uint16", "shape": [1], "data": f("H", 65535)},
    "i8": {"dtype": "int8", "shape": [2], "data": f("b", -128, 127)},
    "u8": {"dtype": "uint8", "shape": [1], "data": f("B", 255)},
    "bool": {"dtype": "bool", "shape": [2], "data": b"\x01\x00"},
    "f8": {"dtype": "float8_e4m3fn", "shape": [1], "data": b"\x38"},
    "f32": {"dtype": "float32", "shape": [1], "data": f("f", 2.5)},
}, str(HERE / "types.safetensors"), None)
