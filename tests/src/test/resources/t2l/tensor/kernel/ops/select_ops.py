"""Picks from the output of make_ops.py what the kernels of this project cover: python select_ops.py IN OUT, both
safetensors. I64 tensors become I32. Needs nothing but Python."""
import json
import struct
import sys

WANTED = ("cross_entropy/none/smooth0.0/plain", "cross_entropy/none/smooth0.1/plain", "cross_entropy/mean/huge",
          "cross_entropy/sum/all_ignored", "layer_norm/eps", "layer_norm/constant_row", "rms_norm/eps",
          "rms_norm/constant_row", "rms_norm/zero_row", "pointwise/gelu_", "pointwise/silu", "pointwise/sigmoid",
          "pointwise/tanh", "pointwise/relu", "swiglu", "attention/causal_scale", "attention/left_padding",
          "attention/bidirectional_", "attention/decode", "attention/multi_query", "attention/window", "attention/softcap",
          "rope/default/half_split", "rope/llama3/half_split", "rope/linear/half_split", "rope/ntk/half_split",
          "rope/yarn/half_split", "softmax/", "l1/", "embedding/padding_idx_None", "adamw/")

with open(sys.argv[1], "rb") as f:
    size, = struct.unpack("<Q", f.read(8))
    header = json.loads(f.read(size))
    data = f.read()
chosen, parts, at = {}, [], 0
for name, t in header.items():
    if not name.startswith(WANTED):
        continue
    part = data[t["data_offsets"][0]:t["data_offsets"][1]]
    if t["dtype"] == "I64":
        part = struct.pack(f"<{len(part) // 8}i", *struct.unpack(f"<{len(part) // 8}q", part))
        t = t | {"dtype": "I32"}
    chosen[name] = t
    parts.append((name, part))
parts.sort(key=lambda p: (chosen[p[0]]["dtype"] != "F64", p[0]))
for name, part in parts:
    chosen[name]["data_offsets"] = [at, at + len(part)]
    at += len(part)
text = json.dumps({name: chosen[name] for name, _ in parts}, separators=(",", ":")).encode()
text += b" " * (-len(text) % 8)
with open(sys.argv[2], "wb") as f:
    f.write(struct.pack("<Q", len(text)) + text + b"".join(part for _, part in parts))
