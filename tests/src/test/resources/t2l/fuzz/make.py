"""Makes tiny.pt and tiny.onnx beside it: seeds for the fuzzer, as small as the formats allow. Needs torch 2.15.0, onnx
1.23.2, numpy."""
from collections import OrderedDict
from pathlib import Path

import numpy as np
import onnx
import torch
from onnx import helper, numpy_helper

HERE = Path(__file__).parent
torch.save(OrderedDict(a=torch.tensor([[1.0, 2.0], [3.0, 4.0]]).t(), b=torch.tensor([7], dtype=torch.int64),
                       c=torch.tensor(1.5, dtype=torch.bfloat16)), HERE / "tiny.pt")
f32 = lambda name, *shape: numpy_helper.from_array(np.arange(np.prod(shape), dtype=np.float32).reshape(shape), name)
graph = helper.make_graph(
    [helper.make_node("MatMul", ["x", "onnx::MatMul_7"], ["z"], "/b/c/MatMul"),
     helper.make_node("Add", ["b.c.bias", "z"], ["w"], "/b/c/Add")],
    "tiny", [], [], [numpy_helper.from_array(np.array([[0, 1]], dtype=np.int64), "ids"), f32("onnx::MatMul_7", 2, 3),
                     f32("b.c.bias", 3)])
onnx.save(helper.make_model(graph, producer_name="make.py"), HERE / "tiny.onnx")
