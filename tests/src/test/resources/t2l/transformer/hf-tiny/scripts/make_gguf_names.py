"""What llama.cpp calls the tensors and sizes of a family: gguf-names.json, from the constants of gguf 0.19.0.

For each golden beside it the names of its tensors, and the metadata that llama.cpp's converter writes for its
config.json (set_gguf_parameters of convert_hf_to_gguf.py, written down here by hand with the package's own keys)."""
import json
import struct
from pathlib import Path

from gguf import MODEL_ARCH, MODEL_ARCH_NAMES, Keys, get_tensor_name_map

HERE = Path(__file__).resolve().parent.parent
ARCHITECTURES = {"llama3-rope": MODEL_ARCH.LLAMA, "qwen2": MODEL_ARCH.QWEN2, "qwen3": MODEL_ARCH.QWEN3,
                 "gemma2": MODEL_ARCH.GEMMA2, "bert-bge": MODEL_ARCH.BERT}


def names(folder):
    with open(folder / "model.safetensors", "rb") as f:
        header = json.loads(f.read(struct.unpack("<Q", f.read(8))[0]))
    return [n for n in header if n != "__metadata__"]


def metadata(arch, c):
    def put(key, value):
        out[key.format(arch=arch)] = value

    out = {Keys.General.ARCHITECTURE: arch}
    put(Keys.LLM.CONTEXT_LENGTH, c["max_position_embeddings"])
    put(Keys.LLM.EMBEDDING_LENGTH, c["hidden_size"])
    put(Keys.LLM.FEED_FORWARD_LENGTH, c["intermediate_size"])
    put(Keys.LLM.BLOCK_COUNT, c["num_hidden_layers"])
    put(Keys.Attention.HEAD_COUNT, c["num_attention_heads"])
    if arch == "bert":
        put(Keys.Attention.LAYERNORM_EPS, c["layer_norm_eps"])
        put(Keys.Attention.CAUSAL, False)
        put(Keys.LLM.POOLING_TYPE, 2)      # PoolingType.CLS
        return out
    put(Keys.Attention.HEAD_COUNT_KV, c["num_key_value_heads"])
    put(Keys.Attention.LAYERNORM_RMS_EPS, c["rms_norm_eps"])
    put(Keys.Rope.FREQ_BASE, c["rope_parameters"]["rope_theta"])
    if "head_dim" in c:
        put(Keys.Attention.KEY_LENGTH, c["head_dim"])
        put(Keys.Attention.VALUE_LENGTH, c["head_dim"])
    if arch == "gemma2":
        put(Keys.LLM.ATTN_LOGIT_SOFTCAPPING, c["attn_logit_softcapping"])
        put(Keys.LLM.FINAL_LOGIT_SOFTCAPPING, c["final_logit_softcapping"])
        put(Keys.Attention.SLIDING_WINDOW, c["sliding_window"])
    return out


result = {}
for model, arch in ARCHITECTURES.items():
    config = json.loads((HERE / model / "config.json").read_text())
    known = get_tensor_name_map(arch, config["num_hidden_layers"])
    tensors = {n: known.get_name(n, try_suffixes=(".weight", ".bias")) for n in names(HERE / model)
               if not n.startswith("pooler.")}      # which the converter leaves out
    assert all(tensors.values()), tensors
    result[model] = {"metadata": metadata(MODEL_ARCH_NAMES[arch], config), "tensors": tensors}
(HERE / "gguf-names.json").write_text(json.dumps(result, indent=1) + "\n")
