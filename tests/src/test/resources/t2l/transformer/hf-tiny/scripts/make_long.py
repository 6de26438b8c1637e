"""Texts longer than the original length of Phi-4-mini's golden, 64: every layer, and greedy text that crosses it.

Run after make_models.py. Each token of `long.json` is the best
of the model's logits for the whole text so far, without a cache; generate() with its cache gives the same."""
import torch
from transformers import AutoModelForCausalLM

from common import arguments, exact64, generator, ids, save_json, save_tensors, to_exact
from make_models import decoder_forward, load

LONG, ORIGINAL, PROMPTS, NEW_TOKENS = 100, 64, [58, 64, 70], 12


args = arguments(__doc__)
folder = args.out / "phi4-mini"
gen = generator(args.seed, "long")
with exact64():
    model = to_exact(load(folder, AutoModelForCausalLM))
    tensors = decoder_forward(model, {"long": (ids(gen, 3, model.config.vocab_size, 1, LONG), None)})
    cases = []
    with torch.no_grad():
        for n in PROMPTS:
            tokens = ids(gen, 3, model.config.vocab_size, 1, n)
            lead = []
            prompt = tokens
            for _ in range(NEW_TOKENS):
                top = model(input_ids=tokens, use_cache=False).logits[0, -1].topk(2)
                lead.append((top.values[0] - top.values[1]).item())
                tokens = torch.cat([tokens, top.indices[None, :1]], dim=1)
            grown = model.generate(prompt, attention_mask=torch.ones_like(prompt), do_sample=False,
                                   max_new_tokens=NEW_TOKENS, min_new_tokens=NEW_TOKENS, use_cache=True,
                                   eos_token_id=None, pad_token_id=0)
            assert grown.tolist() == tokens.tolist(), (n, grown, tokens)
            cases.append(dict(prompt=prompt[0].tolist(), continuation=tokens[0, n:].tolist(),
                              smallest_lead=float(f"{min(lead):.3e}")))
            print(n, min(lead))
save_tensors(folder / "long.safetensors", tensors)
save_json(folder / "long.json", dict(original=ORIGINAL, new_tokens=NEW_TOKENS, cases=cases))
