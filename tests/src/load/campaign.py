#!/usr/bin/env python3
"""Everything that must not harm t2l, each with a seed and a duration; Python's standard library is enough.

    python3 tests/src/load/campaign.py --jar app/target/t2l.jar --seed 1 --seconds 60                # all parts
    python3 tests/src/load/campaign.py --jar app/target/t2l.jar kill --kills 200                     # one of them
    python3 tests/src/load/campaign.py --jar app/target/t2l.jar soak --seconds 3600 --model FILE.gguf --tools --memory 256m

| part | |
|---|---|
| `kill` | kills commands that write, at random moments, and runs them again ([kill.py](kill.py)) |
| `stop` | stops the server for up to two seconds, again and again, under the load of soak |
| `clock` | sets the clock of the server to and fro by up to ten years, under the load of soak; needs a C compiler |
| `folders` | folders that may not be written, and folders that vanish |
| `crowd` | connections that send or read slowly or not at all, and what memory they take |
| `health` | `/health` beside templates that loop |
| `mutate` | requests with tools and examples, changed in some places ([mutate.py](mutate.py)) |
| `parsers` | changed inputs for the parsers that read what others write (FuzzCampaign); needs Maven |
| `soak` | mixed requests of eight clients, and the memory of the server ([soak.py](soak.py)) |

For each part a line of JSON; the exit code is 1 if anything was not as expected. Servers are those of builtin:tiny unless a part says
otherwise, listen on this machine alone, and are ended.
"""
import argparse
import http.client
import json
import os
import random
import re
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path

import kill
import mutate
import soak

ROOT = Path(__file__).resolve().parents[3]
PARSERS = ["BLOCKS", "GGUF", "TOOL_CALLS", "TOOL_FIELDS", "EXAMPLE", "EXAMPLES", "EXAMPLES_FIELD", "UPLOAD", "LOAD"]
NOBODY = {"user": 65534, "group": 65534, "extra_groups": []} if os.getuid() == 0 else {}
LOOP = "{% for a in range(9999) %}{% for b in range(9999) %}{% for c in range(9999) %}{% set x = a*b*c %}{% endfor %}{% endfor %}{% endfor %}"
# The real-time clock plus the seconds in the file CLOCK_SHIFT.
SHIM = r"""
#define _GNU_SOURCE
#include <dlfcn.h>
#include <fcntl.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/time.h>
#include <time.h>
static volatile long *shift;
__attribute__((constructor)) static void begin(void) {
    shift = mmap(0, sizeof(long), PROT_READ, MAP_SHARED, open(getenv("CLOCK_SHIFT"), O_RDONLY), 0);
}
int clock_gettime(clockid_t clock, struct timespec *now) {
    static int (*real)(clockid_t, struct timespec *);
    if (!real) real = dlsym(RTLD_NEXT, "clock_gettime");
    int result = real(clock, now);
    if (clock == CLOCK_REALTIME) now->tv_sec += *shift;
    return result;
}
int gettimeofday(struct timeval *now, void *zone) {
    struct timespec time;
    clock_gettime(CLOCK_REALTIME, &time);
    now->tv_sec = time.tv_sec;
    now->tv_usec = time.tv_nsec / 1000;
    return 0;
}
"""


class Part:
    def __init__(self, args):
        self.args = args
        self.random = random.Random(args.seed)
        self.scratch = Path(tempfile.mkdtemp(prefix="t2l-campaign-", dir=args.scratch))
        os.chmod(self.scratch, 0o755)
        jdk = subprocess.run(["java", str(ROOT / "app/src/main/java/t2l/app/launch/Jdk.java")], capture_output=True, text=True, check=True)
        self.java = jdk.stdout.strip() + "/bin/java"
        self.begin = time.monotonic()

    def command(self, *args):
        """In one process, whose id is that of t2l."""
        return [self.java, "@" + str(self.args.jar.parent / "t2l.args"), "-jar", str(self.args.jar), *map(str, args)]

    def env(self, **more):
        return os.environ | {"T2L_NO_RELAUNCH": "1", "T2L_HOME": str(self.scratch / "home")} | more

    def serve(self, *args, model="builtin:tiny", **env):
        """A server that is ready; returns its process and its port."""
        log = open(self.scratch / "requests.log", "a")
        process = subprocess.Popen(self.command("serve", "--port", 0, "--model", model, *args), stdout=subprocess.PIPE, stderr=log,
                                   text=True, env=self.env(**env))
        self.server = process
        for line in process.stdout:
            if found := re.search(r"http://localhost:(\d+)", line):
                port = int(found[1])
                break
        else:
            raise AssertionError(f"serve: ended, see {log.name}")
        while ask(port, "GET", "/ready")[0] != 200:
            time.sleep(0.2)
        self.begin = time.monotonic()
        return process, port

    def end(self):
        server = getattr(self, "server", None)
        if server and server.poll() is None:
            server.send_signal(signal.SIGCONT)
            server.terminate()
            return server.wait(60)
        return 0

    def over(self):
        return time.monotonic() - self.begin > self.args.seconds

    # ----- parts: each returns whether all was as expected, and its figures

    def kill(self):
        args = self.args
        return kill.run(argparse.Namespace(jar=args.jar, kills=args.kills, job=args.job, seed=args.seed, scratch=args.scratch)), {}

    def soak(self, *serve, disturb=None, **env):
        args = self.args
        memory = ("--memory", args.memory) if args.memory else ()
        network = ("--t2l", args.t2l) if args.t2l else ()
        server, port = self.serve(*memory, *network, *serve, "--max-time", 3600, model=args.model, **env)
        load = soak.Soak(argparse.Namespace(
            url=f"http://localhost:{port}", pid=server.pid, seconds=args.seconds, every=args.every, rate=args.rate, clients=8,
            timeout=3600, seed=args.seed, tools=args.tools, examples=args.examples))
        if disturb:
            threading.Thread(target=disturb, args=(server, load.end), daemon=True).start()
        failed = load.run()
        return not failed, {"requests": sum(load.requests.values()), "unexpected": load.unexpected}

    def stop(self):
        stops = []

        def disturb(server, end):
            while time.monotonic() < end:
                server.send_signal(signal.SIGSTOP)
                time.sleep(self.random.uniform(0, 2))
                server.send_signal(signal.SIGCONT)
                stops.append(1)
                time.sleep(self.random.uniform(0, 1))

        well, figures = self.soak(disturb=disturb)
        return well, figures | {"stops": len(stops)}

    def clock(self):
        (self.scratch / "clock.c").write_text(SHIM)
        subprocess.run(["cc", "-shared", "-fPIC", "-O", "-o", self.scratch / "clock.so", self.scratch / "clock.c", "-ldl"], check=True)
        shift = self.scratch / "shift"
        shift.write_bytes(bytes(8))
        jumps = []

        def disturb(_, end):
            while time.monotonic() < end:
                time.sleep(self.random.uniform(0, 2))
                seconds = int(self.random.choice([-1, 1]) * 10 ** self.random.uniform(0, 8.5))
                with open(shift, "r+b") as file:
                    file.write(seconds.to_bytes(8, "little", signed=True))
                jumps.append(seconds)

        well, figures = self.soak(disturb=disturb, LD_PRELOAD=str(self.scratch / "clock.so"), CLOCK_SHIFT=str(shift))
        return well, figures | {"jumps": len(jumps)}

    def folders(self):
        """Commands that cannot write end with one sentence and leave nothing; a server does without a folder that has gone."""
        readable = self.scratch / "mine"
        readable.mkdir(mode=0o755)
        (readable / "tasks").mkdir()
        (readable / "tasks/t.jsonl").write_text("".join(json.dumps(line) + "\n" for line in [
            {"task": "t", "descriptions": ["Say it."], "n_train": 2, "n_test": 1}, {"split": "train", "input": "a >", "output": ["a"]},
            {"split": "train", "input": "b >", "output": ["b"]}, {"split": "test", "input": "c >", "output": ["c"]}]))
        tiny = ["--model", "builtin:tiny"]
        train = ["train", *tiny, "--tasks", readable / "tasks", "--set", "n_tasks_per_batch=1", "--set", "save_freq=1"]
        runs, wrong = 0, []
        for command in [["generate", "--t2l", "builtin:tiny", "--describe", "Sort."], ["export", "--in", "builtin:tiny", "--format", "gguf"],
                        [*train, "--set", "steps=2"], ["lora", *tiny, "--tasks", readable / "tasks", "--steps", 2]]:
            run = subprocess.run(self.command(*command, "--out", readable / "out"), env=self.env(T2L_HOME=str(readable / "home")),
                                 capture_output=True, text=True, check=False, **NOBODY)
            runs += 1
            said = [line for line in run.stderr.splitlines() if line.startswith("error: ")]
            if run.returncode != 1 or len(said) != 1 or "\tat " in run.stderr or sorted(os.listdir(readable)) != ["tasks"]:
                wrong.append([command[0], run.returncode, run.stderr[-500:]])
        # A run whose folder is taken away while it trains.
        gone = self.scratch / "gone"
        run = subprocess.Popen(self.command(*train, "--set", "steps=100000", "--out", gone), env=self.env(), stderr=subprocess.PIPE,
                               stdout=subprocess.DEVNULL, text=True)
        while run.poll() is None and not list(gone.rglob("checkpoint*")):
            time.sleep(0.05)
        while run.poll() is None:
            shutil.rmtree(gone, ignore_errors=True)
            time.sleep(0.05)
        said = run.stderr.read()
        runs += 1
        if run.returncode != 1 or "error: " not in said or "\tat " in said:
            wrong.append(["train, its folder gone", run.returncode, said[-500:]])
        # A server whose published adapters and home are taken away.
        made = self.scratch / "published"
        subprocess.run(self.command("generate", "--t2l", "builtin:tiny", "--describe", "Sort the words.", "--out", made / "sort"),
                       env=self.env(), check=True, capture_output=True)
        _, port = self.serve("--adapters", made, "--load-adapters", made)
        shutil.rmtree(made)
        shutil.rmtree(self.scratch / "home", ignore_errors=True)
        chat = {"model": "tiny", "messages": [{"role": "user", "content": "cat dog >"}], "max_tokens": 8}
        for body, statuses in [(chat, [200]), (chat | {"adapter": {"name": "sort"}}, [200, 404, 503]), (chat | {"adapter": {"describe": "Sort."}}, [200])]:
            status, _, text = ask(port, "POST", "/v1/chat/completions", body)
            runs += 1
            if status not in statuses:
                wrong.append([body.get("adapter"), status, text[:300].decode()])
        status, _, text = ask(port, "POST", "/v1/load_lora_adapter", {"lora_name": "x", "lora_path": "sort"})
        if status not in (400, 404):
            wrong.append(["load_lora_adapter", status, text[:300].decode()])
        return not wrong, {"runs": runs + 1, "wrong": wrong}

    def crowd(self):
        """A third sends half a head, a third half a body, and a third asks for long streams that it does not read."""
        body = json.dumps({"model": "tiny", "prompt": "cat dog", "n": 8, "max_tokens": 400, "logprobs": 5, "stream": True,
                           "logit_bias": {"2": -100}}).encode()
        head = b"POST /v1/completions HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n" % len(body)
        chat = {"model": "tiny", "messages": [{"role": "user", "content": "cat >"}], "max_tokens": 2}
        server, port = self.serve("--max-send-time", 10)
        before = look(server.pid)
        peak, slowest, well = before, 0, True
        clients = []
        for i in range(self.args.connections):
            client = socket.socket()
            client.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
            client.connect(("localhost", port))
            client.sendall([head[:40], head + body[:20], head + body][i % 3])
            clients.append(client)
        while not self.over():
            time.sleep(min(5, self.args.seconds / 6))
            status, seconds, _ = ask(port, "GET", "/health")
            well &= status == 200
            slowest = max(slowest, seconds)
            peak = {name: max(value, peak[name]) for name, value in look(server.pid).items()}
        well &= ask(port, "POST", "/v1/chat/completions", chat)[0] in (200, 429)
        for client in clients:
            client.close()
        end = time.monotonic() + 60
        while time.monotonic() < end and look(server.pid)["descriptors"] > before["descriptors"] + 8:
            time.sleep(1)
        after = look(server.pid)
        busy = next(line for line in ask(port, "GET", "/metrics")[2].decode().splitlines() if line.startswith("t2l_slots_busy "))
        well &= ask(port, "POST", "/v1/chat/completions", chat)[0] == 200 and busy.endswith(" 0")
        well &= after["descriptors"] <= before["descriptors"] + 8
        return well, {"connections": len(clients), "before": before, "peak": peak, "after": after, "slowest_health_s": slowest}

    def health(self):
        """Eight requests loop in their chat templates, each up to its limit and then again."""
        _, port = self.serve()
        body = {"model": "tiny", "messages": [{"role": "user", "content": "cat >"}], "chat_template": LOOP}
        refusals, times, over = [], [], threading.Event()

        def loop():
            while not over.is_set():
                try:
                    refusals.append(ask(port, "POST", "/v1/chat/completions", body)[0])
                except http.client.IncompleteRead:  # a refusal after a keep-alive
                    refusals.append(400)

        threads = [threading.Thread(target=loop) for _ in range(8)]
        for thread in threads:
            thread.start()
        while not self.over():
            times.append(ask(port, "GET", "/health")[1])
            time.sleep(0.02)
        over.set()
        for thread in threads:
            thread.join()
        times.sort()
        return 200 not in refusals and bool(refusals), {
            "refusals": len(refusals), "median_ms": 1000 * times[len(times) // 2], "longest_ms": 1000 * times[-1]}

    def mutate(self):
        _, port = self.serve("--max-time", 20, model="builtin:stories260k")
        found = mutate.run(port, "stories260k", self.args.seconds, 4, self.args.seed)
        return not found["bad"], dict(found)

    def parsers(self):
        classpath = self.scratch / "classpath"
        subprocess.run(["mvn", "-B", "-q", "test-compile", "dependency:build-classpath", "-Dmdep.outputFile=" + str(classpath), "-pl", "tests", "-am"],
                       cwd=ROOT, check=True)
        jars = str(ROOT / "tests/target/test-classes") + ":" + classpath.read_text()
        figures, well = {}, True
        for parser in self.args.parser or PARSERS:
            run = subprocess.run([self.java, "@" + str(self.args.jar.parent / "t2l.args"), "-Xmx512m", "-cp", jars, "t2l.fuzz.FuzzCampaign",
                                  parser, str(self.args.inputs), str(self.args.seed), str(self.scratch)],
                                 stdout=subprocess.PIPE, text=True, check=False)
            figures[parser] = run.stdout.strip().splitlines()[-1:]
            well &= run.returncode == 0
        return well, figures


def ask(port, method, path, body=None):
    """Status, seconds and body of a reply."""
    connection = http.client.HTTPConnection("localhost", port, timeout=600)
    begun = time.monotonic()
    connection.request(method, path, body and json.dumps(body), {"Content-Type": "application/json"})
    reply = connection.getresponse()
    text = reply.read()
    connection.close()
    return reply.status, round(time.monotonic() - begun, 3), text


def look(pid):
    status = dict(line.split(":", 1) for line in open(f"/proc/{pid}/status"))
    return {"rss_mb": int(status["VmRSS"].split()[0]) // 1024, "descriptors": len(os.listdir(f"/proc/{pid}/fd")),
            "threads": int(status["Threads"])}


def main():
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parts = ["kill", "stop", "clock", "folders", "crowd", "health", "mutate", "parsers", "soak"]
    options.add_argument("part", nargs="*", metavar="PART", help=", ".join(parts))
    options.add_argument("--jar", type=Path, required=True)
    options.add_argument("--seed", type=int, default=1)
    options.add_argument("--seconds", type=float, default=60, help="of a part that has no count")
    options.add_argument("--scratch", help="a directory for temporary files")
    options.add_argument("--kills", type=int, default=100, help="of all jobs together")
    options.add_argument("--job", action="append", help="kill only this job; may be repeated")
    options.add_argument("--connections", type=int, default=500)
    options.add_argument("--inputs", type=int, default=10000, help="for each parser")
    options.add_argument("--parser", action="append", help="only this parser; may be repeated")
    options.add_argument("--model", default="builtin:tiny", help="of soak, stop and clock")
    options.add_argument("--t2l", help="its hypernetwork")
    options.add_argument("--memory", help="of its server")
    options.add_argument("--rate", type=float, default=5, help="requests in a second, of all clients")
    options.add_argument("--every", type=float, default=60, help="seconds between lines")
    options.add_argument("--tools", action="store_true", help="also ask for calls of tools, which the model's template has to know")
    options.add_argument("--examples", action="store_true", help="also have adapters sharpened on examples")
    args = options.parse_args()
    args.jar = args.jar.resolve()
    if unknown := set(args.part) - set(parts):
        options.error(f"PART: needs {', '.join(parts)}, got {', '.join(unknown)}")
    well = True
    for name in args.part or parts:
        part = Part(args)
        try:
            passed, figures = getattr(part, name)()
        except AssertionError as e:
            passed, figures = False, {"failed": str(e)}
        finally:
            code = part.end()
        passed &= code in (0, 143)
        print(json.dumps({"part": name, "passed": passed, "seed": args.seed, "seconds": round(time.monotonic() - part.begin)} | figures), flush=True)
        well &= passed
        if passed:
            shutil.rmtree(part.scratch, ignore_errors=True)
        else:
            print(f"kept: {part.scratch}", file=sys.stderr)
    sys.exit(0 if well else 1)


if __name__ == "__main__":
    main()
