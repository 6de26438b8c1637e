#!/usr/bin/env python3
"""How long clients of `t2l serve` wait for a token; Python's standard library is enough.

    python3 tests/src/load/latency.py model FOLDER
    java -jar app/target/t2l.jar serve --model FOLDER/random-91m --threads 2 --port 8099
    python3 tests/src/load/latency.py gaps --url http://localhost:8099
    python3 tests/src/load/latency.py first --url http://localhost:8099
    python3 tests/src/load/latency.py clients --url http://localhost:8099

`model` writes a Llama with 91 million random weights in BF16, a vocabulary of words and 8192 positions.

`gaps` lets some texts be written, measures the time between two of their tokens, has a long prompt read beside them, and measures
the same while it is being read.

`first` needs a hypernetwork. While the same texts are written, it measures the first token of a description that is new, of one
that is known, and the time that making it took. The first should be the sum of the other two, and a step.

`clients` lets some clients ask again as soon as they have their answers, and measures how long they wait for the first token and for
the others.

`--streams` says how many texts or clients, `--tokens` how long their texts, `--prompt` how long prompts, `--seconds` how long to
measure, after four.

Times are in milliseconds; a prompt is new each time.
"""

import argparse
import json
import pathlib
import random
import selectors
import socket
import struct
import sys
import time
import urllib.parse
import urllib.request

WIDTH, LAYERS, HEADS, KEY_VALUE_HEADS, HIDDEN, VOCABULARY = 512, 8, 8, 4, 1536, 128_256


# --- a model ---------------------------------------------------------------------------------------------------------

def matrix(draw, out, inward):
    """Numbers of either sign with the size of 0.5 / √in, within a factor of two, in BF16."""
    exponent = 126 - round(inward.bit_length() / 2)
    low = bytes((exponent & 1) << 7 | byte & 127 for byte in range(256))
    high = bytes(exponent >> 1 | byte & 128 for byte in range(256))
    numbers = bytearray(2 * out * inward)
    numbers[0::2] = draw.randbytes(out * inward).translate(low)
    numbers[1::2] = draw.randbytes(out * inward).translate(high)
    return [out, inward], numbers


def model(folder):
    folder = pathlib.Path(folder) / "random-91m"
    folder.mkdir(parents=True)
    draw = random.Random(1)
    ones = [WIDTH], bytearray(struct.pack("<H", 0x3F80) * WIDTH)
    heads = WIDTH // HEADS * KEY_VALUE_HEADS
    tensors = {"model.embed_tokens.weight": matrix(draw, VOCABULARY, WIDTH), "model.norm.weight": ones}
    for layer in range(LAYERS):
        at = f"model.layers.{layer}."
        tensors |= {at + "input_layernorm.weight": ones, at + "post_attention_layernorm.weight": ones,
                    at + "self_attn.q_proj.weight": matrix(draw, WIDTH, WIDTH),
                    at + "self_attn.k_proj.weight": matrix(draw, heads, WIDTH),
                    at + "self_attn.v_proj.weight": matrix(draw, heads, WIDTH),
                    at + "self_attn.o_proj.weight": matrix(draw, WIDTH, WIDTH),
                    at + "mlp.gate_proj.weight": matrix(draw, HIDDEN, WIDTH),
                    at + "mlp.up_proj.weight": matrix(draw, HIDDEN, WIDTH),
                    at + "mlp.down_proj.weight": matrix(draw, WIDTH, HIDDEN)}
    head, end = {}, 0
    for name, (shape, numbers) in tensors.items():
        head[name] = {"dtype": "BF16", "shape": shape, "data_offsets": [end, end + len(numbers)]}
        end += len(numbers)
    head = json.dumps(head).encode()
    with open(folder / "model.safetensors", "wb") as file:
        file.write(struct.pack("<Q", len(head)) + head)
        for _, numbers in tensors.values():
            file.write(numbers)
    (folder / "config.json").write_text(json.dumps({
        "architectures": ["LlamaForCausalLM"], "model_type": "llama", "hidden_act": "silu", "hidden_size": WIDTH,
        "intermediate_size": HIDDEN, "num_hidden_layers": LAYERS, "num_attention_heads": HEADS,
        "num_key_value_heads": KEY_VALUE_HEADS, "vocab_size": VOCABULARY, "max_position_embeddings": 8192,
        "rms_norm_eps": 1e-5, "rope_theta": 500000.0, "tie_word_embeddings": True, "bos_token_id": 1, "eos_token_id": 2}))
    names = ["<unk>", "<s>", "</s>"] + [f"<0x{byte:02X}>" for byte in range(256)]
    names += [f"word{i}" for i in range(len(names), VOCABULARY)]
    (folder / "tokenizer.json").write_text(json.dumps({
        "version": "1.0",
        "added_tokens": [{"id": i, "content": names[i], "special": True, "normalized": False, "single_word": False,
                          "lstrip": False, "rstrip": False} for i in range(3)],
        "model": {"type": "BPE", "unk_token": "<unk>", "byte_fallback": True, "merges": [],
                  "vocab": {name: i for i, name in enumerate(names)}}}))


# --- a server --------------------------------------------------------------------------------------------------------

class Server:
    def __init__(self, url):
        self.where = urllib.parse.urlsplit(url)
        entry = json.loads(urllib.request.urlopen(url + "/v1/models").read())["data"][0]
        self.name, self.vocabulary = entry["id"], entry["t2l"]["vocabulary"]

    def begin(self, prompt, count, **more):
        """Sends a request for a stream after a text, or tokens, without the tokens that are no text; returns its socket."""
        body = json.dumps({"model": self.name, "prompt": prompt, "max_tokens": count, "temperature": 0, "stream": True,
                           "logit_bias": {"0": -100, "1": -100, "2": -100}} | more).encode()
        client = socket.create_connection((self.where.hostname, self.where.port))
        client.sendall((f"POST /v1/completions HTTP/1.0\r\nHost: localhost\r\nContent-Type: application/json\r\n"
                        f"Content-Length: {len(body)}\r\n\r\n").encode() + body)
        return client


def text(part):
    """The number of pieces of text in what was received."""
    return part.count(b'"text":"') - part.count(b'"text":""')


class Streams:
    """Texts that are being written; notes when each of their tokens arrived."""

    def __init__(self, server, count, tokens, draw):
        self.selector = selectors.DefaultSelector()
        self.times = []
        for _ in range(count):
            client = server.begin(f"A list of {draw.randrange(10**9)} words:", tokens)
            times = []
            self.times.append(times)
            self.selector.register(client, selectors.EVENT_READ, times)

    def watch(self, until):
        """Notes tokens until `until()` is true."""
        while not until():
            for key, _ in self.selector.select(0.01):
                part = key.fileobj.recv(1 << 16)
                now = time.perf_counter()
                if not part:
                    sys.exit("latency: the texts ended before the measurement; ask for more --tokens")
                key.data.extend([now] * text(part))

    def gaps(self, begin, end):
        """Milliseconds between two tokens of a text, both of which arrived in this time."""
        return [1e3 * (b - a) for times in self.times for a, b in zip(times, times[1:]) if begin <= a and b <= end]

    def close(self):
        for key in list(self.selector.get_map().values()):
            key.fileobj.close()


def quantile(numbers, share):
    return sorted(numbers)[min(len(numbers) - 1, int(share * len(numbers)))]


def line(what, numbers, **more):
    print(json.dumps({"what": what, "count": len(numbers)} | {name: round(quantile(numbers, share), 2) for name, share in
                      (("p50", 0.5), ("p90", 0.9), ("p99", 0.99), ("max", 1))} | more), flush=True)


def arrival(streams, client):
    """Watches the streams until the first text of `client` is there; returns when, and what came before its end."""
    client.setblocking(False)
    received = bytearray()

    def there():
        try:
            part = client.recv(1 << 16)
            received.extend(part)
            if not part:
                sys.exit(f"latency: a request was refused: {received[-300:]!r}")
        except BlockingIOError:
            pass
        return text(received) > 0

    streams.watch(there)
    now = time.perf_counter()
    client.setblocking(True)
    while part := client.recv(1 << 16):
        received.extend(part)
    client.close()
    return now, bytes(received)


def watched(streams, seconds):
    begin = time.perf_counter()
    streams.watch(lambda: time.perf_counter() > begin + seconds)
    return streams.gaps(begin, time.perf_counter())


def gaps(args):
    server, draw = Server(args.url), random.Random(args.seed)
    streams = Streams(server, args.streams, args.tokens, draw)
    watched(streams, 3)
    for _ in range(args.rounds):
        alone = watched(streams, 3)
        begin = time.perf_counter()
        prompt = [draw.randrange(300, server.vocabulary) for _ in range(args.prompt)]
        end, _ = arrival(streams, server.begin(prompt, 1))
        beside = streams.gaps(begin, end)
        line("gap", alone)
        line(f"gap beside {args.prompt} tokens", beside, seconds=round(end - begin, 2),
             p99_steps=round(quantile(beside, 0.99) / quantile(alone, 0.5), 2))
    streams.close()


def first(args):
    server, draw = Server(args.url), random.Random(args.seed)
    streams = Streams(server, args.streams, args.tokens, draw)
    watched(streams, 3)
    step = watched(streams, 3)
    new, known, made = [], [], []
    for i in range(args.rounds):
        adapter = {"describe": f"Say word {draw.randrange(10**9)} of the list."}
        for times in new, known:
            prompt = f"A list of {draw.randrange(10**9)} words:"
            begin = time.perf_counter()
            end, received = arrival(streams, server.begin(prompt, 1, adapter=adapter))
            times.append(1e3 * (end - begin))
        made.append(float(received.split(b'"made_ms":')[1].split(b",")[0]))
    line("step", step)
    line("making", made)
    line("first token, known", known)
    line("first token, new", new, bound=round(quantile(made, 0.5) + quantile(known, 0.5) + quantile(step, 0.5), 2))
    streams.close()


def clients(args):
    server, draw = Server(args.url), random.Random(args.seed)
    selector = selectors.DefaultSelector()

    def ask():
        prompt = [draw.randrange(300, server.vocabulary) for _ in range(args.prompt)]
        selector.register(server.begin(prompt, args.tokens), selectors.EVENT_READ, [time.perf_counter()])

    for _ in range(args.streams):
        ask()
    first, gaps, begin = [], [], time.perf_counter()
    while (now := time.perf_counter()) < begin + 4 + args.seconds:
        for key, _ in selector.select(0.01):
            part = key.fileobj.recv(1 << 16)
            if not part:
                selector.unregister(key.fileobj)
                key.fileobj.close()
                ask()
            elif count := text(part):
                now = time.perf_counter()
                if now > begin + 4:
                    (gaps if len(key.data) > 1 else first).append(1e3 * (now - key.data[-1]))
                    gaps.extend([0] * (count - 1))
                key.data.append(now)
    line("first token", first, answers=len(first))
    line("gap", gaps, tokens_per_second=round((len(first) + len(gaps)) / args.seconds, 1))


def main():
    options = argparse.ArgumentParser(description="How long clients of t2l serve wait for a token.")
    kinds = options.add_subparsers(required=True)
    made = kinds.add_parser("model")
    made.add_argument("folder")
    made.set_defaults(run=lambda args: model(args.folder))

    def measurement(run, streams, tokens, **more):
        measured = kinds.add_parser(run.__name__)
        measured.add_argument("--url", required=True)
        for name, default in {"streams": streams, "tokens": tokens, "seed": 1, **more}.items():
            measured.add_argument("--" + name, type=int, default=default)
        measured.set_defaults(run=run)

    measurement(gaps, 7, 6000, rounds=3, prompt=4000)
    measurement(first, 7, 6000, rounds=20)
    measurement(clients, 8, 64, prompt=40, seconds=8)
    args = options.parse_args()
    args.run(args)


if __name__ == "__main__":
    main()
