"""Makes the files of the reference's hypernetwork of ours: hypermod.pt, args.yaml and adapter_config.json.

    python3 hypermod_pt.py t2l-mine/ trained_t2l/        # needs torch, safetensors and PyYAML

Variants L, M and S with a linear task encoder (docs/t2l-spec.md, section 5). The reference's loader looks up `model_dir` and `emb_model`
of args.yaml among the names that it knows: set them there.
"""
import json
import pathlib
import shutil
import sys

import torch
import yaml
from safetensors import safe_open

TABLES = "AB_offset", "mean_recon_target", "std_recon_target"

source, target = map(pathlib.Path, sys.argv[1:])
args = yaml.safe_load((source / "args.yaml").read_text())
config = json.loads((source / "adapter_config.json").read_text())
with safe_open(source / "hypermod.safetensors", "pt") as file:
    meta = file.metadata()
    trained = {name: file.get_tensor(name).float() for name in file.keys()}
if meta["encoder"] != "linear":
    sys.exit(f"{source}: needs a linear task encoder, the only one that the reference loads, got {meta['encoder']}")
modules = {name: (int(inner), int(outer)) for name, inner, outer in (each.split(":") for each in meta["targets"].split())}

# The reference reads the order of the modules from that of the heads, and has all tables, those without numbers as zeros.
tensors = {}
for table in TABLES:
    for name, (inner, outer) in modules.items():
        tensors[f"{table}.A.{name}"] = torch.zeros(int(meta["layers"]), config["r"], inner)
        tensors[f"{table}.B.{name}"] = torch.zeros(int(meta["layers"]), outer, config["r"])
tensors |= {name: trained.pop(name) for name in list(trained) if not name.startswith("heads.")}
tensors |= {name: trained[name] for module in modules for name in trained if name.startswith(f"heads.{module}.")}

offset = args.get("mt_lora_path")
variant = meta["variant"]
args |= {"training_task": args.get("training_task", "sft"), "use_one_hot_task_emb": args.get("use_one_hot_task_emb", False),
         "target_modules": list(modules), "shared_AB_head": variant != "l", "autoreg_gen": variant == "s",
         "learnable_pos_emb": variant == "s", "mt_lora_path": offset,
         "learnable_AB_offset": bool(offset and args.get("learnable_AB_offset"))}
defaults = {"hypernet_latent_size": 128, "head_in_size": 512, "pred_z_score": True, "model_dir": "", "emb_model": "", "train_ds_names": []}
target.mkdir(parents=True)
torch.save(tensors, target / "hypermod.pt")
(target / "args.yaml").write_text(yaml.safe_dump(defaults | args))
shutil.copy(source / "adapter_config.json", target)
