"""Answers of builtin:tiny under transformers and PEFT, for answers.json.

Needs the model's files in MODEL and, for question i, the adapter that `t2l generate --describe ... --out ADAPTERS/i`
wrote. Made with the versions that the golden names.

usage: answers.py MODEL ADAPTERS > answers.json
"""
import json
import sys

import peft
import torch
import transformers
from peft import PeftModel
from transformers import AutoModelForCausalLM, AutoTokenizer

QUESTIONS = [
    ("What is the opposite of the third adjective?", "thin big dry soft short >"),
    ("Take verb number two and put it in the past.", "jump help write speak >"),
    ("Which Spanish word matches the second to last item?", "dress mouth drill chair >"),
    ("Keep just the body parts and write them in the plural.", "shop sled leg nose >"),
]

if __name__ == "__main__":
    model_dir, adapters = sys.argv[1:]
    tokenizer = AutoTokenizer.from_pretrained(model_dir)

    def answer(model, prompt):
        ids = tokenizer(prompt, return_tensors="pt").input_ids
        out = model.generate(ids, do_sample=False, max_new_tokens=12, eos_token_id=2, pad_token_id=0)
        return out[0, ids.shape[1]:].tolist()

    def load():
        return AutoModelForCausalLM.from_pretrained(model_dir, dtype=torch.float32).eval()

    result = []
    for i, (description, prompt) in enumerate(QUESTIONS, 1):
        adapted = PeftModel.from_pretrained(load(), f"{adapters}/{i}").eval()
        result.append({"description": description, "prompt": prompt, "before": answer(load(), prompt), "after": answer(adapted, prompt),
                       "versions": {"transformers": transformers.__version__, "peft": peft.__version__, "torch": torch.__version__}})
    json.dump(result, sys.stdout, indent=1)
