"""What transformers makes of three sentences with the real Gemma 3 270M: gemma3-270m.json. python gemma3-270m.py FOLDER

FOLDER has held.gguf, which `t2l export --format gguf --out held.gguf` makes of the file that gemma3-270m.sh fetches. Its
numbers are those that t2l computes with, Q8_0 where the file has smaller types. Of the model only likelihoods are kept: the
negative logarithm of each token's probability after those before it. transformers 5.24.0, torch 2.15.0, gguf 0.19.0."""
import json
import re
import sys
from pathlib import Path

import torch
from transformers import AutoModelForCausalLM, AutoTokenizer

FILE = "held.gguf"
TEXTS = ["The capital of France is", "Water boils at a hundred degrees, and freezes at zero.",
         "one two three four five six seven eight nine ten"]

tokenizer = AutoTokenizer.from_pretrained(sys.argv[1], gguf_file=FILE)
model = AutoModelForCausalLM.from_pretrained(sys.argv[1], gguf_file=FILE, dtype=torch.float32,
                                             attn_implementation="eager").eval()
made = []
for text in TEXTS:
    ids = tokenizer(text, return_tensors="pt").input_ids
    with torch.no_grad():
        likely = torch.log_softmax(model(ids).logits[0, :-1].double(), -1)
    made.append(dict(text=text, ids=ids[0].tolist(),
                     loss=[round(-likely[i, t].item(), 5) for i, t in enumerate(ids[0, 1:].tolist())]))
lines = re.sub(r"\[[-\d,\s.]*\]", lambda numbers: re.sub(r"\s+", " ", numbers[0]), json.dumps(made, indent=1))
Path(__file__).with_suffix(".json").write_text(lines + "\n")
