"""Makes unigram.* and unigram-bytes.* beside it: small Unigram tokenizers that SentencePiece trained, and what Hugging
Face's Rust library does with them. One has a compiled table of replacements (a few of NFKC, some of several characters)
and the steps of XLM-RoBERTa, the other spells unknown characters in bytes and has the steps of T5.

    python unigram.py

Made with Python 3.11, sentencepiece 0.2.3, tokenizers 0.23.3; the texts are those of gpt2.golden.json.
"""
import base64
import json
import tempfile
from pathlib import Path

import sentencepiece as spm
from sentencepiece import sentencepiece_model_pb2 as pb
from tokenizers import Tokenizer

HERE = Path(__file__).parent
TEXTS = [case["text"] for case in json.loads((HERE / "gpt2.golden.json").read_text())["cases"]]
TEXTS += ["ﬁne ﬃ ①② e\u0301e\u0300 ＡＢＣ \u212b ½ 한국 x\u0301y \u200b \u00a0 a\r\nb \r \n", "☃" * 5 + "snow☃man", "▁▁ ▁a", "\u0000a"]
RULES = {"ﬁ": "fi", "ﬃ": "ffi", "①": "1", "②": "2", "e\u0301": "é", "e\u0300": "è", "Ａ": "A", "Ｂ": "B", "Ｃ": "C", "\u212b": "\u00c5",
         "\u00a0": " ", "\u200b": "", "\r\n": " ", "\n": " ", "x\u0301": "[x]", "½": "1⁄2", "\t": " ", "👩‍": "W"}


def trained(folder, **options):
    corpus = folder / "corpus.txt"
    corpus.write_text("\n".join(" ".join(t.split()) for t in TEXTS * 20 if t.strip()), encoding="utf-8")
    spm.SentencePieceTrainer.train(input=str(corpus), model_prefix=str(folder / "m"), model_type="unigram", minloglevel=2,
                                   num_threads=1, hard_vocab_limit=False, **options)
    model = pb.ModelProto()
    model.ParseFromString((folder / "m.model").read_bytes())
    return model


def write(name, spec):
    spec |= {"version": "1.0", "truncation": None, "padding": None}
    library = Tokenizer.from_str(json.dumps(spec))
    cases = []
    for text in TEXTS:
        plain, special = library.encode(text, add_special_tokens=False), library.encode(text)
        cases.append({"text": text, "ids": plain.ids, "ids_special": special.ids,
                      "decoded": library.decode(special.ids, skip_special_tokens=False),
                      "decoded_skip_special": library.decode(special.ids)})
    first, second = "What is snow?", "Snow is ﬁne ①."
    pair = {"first": first, "second": second, "ids": library.encode(first, second, add_special_tokens=False).ids,
            "ids_special": library.encode(first, second).ids}
    (HERE / f"{name}.tokenizer.json").write_text(json.dumps(spec, ensure_ascii=False, indent=1), encoding="utf-8")
    (HERE / f"{name}.golden.json").write_text(json.dumps({"cases": cases, "pair": pair}, ensure_ascii=False),
                                              encoding="utf-8")


def special(*tokens):
    return [{"id": i, "content": t, "single_word": False, "lstrip": False, "rstrip": False, "normalized": False,
             "special": True} for i, t in tokens]


with tempfile.TemporaryDirectory() as temporary:
    folder = Path(temporary)
    rules = folder / "rules.tsv"
    rules.write_text("".join(" ".join("%04X" % ord(c) for c in a) + "\t" + " ".join("%04X" % ord(c) for c in b) + "\n"
                             for a, b in RULES.items()), encoding="utf-8")
    model = trained(folder, vocab_size=300, normalization_rule_tsv=str(rules), character_coverage=0.98)
    space = {"type": "Metaspace", "replacement": "▁", "prepend_scheme": "always", "split": True}
    write("unigram", {
        "added_tokens": special((0, "<unk>"), (1, "<s>"), (2, "</s>")),
        "normalizer": {"type": "Precompiled",
                       "precompiled_charsmap": base64.b64encode(model.normalizer_spec.precompiled_charsmap).decode()},
        "pre_tokenizer": {"type": "Sequence", "pretokenizers": [{"type": "WhitespaceSplit"}, space]},
        "post_processor": {"type": "TemplateProcessing",
                           "single": [{"SpecialToken": {"id": "<s>", "type_id": 0}}, {"Sequence": {"id": "A", "type_id": 0}},
                                      {"SpecialToken": {"id": "</s>", "type_id": 0}}],
                           "pair": [{"SpecialToken": {"id": "<s>", "type_id": 0}}, {"Sequence": {"id": "A", "type_id": 0}},
                                    {"SpecialToken": {"id": "</s>", "type_id": 0}}, {"SpecialToken": {"id": "</s>", "type_id": 0}},
                                    {"Sequence": {"id": "B", "type_id": 0}}, {"SpecialToken": {"id": "</s>", "type_id": 0}}],
                           "special_tokens": {"<s>": {"id": "<s>", "ids": [1], "tokens": ["<s>"]},
                                              "</s>": {"id": "</s>", "ids": [2], "tokens": ["</s>"]}}},
        "decoder": space,
        "model": {"type": "Unigram", "unk_id": 0, "vocab": [[p.piece, p.score] for p in model.pieces],
                  "byte_fallback": False},
    })
    model = trained(folder, vocab_size=500, byte_fallback=True, normalization_rule_name="identity",
                    character_coverage=0.98)
    space = {"type": "Metaspace", "replacement": "▁", "prepend_scheme": "first", "split": False}
    write("unigram-bytes", {
        "added_tokens": special((0, "<unk>"), (1, "<s>"), (2, "</s>")),
        "normalizer": {"type": "Sequence", "normalizers": [
            {"type": "Strip", "strip_left": False, "strip_right": True},
            {"type": "Replace", "pattern": {"Regex": " {2,}"}, "content": "▁"}]},
        "pre_tokenizer": space,
        "post_processor": None,
        "decoder": {"type": "Sequence", "decoders": [{"type": "ByteFallback"}, space]},
        "model": {"type": "Unigram", "unk_id": 0, "vocab": [[p.piece, p.score] for p in model.pieces],
                  "byte_fallback": True},
    })
