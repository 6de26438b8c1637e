"""How fast pairs turn, and how far, under each kind of scaling: rope.json, by transformers 5.24.0 in float64."""
import json
from pathlib import Path

import torch
from transformers import LlamaConfig
from transformers.modeling_rope_utils import ROPE_INIT_FUNCTIONS

from common import exact64

YARN = dict(rope_type="yarn", rope_theta=10000.0, factor=8.0, original_max_position_embeddings=512)
LONG = dict(rope_type="longrope", rope_theta=10000.0, original_max_position_embeddings=512,
            short_factor=[1 + i / 20 for i in range(24)], long_factor=[1 + i / 2 for i in range(24)])
CASES = [
    dict(rope_type="linear", rope_theta=500000.0, factor=4.0),
    YARN, YARN | dict(rope_theta=1000000.0, factor=4.0, original_max_position_embeddings=32768),
    YARN | dict(attention_factor=0.75), YARN | dict(beta_fast=16.0, beta_slow=2.0), YARN | dict(truncate=False),
    YARN | dict(mscale=0.707, mscale_all_dim=0.9), YARN | dict(mscale=0.707), YARN | dict(factor=1.0),
    YARN | dict(original_max_position_embeddings=4), LONG, LONG | dict(factor=6.0), LONG | dict(attention_factor=1.3),
]


def main():
    made = []
    for rope in CASES:
        config = LlamaConfig(hidden_size=192, num_attention_heads=4, max_position_embeddings=4096, rope_parameters=rope)
        with exact64():
            speeds, amplitude = ROPE_INIT_FUNCTIONS[rope["rope_type"]](config, "cpu")
        made.append(dict(rope_parameters=rope, head_dim=48, speeds=speeds.tolist(), amplitude=amplitude))
    (Path(__file__).resolve().parent.parent / "rope.json").write_text(json.dumps(made) + "\n")


main()
