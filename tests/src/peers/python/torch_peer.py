"""PyTorch as a peer of `t2l bench`: products, attention and blocks; with the argument bf16, attention and blocks in bfloat16.

Its kernels are libtorch's: Python only calls them.
"""
import sys

import peer
import torch
import torch.nn.functional as F

NAME = " ".join(["torch", torch.__version__.split("+")[0], *sys.argv[1:]])
TYPE = torch.bfloat16 if sys.argv[1:] == ["bf16"] else torch.float32


def normal(*shape, scale=1.0):
    return (torch.randn(*shape) * scale).to(TYPE)


def matmul(layout, m, n, k):
    """NT: x·wᵀ, NN: dy·w, TN: dyᵀ·x."""
    a = normal(k, m).t() if layout == "TN" else normal(m, k)
    b = normal(n, k).t() if layout == "NT" else normal(k, n)
    out = normal(m, n)
    return lambda: torch.mm(a, b, out=out)


def attention(direction, b, t, heads, groups, width):
    q = normal(b, heads, t, width).requires_grad_(direction == "backward")
    k, v = (normal(b, groups, t, width).requires_grad_(direction == "backward") for _ in "kv")

    def forward():
        return F.scaled_dot_product_attention(q, k, v, is_causal=True, enable_gqa=True)

    if direction == "forward":
        return torch.no_grad()(forward)
    y = forward()
    dy = normal(*y.shape)
    return lambda: torch.autograd.grad(y, (q, k, v), dy, retain_graph=True)


class Block:
    """One layer of a Llama on four texts of 256 tokens; everything trained, or LoRA of rank 8 on q and v."""

    B, T = 4, 256
    C, H, G, D, M, R = 576, 9, 3, 64, 1536, 8

    def __init__(self, lora):
        c, h, g, d, m, r = self.C, self.H, self.G, self.D, self.M, self.R
        sizes = dict(q=(h * d, c), k=(g * d, c), v=(g * d, c), o=(c, h * d), gate=(m, c), up=(m, c), down=(c, m))
        self.weight = {n: normal(*s, scale=0.02) for n, s in sizes.items()}
        self.norms = [torch.ones(c, dtype=TYPE), torch.ones(c, dtype=TYPE)]
        self.lora = {n: (normal(r, c, scale=0.02), normal(sizes[n][0], r, scale=0.02)) for n in "qv"} if lora else {}
        trained = [t for pair in self.lora.values() for t in pair] if lora else [*self.weight.values(), *self.norms]
        self.x, self.dy = normal(self.B, self.T, c), normal(self.B, self.T, c)
        self.trained = [self.x, *trained]
        for t in self.trained:
            t.requires_grad_(True)
        angle = torch.arange(self.T).float()[:, None] * 10000.0 ** (-torch.arange(0, d, 2).float() / d)
        self.cos, self.sin = (torch.cat([f, f], -1).to(TYPE) for f in (angle.cos(), angle.sin()))

    def rope(self, x):
        a, b = x.chunk(2, -1)
        return x * self.cos + torch.cat([-b, a], -1) * self.sin

    def linear(self, name, x):
        y = F.linear(x, self.weight[name])
        if name in self.lora:
            a, b = self.lora[name]
            y = y + 2 * F.linear(F.linear(x, a), b)
        return y

    def heads(self, name, x, count):
        return self.linear(name, x).view(self.B, self.T, count, self.D).transpose(1, 2)

    def __call__(self):
        for t in self.trained:
            t.grad = None
        y = F.rms_norm(self.x, (self.C,), self.norms[0], 1e-5)
        q, k, v = self.heads("q", y, self.H), self.heads("k", y, self.G), self.heads("v", y, self.G)
        y = F.scaled_dot_product_attention(self.rope(q), self.rope(k), v, is_causal=True, enable_gqa=True)
        h = self.x + self.linear("o", y.transpose(1, 2).reshape(self.B, self.T, self.H * self.D))
        y = F.rms_norm(h, (self.C,), self.norms[1], 1e-5)
        y = h + self.linear("down", F.silu(self.linear("gate", y)) * self.linear("up", y))
        y.backward(self.dy)


def work(row, threads, model):
    torch.manual_seed(1)
    torch.set_num_threads(threads)
    match row.split("/"):
        case ["matmul", "f32", layout, size] if TYPE is torch.float32:
            return matmul(layout, *map(int, size.split("x")))
        case ["gemv", "f32", size] if TYPE is torch.float32:
            return matmul("NT", *map(int, size.split("x")))
        case ["attention", ("forward" | "backward") as direction, size, heads]:
            count, width = heads.split("x")
            return attention(direction, *map(int, [*size.split("x"), *count.split("-"), width]))
        case ["block", ("full" | "lora") as kind, "4x256"]:
            return Block(kind == "lora")
    return None


peer.answer(NAME, work)
