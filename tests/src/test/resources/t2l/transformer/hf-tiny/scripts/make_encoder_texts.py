"""Tokenizers for the tiny encoders, and what a whole directory makes of texts: tokenizer.json and texts.json in each.

The models are random, so the vocabularies are made up: letters, pieces of words and a few words, as many as the model has rows for.
Embeddings are those of sentence-transformers (pooling as 1_Pooling/config.json says, then length 1), in float64 by transformers 5.24.0;
ids by its tokenizer classes (tokenizers 0.23.3)."""
import json
from pathlib import Path

import torch
import torch.nn.functional as F
from transformers import AutoModel, BertTokenizerFast, PreTrainedTokenizerFast
from tokenizers import Tokenizer, decoders, models, pre_tokenizers, processors

from common import exact64, to_exact

HERE = Path(__file__).resolve().parent.parent
TEXTS = ["hello world", "Count the words in this sentence, please!", "Ünïcode façade: 12 + 30 = 42", "a", "",
         "query: what is the capital of France?", "the cat sat on the mat " * 12]
WORDS = "the of is a cat dog what query hello world count words in this capital on".split()
LETTERS = "abcdefghijklmnopqrstuvwxyz0123456789"


def word_piece(folder, size, limit):
    pieces = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]", *LETTERS, *("##" + c for c in LETTERS), *"!?,.:+=-'", *WORDS,
              "##ing", "##ed", "##s", "##er", "##ce", "sent", "pl"][:size]
    (folder / "vocab.txt").write_text("\n".join(dict.fromkeys(pieces)) + "\n")
    tokenizer = BertTokenizerFast(vocab=str(folder / "vocab.txt"), do_lower_case=True, model_max_length=limit)
    (folder / "vocab.txt").unlink()
    return tokenizer


def byte_level(size, limit):
    alphabet = sorted(pre_tokenizers.ByteLevel.alphabet())
    kept = [c for c in alphabet if c.isascii() or c in "ĠÃ¼¯§"]
    pieces = ["[PAD]", "[CLS]", "[SEP]", "[UNK]", "[MASK]", *kept]
    merges = [("t", "h"), ("th", "e"), ("Ġ", "the"), ("i", "n"), ("o", "r"), ("c", "a"), ("ca", "t"), ("Ġ", "cat"), ("Ã", "¼")]
    pieces += ["".join(m) for m in merges]
    assert len(pieces) <= size, (len(pieces), size)
    raw = Tokenizer(models.BPE({p: i for i, p in enumerate(pieces)}, merges, unk_token="[UNK]"))
    raw.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
    raw.decoder = decoders.ByteLevel()
    raw.post_processor = processors.TemplateProcessing(
        single="[CLS] $A [SEP]", pair="[CLS] $A [SEP] $B:1 [SEP]:1", special_tokens=[("[CLS]", 1), ("[SEP]", 2)])
    return PreTrainedTokenizerFast(tokenizer_object=raw, pad_token="[PAD]", cls_token="[CLS]", sep_token="[SEP]", unk_token="[UNK]",
                                   mask_token="[MASK]", model_max_length=limit)


def main():
    for name in ["bert-minilm", "bert-bge", "gte", "modernbert"]:
        folder = HERE / name
        config = json.loads((folder / "config.json").read_text())
        size, limit = config["vocab_size"], config["max_position_embeddings"]
        tokenizer = byte_level(size, limit) if name == "modernbert" else word_piece(folder, size, limit)
        tokenizer.backend_tokenizer.save(str(folder / "tokenizer.json"), pretty=False)
        cls = json.loads((folder / "1_Pooling/config.json").read_text())["pooling_mode_cls_token"]
        with exact64(False):
            model = AutoModel.from_pretrained(folder, attn_implementation="eager", dtype=torch.float32).eval()
        made = []
        with exact64(), torch.no_grad():
            model = to_exact(model)
            for text in TEXTS:
                ids = tokenizer(text, truncation=True, return_tensors="pt")["input_ids"]
                hidden = model(input_ids=ids, attention_mask=torch.ones_like(ids)).last_hidden_state
                pooled = hidden[:, 0] if cls else hidden.mean(1)
                made.append(dict(text=text, ids=ids[0].tolist(), embedding=[float(f"{x:.12g}") for x in F.normalize(pooled, dim=-1)[0]]))
        (folder / "texts.json").write_text(json.dumps(made, ensure_ascii=True) + "\n")
        print(name, [len(m["ids"]) for m in made])


main()
