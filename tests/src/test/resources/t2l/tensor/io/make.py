"""The files of this folder that no other golden gives. Needs safetensors 0.5.3, gguf 0.19.0, onnx 1.23.2, numpy; same
bytes every time.

adapter-b0.safetensors   goldens/t2l/targets/b-0 (PEFT's layout)
core.safetensors         every type the core computes in, names that JSON must escape, one metadata string
types.safetensors        every other type, in the order the reference puts them
hypermod.*               goldens/t2l/checkpoints/a-S-sft-flip
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


# tiny.gguf: every metadata type and every tensor type the core has, by the gguf package 0.19.0.
import numpy as np
import gguf
from gguf import GGMLQuantizationType as Q, GGUFValueType as V

w = gguf.GGUFWriter(HERE / "tiny.gguf", "llama")
w.add_uint8("t.u8", 200)
w.add_int8("t.i8", -100)
w.add_uint16("t.u16", 60000)
w.add_int16("t.i16", -30000)
w.add_uint32("t.u32", 4000000000)
w.add_int32("t.i32", -2000000000)
w.add_uint64("t.u64", 2**63 - 1)
w.add_int64("t.i64", -(2**62))
w.add_float32("t.f32", 0.1)
w.add_float64("t.f64", 0.1)
w.add_bool("t.yes", True)
w.add_bool("t.no", False)
w.add_string("t.text", "zwölf \U0001F600\n")
w.add_array("t.texts", ["<s>", "", "▁a"])
w.add_array("t.ints", [1, -2, 3])
w.add_array("t.reals", [0.5, -1.5])
w.add_array("t.flags", [True, False])
x = (np.arange(2 * 3 * 64, dtype=np.float32).reshape(2, 3, 64) % 37 - 18) / 7
w.add_tensor("f32", x[:, :2, :5].copy())
w.add_tensor("f16", x[0, :, :3].astype(np.float16))
w.add_tensor("f64", x[0, 0, :3].astype(np.float64))
w.add_tensor("i32", np.array([[1, -2, 3]], dtype=np.int32))
for q in (Q.BF16, Q.Q8_0, Q.Q4_0, Q.Q4_1):
    w.add_tensor(q.name.lower(), gguf.quants.quantize(x, q), raw_dtype=q)
w.write_header_to_file()
w.write_kv_data_to_file()
w.write_tensors_to_file()
w.close()

# tiny.onnx: two layers as torch exports them, by the onnx package 1.23.2. The matrix of "a" keeps its name, that of
# "b.c" loses it to the folded transpose; the second factor of the last product is no weight.
import onnx
from onnx import helper, numpy_helper

f32 = lambda name, *shape: numpy_helper.from_array(np.arange(np.prod(shape), dtype=np.float32).reshape(shape), name)
graph = helper.make_graph(
    [
        helper.make_node("MatMul", ["x", "a.weight"], ["y"], "/a/MatMul"),
        helper.make_node("MatMul", ["y", "onnx::MatMul_7"], ["z"], "/b/c/MatMul"),
        helper.make_node("Add", ["b.c.bias", "z"], ["w"], "/b/c/Add"),
        helper.make_node("MatMul", ["w", "w"], ["out"], "/b/MatMul"),
    ],
    "tiny", [], [],
    [
        numpy_helper.from_array(np.array([[0, 1]], dtype=np.int64), "position_ids"),
        f32("a.weight", 32, 32), f32("onnx::MatMul_7", 32, 64), f32("b.c.bias", 64),
        numpy_helper.from_array(np.array([1.5], dtype=np.float16), "half"),
    ])
onnx.save(helper.make_model(graph, producer_name="make.py"), HERE / "tiny.onnx")

# quants.safetensors: block formats, from goldens/hf-tiny/gguf (give that file as the argument).
import ctypes
import sys
from safetensors.numpy import load_file, save_file
if len(sys.argv) > 1:
    keep = ("BF16", "F16", "Q4_0", "Q4_1", "Q5_0", "Q5_1", "Q8_0", "fixed")
    save_file({k: v for k, v in load_file(sys.argv[1]).items() if k.split(".")[0] in keep}, HERE / "quants.safetensors")
    # blocks.safetensors: the first eight blocks of other formats, and one GGUF file that holds them.
    read = ("Q5_0", "Q5_1", "Q2_K", "Q3_K", "Q4_K", "Q5_K", "Q6_K", "IQ4_NL", "IQ4_XS")
    blocks = {k: v[:8].copy() for k, v in load_file(sys.argv[1]).items()
              if k.split(".")[0] in read and "fixed" not in k}
    random = np.random.default_rng(4)
    blocks["MXFP4.raw"] = random.integers(0, 256, (8, 17), dtype=np.uint8)
    blocks["MXFP4.raw"][:, 0] = (0, 1, 2, 100, 120, 127, 130, 254)
    blocks["MXFP4.values"] = gguf.quants.dequantize(blocks["MXFP4.raw"], gguf.GGMLQuantizationType.MXFP4)
    save_file(blocks, HERE / "blocks.safetensors")
    w = gguf.GGUFWriter(HERE / "blocks.gguf", "llama")
    for name in (*read, "MXFP4"):
        w.add_tensor(name, blocks[name + ".raw"], raw_dtype=Q[name])
    w.add_tensor("i64", np.array([1, -2], dtype=np.int64))
    w.write_header_to_file()
    w.write_kv_data_to_file()
    w.write_tensors_to_file()
    w.close()

# superblocks.safetensors: numbers, and the blocks that ggml makes of them without an importance matrix, by the library of
# llama-cpp-python 0.3.36 (libggml-base.so, the second argument).
if len(sys.argv) > 2:
    ggml = ctypes.CDLL(sys.argv[2]).ggml_quantize_chunk
    ggml.argtypes = [ctypes.c_int, ctypes.c_void_p, ctypes.c_void_p] + [ctypes.c_int64] * 3 + [ctypes.c_void_p]
    ggml.restype = ctypes.c_size_t
    random = np.random.default_rng(5)
    x = (random.standard_t(5, (16, 256)) * np.exp(random.normal(0, 0.3, (16, 256))) * 0.02).astype(np.float32)
    made = {"x": x}
    for name in ("Q4_K", "Q5_K", "Q6_K"):
        made[name + ".raw"] = np.zeros((16, gguf.GGML_QUANT_SIZES[Q[name]][1]), dtype=np.uint8)
        ggml(int(Q[name]), x.ctypes.data, made[name + ".raw"].ctypes.data, 0, 16, 256, None)
    save_file(made, HERE / "superblocks.safetensors")
