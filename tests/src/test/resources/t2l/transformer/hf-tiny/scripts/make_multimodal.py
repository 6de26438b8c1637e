"""How a text model lies inside a multimodal one: multimodal.json, by transformers 5.24.0.

The goldens gemma3, mistral and qwen3_5 become the text parts of models with tiny vision towers. Kept are the configuration, the
names of all tensors with their shapes in the file that save_pretrained() writes and in memory, and what Gemma 3's own
configuration says where a file says nothing. For a text alone, the whole model gives the logits of its text part."""
import json
import tempfile
from pathlib import Path

import torch
from safetensors import safe_open
from transformers import (AutoModelForCausalLM, Gemma3Config, Gemma3ForConditionalGeneration, Gemma3TextConfig,
                          Mistral3Config, Mistral3ForConditionalGeneration, Qwen3_5Config, Qwen3_5ForConditionalGeneration)

from common import arguments, save_json

VISION = {
    "gemma3": dict(model_type="siglip_vision_model", hidden_size=8, intermediate_size=8, num_hidden_layers=1,
                   num_attention_heads=2, image_size=16, patch_size=8),
    "mistral": dict(model_type="pixtral", hidden_size=8, intermediate_size=8, num_hidden_layers=1,
                    num_attention_heads=2, image_size=16, patch_size=8, head_dim=4),
    "qwen3_5": dict(depth=1, hidden_size=8, intermediate_size=8, num_heads=2, patch_size=4, out_hidden_size=32,
                    num_position_embeddings=16),
}
MODELS = {"gemma3": (Gemma3Config, Gemma3ForConditionalGeneration, dict(mm_tokens_per_image=4, image_token_index=96)),
          "mistral": (Mistral3Config, Mistral3ForConditionalGeneration, dict(image_token_index=150)),
          "qwen3_5": (Qwen3_5Config, Qwen3_5ForConditionalGeneration, dict(
              image_token_id=70, video_token_id=71, vision_start_token_id=68, vision_end_token_id=69))}
SIZES = ("vocab_size", "num_attention_heads", "num_key_value_heads", "head_dim", "max_position_embeddings", "rms_norm_eps",
         "query_pre_attn_scalar", "hidden_size", "intermediate_size", "num_hidden_layers", "sliding_window")

args = arguments(__doc__)
made = {}
for name, (config_cls, cls, more) in MODELS.items():
    text = AutoModelForCausalLM.from_pretrained(args.out / name, dtype=torch.float32, attn_implementation="eager").eval()
    whole = cls(config_cls(text_config=text.config.to_dict(), vision_config=VISION[name],
                           tie_word_embeddings=text.config.tie_word_embeddings, **more)).eval()
    whole.set_attn_implementation("eager")
    whole.model.language_model.load_state_dict(text.model.state_dict())
    whole.lm_head.load_state_dict(text.lm_head.state_dict())
    ids = torch.arange(3, 30)[None]
    with torch.no_grad():
        assert (whole(input_ids=ids).logits - text(input_ids=ids).logits).abs().max() < 1e-5
    with tempfile.TemporaryDirectory() as folder:
        whole.save_pretrained(folder)
        config = json.loads((Path(folder) / "config.json").read_text())
        with safe_open(Path(folder) / "model.safetensors", "pt") as file:
            stored = {n: list(file.get_slice(n).get_shape()) for n in sorted(file.keys())}
    memory = {n: list(t.shape) for n, t in sorted(whole.state_dict().items())
              if n != "lm_head.weight" or not text.config.tie_word_embeddings}
    made[name] = dict(config=config, file=stored, memory=memory)
made["defaults"] = {k: v for k, v in Gemma3TextConfig().to_dict().items() if k in SIZES}
save_json(args.out / "multimodal.json", made)
