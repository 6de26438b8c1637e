"""Makes small.golden.json.gz from the files beside it: the ids that Hugging Face's Rust library gives to the tokens of texts.

    python small.py

Made with Python 3.11.7, tokenizers 0.23.3. Besides the tokenizers here there are small ones, one for each step that changes a text.
"""
import gzip
import json
from pathlib import Path

from tokenizers import Tokenizer

here = Path(__file__).parent
NAMES = ["gpt2", "smollm2", "qwen3", "llama3-steps", "stories260K", "mistral", "gemma3-steps", "metaspace", "minilm", "words", "unigram",
         "unigram-bytes"]
TEXTS = [
    "", " ", "a", "Hello, world!  It's  two  spaces ", " naïve Ünïcode e\u0301a\u0323\u0301\u0327 façade", "日本語のテキスト。 你好abc 한국어 \u1112\u1161\u11ab",
    "emoji 🙂👩‍💻 𝔘𝔫𝔦 and ½ Ⅷ ﬃ ①²", "<s>Hi</s>  <|endoftext|> x[CLS] y <|im_start|>", "İSTANBUL ΑΣ ẞ ſ", "tab\tnew\r\nline\u2028\u00a0\u3000\u200b\x01\x7f\ufeffend\ufffd\n",
    "\u0344\u0958 \u2126\u212b\ufb2c\ufdfa x\u0f73\u0f71", "▁under▁score ▁▁",
]
BPE = {"type": "BPE", "dropout": None, "unk_token": None, "continuing_subword_prefix": None, "end_of_word_suffix": None, "fuse_unk": False,
       "byte_fallback": False, "ignore_merges": False, "vocab": {c: i for i, c in enumerate(map(chr, [*range(33, 127), *range(161, 384)]))}, "merges": []}
CHARACTERS = BPE | {"vocab": {c: i for i, c in enumerate(["<unk>", *map(chr, range(32, 768)), "\u0301", "\u0323", "\u0327", "▁"])}, "unk_token": "<unk>", "fuse_unk": True}
BYTES = BPE | {"byte_fallback": True, "vocab": {"<unk>": 0} | {f"<0x{b:02X}>": b + 1 for b in range(256)} | {c: 300 + i for i, c in enumerate("abcHello")},
               "unk_token": "<unk>"}
SOME_BYTES = BYTES | {"vocab": {t: i for t, i in BYTES["vocab"].items() if not t.startswith("<0xE")}}
SUFFIX = BPE | {"vocab": {"a</w>": 0, "b": 1, "<unk>": 2, "o</w>": 3, "l": 4}, "end_of_word_suffix": "</w>", "unk_token": "<unk>"}
WORDS = {"type": "WordLevel", "vocab": {"<unk>": 0, "Hello": 1, ",": 2, "It": 3, "a": 4, "Hi": 5}, "unk_token": "<unk>"}


def spec(model=CHARACTERS, **steps):
    return {"version": "1.0", "truncation": None, "padding": None, "added_tokens": [], "normalizer": None, "pre_tokenizer": None,
            "post_processor": None, "decoder": None, "model": model} | steps


def token(content, id, **options):
    return dict(id=id, content=content, single_word=False, lstrip=False, rstrip=False, normalized=False, special=False) | options


def byte_level(prefix, trim, regex=True):
    return {"type": "ByteLevel", "add_prefix_space": prefix, "trim_offsets": trim, "use_regex": regex}


NORMALIZERS = [
    {"type": "NFC"}, {"type": "NFD"}, {"type": "NFKC"}, {"type": "NFKD"}, {"type": "Lowercase"}, {"type": "Nmt"},
    {"type": "Sequence", "normalizers": [{"type": "NFD"}, {"type": "StripAccents"}, {"type": "Lowercase"}, {"type": "NFC"}]},
    {"type": "Strip", "strip_left": True, "strip_right": True}, {"type": "Prepend", "prepend": "▁"},
    {"type": "Replace", "pattern": {"String": " "}, "content": "▁▁"}, {"type": "Replace", "pattern": {"Regex": "\\s{2,}|\\p{Lu}"}, "content": "xy"},
    {"type": "Sequence", "normalizers": [{"type": "Prepend", "prepend": "▁"}, {"type": "Replace", "pattern": {"String": " "}, "content": "▁"}]},
    {"type": "BertNormalizer", "clean_text": True, "handle_chinese_chars": True, "strip_accents": None, "lowercase": True},
]
SPECS = [spec(normalizer=n) for n in NORMALIZERS]
SPECS += [spec(BPE, pre_tokenizer=byte_level(p, True), post_processor=byte_level(p, t)) for p in [True, False] for t in [True, False]]
SPECS += [spec(BPE, pre_tokenizer=byte_level(p, True), post_processor={"type": "RobertaProcessing", "sep": ["</s>", 2], "cls": ["<s>", 0], "trim_offsets": t,
                                                                     "add_prefix_space": p}) for p in [True, False] for t in [True, False]]
SPECS += [spec(m, pre_tokenizer={"type": "WhitespaceSplit"}) for m in [BYTES, SOME_BYTES, SUFFIX, WORDS]] + [spec(BYTES), spec(SOME_BYTES)]
SPECS += [spec(WORDS, pre_tokenizer=p) for p in [{"type": "BertPreTokenizer"}, {"type": "Whitespace"}, {"type": "Punctuation", "behavior": "MergedWithPrevious"}]]
SPECS += [spec(pre_tokenizer={"type": "Metaspace", "replacement": "▁", "prepend_scheme": s, "split": c}) for s in ["first", "always"] for c in [True, False]]
FREE = len(CHARACTERS["vocab"])
SPECS += [spec(added_tokens=[token("Hi", FREE, lstrip=True, rstrip=True), token("x", FREE + 1, normalized=True),
                             token("is", FREE + 2, single_word=True, normalized=True)],
               normalizer=n) for n in [None, NORMALIZERS[-2], {"type": "Lowercase"}]]


def ids(tokenizer, text):
    return [tokenizer.encode(text, add_special_tokens=special).ids for special in [False, True]]


def main():
    made = dict(texts=TEXTS, tokenizers=[])
    for name in NAMES + SPECS:
        text = (here / f"{name}.tokenizer.json").read_text() if isinstance(name, str) else json.dumps(name)
        tokenizer = Tokenizer.from_str(text)
        tokenizer.no_truncation()
        tokenizer.no_padding()
        made["tokenizers"].append(dict(tokenizer=name, ids=[ids(tokenizer, t) for t in TEXTS]))
    data = (json.dumps(made, ensure_ascii=True, separators=(",", ":")) + "\n").encode()
    (here / "small.golden.json.gz").write_bytes(gzip.compress(data, mtime=0))


main()
