"""A part of campaign.py: mixed load on `t2l serve`.

Some clients chat, streamed or not, with new descriptions, known ones, ids and mixes; they complete, embed, download, hang up and
send what is wrong. Every reply has to have the status that its request deserves, and a greedy answer has to be the same every
time. Every `every` seconds, and at the end, a line of JSON says what has happened so far, and of the process `pid` its resident
memory, descriptors and threads, of which adapters have as much as `--memory` of the server allows.
"""
import http.client
import json
import os
import random
import socket
import sys
import threading
import time
import urllib.parse

WORDS = ["cat", "dog", "bird", "hat", "shop", "car", "banana", "apple", "thin", "big", "jump", "help", "speak"]

# For a network that has none.
EXAMPLES = [{"describe": "Say it in capitals.", "prompt": "a red house"}, {"describe": "Sort the words.", "prompt": "pear fig apple"}]


class Soak:
    def __init__(self, args):
        self.args = args
        where = urllib.parse.urlsplit(args.url)
        if where.hostname not in ("localhost", "127.0.0.1"):
            sys.exit("--url: needs an address of this machine, got " + args.url)
        self.port = where.port
        model = json.loads(self.ask("GET", "/v1/models")[1])["data"][0]
        self.model = model["id"]
        examples = model["t2l"]["examples"] or EXAMPLES
        self.descriptions = [example["describe"] for example in examples]
        self.prompts = [example["prompt"] for example in examples]
        self.lock = threading.Lock()
        self.requests = {}
        self.unexpected = 0
        self.answers = {}
        self.begin = time.monotonic()
        self.end = self.begin + args.seconds

    # --- one request -------------------------------------------------------------------------------------------------

    def ask(self, method, path, body=None, headers=None):
        """Sends a request and reads the whole reply; returns status and bytes."""
        connection = http.client.HTTPConnection("localhost", self.port, timeout=self.args.timeout)
        try:
            data = body if body is None or isinstance(body, bytes) else json.dumps(body).encode()
            connection.request(method, path, data, headers or {"Content-Type": "application/json"})
            reply = connection.getresponse()
            return reply.status, reply.read()
        finally:
            connection.close()

    def expect(self, status, method, path, body=None, headers=None):
        try:
            got, reply = self.ask(method, path, body, headers)
        except http.client.IncompleteRead as e:
            # A refusal that comes after signs of life: the status is 200, the error is there, the connection is cut off.
            if status < 400 or b'{"error":' not in e.partial:
                raise
            return e.partial
        if got != status:
            raise AssertionError(f"{method} {path}: needs status {status}, got {got}: {reply[:200]!r}")
        return reply

    def chat(self, message, adapter=None, **more):
        body = {"model": self.model, "messages": [{"role": "user", "content": message}], "temperature": 0, "max_tokens": 24}
        if adapter is not None:
            body["adapter"] = adapter
        return body | more

    def same(self, key, text):
        with self.lock:
            before = self.answers.setdefault(key, text)
        if before != text:
            raise AssertionError(f"{key}: needs the answer it got before, {before!r}, got {text!r}")

    def answer(self, key, body):
        reply = json.loads(self.expect(200, "POST", "/v1/chat/completions", body))
        self.same(key, reply["choices"][0]["message"]["content"])
        return reply

    # --- the kinds of requests ---------------------------------------------------------------------------------------

    def known(self, draw):
        describe, prompt = draw.choice(self.descriptions), draw.choice(self.prompts)
        self.answer((describe, prompt), self.chat(prompt, {"describe": describe}))

    def streamed(self, draw):
        describe, prompt = draw.choice(self.descriptions), draw.choice(self.prompts)
        body = self.chat(prompt, {"describe": describe}, stream=True)
        events = self.expect(200, "POST", "/v1/chat/completions", body).decode().split("\n\n")
        if events[-2] != "data: [DONE]":
            raise AssertionError(f"stream: needs [DONE] at its end, got {events[-2]!r}")
        parts = [json.loads(e[6:]) for e in events[:-2] if e.startswith("data: ")]
        self.same((describe, prompt), "".join(p["choices"][0]["delta"].get("content", "") for p in parts))

    def fresh(self, draw):
        describe = f"Say {draw.choice(WORDS)} {draw.randrange(10**9)} times, then {draw.choice(WORDS)}."
        reply = json.loads(self.expect(200, "POST", "/v1/chat/completions", self.chat(draw.choice(self.prompts), {"describe": describe})))
        if reply["adapter"]["cached"]:
            raise AssertionError("adapter: needs to be made for a new description, was cached")

    def by_id(self, draw):
        describe, prompt = draw.choice(self.descriptions), draw.choice(self.prompts)
        made = json.loads(self.expect(200, "POST", "/v1/adapters", {"describe": describe}))
        self.answer((describe, prompt), self.chat(prompt, {"id": made["id"]}))

    def mixed(self, draw):
        prompt = draw.choice(self.prompts)
        parts = [{"describe": self.descriptions[0], "scale": 0.5}, {"describe": self.descriptions[1], "scale": 0.5}]
        self.answer(("mix", prompt), self.chat(prompt, {"mix": parts}))

    def base(self, draw):
        prompt = draw.choice(self.prompts)
        self.answer(("base", prompt), self.chat(prompt))

    def sampled(self, draw):
        body = {"model": self.model, "prompt": [draw.choice(self.prompts), draw.choice(self.prompts)], "n": 2, "logprobs": 3, "max_tokens": 16}
        self.expect(200, "POST", "/v1/completions", body)

    def embed(self, draw):
        self.expect(200, "POST", "/v1/embeddings", {"model": self.model, "input": [draw.choice(self.descriptions), draw.choice(self.prompts)]})

    def tool(self, draw):
        tool = {"type": "function", "function": {"name": "weather", "description": "The weather of a city.", "parameters": {
            "type": "object", "properties": {"city": {"type": "string", "maxLength": 12}}, "required": ["city"]}}}
        body = self.chat("What is the weather in Rome?", tools=[tool], tool_choice="required", parallel_tool_calls=False,
                         stream=draw.random() < 0.5, max_tokens=60)
        self.expect(200, "POST", "/v1/chat/completions", body)

    def examples(self, draw):
        words = [draw.sample(WORDS, 3) for _ in range(2)]
        examples = [{"input": " ".join(each), "output": each[-1]} for each in words]
        adapter = {"describe": "Say the last word.", "examples": examples}
        self.expect(200, "POST", "/v1/chat/completions", self.chat(" ".join(draw.sample(WORDS, 3)), adapter))

    def look(self, draw):
        self.expect(200, "GET", draw.choice(["/", "/page.js", "/v1/models", "/v1/adapters", "/metrics", "/health", "/ready"]))

    def download(self, draw):
        made = json.loads(self.expect(200, "POST", "/v1/adapters", {"describe": draw.choice(self.descriptions)}))
        self.expect(200, "GET", "/v1/adapters/" + made["id"] + draw.choice(["?format=peft", "?format=gguf", ""]))

    def forgotten(self, draw):
        made = json.loads(self.expect(200, "POST", "/v1/adapters", {"describe": f"Forget {draw.randrange(10**9)}."}))
        self.expect(200, "DELETE", "/v1/adapters/" + made["id"])
        self.expect(404, "GET", "/v1/adapters/" + made["id"])

    def wrong(self, draw):
        status, method, path, body = draw.choice([
            (400, "POST", "/v1/chat/completions", b"{"),
            (400, "POST", "/v1/chat/completions", b"[" * 5000),
            (400, "POST", "/v1/chat/completions", b"\xff\xfe"),
            (400, "POST", "/v1/chat/completions", self.chat("cat >", temperature=3)),
            (400, "POST", "/v1/chat/completions", self.chat("cat >", tools=[{"type": "function"}])),
            (400, "POST", "/v1/completions", {"model": self.model, "prompt": "x y " * 100_000}),
            (404, "POST", "/v1/chat/completions", self.chat("cat >", model="gpt")),
            (404, "POST", "/v1/chat/completions", self.chat("cat >", {"id": "t2l-0000000000000000"})),
            (404, "GET", "/v1/nothing", None),
            (405, "GET", "/v1/completions", None)])
        self.expect(status, method, path, body)

    def hang_up(self, draw):
        """Leaves while the head or the body is being sent, while waiting, or while the answer is being read."""
        body = json.dumps({"model": self.model, "prompt": "cat dog > " * 40, "n": 8, "max_tokens": 400, "logit_bias": {"2": -100},
                           "stream": draw.random() < 0.5}).encode()
        head = (f"POST /v1/completions HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
                f"Content-Length: {len(body)}\r\n\r\n").encode()
        with socket.create_connection(("localhost", self.port), timeout=self.args.timeout) as client:
            when = draw.randrange(4)
            if when < 2:
                client.sendall((head + body)[:draw.randrange(len(head) + len(body))])
            else:
                client.sendall(head + body)
                if when == 3:
                    client.recv(1)
                time.sleep(0.2 * draw.random())

    KINDS = {"known": 6, "streamed": 6, "fresh": 6, "by_id": 3, "mixed": 2, "base": 3, "sampled": 2, "embed": 2, "look": 3,
             "download": 1, "forgotten": 1, "wrong": 3, "hang_up": 3}

    # --- all of them -------------------------------------------------------------------------------------------------

    def client(self, number):
        kinds = self.KINDS | ({"tool": 3} if self.args.tools else {}) | ({"examples": 0.25} if self.args.examples else {})
        draw = random.Random(self.args.seed * 1000 + number)
        while True:
            time.sleep(draw.expovariate(self.args.rate / self.args.clients))
            if time.monotonic() > self.end:
                return
            kind = draw.choices(list(kinds), list(kinds.values()))[0]
            try:
                getattr(self, kind)(draw)
            except Exception as e:  # whatever it is, it is counted
                print(f"unexpected: {kind}: {e!r}", flush=True)
                with self.lock:
                    self.unexpected += 1
            with self.lock:
                self.requests[kind] = self.requests.get(kind, 0) + 1

    def metric(self, name):
        text = self.expect(200, "GET", "/metrics").decode()
        return next(float(line.split(" ")[1]) for line in text.splitlines() if line.startswith(name + " "))

    def line(self, kinds=False):
        status = dict(l.split(":", 1) for l in open(f"/proc/{self.args.pid}/status"))
        with self.lock:
            line = {"s": round(time.monotonic() - self.begin), "requests": sum(self.requests.values()),
                    "unexpected": self.unexpected, "rss_mb": round(int(status["VmRSS"].split()[0]) / 1024, 1),
                    "descriptors": len(os.listdir(f"/proc/{self.args.pid}/fd")), "threads": int(status["Threads"]),
                    "adapters": int(self.metric("t2l_adapters")),
                    "adapters_mb": round(self.metric("t2l_adapters_bytes") / 2**20, 1)}
            if kinds:
                line["kinds"] = dict(sorted(self.requests.items()))
        print(json.dumps(line), flush=True)

    def run(self):
        used = self.metric("t2l_cache_bytes")
        self.line()
        clients = [threading.Thread(target=self.client, args=(i,)) for i in range(self.args.clients)]
        for client in clients:
            client.start()
        next_line = self.begin + self.args.every
        while any(client.is_alive() for client in clients):
            time.sleep(0.5)
            if time.monotonic() >= next_line:
                self.line()
                next_line += self.args.every
        time.sleep(2)  # those who hung up last are noticed
        self.line(kinds=True)
        left = {name: self.metric(name) for name in ("t2l_slots_busy", "t2l_queue_requests")}
        left["bytes"] = max(0, self.metric("t2l_cache_bytes") - used)  # a server that warms up has fewer free ones
        print("left over: " + json.dumps(left), flush=True)
        return 1 if self.unexpected or any(left.values()) else 0
