"""Whether llama.cpp continues the prompts of generate.json as transformers does: python check_llama_cpp.py FOLDER

FOLDER has MODEL.gguf for some of the goldens, each made by `t2l export --in hf-tiny/MODEL --format gguf --no-tokenizer`.
llama.cpp wants to be told that there is no tokenizer, so each file is copied with that said. Its arithmetic is f32, with
keys and values in f32. Needs gguf 0.19.0 and llama-cpp-python 0.3.36."""
import json
import sys
import tempfile
from pathlib import Path

import gguf
from llama_cpp import Llama

HERE = Path(__file__).resolve().parent.parent


def without_tokenizer(source, target):
    reader = gguf.GGUFReader(source)
    writer = gguf.GGUFWriter(target, reader.get_field("general.architecture").contents())
    for field in reader.fields.values():
        if not field.name.startswith("GGUF.") and field.name != "general.architecture":
            kind = field.types[0]
            writer.add_key_value(field.name, field.contents(), kind, field.types[-1] if len(field.types) > 1 else None)
    writer.add_tokenizer_model("none")
    for tensor in reader.tensors:
        writer.add_tensor(tensor.name, tensor.data, raw_dtype=tensor.tensor_type)
    writer.write_header_to_file()
    writer.write_kv_data_to_file()
    writer.write_tensors_to_file()
    writer.close()


failed = False
for path in sorted(Path(sys.argv[1]).glob("*.gguf")):
    want = json.loads((HERE / path.stem / "generate.json").read_text())
    with tempfile.TemporaryDirectory() as scratch:
        copy = Path(scratch) / "model.gguf"
        without_tokenizer(path, copy)
        model = Llama(str(copy), n_ctx=64, n_threads=1, flash_attn=False, type_k=0, type_v=0, logits_all=True,
                      verbose=False)
        same = []
        for case in want["cases"]:
            model.reset()
            tokens = list(case["prompt"])
            model.eval(tokens)
            for _ in range(want["new_tokens"]):
                tokens.append(int(model.scores[model.n_tokens - 1].argmax()))
                model.eval(tokens[-1:])
            same.append(tokens[len(case["prompt"]):] == case["continuation"])
        failed |= not all(same)
        print(path.stem, same)
sys.exit(failed)
