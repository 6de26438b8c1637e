"""Makes spreads.json beside it: means and deviations of as many numbers as there may be oracles.

pip install torch==2.4.0 numpy==2.2.6
python3 spreads.py

Number i of n is ((i + 1) * 2654435761 mod 2^32) / 2^32 - 0.5, rounded to float32. As in the reference, the mean is taken
along the first dimension of a stack of tensors of several numbers; they are alike here.
"""
import json
import pathlib

import torch

cases = []
for n in (2, 15, 16, 17, 33, 100, 256, 257, 479, 4096, 5000):
    numbers = torch.tensor([(i + 1) * 2654435761 % 2**32 / 2**32 - 0.5 for i in range(n)], dtype=torch.float64).float()
    stack = torch.stack([v.expand(8, 64) for v in numbers], dim=0)
    cases.append({"n": n, "mean": torch.mean(stack, dim=0)[0, 0].item(), "std": torch.std(stack, dim=0)[0, 0].item()})
golden = {"torch": torch.__version__, "cases": cases}
(pathlib.Path(__file__).parent / "spreads.json").write_text(json.dumps(golden, indent=1) + "\n")
