"""Makes the golden of variant X in this directory, in float64 with torch's own modules: `python make.py`.

`states.safetensors`    the encoder's states of five descriptions, one after the other, and where each begins
`initial.safetensors`   the network's weights, by the names of t2l.hypernet.TokenReader and t2l-spec section 5.1
`forward.safetensors`   task codes [S,L,M,te] and factors A [S,L,r,in], B [S,L,out,r] of the first batch
`batches.safetensors`   token ids and next tokens of two batches
`gradients.safetensors` of the first step, before clipping
`case.json`             which descriptions and tokens of them a batch reads; ten AdamW steps; versions
"""
import json, math, pathlib, platform, struct
import torch, torch.nn as nn, torch.nn.functional as F

here = pathlib.Path(__file__).parent
base = here.parent.parent / "bases" / "llama-a"
torch.manual_seed(16)
torch.set_default_dtype(torch.float64)
DTYPES = {"F16": torch.float16, "F32": torch.float32, "F64": torch.float64, "I32": torch.int32}


def write(name, tensors):
    head, data = {}, b""
    for key, t in sorted(tensors.items()):
        raw = t.detach().contiguous().numpy().tobytes()
        kind = next(k for k, v in DTYPES.items() if v == t.dtype)
        head[key] = {"dtype": kind, "shape": list(t.shape), "data_offsets": [len(data), len(data) + len(raw)]}
        data += raw
    text = json.dumps(head).encode()
    text += b" " * (-len(text) % 8)
    (here / name).write_bytes(struct.pack("<Q", len(text)) + text + data)


def read(path):
    raw = path.read_bytes()
    n = struct.unpack("<Q", raw[:8])[0]
    out = {}
    for key, v in json.loads(raw[8:8 + n]).items():
        if key != "__metadata__":
            a, b = v["data_offsets"]
            out[key] = torch.frombuffer(bytearray(raw[8 + n + a:8 + n + b]), dtype=DTYPES[v["dtype"]]).view(v["shape"]).double()
    return out


# ---------------------------------------------------------------- the frozen model
c, weights = json.loads((base / "config.json").read_text()), read(base / "model.safetensors")
LAYERS, HEADS, GROUPS, D = c["num_hidden_layers"], c["num_attention_heads"], c["num_key_value_heads"], c["head_dim"]


def rotate(x, positions):
    a = positions[:, None] * c["rope_theta"] ** (-torch.arange(0, D, 2).double() / D)[None]
    a = torch.cat([a, a], -1)
    half = torch.cat([-x[..., D // 2:], x[..., :D // 2]], -1)
    return x * a.cos() + half * a.sin()


def model(ids, lora):
    """ids [B,T], lora[layer][module] = (A [S,r,in], B [S,out,r]) -> logits"""
    norm = lambda x, w: F.rms_norm(x, (x.shape[-1],), w, c["rms_norm_eps"])
    x = F.embedding(ids, weights["model.embed_tokens.weight"])
    n, t = ids.shape
    for l in range(LAYERS):
        w = lambda name: weights[f"model.layers.{l}.{name}.weight"]

        def project(name, h):
            y = F.linear(h, w(f"self_attn.{name}"))
            if name in lora[l]:
                A, B = lora[l][name]
                g = h.reshape(len(A), -1, h.shape[-1])
                y = y + SCALE * (g @ A.mT @ B.mT).reshape(y.shape)
            return y
        h = norm(x, w("input_layernorm"))
        q, k, v = (project(p, h).view(n, t, -1, D).transpose(1, 2) for p in ("q_proj", "k_proj", "v_proj"))
        k, v = (y.repeat_interleave(HEADS // GROUPS, 1) for y in (rotate(k, torch.arange(t)), v))
        a = F.scaled_dot_product_attention(rotate(q, torch.arange(t)), k, v, is_causal=True)
        x = x + project("o_proj", a.transpose(1, 2).reshape(n, t, -1))
        h = norm(x, w("post_attention_layernorm"))
        x = x + F.linear(F.silu(F.linear(h, w("mlp.gate_proj"))) * F.linear(h, w("mlp.up_proj")), w("mlp.down_proj"))
    return F.linear(norm(x, weights["model.norm.weight"]), weights["model.embed_tokens.weight"])


# ---------------------------------------------------------------- the hypernetwork
E, Z, H, R, POSITIONS, MODULES = 24, 16, 24, 4, 256, {"q_proj": (32, 32), "v_proj": (32, 16)}
TE, DE, M = Z // 2, Z // 4, Z
SCALE = 8 / math.sqrt(R)


class Reader(nn.Module):
    """Token states to a task code for each layer and module."""

    def __init__(self):
        super().__init__()
        self.input_norm, self.input = nn.LayerNorm(E), nn.Linear(E, Z)
        self.positions = nn.Embedding(POSITIONS, Z)
        self.layers = nn.ModuleList(nn.TransformerEncoderLayer(Z, 4, 2 * Z, 0.0, "gelu", batch_first=True, norm_first=True) for _ in range(2))
        self.norm, self.query_norm = nn.LayerNorm(Z), nn.LayerNorm(Z)
        self.queries = nn.Embedding(LAYERS * len(MODULES), Z)
        self.cross = nn.MultiheadAttention(Z, 4, 0.0, batch_first=True)
        self.up, self.down = nn.Linear(Z, 2 * Z), nn.Linear(2 * Z, Z)
        self.code, self.code_norm = nn.Linear(Z, TE), nn.LayerNorm(TE)

    def forward(self, x, hidden):
        """x [S,T,E], hidden [S,T] the tokens that nothing sees -> [S,L,M,te]"""
        n, t = hidden.shape
        h = self.input(self.input_norm(x)) + self.positions.weight[:t]
        for layer in self.layers:
            h = layer(h, src_key_padding_mask=hidden)
        q, h = self.queries.weight[None].expand(n, -1, -1), self.norm(h)
        z = q + self.cross(self.query_norm(q), h, h, key_padding_mask=hidden, need_weights=False)[0]
        z = z + self.down(F.gelu(self.up(z)))
        return self.code_norm(self.code(z)).view(n, LAYERS, len(MODULES), TE)


class Residual(nn.Module):
    def __init__(self):
        super().__init__()
        self.mlp = nn.Sequential(nn.LayerNorm(M), nn.Linear(M, 4 * M), nn.SiLU(), nn.Identity(), nn.Linear(4 * M, M), nn.SiLU())

    def forward(self, x):
        return x + self.mlp(x)


class Network(nn.Module):
    """Variant L behind the reader."""

    def __init__(self):
        super().__init__()
        self.task_encoder = Reader()
        self.layer_depth_encoder = nn.Sequential(nn.Embedding(LAYERS, DE), nn.LayerNorm(DE))
        self.layer_type_encoder = nn.Sequential(nn.Embedding(len(MODULES), DE), nn.LayerNorm(DE))
        self.mixer = nn.Sequential(nn.Identity(), nn.Linear(M, 4 * M), nn.SiLU(), nn.Identity(), nn.Linear(4 * M, M), nn.SiLU())
        self.mlp1, self.mlp2 = Residual(), Residual()
        self.mlp3 = nn.Sequential(nn.LayerNorm(M), nn.Linear(M, 4 * M), nn.SiLU(), nn.Identity(), nn.Linear(4 * M, H), nn.SiLU())
        self.heads = nn.ModuleDict({m: nn.Linear(H, R * (i + o)) for m, (i, o) in MODULES.items()})

    def forward(self, x, hidden):
        codes, out = self.task_encoder(x, hidden), {}
        n, depth = len(x), self.layer_depth_encoder(torch.arange(LAYERS))
        for k, (m, (i, o)) in enumerate(MODULES.items()):
            kind = self.layer_type_encoder(torch.tensor(k))
            row = torch.cat([codes[:, :, k], depth[None].expand(n, -1, -1), kind.expand(n, LAYERS, -1)], -1)
            y = self.heads[m](self.mlp3(self.mlp2(self.mlp1(self.mixer(row)))))
            out[m] = (y[..., :R * i].reshape(n, LAYERS, R, i), y[..., R * i:].reshape(n, LAYERS, R, o).mT)
        return codes, out


def ours(named):
    """Torch's names -> ours: its attention keeps query, key and value in one matrix."""
    out = {}
    for key, t in named:
        key = key.replace("self_attn.in_proj_", "attention.qkv.").replace("self_attn.out_proj", "attention.out") \
            .replace("linear1", "up").replace("linear2", "down").replace("cross.out_proj", "out")
        if "cross.in_proj_" in key:
            for name, part in zip(("query", "key", "value"), t.chunk(3)):
                out[key.replace("cross.in_proj_", name + ".")] = part
        else:
            out[key] = t
    return out


# ---------------------------------------------------------------- data, ten steps
lengths = [3, 7, 1, 5, 9]
starts = [sum(lengths[:i]) for i in range(len(lengths) + 1)]
states = torch.randn(starts[-1], E).half()
batches = [{"descriptions": [1, 3], "kept": [list(range(7)), list(range(5))]},
           {"descriptions": [4, 2], "kept": [[0, 1, 3, 4, 7, 8], [0]]}]
S, PER_TASK, T = 2, 2, 10
ids = torch.randint(3, c["vocab_size"], (2, S * PER_TASK, T))
following = torch.full_like(ids, -100)
for b in range(2):
    for row in range(S * PER_TASK):
        at = 4 + (row + b) % 3
        following[b, row, at:at + 2 + row % 2] = ids[b, row, at + 1:at + 3 + row % 2]


def described(batch):
    x, hidden = torch.zeros(S, max(lengths), E), torch.ones(S, max(lengths), dtype=torch.bool)
    for s, (d, kept) in enumerate(zip(batch["descriptions"], batch["kept"])):
        x[s, :lengths[d]] = states[starts[d]:starts[d + 1]].double()
        hidden[s, kept] = False
    return x, hidden


network = Network()
with torch.no_grad():  # as if trained; values that are exact in float32
    for p in network.parameters():
        p.copy_((p + 0.1 * torch.randn_like(p)).float())
initial = {k: t.float() for k, t in ours(network.state_dict().items()).items()}
settings = {"lr": 0.002, "weight_decay": 0.01, "label_smoothing": 0.1, "l2_reg_generated_w": 0.001, "max_grad_norm": 1.0,
            "variant": "x"}
WARMUP, STEPS = 2, 10
optimiser = torch.optim.AdamW(network.parameters(), lr=settings["lr"], weight_decay=settings["weight_decay"])
steps = []
for step in range(STEPS):
    codes, factors = network(*described(batches[step % 2]))
    logits = model(ids[step % 2], [{m: (A[:, l], B[:, l]) for m, (A, B) in factors.items()} for l in range(LAYERS)])
    loss = 0
    for row, next_ in zip(logits, following[step % 2]):
        loss = loss + F.cross_entropy(row, next_, label_smoothing=settings["label_smoothing"]) / len(logits)
    total = loss + settings["l2_reg_generated_w"] * sum(A.pow(2).mean() + B.pow(2).mean() for A, B in factors.values())
    optimiser.zero_grad()
    total.backward()
    if step == 0:
        write("forward.safetensors", {"codes": codes, **{f"A.{m}": A for m, (A, B) in factors.items()}, **{f"B.{m}": B for m, (A, B) in factors.items()}})
        write("gradients.safetensors", ours((k, p.grad) for k, p in network.named_parameters()))
    rate = settings["lr"] * (step / WARMUP if step < WARMUP else (STEPS - step) / (STEPS - WARMUP))
    norm = nn.utils.clip_grad_norm_(network.parameters(), settings["max_grad_norm"])
    optimiser.param_groups[0]["lr"] = rate
    optimiser.step()
    steps.append({"sft": loss.item(), "total": total.item(), "grad_norm": norm.item(), "lr_used": rate})
after = {k: {"sum": t.sum().item(), "sumsq": t.pow(2).sum().item()} for k, t in ours(network.state_dict().items()).items()}

write("states.safetensors", {"rows": states, "starts": torch.tensor(starts, dtype=torch.int32)})
write("initial.safetensors", initial)
write("batches.safetensors", {"ids": ids.int(), "next": following.int()})
(here / "case.json").write_text(json.dumps(
    {"settings": settings, "warmup_steps": WARMUP, "total_steps": STEPS, "batches": batches, "steps": steps,
     "after_10_steps": after, "versions": {"python": platform.python_version(), "torch": torch.__version__}}, indent=1) + "\n")
print(steps[0], steps[-1])
