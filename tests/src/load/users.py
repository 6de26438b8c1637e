#!/usr/bin/env python3
"""What users do, beside rivals (BENCHMARKS.md, "Rows of users"); Python's standard library and a JDK 25 in JAVA_HOME are enough.

    python3 tests/src/load/users.py --model MODEL --threads 2
    python3 tests/src/load/users.py serve/ --starts 3              # rows by the beginning of their names; fewer starts
    python3 tests/src/load/users.py --quick                        # one start with builtin:tiny: checks all, measures nothing

Every value comes from a process of its own; programs are started in turns. `--peer-server CMD` adds a server that speaks OpenAI's API and
answers /health; {port}, {model} and {threads} are replaced in CMD. `--json` prints a line of JSON for each row, with all values.
"""

import argparse
import concurrent.futures
import http.client
import json
import os
import pathlib
import re
import shlex
import signal
import socket
import statistics
import subprocess
import sys
import tempfile
import time

ROOT = pathlib.Path(__file__).resolve().parents[3]
JAVA = str(pathlib.Path(os.environ["JAVA_HOME"], "bin/java"))
PROMPT = "Once upon a time there was"
SENTENCE = (" The old man went down to the river every morning, because he liked to see how the sun came up behind the hills and the"
            " boats went out to the sea.")
parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
parser.add_argument("names", nargs="*", metavar="ROW", help="beginnings of names of rows")
parser.add_argument("--model", default="builtin:tiny")
parser.add_argument("--threads", type=int, default=os.cpu_count())
parser.add_argument("--starts", type=int)
parser.add_argument("--peer-server", action="append", default=[], metavar="CMD")
parser.add_argument("--jar", type=pathlib.Path, default=ROOT / "app/target/t2l.jar")
parser.add_argument("--quick", action="store_true")
parser.add_argument("--json", action="store_true")
given = parser.parse_args()
LABEL = re.sub(r"^builtin:|\.gguf$", "", pathlib.PurePath(given.model).name)
LENGTH, WARM, MEASURED = (4, 0, 0) if given.quick else (64, 4, 3)
rows, said = {}, {}


def wanted(name):
    return not given.names or any(name.startswith(each) for each in given.names)


def add(program, command, name, unit, value):
    if wanted(name):
        rows.setdefault((name, command), (program, unit, []))[2].append(value)


def start(command):
    """A process group of its own, whose last line on stderr is quoted if it fails."""
    errors = tempfile.TemporaryFile()
    process = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=errors, start_new_session=True)
    return process, errors


def failed(command, process, errors):
    errors.seek(0)
    last = (errors.read().decode(errors="replace").splitlines() or ["nothing"])[-1]
    sys.exit(f"error: {command}: needs a program that runs, it ended with exit code {process.wait()} and said {last}")


def output(command):
    process, errors = start(command)
    result = process.stdout.read().decode()
    if process.wait():
        failed(command[-1], process, errors)
    return result


def complete(label, model, task, prompt):
    command = ["complete", "--model", model, "--describe", task, "--prompt", prompt, "--max-tokens", "16", "--threads", str(given.threads)]
    begin = time.perf_counter()
    result = output([JAVA, "-jar", str(given.jar), *command])
    add("t2l", "t2l " + shlex.join(command), f"complete/{label}", "s", time.perf_counter() - begin)
    if said.setdefault(label, result) != result:
        sys.exit(f"error: complete/{label}: needs the same result at every start, got {said[label]!r} and {result!r}")


def answers(length, seconds):
    """A Java program without a server: seconds to its first token, tokens per second, and the tokens that end a text."""
    begin = time.time()
    first, rate, *ends = output([JAVA, f"@{given.jar.with_name('t2l.args')}", "-cp", f"{given.jar}{os.pathsep}{classes.name}", "Answers",
                                 given.model, str(given.threads), str(length), str(seconds), PROMPT]).split()
    return int(first) / 1e3 - begin, float(rate), ends


def java():
    first, rate, _ = answers(LENGTH, WARM)
    command = f"Answers {given.model} {given.threads} {LENGTH} {WARM}"
    add("t2l", command, f"java/{LABEL}/first-answer", "s", first)
    add("t2l", command, f"java/{LABEL}/plain", "tokens/s", rate)


class Server:
    """A server that speaks OpenAI's API, from its start to its end."""

    def __init__(self, command):
        with socket.create_server(("localhost", 0)) as free:
            self.port = free.getsockname()[1]
        self.begin = time.perf_counter()
        line = command.replace("{port}", str(self.port))
        self.process, errors = start(["/bin/sh", "-c", "exec 1>&2; " + line])
        while not self.healthy():
            if self.process.poll() is not None or time.perf_counter() > self.begin + 120:
                failed(line, self.process, errors)
            time.sleep(0.005)
        self.ready = time.perf_counter() - self.begin
        self.model = json.load(self.ask("GET", "/v1/models"))["data"][0]["id"]

    def healthy(self):
        try:
            return self.ask("GET", "/health").status == 200
        except (OSError, http.client.HTTPException):
            return False

    def ask(self, method, path, body=None):
        connection = http.client.HTTPConnection("localhost", self.port, timeout=600)
        connection.request(method, path, json.dumps(body), {"Content-Type": "application/json"})
        reply = connection.getresponse()
        if body and reply.status != 200:
            sys.exit(f"error: {path}: needs status 200, got {reply.status}: {reply.read().decode()}")
        return reply

    def write(self, prompt=PROMPT, tokens=None, task=None):
        """Tokens, and the seconds to the first and to the last text."""
        body = {"model": self.model, "prompt": prompt, "max_tokens": tokens or LENGTH, "temperature": 0, "stream": True,
                "stream_options": {"include_usage": True}, "logit_bias": dict.fromkeys(ends, -100)}
        if task:
            body["adapter"] = {"describe": task}
        begin, times, count = time.perf_counter(), [], 0
        for line in self.ask("POST", "/v1/completions", body):
            if line.startswith(b"data: {"):
                event = json.loads(line[6:])
                if event.get("choices") and event["choices"][0].get("text"):
                    times.append(time.perf_counter() - begin)
                count = (event.get("usage") or {}).get("completion_tokens", count)
        times = times or [time.perf_counter() - begin]
        return count, times[0], times[-1]

    def together(self, tasks, prompts=None, tokens=None):
        with concurrent.futures.ThreadPoolExecutor(len(tasks)) as pool:
            return list(pool.map(lambda i: self.write(prompts[i] if prompts else PROMPT, tokens, tasks[i]), range(len(tasks))))

    def rate(self, tasks):
        """Tokens per second after the first one; the first time, which is not counted, makes the adapters."""
        self.together(tasks)
        count = seconds = 0
        end = time.perf_counter() + MEASURED
        while not count or time.perf_counter() < end:
            texts = self.together(tasks)
            count += sum(text[0] for text in texts) - 1
            seconds += max(text[2] for text in texts) - min(text[1] for text in texts)
        return count / seconds

    def close(self):
        os.killpg(self.process.pid, signal.SIGTERM)
        try:
            self.process.wait(10)
        except subprocess.TimeoutExpired:
            os.killpg(self.process.pid, signal.SIGKILL)


def median(times, seconds):
    """In milliseconds, after two that are not counted."""
    return 1e3 * statistics.median([seconds(i) for i in range(2 + (1 if given.quick else times))][2:])


def serve(program, shown, command, own):
    server = Server(command)

    def row(name, unit, value):
        if wanted(f"serve/{LABEL}/{name}"):
            add(program, shown, f"serve/{LABEL}/{name}", unit, value())

    try:
        row("ready", "s", lambda: server.ready)
        if own:
            row("first-answer", "s", lambda: time.perf_counter() - server.begin + server.write(tokens=1)[1])
        warm = time.perf_counter() + WARM
        while time.perf_counter() < warm:
            server.write()
        row("plain", "tokens/s", lambda: server.rate([None]))
        row("first-token", "ms", lambda: median(5, lambda i: server.write(f"{i}." + 4 * SENTENCE, 1)[1]))
        if own:
            row("described-token", "ms", lambda: median(5, lambda i: server.write("hot", 1, f"Say word {i} of the list.")[1]))
            row("adapter", "tokens/s", lambda: server.rate(["Write the opposite of the given word."]))
        tasks = [f"Write what begins with letter {i}." if own else None for i in range(8)]
        row("eight", "tokens/s", lambda: server.rate(tasks))
        row("eight-first-token", "ms", lambda: median(5, lambda i: statistics.median(
            text[1] for text in server.together(tasks, [f"{i}.{each}.{SENTENCE}" for each in range(8)], 1))))
        if own:
            texts = [f"Take word {i} of the list and say it in French." for i in range(100)]

            def embed(_):
                begin = time.perf_counter()
                assert len(json.load(server.ask("POST", "/v1/embeddings", {"model": server.model, "input": texts}))["data"]) == 100
                return time.perf_counter() - begin
            row("embed-100", "ms", lambda: median(3, embed))
    finally:
        server.close()


classes = tempfile.TemporaryDirectory()
output([JAVA + "c", "-cp", str(given.jar), "-d", classes.name, str(ROOT / "tests/src/load/Answers.java")])
ends = answers(1, 0)[2]
programs = [("complete/tiny", lambda: complete("tiny", "builtin:tiny", "Take the last word and say it in French.", "cat dog bird >"))]
if given.model != "builtin:tiny":
    programs.append((f"complete/{LABEL}", lambda: complete(LABEL, given.model, "Write the opposite of the given word.", "hot")))
programs.append((f"java/{LABEL}/", java))
SERVE = f"serve --model {shlex.quote(given.model)} --threads {given.threads}"
programs.append((f"serve/{LABEL}/", lambda: serve("t2l", "t2l " + SERVE, f"exec {JAVA} -jar {given.jar} {SERVE} --port {{port}}", True)))
for peer in given.peer_server:
    line = peer.replace("{model}", given.model).replace("{threads}", str(given.threads))
    programs.append((f"serve/{LABEL}/", lambda line=line: serve(pathlib.PurePath(line.split()[0]).name, line, line, False)))
for _ in range(given.starts or (1 if given.quick else 10)):
    for prefix, once in programs:
        if wanted(prefix) or any(each.startswith(prefix) for each in given.names):
            once()
print(f"{'':45} {'':20}{'min':>10}{'median':>10}{'max':>10}" if not given.json else "", end="" if given.json else "\n")
for (name, command), (program, unit, values) in sorted(rows.items(), key=lambda each: each[0][0]):
    low, middle, high = min(values), statistics.median(values), max(values)
    if given.json:
        print(json.dumps({"name": name, "program": program, "unit": unit, "min": low, "median": middle, "max": high, "values": values,
                          "command": command}))
    else:
        print(f"{name:45} {program:20}{low:10.2f}{middle:10.2f}{high:10.2f}  {unit}")
