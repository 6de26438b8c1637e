"""Writes optimisers.safetensors: what the optimisers, the schedule and the clip must do. Python 3 alone.

usage: make.py OPS_SAFETENSORS

The AdamW, schedule and clip_grad_norm cases are cut from hf-tiny/ops/ops.safetensors, which make_ops.py of the goldens
wrote with torch 2.15.0 and transformers 5.24.0 (torch.optim.AdamW, get_linear_schedule_with_warmup,
get_cosine_schedule_with_warmup and get_constant_schedule_with_warmup, clip_grad_norm_).

The Muon cases are computed here, in double, as published (Jordan et al. 2024; update scaled as in Liu et al. 2025): ten
steps for a wide, a tall and a square matrix, and once more the same with weight decay.
"""
import json, math, os, random, struct, sys

KEEP = ("adamw/", "schedule/", "clip_grad_norm/")


def product(a, b):
    return [[sum(x * y for x, y in zip(row, column)) for column in zip(*b)] for row in a]


def turned(a):
    return [list(row) for row in zip(*a)]


def mix(*terms):
    """Sum of factor times matrix."""
    rows, columns = len(terms[0][1]), len(terms[0][1][0])
    return [[sum(f * a[i][j] for f, a in terms) for j in range(columns)] for i in range(rows)]


def orthogonal(u):
    tall = len(u) > len(u[0])
    x = turned(u) if tall else u
    norm = math.sqrt(sum(v * v for row in x for v in row)) + 1e-7
    x = mix((1 / norm, x))
    for _ in range(5):
        a = product(x, turned(x))
        x = mix((3.4445, x), (1, product(mix((-4.7750, a), (2.0315, product(a, a))), x)))
    return turned(x) if tall else x


def muon(start, grads, lr, decay, mu=0.95):
    w, m, path = start, mix((0, start)), []
    scale = 0.2 * math.sqrt(max(len(start), len(start[0])))
    for g in grads:
        m = mix((mu, m), (1 - mu, g))
        w = mix((1 - lr * decay, w), (-lr * scale, orthogonal(mix((mu, m), (1 - mu, g)))))
        path.append(w)
    return path


def flat(x):
    return [v for y in x for v in flat(y)] if isinstance(x, list) else [x]


def shape(x):
    return [len(x)] + shape(x[0]) if isinstance(x, list) else []


def main():
    data = open(sys.argv[1], "rb").read()
    size = struct.unpack("<Q", data[:8])[0]
    header = json.loads(data[8:8 + size])
    tensors = {}
    for name, t in header.items():
        if name.startswith(KEEP):
            begin, end = t["data_offsets"]
            tensors[name] = (t["shape"], data[8 + size + begin:8 + size + end])

    draw = random.Random(7)
    for label, rows, columns in (("wide", 3, 5), ("tall", 6, 2), ("square", 4, 4)):
        start = [[draw.gauss(0, 1) for _ in range(columns)] for _ in range(rows)]
        grads = [[[draw.gauss(0, 0.1) for _ in range(columns)] for _ in range(rows)] for _ in range(10)]
        for decay in (0.0, 0.1):
            case = {"const.start": start, "const.grads": grads, "out.path": muon(start, grads, 0.02, decay)}
            for role, value in case.items():
                numbers = flat(value)
                tensors[f"muon/{label}/decay{decay}/{role}"] = (shape(value), struct.pack(f"<{len(numbers)}d", *numbers))

    out, at = {}, 0
    for name, (dims, raw) in sorted(tensors.items()):
        out[name] = {"dtype": "F64", "shape": dims, "data_offsets": [at, at + len(raw)]}
        at += len(raw)
    text = json.dumps(out).encode()
    text += b" " * (-len(text) % 8)
    with open(os.path.join(os.path.dirname(os.path.abspath(__file__)), "optimisers.safetensors"), "wb") as f:
        f.write(struct.pack("<Q", len(text)) + text + b"".join(raw for _, (_, raw) in sorted(tensors.items())))


main()
