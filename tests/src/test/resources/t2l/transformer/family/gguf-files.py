"""Makes gguf/mixed-0000N-of-00003.gguf, a Llama of random numbers in three parts, as users have them: a type for each
tensor (as in the files of imatrix and UD), without optional keys; and gguf/mixed.json, what transformers computes with
its numbers in float64.

Versions: gguf 0.19.0, transformers 5.24.0, torch 2.15.0. Run in this folder: python gguf-files.py
"""
import json

import gguf
import numpy as np
import torch
from gguf import GGMLQuantizationType as Type
from transformers import LlamaConfig, LlamaForCausalLM

V, C, F, HEADS = 48, 256, 32, 8
TENSORS = {  # by name in GGUF: name in transformers, shape, type
    "token_embd.weight": ("model.embed_tokens.weight", (V, C), Type.Q5_K),
    "output.weight": ("lm_head.weight", (V, C), Type.Q3_K),
    "output_norm.weight": ("model.norm.weight", (C,), Type.F32),
    "blk.0.attn_norm.weight": ("input_layernorm.weight", (C,), Type.F32),
    "blk.0.attn_q.weight": ("self_attn.q_proj.weight", (C, C), Type.Q2_K),
    "blk.0.attn_k.weight": ("self_attn.k_proj.weight", (C // HEADS, C), Type.Q4_K),
    "blk.0.attn_v.weight": ("self_attn.v_proj.weight", (C // HEADS, C), Type.Q6_K),
    "blk.0.attn_output.weight": ("self_attn.o_proj.weight", (C, C), Type.IQ4_XS),
    "blk.0.ffn_norm.weight": ("post_attention_layernorm.weight", (C,), Type.F32),
    "blk.0.ffn_gate.weight": ("mlp.gate_proj.weight", (F, C), Type.F16),
    "blk.0.ffn_up.weight": ("mlp.up_proj.weight", (F, C), Type.Q8_0),
    "blk.0.ffn_down.weight": ("mlp.down_proj.weight", (C, F), Type.Q5_0),
}
# The places of the scales, which are f16, in a block that gguf cannot quantise
SCALES = {Type.Q2_K: (80, 82), Type.Q3_K: (108,), Type.Q4_K: (0, 2), Type.Q5_K: (0, 2), Type.Q6_K: (208,), Type.IQ4_XS: (0,)}


def numbers(rng, shape, kind):
    if kind in SCALES:
        block, size = gguf.GGML_QUANT_SIZES[kind]
        blocks = rng.integers(0, 256, (np.prod(shape) // block, size), dtype=np.uint8)
        for at in SCALES[kind]:
            scale = (rng.uniform(0.5, 1, len(blocks)) / {Type.Q2_K: 100, Type.Q6_K: 16000, Type.IQ4_XS: 16000}.get(kind, 4000))
            blocks[:, at:at + 2] = scale.astype(np.float16).reshape(-1, 1).view(np.uint8)
        return blocks.reshape(*shape[:-1], -1)
    values = rng.normal(0, 0.1, shape).astype(np.float32) + (len(shape) == 1)
    return gguf.quants.quantize(values, kind)


def neighbours(rows, heads):  # of a Llama, whose pairs llama.cpp rotates side by side; the inverse
    return rows.reshape(heads, rows.shape[0] // heads // 2, 2, -1).swapaxes(1, 2).reshape(rows.shape)


rng = np.random.default_rng(7)
writer = gguf.GGUFWriter("gguf/mixed.gguf", "llama", split_max_tensors=5)
writer.add_block_count(1)
writer.add_context_length(64)
writer.add_embedding_length(C)
writer.add_feed_forward_length(F)
writer.add_head_count(HEADS)
writer.add_head_count_kv([1])
writer.add_layer_norm_rms_eps(1e-5)
writer.add_string("quantize.imatrix.file", "calibration.gguf")
writer.add_uint32("quantize.imatrix.entries_count", 7)
state = {}
for name, (own, shape, kind) in TENSORS.items():
    held = numbers(rng, shape, kind)
    writer.add_tensor(name, held, raw_dtype=kind)
    full = torch.from_numpy(gguf.quants.dequantize(held, kind).astype(np.float64))
    if "attn_q" in name or "attn_k" in name:
        full = torch.from_numpy(neighbours(full.numpy(), HEADS if "attn_q" in name else 1))
    state[own if name[:3] != "blk" else "model.layers.0." + own] = full
    print(own, float(full.std()))
writer.write_header_to_file()
writer.write_kv_data_to_file()
writer.write_tensors_to_file()
writer.close()

model = LlamaForCausalLM(LlamaConfig(vocab_size=V, hidden_size=C, intermediate_size=F, num_hidden_layers=1,
                                     num_attention_heads=HEADS, num_key_value_heads=1, rms_norm_eps=1e-5,
                                     max_position_embeddings=64, rope_theta=10000.0)).double()
model.load_state_dict(state)
ids = [3, 41, 7, 7, 0, 29, 12]
with torch.no_grad():
    logits = model(torch.tensor([ids])).logits[0, -1]
json.dump({"ids": ids, "logits": [round(x, 9) for x in logits.tolist()]}, open("gguf/mixed.json", "w"))
