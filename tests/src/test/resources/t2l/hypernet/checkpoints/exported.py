"""Makes exported.json beside it: the SHA-256 of `hypermod.pt` files of ours that the reference reads.

git clone https://github.com/SakanaAI/text-to-lora && git -C text-to-lora checkout 8ba7749
pip install torch==2.4.0 transformers==4.46.2 peft==0.15.2 safetensors==0.5.3 numpy==2.2.6 pandas pyyaml tqdm
for NAME in a-L-sft a-S-sft a-L-recon a-M-deltaw a-L-mt b-M-sft; do
  t2l export --in NAME --format pt --out EXPORTED/NAME
done
python3 exported.py text-to-lora EXPORTED

Of each, `torch.load` gives the tensors of the file that was converted, and the reference's own loader, which reads our
args.yaml and adapter_config.json as well, a network that generates the adapter of the golden. The loader's base model is
the tiny one, of which it only needs the sizes, and its order of the modules is set to that of the golden (t2l-spec Q1).
"""
import contextlib
import hashlib
import io
import json
import os
import pathlib
import sys
import types
from unittest.mock import MagicMock

os.environ["HF_HUB_OFFLINE"] = "1"

import peft  # noqa: E402
import torch
import transformers
from safetensors.torch import load_file

HERE = pathlib.Path(__file__).parent.resolve()
NAMES = "a-L-sft a-S-sft a-L-recon a-M-deltaw a-L-mt b-M-sft".split()


def adapter(loader, golden, path):
    """What the reference generates for row 0 of the golden with the network in `path`."""
    config = transformers.AutoConfig.from_pretrained(HERE.parent / f"bases/llama-{golden.name[0]}")

    def base(*_, peft_config, **__):
        return peft.PeftModel(transformers.AutoModelForCausalLM.from_config(config), peft_config), None

    loader.get_model_and_tokenizer = base
    encoder = types.SimpleNamespace(config=types.SimpleNamespace(hidden_size=24), eval=lambda: None)
    loader.get_emb_model_and_fns = lambda *_: (encoder, None, None, None)
    with contextlib.redirect_stdout(io.StringIO()) as said:
        network = loader.load_hypermod_checkpoint(str(path), "cpu")[1]
    assert "All keys matched" in said.getvalue(), said.getvalue()
    order = json.loads((golden / "generated.json").read_text())["module_order"]
    network.module_to_int = {module: i for i, module in enumerate(order)}
    emb = load_file(golden / "generated.safetensors")["emb"][:1]
    code = network.task_encoder(emb)["encoded_task_emb"]
    return network.gen_lora(torch.arange(config.num_hidden_layers), code)


def main(reference, exported):
    for name in "wandb inflect torchmetrics torchmetrics.text torchmetrics.text.rouge".split():
        sys.modules[name] = MagicMock()
    sys.path.insert(0, f"{reference}/src")
    from hyper_llm_modulator import hyper_modulator as loader

    golden = {"reference": "SakanaAI/text-to-lora 8ba7749", "torch": torch.__version__, "peft": peft.__version__,
              "transformers": transformers.__version__, "sha256": {}}
    for name in NAMES:
        path = pathlib.Path(exported) / name / "hypermod.pt"
        ours, theirs = (torch.load(file, weights_only=True) for file in (path, HERE / name / "hypermod.pt"))
        assert set(ours) == set(theirs) and all(torch.equal(ours[key], theirs[key]) for key in theirs)
        made = adapter(loader, HERE / name, path)
        want = load_file(HERE / name / "adapter/adapter_model.safetensors")
        assert set(made) == set(want)
        for key in want:
            assert (made[key] - want[key]).abs().max() <= 1e-6 * want[key].abs().max(), key
        golden["sha256"][name] = hashlib.sha256(path.read_bytes()).hexdigest()
    (HERE / "exported.json").write_text(json.dumps(golden, indent=1) + "\n")


main(sys.argv[1], sys.argv[2])
