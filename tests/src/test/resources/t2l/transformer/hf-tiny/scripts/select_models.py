"""Picks from the output of make_models.py what the tests of this project read: python select_models.py IN OUT.

Checkpoints and configurations are copied. Of the float64 results, rows longer than 8 numbers are replaced by their
sketch: the products with 4 fixed vectors, `sketch[j] = sum_i x[i] * sqrt(2/n) * cos((i+1)^2 * (j+1))`. Any difference
in any number shows in it at about its own size, to all digits, and the files are a tenth of the whole.
Needs numpy and safetensors."""
import json
import shutil
import sys
from pathlib import Path

import numpy as np
from safetensors.numpy import load_file, save_file

COLUMNS = 4
MODELS = ("llama", "llama3-rope", "smollm2", "mistral", "llama-linear", "qwen2", "qwen2-window", "qwen2-yarn", "qwen3",
          "qwen3-bf16", "gemma2", "gemma2-bf16", "phi3", "phi4-mini", "gemma3", "gemma4", "gemma4-dense", "olmo2", "olmo3", "smollm3", "granite", "granite4", "granite4-nope",
          "ministral3", "exaone4", "ernie4_5", "hunyuan", "gpt-oss", "gpt-oss-mxfp4", "lfm2", "qwen3_5", "qwen3_5-groups", "gpt2",
          "mixtral", "qwen3-moe", "qwen3-moe-mixed",
          "bert-minilm", "bert-bge", "gte", "gte-ntk", "modernbert")
SHARDED = {"mistral": "mistral-sharded"}      # the same weights


def sketch(name, x):
    n = x.shape[-1] if x.ndim else 0
    if x.dtype != np.float64 or n <= 2 * COLUMNS or name in ("loss", "grad_norm", "lr"):
        return x
    i = np.arange(1, n + 1, dtype=np.float64)[:, None]
    return x @ (np.sqrt(2 / n) * np.cos(i * i * np.arange(1, COLUMNS + 1)))


source, target = map(Path, sys.argv[1:])
for model in MODELS:
    folder = target / model
    folder.mkdir(parents=True, exist_ok=True)
    for name in ("config.json", "config.v4.json", "generate.json", "long.json", "modules.json", "1_Pooling/config.json"):
        if (source / model / name).exists():
            (folder / name).parent.mkdir(exist_ok=True)
            shutil.copyfile(source / model / name, folder / name)
    for file in (source / SHARDED.get(model, model)).glob("model*"):
        shutil.copyfile(file, folder / file.name)
    for name in ("forward", "grad", "adamw", "long"):
        if (source / model / f"{name}.safetensors").exists():
            tensors = load_file(source / model / f"{name}.safetensors")
            save_file({k: sketch(k, v) for k, v in tensors.items() if not k.endswith(".logits") or name in ("forward", "long")},
                      folder / f"{name}.safetensors")
