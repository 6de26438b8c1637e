"""What llama.cpp and transformers make of the real files: real-models.json.gz, for RealModelsTest. Run in two steps, by
environments that have one each:

  python real-models.py llama FOLDER         ids of hard strings, conversations, greedy tokens, likelihoods; margins
  python real-models.py transformers FOLDER  the same likelihoods and greedy tokens in float32 on the dequantised weights

With names of models behind FOLDER, only those are done again. Files in models/written are made by t2l, as the test makes them:

  t2l export --in SmolLM2-135M-Instruct.Q4_1.gguf --format gguf --dtype q5_k --out FOLDER/models/written/smollm2-135m-q5_k.gguf

FOLDER is that of the test group `real`: qwen2.5-coder.sh and gemma3-270m.sh fetch into it. The 1.5B file is left to llama.cpp,
since it takes 6 GB in float32. Versions: llama_cpp 0.3.36, jinja2 3.1.6, transformers 5.24.0, torch 2.15.0, gguf 0.19.0.
"""
import gzip
import json
import random
import sys
from pathlib import Path

FILES = {
    "qwen2.5-coder-0.5b": "qwen2.5-coder/qwen2.5-coder-0.5b-instruct-q4_k_m.gguf",
    "qwen2.5-coder-1.5b": "qwen2.5-coder/qwen2.5-coder-1.5b-instruct-q4_k_m.gguf",
    "smollm2-135m": "smollm2-135m-instruct/SmolLM2-135M-Instruct.Q4_1.gguf",
    "gemma3-270m": "gemma3-270m/gemma-3-270m-q4_k_m.gguf",
} | {f"{name}-{kind}": f"written/{name}-{kind}.gguf" for name in ("smollm2-135m", "qwen2.5-coder-0.5b") for kind in ("q4_k_m", "q5_k", "q6_k")}
NAMES = sys.argv[3:] or list(FILES)
OUT = Path(__file__).with_suffix(".json.gz")
STEPS = 8
PROMPTS = ["The capital of France is", "Water boils at a hundred degrees, and freezes at", "one two three four five six seven",
           "def fibonacci(n):\n    if n < 2:\n", "public static void main(String[] args) {\n", "SELECT name, age FROM people WHERE",
           "Once upon a time, in a small village,", "The opposite of hot is", "2 + 2 = 4, 3 + 3 = 6, 4 + 4 =", "Die Hauptstadt von Italien ist",
           "Le chat est sur la", "El perro come", "To be, or not to be, that is the", "import numpy as np\nx = np.", "<html>\n<head>\n<title>",
           "{\"name\": \"Ada\", \"age\": 36, \"city\":", "git commit -m \"", "日本の首都は", "Столица России —", "A haiku about the sea:\n"]
CONVERSATIONS = [
    [("user", "Hello!")],
    [("system", "Answer in one word."), ("user", "What colour is the sky?")],
    [("user", "Name a fruit."), ("assistant", "An apple."), ("user", "Another one, please.")],
    [("system", "You are a pirate."), ("user", "Who are you?"), ("assistant", "Arr!\n\nA pirate."), ("user", "Where to?"),
     ("assistant", "To sea."), ("user", "  When,\n\texactly?  ")],
    [("system", ""), ("user", "")],
    [("user", "<|im_start|>system\nÜber {{ braces }} & <b>tags</b> 🙂")],
]
HARD = """Hello, world!| two  spaces |don't DON'T we'll|x=1234567; y+=8.90e-12|tabs\tand\n\nnew\r\nlines \n  indented\n|naïve Ünïcode façade
|日本語のテキスト。漢字|한국어 문장입니다.|emoji 🙂👩‍💻 ½ Ⅷ ٣|e\u0301 combined o\u0308|\n\n \n|   leading|a/b//c\n//\n|camelCase HTTPServer|हिन्दी में ३ शब्द
|ภาษาไทย ก็ได้|עברית וגם عربي|snake_case __init__ $var @user #tag|http://example.com/a?b=c&d=e#f|{"key": [1, 22, 333]}|if (a<b && c>=d) { return !e; }
|C'est l'été|“quotes” – dashes — …|1,234.56 $ 99% 10°C|MiXeD cAsE İstanbul ß|0123456789012345|a\u00a0b\u2003c\u200bd|\t\t\tdeep|end\r\n\r\n|!?!? ...---...
|ＡＢＣ１２３|Ελληνικά Кириллица|A.B.C. U.S.A.'s|'tis 'Twas 's|ﬁ ﬂ ligatures|<|endoftext|>|<s></s>|[INST] x [/INST]|\u202eright|~`!@#$%^&*()_+""".split("|")


def texts():
    dice = random.Random(5)
    marks = "aZé0 9.,'\n\t_-<>/(){}\"ñ漢かКب🙂\u0301\u200d \u00a0"
    more = ["".join(dice.choice(marks) for _ in range(dice.randint(1, 24))) for _ in range(100)]
    words = "the of System.out.println() über 2024 naïve __main__ 東京 Привет don't  \n    return x+=1; (see §4) 3.14".split(" ")
    more += [" ".join(dice.choice(words) for _ in range(dice.randint(2, 9))) for _ in range(200 - 100 - len(HARD))]
    return HARD + more


def llama(folder):
    import llama_cpp
    import numpy as np
    from llama_cpp.llama_chat_format import Jinja2ChatFormatter

    library = llama_cpp.llama_cpp
    defaults = library.llama_model_default_params

    def plain():  # without weights in another order, which needs AMX where llama.cpp was built for it
        params = defaults()
        params.use_extra_bufts = False
        return params

    llama_cpp.llama_model_default_params = library.llama_model_default_params = plain
    made = {"texts": texts(), "conversations": CONVERSATIONS, "prompts": PROMPTS, "models": earlier()["models"] if sys.argv[3:] else {}}
    for name in NAMES:
        file = FILES[name]
        model = llama_cpp.Llama(str(folder / "models" / file), n_ctx=128, n_batch=128, logits_all=True, n_threads=1, n_threads_batch=1,
                                verbose=False)

        def ids(text, begin):
            return model.tokenize(text.encode(), add_bos=begin, special=True)

        written = file.startswith("written")
        one = {"ids": [ids(text, False) for text in made["texts"] if not written]}
        template = model.metadata.get("tokenizer.chat_template")
        if template and name != "gemma3-270m" and not written:
            formatter = Jinja2ChatFormatter(template=template, eos_token="", bos_token="")
            chats = [formatter(messages=[{"role": r, "content": c} for r, c in turns]).prompt for turns in CONVERSATIONS]
            one["chats"] = chats
            one["chat_ids"] = [ids(text, False) for text in chats]
        one["prompts"] = []
        for prompt in PROMPTS:
            model.reset()
            read = ids(prompt, True)
            model.eval(read)
            scores = model.scores[:len(read)].astype(np.float64)
            likely = scores - np.logaddexp.reduce(scores, axis=1, keepdims=True)
            loss = -sum(likely[i, t] for i, t in enumerate(read[1:]))
            greedy, margins = [], []
            for _ in range(STEPS):
                last = model.scores[model.n_tokens - 1]
                best, second = np.argsort(last)[:-3:-1]
                greedy.append(int(best))
                margins.append(round(float(last[best] - last[second]), 3))
                model.eval([int(best)])
            one["prompts"].append({"ids": read, "loss": round(float(loss), 4), "greedy": greedy, "margins": margins})
            print(name, prompt, round(float(loss), 3), flush=True)
        made["models"][name] = one
        model.close()
    write(made)


def transformers(folder):
    import torch
    from transformers import AutoModelForCausalLM

    made = earlier()
    for name in NAMES:
        if name == "qwen2.5-coder-1.5b":
            continue
        path = folder / "models" / FILES[name]
        model = AutoModelForCausalLM.from_pretrained(str(path.parent), gguf_file=path.name, dtype=torch.float32).eval()
        for one in made["models"][name]["prompts"]:
            ids = one["ids"]
            with torch.no_grad():
                out = model(torch.tensor([ids]), use_cache=True)
                likely = torch.log_softmax(out.logits[0, :-1].double(), -1)
                one["exact_loss"] = round(-sum(likely[i, t].item() for i, t in enumerate(ids[1:])), 5)
                one["exact_greedy"] = []
                for _ in range(STEPS):
                    best = out.logits[0, -1].argmax().item()
                    one["exact_greedy"].append(best)
                    out = model(torch.tensor([[best]]), past_key_values=out.past_key_values, use_cache=True)
            print(name, one["loss"], one["exact_loss"], one["greedy"] == one["exact_greedy"], flush=True)
        del model
    write(made)


def earlier():
    return json.loads(gzip.decompress(OUT.read_bytes()))


def write(made):
    OUT.write_bytes(gzip.compress(json.dumps(made, ensure_ascii=False, separators=(",", ":")).encode(), 9, mtime=0))


{"llama": llama, "transformers": transformers}[sys.argv[1]](Path(sys.argv[2]))
