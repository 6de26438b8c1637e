"""How tokenizers cuts hard texts by the steps of the tokenizer.json for which a GGUF file only has a name: gguf-cuts.json.

Versions: tokenizers 0.23.3. Run: python gguf-cuts.py > gguf-cuts.json
The expressions are those of the models' own tokenizer.json, as llama.cpp's src/llama-vocab.cpp quotes them.
"""
import json

from tokenizers import Regex
from tokenizers.pre_tokenizers import ByteLevel, Digits, Sequence, Split

SHORT = "(?i:'s|'t|'re|'ve|'m|'ll|'d)"
LLAMA = SHORT + r"|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}{1,3}| ?[^\s\p{L}\p{N}]+[\r\n]*|\s*[\r\n]+|\s+(?!\S)|\s+"
CASED = (r"[^\r\n\p{L}\p{N}]?[\p{Lu}\p{Lt}\p{Lm}\p{Lo}\p{M}]*[\p{Ll}\p{Lm}\p{Lo}\p{M}]+END"
         r"|[^\r\n\p{L}\p{N}]?[\p{Lu}\p{Lt}\p{Lm}\p{Lo}\p{M}]+[\p{Ll}\p{Lm}\p{Lo}\p{M}]*END"
         r"|NUMBER| ?[^\s\p{L}\p{N}]+[\r\n/]*|\s*[\r\n]+|\s+(?!\S)|\s+")
EXPRESSIONS = {
    "llama-bpe": [LLAMA], "dbrx": [LLAMA],
    "minicpm5": [r"\p{N}{1,3}", LLAMA.replace("{1,3}", "+")],
    "qwen2": [LLAMA.replace("{1,3}", "")],
    "qwen35": [SHORT + r"|[^\r\n\p{L}\p{N}]?[\p{L}\p{M}]+|\p{N}| ?[^\s\p{L}\p{M}\p{N}]+[\r\n]*|\s*[\r\n]+|\s+(?!\S)|\s+"],
    "gpt-4o": [CASED.replace("END", SHORT + "?").replace("NUMBER", r"\p{N}{1,3}")],
    "tekken": [CASED.replace("END", "").replace("NUMBER", r"\p{N}")],
    "deepseek-coder": [r"[\r\n]", r"\s?\p{L}+", r"\s?\p{P}+", "[\u4e00-\u9fa5\u0800-\u4e00\uac00-\ud7ff]+", r"\p{N}"],
}
TEXTS = ["Hello, world!", " two  spaces and a trailing one ", "don't DON'T we'll I'd it'S", "x=1234567; y+=8.90e-12",
         "tabs\tand\n\nnew\r\nlines \n  indented\n", "naïve Ünïcode façade", "日本語のテキスト。漢字かな交じり文", "한국어 문장입니다.",
         "emoji 🙂👩‍💻 and ½ Ⅷ ٣ ²", "e\u0301 combined o\u0308", " ", "\n", "\n\n \n", "   leading", "a/b//c\n//\n", "camelCase HTTPServer XMLHttpRequest2",
         "हिन्दी में ३ शब्द", "ภาษาไทย ก็ได้", "עברית וגם عربي", "ǅungla ǈ ʰ ª", "snake_case __init__ $var @user #tag", "http://example.com/a?b=c&d=e#f",
         "{\"key\": [1, 22, 333, 4444]}", "if (a<b && c>=d) { return !e; }\n", "C'est l'été, n'est-ce pas?", "“quotes” – dashes — …", "1,234.56 $ 99% 10°C",
         "MiXeD cAsE İstanbul ß SS", "0123456789012345", "a\u00a0b\u2003c\u200bd", "\t\t\tdeep", "end\r\n\r\n", "!?!? ...---...", "ＡＢＣ１２３ｆｕｌｌ", "\U0001d400\U0001d7d8 math",
         "Ελληνικά και Кириллица", "A.B.C. U.S.A.'s", "'tis 'Twas 's 'LL", "x\u0300\u0301\u0302y", "ﬁ ﬂ ligatures"]

print(json.dumps({"texts": TEXTS, "cuts": {
    name: [[piece for piece, _ in Sequence([*(Split(Regex(e), "isolated") for e in steps),
                                            ByteLevel(add_prefix_space=False, use_regex=False)]).pre_tokenize_str(text)]
           for text in TEXTS]
    for name, steps in EXPRESSIONS.items()}}, ensure_ascii=False, separators=(",", ":")))
