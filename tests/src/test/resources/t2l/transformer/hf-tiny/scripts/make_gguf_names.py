"""What llama.cpp calls the tensors and sizes of a family: gguf-names.json, from the constants of gguf 0.19.0.

For each golden beside it the names of its tensors, and the metadata that llama.cpp's converter writes for its
config.json (set_gguf_parameters of convert_hf_to_gguf.py, written down here by hand with the package's own keys)."""
import json
import math
import re
import struct
from pathlib import Path

from gguf import MODEL_ARCH, MODEL_ARCH_NAMES, Keys, get_tensor_name_map

HERE = Path(__file__).resolve().parent.parent
ARCHITECTURES = {"llama3-rope": MODEL_ARCH.LLAMA, "qwen2": MODEL_ARCH.QWEN2, "qwen2-yarn": MODEL_ARCH.QWEN2, "qwen3": MODEL_ARCH.QWEN3,
                 "gemma2": MODEL_ARCH.GEMMA2, "gemma3": MODEL_ARCH.GEMMA3, "gemma4": MODEL_ARCH.GEMMA4, "gemma4-dense": MODEL_ARCH.GEMMA4, "phi3": MODEL_ARCH.PHI3,
                 "phi4-mini": MODEL_ARCH.PHI3, "olmo2": MODEL_ARCH.OLMO2, "olmo3": MODEL_ARCH.OLMO2, "smollm3": MODEL_ARCH.SMOLLM3,
                 "granite": MODEL_ARCH.GRANITE, "ministral3": MODEL_ARCH.MISTRAL3,
                 "exaone4": MODEL_ARCH.EXAONE4, "ernie4_5": MODEL_ARCH.ERNIE4_5, "hunyuan": MODEL_ARCH.HUNYUAN_DENSE,
                 "gpt-oss": MODEL_ARCH.GPT_OSS, "lfm2": MODEL_ARCH.LFM2, "qwen3_5": MODEL_ARCH.QWEN35, "qwen3_5-groups": MODEL_ARCH.QWEN35, "gpt2": MODEL_ARCH.GPT2, "mixtral": MODEL_ARCH.LLAMA, "qwen3-moe": MODEL_ARCH.QWEN3MOE,
                 "bert-bge": MODEL_ARCH.BERT}


def of_gpt_oss(name):
    """What the converter makes of a stack."""
    if ".experts." not in name:
        return [name]
    at, part = name.rsplit(".", 1)
    kind = ".bias" if part.endswith("_bias") else ".weight"
    return [f"{at}.{p}_proj{kind}" for p in (("gate", "up") if part.startswith("gate_up") else ("down",))]


def names(folder):
    with open(folder / "model.safetensors", "rb") as f:
        header = json.loads(f.read(struct.unpack("<Q", f.read(8))[0]))
    own = [n for n in header if n != "__metadata__"]
    return list(dict.fromkeys(merged(n) for m in own for n in (of_gpt_oss(m) if folder.name == "gpt-oss" else [m])))


def merged(name):
    """The stack that the converter puts an expert into, or a name that it changes."""
    if name.endswith(("sinks", "layer_scalar")):
        return name + ".weight"
    if "block_sparse_moe.experts" in name:
        return re.sub(r"model\.(.*)block_sparse_moe\.experts\.\d+", r"\1feed_forward.experts", name)
    return re.sub(r"experts\.\d+\.", "experts.", name)


def feed_forward(c):
    """LFM2's, which follows from the width that it says."""
    if not c.get("block_auto_adjust_ff_dim"):
        return c["intermediate_size"]
    width = int(c["block_ffn_dim_multiplier"] * int(2 * c["intermediate_size"] / 3))
    return -(-width // c["block_multiple_of"]) * c["block_multiple_of"]


def metadata(arch, c):
    def put(key, value):
        out[key.format(arch=arch)] = value

    out = {Keys.General.ARCHITECTURE: arch}
    if arch == "gpt2":
        put(Keys.LLM.BLOCK_COUNT, c["n_layer"])
        put(Keys.LLM.CONTEXT_LENGTH, c["n_positions"])
        put(Keys.LLM.EMBEDDING_LENGTH, c["n_embd"])
        put(Keys.LLM.FEED_FORWARD_LENGTH, 4 * c["n_embd"])
        put(Keys.Attention.HEAD_COUNT, c["n_head"])
        put(Keys.Attention.LAYERNORM_EPS, c["layer_norm_epsilon"])
        return out
    put(Keys.LLM.CONTEXT_LENGTH, c["max_position_embeddings"])
    put(Keys.LLM.EMBEDDING_LENGTH, c["hidden_size"])
    put(Keys.LLM.FEED_FORWARD_LENGTH, feed_forward(c))
    put(Keys.LLM.BLOCK_COUNT, c["num_hidden_layers"])
    put(Keys.Attention.HEAD_COUNT, c["num_attention_heads"])
    if arch == "bert":
        put(Keys.Attention.LAYERNORM_EPS, c["layer_norm_eps"])
        put(Keys.Attention.CAUSAL, False)
        put(Keys.LLM.POOLING_TYPE, 2)      # PoolingType.CLS
        return out
    put(Keys.Attention.HEAD_COUNT_KV, c["num_key_value_heads"])
    rope = c["rope_parameters"]
    put(Keys.Rope.FREQ_BASE, rope.get("full_attention", rope)["rope_theta"])
    put(Keys.Attention.LAYERNORM_RMS_EPS, c.get("rms_norm_eps", c.get("norm_eps")))
    if "alpha" in rope:
        d = c["head_dim"]
        put(Keys.Rope.FREQ_BASE, rope["rope_theta"] * rope["alpha"] ** (d / (d - 2)))
    if arch == "mistral3":
        put(Keys.Rope.SCALING_YARN_LOG_MUL, rope["mscale_all_dim"])
        put(Keys.Attention.TEMPERATURE_SCALE, rope["llama_4_scaling_beta"])
    if arch == "gpt-oss":
        put(Keys.Attention.SLIDING_WINDOW, c["sliding_window"])
        put(Keys.LLM.EXPERT_FEED_FORWARD_LENGTH, c["intermediate_size"])
    if arch == "exaone4":
        put(Keys.Attention.SLIDING_WINDOW, c["sliding_window"])
        put(Keys.Attention.SLIDING_WINDOW_PATTERN, [t == "sliding_attention" for t in c["layer_types"]])
    if arch == "lfm2":
        put(Keys.Attention.HEAD_COUNT_KV, [c["num_key_value_heads"] if t == "full_attention" else 0 for t in c["layer_types"]])
        put(Keys.ShortConv.L_CACHE, c["conv_L_cache"])
        put(Keys.LLM.VOCAB_SIZE, c["vocab_size"])
    if arch == "qwen35":
        put(Keys.SSM.CONV_KERNEL, c["linear_conv_kernel_dim"])
        put(Keys.SSM.STATE_SIZE, c["linear_key_head_dim"])
        put(Keys.SSM.GROUP_COUNT, c["linear_num_key_heads"])
        put(Keys.SSM.TIME_STEP_RANK, c["linear_num_value_heads"])
        put(Keys.SSM.INNER_SIZE, c["linear_value_head_dim"] * c["linear_num_value_heads"])
        put(Keys.LLM.FULL_ATTENTION_INTERVAL, c["layer_types"].index("full_attention") + 1)
        put(Keys.Rope.DIMENSION_COUNT, int(c["head_dim"] * rope["partial_rotary_factor"]))
    if arch == "phi3":
        rotated = int(rope["partial_rotary_factor"] * c["hidden_size"]) // c["num_attention_heads"]
        put(Keys.Rope.DIMENSION_COUNT, rotated)
        put(Keys.Rope.SCALING_ORIG_CTX_LEN, rope.get("original_max_position_embeddings", c["max_position_embeddings"]))
        put(Keys.Attention.SLIDING_WINDOW, c["sliding_window"] or 0)
        if "long_factor" in rope:
            scale = c["max_position_embeddings"] / rope["original_max_position_embeddings"]
            put(Keys.Rope.SCALING_ATTN_FACTOR,
                math.sqrt(1 + math.log(scale) / math.log(rope["original_max_position_embeddings"])))
    if rope.get("rope_type") == "longrope":
        put(Keys.Rope.SCALING_TYPE, "longrope")
    if rope.get("rope_type") == "yarn":
        put(Keys.Rope.SCALING_TYPE, "yarn")
        put(Keys.Rope.SCALING_FACTOR, rope["factor"])
        put(Keys.Rope.SCALING_ORIG_CTX_LEN, rope["original_max_position_embeddings"])
    if arch == "gemma4":
        sliding = [t == "sliding_attention" for t in c["layer_types"]]
        full = next(iter(c["per_layer_config"].values()))
        first = c["num_hidden_layers"] - c["num_kv_shared_layers"]
        put(Keys.Rope.FREQ_BASE_SWA, rope["sliding_attention"]["rope_theta"])
        put(Keys.Attention.SLIDING_WINDOW, c["sliding_window"])
        put(Keys.Attention.SLIDING_WINDOW_PATTERN, sliding)
        put(Keys.Attention.SHARED_KV_LAYERS, c["num_kv_shared_layers"])
        put("{arch}.embedding_length_per_layer_input", c["hidden_size_per_layer_input"])
        put(Keys.Attention.KEY_LENGTH, full["head_dim"])
        put(Keys.Attention.VALUE_LENGTH, full["head_dim"])
        put(Keys.Attention.KEY_LENGTH_SWA, c["head_dim"])
        put(Keys.Attention.VALUE_LENGTH_SWA, c["head_dim"])
        put(Keys.Rope.DIMENSION_COUNT, full["head_dim"])
        put(Keys.Rope.DIMENSION_COUNT_SWA, c["head_dim"])
        put(Keys.LLM.FINAL_LOGIT_SOFTCAPPING, c["final_logit_softcapping"])
        if c["use_double_wide_mlp"]:
            put(Keys.LLM.FEED_FORWARD_LENGTH, [c["intermediate_size"] * (1 if i < first else 2) for i in range(len(sliding))])
        if "num_key_value_heads" in full:
            put(Keys.Attention.HEAD_COUNT_KV, [c["num_key_value_heads"] if s else full["num_key_value_heads"] for s in sliding])
        return out
    if "full_attention" in rope:
        put(Keys.Rope.SCALING_TYPE, rope["full_attention"]["rope_type"])
        put(Keys.Rope.SCALING_FACTOR, rope["full_attention"]["factor"])
        if "original_max_position_embeddings" in rope["full_attention"]:
            put(Keys.Rope.SCALING_ORIG_CTX_LEN, rope["full_attention"]["original_max_position_embeddings"])
        put(Keys.Rope.FREQ_BASE_SWA, rope["sliding_attention"]["rope_theta"])
        put(Keys.Attention.SLIDING_WINDOW, c["sliding_window"])
        put(Keys.Attention.SLIDING_WINDOW_PATTERN, [t == "sliding_attention" for t in c["layer_types"]])
    if arch == "granite":
        put(Keys.Attention.SCALE, c["attention_multiplier"])
        put(Keys.LLM.EMBEDDING_SCALE, c["embedding_multiplier"])
        put(Keys.LLM.RESIDUAL_SCALE, c["residual_multiplier"])
        put(Keys.LLM.LOGIT_SCALE, c["logits_scaling"])
    if "num_experts_per_tok" in c:
        put(Keys.LLM.EXPERT_COUNT, c["num_local_experts"])
        put(Keys.LLM.EXPERT_USED_COUNT, c["num_experts_per_tok"])
    if "moe_intermediate_size" in c:
        put(Keys.LLM.EXPERT_FEED_FORWARD_LENGTH, c["moe_intermediate_size"])
    if c.get("head_dim"):
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
    known = get_tensor_name_map(arch, config.get("num_hidden_layers", config.get("n_layer")))
    tensors = {n: known.get_name(n.replace(".dt_bias", ".dt_proj.bias"), try_suffixes=(".weight", ".bias")) for n in names(HERE / model)
               if not n.startswith("pooler.")}      # which the converter leaves out
    assert all(tensors.values()), tensors
    result[model] = {"metadata": metadata(MODEL_ARCH_NAMES[arch], config), "tensors": tensors}
(HERE / "gguf-names.json").write_text(json.dumps(result, indent=1) + "\n")
