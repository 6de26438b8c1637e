"""Makes the files beside it: small tokenizers, and what Hugging Face's Rust library does with them.

    python make.py --models DIR [--minilm TOKENIZER_JSON] --goldens DIR --out DIR

`--models` holds tokenizers/{gpt2,qwen3,mistral-7b-v0.1}/tokenizer.json.gz, smollm2-135m-instruct/tokenizer.json.gz and
stories260K/hf/tokenizer.json; `--minilm` is all-MiniLM-L6-v2's tokenizer.json; `--goldens` holds the goldens of the whole tokenizers,
of which the texts are taken. A small tokenizer keeps the steps of the whole one, and of its pieces those that the texts need.
Made with Python 3.11.7, tokenizers 0.23.3.
"""
import argparse
import gzip
import json
from pathlib import Path

from tokenizers import Tokenizer

parser = argparse.ArgumentParser()
parser.add_argument("--models", type=Path, required=True)
parser.add_argument("--minilm", type=Path, required=True)
parser.add_argument("--goldens", type=Path, required=True)
parser.add_argument("--out", type=Path, required=True)
options = parser.parse_args()

TEXTS = [case["text"] for case in json.loads((options.goldens / "gpt2-false.json").read_text())["cases"]] + [
    "The capital of France is Paris. It's 1,234.5 km away, isn't it?  Yes!",
    "def fibonacci(n):\n    return n if n < 2 else fibonacci(n - 1) + fibonacci(n - 2)\n",
    "Translate the last word into French: cat dog bird > oiseau",
    "WE'LL SEE 'S 'ſ and İstanbul, ΑΣ ΣΑΣ, ß ẞ, ﬃ ① ½ Ⅷ ٣٤٥ 12345678",
    "zero\u200bwidth\u200d join\u00adsoft \u2028line\u2029para\u0085next\u00a0nbsp\u3000wide\u1680ogham\u180emvs",
    "a" * 50 + " " * 40 + "\n" * 7 + "\t \r\n x",
    "👩‍👩‍👧‍👦🏳️‍🌈 ☃️ \U0001f1e9\U0001f1ea \U00020000\U0002a6df 㐀 豈",
    "<unk> <s>Hi</s> <|endoftext|> <|im_start|>user\nHi<|im_end|> [CLS] a [SEP] <0x41> ▁under▁score",
    "word_with_underscores CamelCaseWords snake-case http://example.com/a?b=c&d=e#f $x^2 + y_1 = {z}~",
]


def read(path):
    data = path.read_bytes()
    return json.loads(gzip.decompress(data) if path.suffix == ".gz" else data)


def library(spec):
    tokenizer = Tokenizer.from_str(json.dumps(spec, ensure_ascii=False))
    tokenizer.no_truncation()
    tokenizer.no_padding()
    return tokenizer


def trimmed(spec, keep_added=6):
    """The same steps, a part of the vocabulary."""
    spec = json.loads(json.dumps(spec))
    spec["truncation"] = spec["padding"] = None
    tokenizer = library(spec)
    model = spec["model"]
    vocab = model["vocab"]
    by_id = {i: t for t, i in vocab.items()}
    # Every second text only, so that the others meet pieces that are missing here.
    used = {i for text in TEXTS[::2] + TEXTS[-9:] for i in tokenizer.encode(text).ids}
    keep = {by_id[i] for i in used if i in by_id} | {t for t in vocab if t.startswith("<0x") and len(t) == 6}
    if model.get("merges") is not None:
        merges = [tuple(m.split(" ")) if isinstance(m, str) else tuple(m) for m in model["merges"]]
        made_from = {}
        for a, b in merges:
            made_from.setdefault(a + b, (a, b))
        byte_level = "ByteLevel" in json.dumps(spec["decoder"])
        if byte_level:
            keep |= {t for t in vocab if len(t) == 1 and ord(t) < 324}
        todo = list(keep)
        while todo:
            parts = made_from.get(todo.pop(), ())
            todo += [p for p in parts if p not in keep]
            keep.update(parts)
        pairs = [m for m in merges if m[0] in keep and m[1] in keep and m[0] + m[1] in keep]
        as_text = isinstance(model["merges"][0], str)
        model["merges"] = [" ".join(m) for m in pairs] if as_text else [list(m) for m in pairs]
    else:
        keep |= {t for t in vocab if len(t.removeprefix("##")) == 1 and t.isascii()}
    spec["added_tokens"] = spec["added_tokens"][:keep_added]
    special = {t["content"] for t in spec["added_tokens"]}
    keep |= special & vocab.keys()
    model["vocab"] = {t: i for i, t in enumerate(sorted(keep, key=vocab.get))}
    new_id = dict(model["vocab"])
    for t in spec["added_tokens"]:
        new_id.setdefault(t["content"], len(new_id))
    for t in spec["added_tokens"]:
        t["id"] = new_id[t["content"]]
    for name, token in ((spec["post_processor"] or {}).get("special_tokens") or {}).items():
        token["ids"] = [new_id[name]]
    return spec


def cases(spec):
    tokenizer = library(spec)
    made = []
    for text in TEXTS:
        plain = tokenizer.encode(text, add_special_tokens=False).ids
        special = tokenizer.encode(text, add_special_tokens=True).ids
        made.append(dict(
            text=text, ids=plain, ids_special=special,
            decoded=tokenizer.decode(special, skip_special_tokens=False),
            decoded_skip_special=tokenizer.decode(special, skip_special_tokens=True)))
    first, second = TEXTS[2], TEXTS[5]
    return dict(cases=made, pair=dict(
        first=first, second=second, ids=tokenizer.encode(first, second, add_special_tokens=False).ids,
        ids_special=tokenizer.encode(first, second, add_special_tokens=True).ids))


def write(name, value):
    (options.out / name).write_text(json.dumps(value, ensure_ascii=True, separators=(",", ":")) + "\n")


def small_tokenizers():
    whole = options.models
    specs = {
        "gpt2": trimmed(read(whole / "tokenizers/gpt2/tokenizer.json.gz")),
        "qwen3": trimmed(read(whole / "tokenizers/qwen3/tokenizer.json.gz")),
        "mistral": trimmed(read(whole / "tokenizers/mistral-7b-v0.1/tokenizer.json.gz")),
        "smollm2": trimmed(read(whole / "smollm2-135m-instruct/tokenizer.json.gz")),
        "minilm": trimmed(read(options.minilm)),
        "stories260K": read(whole / "stories260K/hf/tokenizer.json"),
    }
    # The steps of Llama 3 and of Gemma 3, on vocabularies with free licences.
    llama3 = json.loads(json.dumps(specs["gpt2"]))
    llama3["model"]["ignore_merges"] = True
    llama3["pre_tokenizer"] = {"type": "Sequence", "pretokenizers": [
        {"type": "Split", "pattern": {"Regex": "(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\\r\\n\\p{L}\\p{N}]?\\p{L}+|\\p{N}{1,3}| ?[^\\s\\p{L}\\p{N}]+[\\r\\n]*|\\s*[\\r\\n]+|\\s+(?!\\S)|\\s+"},
         "behavior": "Isolated", "invert": False},
        {"type": "ByteLevel", "add_prefix_space": False, "trim_offsets": True, "use_regex": False}]}
    begin = {"id": "<|endoftext|>", "ids": [llama3["added_tokens"][0]["id"]], "tokens": ["<|endoftext|>"]}
    llama3["post_processor"] = {"type": "Sequence", "processors": [
        {"type": "ByteLevel", "add_prefix_space": True, "trim_offsets": False, "use_regex": True},
        {"type": "TemplateProcessing",
         "single": [{"SpecialToken": {"id": "<|endoftext|>", "type_id": 0}}, {"Sequence": {"id": "A", "type_id": 0}}],
         "pair": [{"SpecialToken": {"id": "<|endoftext|>", "type_id": 0}}, {"Sequence": {"id": "A", "type_id": 0}},
                  {"SpecialToken": {"id": "<|endoftext|>", "type_id": 1}}, {"Sequence": {"id": "B", "type_id": 1}}],
         "special_tokens": {"<|endoftext|>": begin}}]}
    specs["llama3-steps"] = llama3
    gemma3 = json.loads(json.dumps(specs["mistral"]))
    gemma3["normalizer"] = {"type": "Replace", "pattern": {"String": " "}, "content": "▁"}
    gemma3["pre_tokenizer"] = {"type": "Split", "pattern": {"String": " "}, "behavior": "MergedWithPrevious", "invert": False}
    gemma3["decoder"] = {"type": "Sequence", "decoders": [
        {"type": "Replace", "pattern": {"String": "▁"}, "content": " "}, {"type": "ByteFallback"}, {"type": "Fuse"}]}
    specs["gemma3-steps"] = gemma3
    # SentencePiece as newer files write it.
    metaspace = json.loads(json.dumps(specs["mistral"]))
    metaspace["normalizer"] = None
    metaspace["pre_tokenizer"] = {"type": "Metaspace", "replacement": "▁", "prepend_scheme": "first", "split": False}
    metaspace["decoder"] = {"type": "Sequence", "decoders": [
        {"type": "ByteFallback"}, {"type": "Metaspace", "replacement": "▁", "prepend_scheme": "first", "split": False}]}
    specs["metaspace"] = metaspace
    # The kind that the built-in base model has: words, digits and signs, whole or letter by letter, blanks dropped.
    words = ["<pad>", "<bos>", "\n", ">", "#", "cat", "dog", "last", "word", "Translate", "12"]
    letters = [c for c in map(chr, range(33, 127)) if c not in words]
    specs["words"] = {
        "version": "1.0", "truncation": None, "padding": None,
        "added_tokens": [dict(id=i, content=c, single_word=False, lstrip=False, rstrip=False, normalized=False, special=True)
                         for i, c in enumerate(words[:2])],
        "normalizer": None,
        "pre_tokenizer": {"type": "Split", "pattern": {"Regex": "[A-Za-z]+|[0-9]+|[^\\sA-Za-z0-9]|\\n"}, "behavior": "Removed", "invert": True},
        "post_processor": {"type": "TemplateProcessing",
                           "single": [{"SpecialToken": {"id": "<bos>", "type_id": 0}}, {"Sequence": {"id": "A", "type_id": 0}}],
                           "pair": [{"SpecialToken": {"id": "<bos>", "type_id": 0}}, {"Sequence": {"id": "A", "type_id": 0}}, {"Sequence": {"id": "B", "type_id": 1}}],
                           "special_tokens": {"<bos>": {"id": "<bos>", "ids": [1], "tokens": ["<bos>"]}}},
        "decoder": None,
        "model": {"type": "BPE", "dropout": None, "unk_token": None, "continuing_subword_prefix": None, "end_of_word_suffix": None,
                  "fuse_unk": False, "byte_fallback": False, "ignore_merges": True,
                  "vocab": {t: i for i, t in enumerate(words + letters)}, "merges": []},
    }
    for name, spec in specs.items():
        write(f"{name}.tokenizer.json", spec)
        write(f"{name}.golden.json", cases(spec))


NORMALIZERS = [
    {"type": "NFC"}, {"type": "NFD"}, {"type": "NFKC"}, {"type": "NFKD"}, {"type": "Lowercase"}, {"type": "StripAccents"},
    {"type": "Sequence", "normalizers": [{"type": "NFD"}, {"type": "StripAccents"}, {"type": "Lowercase"}]},
    {"type": "Strip", "strip_left": True, "strip_right": False}, {"type": "Strip", "strip_left": False, "strip_right": True},
    {"type": "Prepend", "prepend": "▁"}, {"type": "Replace", "pattern": {"String": " "}, "content": "▁"},
    {"type": "Replace", "pattern": {"Regex": "\\s{2,}|\\p{Lu}"}, "content": "$1"},
    {"type": "BertNormalizer", "clean_text": True, "handle_chinese_chars": True, "strip_accents": None, "lowercase": True},
    {"type": "BertNormalizer", "clean_text": False, "handle_chinese_chars": True, "strip_accents": None, "lowercase": False},
    {"type": "BertNormalizer", "clean_text": True, "handle_chinese_chars": False, "strip_accents": True, "lowercase": False},
]


def split(regex, behavior="Isolated", invert=False):
    return {"type": "Split", "pattern": {"Regex": regex}, "behavior": behavior, "invert": invert}


PRE_TOKENIZERS = [
    *[split("\\s+", behavior, invert)
      for behavior in ["Removed", "Isolated", "MergedWithPrevious", "MergedWithNext", "Contiguous"] for invert in [False, True]],
    *[split("\\s", behavior) for behavior in ["Removed", "MergedWithPrevious", "MergedWithNext", "Contiguous"]],
    {"type": "Split", "pattern": {"String": " "}, "behavior": "MergedWithPrevious", "invert": False},
    {"type": "Split", "pattern": {"String": "."}, "behavior": "Removed", "invert": True},
    split("\\w+"), split("\\W"), split("[^\\w\\s]+"), split("[\\W]"), split("[[:punct:]]+|[[:blank:]]+"), split("\\p{Punct}"), split("[[:^word:]]"), split("\\d"), split("\\bs\\w*"), split("\\s+$"), split("^\\w+"), split("."), split("(?m:.+)"), split("\\h+"),
    split("\\H"), split("[[:alpha:]]+"), split("[[:^space:][:digit:]]+"), split("[^\\p{L}[0-4]]+"), split("[a-z&&[^aeiou]]+"), split("\\p{Han}+"),
    split("\\p{^L}+"), split("\\P{Letter}"), split("\\p{Lu}\\p{Ll}*"), split("(?i:s)"), split("(?i)the|k"), split("\\p{N}{1,3}+"),
    split("\\p{N}{,2}x?"), split("a{2}"), split("{z}"), split("\\x{4f60}|\\u597d"), split("(?<=\\p{L})\\p{N}|(?<!\\s)\\p{P}"), split("\\p{L}++\\p{N}?"),
    split("[^\\r\\n\\p{L}\\p{N}]?[\\p{Lu}\\p{Lt}\\p{Lm}\\p{Lo}\\p{M}]*[\\p{Ll}\\p{Lm}\\p{Lo}\\p{M}]+(?i:'s|'t|'re|'ve|'m|'ll|'d)?|\\p{N}{1,3}| ?[^\\s\\p{L}\\p{N}]+[\\r\\n/]*|\\s*[\\r\\n]+|\\s+(?!\\S)|\\s+"),
    split("\\s?[!-/:-~！-／：-～‘-‟　-。]+"), split("[一-龥ࠀ-一가-퟿]+"),
    {"type": "Digits", "individual_digits": True}, {"type": "Digits", "individual_digits": False},
    {"type": "ByteLevel", "add_prefix_space": True, "trim_offsets": True, "use_regex": True},
    {"type": "ByteLevel", "add_prefix_space": False, "trim_offsets": True, "use_regex": False},
    *[{"type": "Metaspace", "replacement": "▁", "prepend_scheme": scheme, "split": cut}
      for scheme in ["first", "never", "always"] for cut in [True, False]],
    {"type": "BertPreTokenizer"}, {"type": "Whitespace"}, {"type": "WhitespaceSplit"}, {"type": "CharDelimiterSplit", "delimiter": "e"},
    {"type": "Punctuation", "behavior": "Isolated"}, {"type": "Punctuation", "behavior": "Contiguous"},
    {"type": "Sequence", "pretokenizers": [{"type": "Digits", "individual_digits": True},
                                           {"type": "ByteLevel", "add_prefix_space": False, "trim_offsets": True, "use_regex": True}]},
    {"type": "Sequence", "pretokenizers": [{"type": "WhitespaceSplit"},
                                           {"type": "Metaspace", "replacement": "▁", "prepend_scheme": "first", "split": True}]},
]

DECODERS = [
    {"type": "ByteLevel", "add_prefix_space": True, "trim_offsets": True, "use_regex": True}, {"type": "ByteFallback"}, {"type": "Fuse"},
    {"type": "WordPiece", "prefix": "##", "cleanup": True}, {"type": "WordPiece", "prefix": "##", "cleanup": False},
    {"type": "Metaspace", "replacement": "▁", "prepend_scheme": "always", "split": True},
    {"type": "Metaspace", "replacement": "▁", "prepend_scheme": "never", "split": True},
    {"type": "Strip", "content": " ", "start": 2, "stop": 0}, {"type": "Strip", "content": "▁", "start": 1, "stop": 1},
    {"type": "BPEDecoder", "suffix": "</w>"}, {"type": "Replace", "pattern": {"String": "▁"}, "content": " "},
    {"type": "Replace", "pattern": {"Regex": "[aeiou]"}, "content": "*"},
    {"type": "Sequence", "decoders": [{"type": "Replace", "pattern": {"String": "▁"}, "content": " "}, {"type": "ByteFallback"},
                                      {"type": "Fuse"}, {"type": "Strip", "content": " ", "start": 1, "stop": 2}]},
    {"type": "Sequence", "decoders": [{"type": "Fuse"}, {"type": "Replace", "pattern": {"String": "▁▁"}, "content": "_"}]},
]
TOKENS = [
    [], [""], ["▁Hello", "▁", "world", "▁▁", "▁"], ["<0xE4>", "<0xBD>", "<0xA0>", "x", "<0xE4>", "<0xBD>", "y"], ["<0xF0>", "<0x9F>", "<0x98>", "<0x80>"],
    ["<0xFF>", "<0x41>"], ["<0xZZ>", "<0x41", "<0x41>"], ["Ġthe", "Ġcat", "ĠæĹ", "¥", "æľ", "¬", "Ċ"], ["æĹ", "a"], ["ðŁ", "ĺĢ", "ðŁ"], ["<|special 你|>", "a"],
    ["un", "##aff", "##able", ",", "do", "not", "##'", "s", "'", "s", "n't", "!", "."], ["lo", "w</w>", "er</w>"], [" ", " ", "  a  ", " ▁b▁ ", "▁"],
]


def decoded(decoder, tokens):
    """None where the library panics: Strip indexes before the front of an empty token."""
    try:
        return decoder.decode(tokens)
    except BaseException as e:
        assert type(e).__name__ == "PanicException", e
        return None


def steps():
    base = {"version": "1.0", "truncation": None, "padding": None, "added_tokens": [], "normalizer": None, "pre_tokenizer": None,
            "post_processor": None, "decoder": None, "model": {"type": "BPE", "vocab": {}, "merges": []}}
    made = dict(texts=TEXTS, tokens=TOKENS, normalizers=[], pre_tokenizers=[], decoders=[])
    for step in NORMALIZERS:
        normalizer = library(base | {"normalizer": step}).normalizer
        made["normalizers"].append(dict(step=step, texts=[normalizer.normalize_str(t) for t in TEXTS]))
    for step in PRE_TOKENIZERS:
        pre_tokenizer = library(base | {"pre_tokenizer": step}).pre_tokenizer
        made["pre_tokenizers"].append(dict(step=step, pieces=[[p for p, _ in pre_tokenizer.pre_tokenize_str(t)] for t in TEXTS]))
    for step in DECODERS:
        decoder = library(base | {"decoder": step}).decoder
        made["decoders"].append(dict(step=step, texts=[decoded(decoder, t) for t in TOKENS]))
    data = (json.dumps(made, ensure_ascii=True, separators=(",", ":")) + "\n").encode()
    (options.out / "steps.golden.json.gz").write_bytes(gzip.compress(data, mtime=0))


if __name__ == "__main__":
    options.out.mkdir(parents=True, exist_ok=True)
    small_tokenizers()
    steps()
