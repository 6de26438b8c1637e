"""Makes the golden of variant R in this directory, in float64 with torch's own modules: `python make.py`.

`golden.safetensors`
    rows         the model's states of three descriptions, one after the other, layer by layer within each
    value.NAME   the network's weights, by the names of t2l.hypernet.StateReader
    A.m, B.m     factors [S,L,r,in] and [S,L,out,r] of descriptions 2 and 0
    wA.m, wB.m   random numbers; the loss is the sum of their products with the factors
    slope.NAME   the gradient of that loss
"""
import json, pathlib, struct
import torch, torch.nn as nn, torch.nn.functional as F

torch.manual_seed(17)
torch.set_default_dtype(torch.float64)
DTYPES = {"F16": torch.float16, "F32": torch.float32, "F64": torch.float64}
C, Z, R, LAYERS, MODULES, LENGTHS, ASKED = 24, 16, 4, 3, {"q_proj": (32, 32), "v_proj": (32, 16)}, [3, 7, 5], [2, 0]


class Block(nn.Module):
    def __init__(self):
        super().__init__()
        self.norm, self.query, self.key, self.value = nn.LayerNorm(Z), nn.Linear(Z, Z), nn.Linear(C, Z), nn.Linear(C, Z)
        self.out = nn.Linear(Z, Z)
        self.layer = nn.TransformerEncoderLayer(Z, 4, 2 * Z, 0.0, "gelu", batch_first=True, norm_first=True)

    def forward(self, x, states):
        """x [1,Q,Z], states [1,T,C]"""
        q, k, v = (y.view(1, -1, 4, Z // 4).transpose(1, 2)
                   for y in (self.query(self.norm(x)), self.key(states), self.value(states)))
        read = F.scaled_dot_product_attention(q, k, v).transpose(1, 2).reshape(x.shape)
        return self.layer(x + self.out(read))


class Reader(nn.Module):
    def __init__(self):
        super().__init__()
        self.states, self.queries, self.layers = nn.RMSNorm(C, eps=1e-6), nn.Embedding(R * len(MODULES), Z), nn.Embedding(LAYERS, Z)
        self.blocks, self.norm = nn.ModuleList(Block() for _ in range(2)), nn.LayerNorm(Z)
        self.gates = nn.Embedding.from_pretrained(torch.ones(LAYERS, Z), freeze=False)
        self.a = nn.ModuleDict({m: nn.Linear(Z, i, bias=False) for m, (i, o) in MODULES.items()})
        self.b = nn.ModuleDict({m: nn.Linear(Z, o, bias=False) for m, (i, o) in MODULES.items()})

    def forward(self, layer, states):
        """states [T,C] of one layer -> by module A [r,in], B [out,r]"""
        x, seen = (self.queries.weight + self.layers.weight[layer])[None], self.states(states)[None]
        for block in self.blocks:
            x = block(x, seen)
        y, out = self.norm(x)[0], {}
        for k, m in enumerate(MODULES):
            own = y[k * R:(k + 1) * R]
            out[m] = self.a[m](own), self.b[m](own * self.gates.weight[layer]).T
        return out


def ours(name):
    return "reader." + name.replace("self_attn.in_proj_", "attention.qkv.").replace("self_attn.out_proj", "attention.out") \
        .replace("linear1", "up").replace("linear2", "down")


network = Reader()
with torch.no_grad():  # as if trained; values that are exact in float32
    for p in network.parameters():
        p.copy_((p + 0.1 * torch.randn_like(p)).float())
states = [torch.randn(LAYERS, t, C).half() for t in LENGTHS]
tensors = {"rows": torch.cat([s.view(-1, C) for s in states])}
written = [[network(l, states[d][l].double()) for l in range(LAYERS)] for d in ASKED]
loss = 0
for m in MODULES:
    for k, f in enumerate("AB"):
        factor = torch.stack([torch.stack([of[m][k] for of in task]) for task in written])
        tensors[f"{f}.{m}"], tensors[f"w{f}.{m}"] = factor, torch.randn_like(factor)
        loss = loss + (factor * tensors[f"w{f}.{m}"]).sum()
loss.backward()
for name, p in network.named_parameters():
    tensors["value." + ours(name)], tensors["slope." + ours(name)] = p.float(), p.grad

head, data = {}, b""
for key, t in sorted(tensors.items()):
    raw = t.detach().contiguous().numpy().tobytes()
    kind = next(k for k, v in DTYPES.items() if v == t.dtype)
    head[key] = {"dtype": kind, "shape": list(t.shape), "data_offsets": [len(data), len(data) + len(raw)]}
    data += raw
text = json.dumps(head).encode()
text += b" " * (-len(text) % 8)
(pathlib.Path(__file__).parent / "golden.safetensors").write_bytes(struct.pack("<Q", len(text)) + text + data)
print(loss.item(), len(data), torch.__version__)
