"""A part of campaign.py: kills commands that write, at random moments, and runs them again.

Each job runs twice undisturbed: what differs between these runs (times of day) is not compared later. Then, in new folders, it is
killed (SIGKILL, the whole process group) one to three times: half of the kills at any moment, half soon after the first file was
written. What a kill leaves of a result that is written whole has to be nothing or all. Then it runs again, with --resume, --force
or as before, and has to leave the same files with the same bytes and no others, and to leave alone what others have put beside
its result. For each job a line of JSON.
"""
import hashlib
import http.server
import json
import os
import random
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[3]
# Names like those of our unfinished files, but of others, and plain neighbours.
FOREIGN = ["note.txt", ".out.part", ".out.1x.2.part", ".out.12x.part", ".other.4194303999.1.part", "out.bak/adapter_model.safetensors"]
DESCRIBE = ["Take the last word and say it in French.", "SHOUT the name of the place.", "Sort the words.",
            "What is the opposite of the third adjective?", "Count the words.", "Say the first word twice."]
WORDS = ["cat", "dog", "bird", "hat", "shop", "car", "banana", "apple", "thin", "big", "jump", "help"]


class Hub(http.server.BaseHTTPRequestHandler):
    """A slow hub with one model, and a language model that writes descriptions."""
    protocol_version = "HTTP/1.1"
    sha = "0123456789abcdef0123456789abcdef01234567"
    files = {"config.json": b'{"model_type": "llama"}', "tokenizer.json": b"{}" * 20000,
             "model.safetensors": random.Random(1).randbytes(1 << 20)}

    def log_message(self, *_):
        pass

    def answer(self, status, body, headers):
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        try:
            for i in range(0, len(body) if self.command != "HEAD" else 0, 1 << 15):
                self.wfile.write(body[i:i + (1 << 15)])
                time.sleep(0.01)
        except OSError:
            self.close_connection = True

    def do_GET(self):
        if self.path.startswith("/api/"):
            siblings = [{"rfilename": name} for name in self.files]
            return self.answer(200, json.dumps({"sha": self.sha, "siblings": siblings}).encode(), {})
        body = self.files.get(self.path.rsplit("/", 1)[-1])
        if body is None:
            return self.answer(404, b"", {})
        tag = {"ETag": '"' + hashlib.sha256(body).hexdigest() + '"', "X-Repo-Commit": self.sha, "Accept-Ranges": "bytes"}
        span = self.headers.get("Range")
        if span and self.command == "GET":
            start = int(span.split("=")[1].split("-")[0])
            return self.answer(206, body[start:], tag | {"Content-Range": f"bytes {start}-{len(body) - 1}/{len(body)}"})
        return self.answer(200, body, tag)

    do_HEAD = do_GET

    def do_POST(self):
        asked = self.rfile.read(int(self.headers["Content-Length"]))
        key = hashlib.sha256(asked).hexdigest()
        words = " ".join(random.Random(key).sample(WORDS, 6))
        lines = "\n".join(f"{i + 1}. Say {words} {key[i * 3:i * 3 + 3]} {i * 7}." for i in range(5))
        message = {"index": 0, "message": {"role": "assistant", "content": lines}, "finish_reason": "stop"}
        self.answer(200, json.dumps({"choices": [message]}).encode(), {"Content-Type": "application/json"})


class Campaign:
    def __init__(self, args):
        self.args = args
        self.random = random.Random(args.seed)
        self.scratch = Path(tempfile.mkdtemp(prefix="t2l-kill-", dir=args.scratch))
        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Hub)
        threading.Thread(target=self.server.serve_forever, daemon=True).start()
        self.url = f"http://127.0.0.1:{self.server.server_port}"
        self.env = os.environ | {"T2L_HOME": str(self.scratch / "home"), "HF_ENDPOINT": self.url}
        self.common = ["--threads", "1", "--quiet"]
        self.inputs()

    # ----- inputs, made once

    def inputs(self):
        self.given = self.scratch / "given"
        self.given.mkdir()
        given = self.given
        (given / "describe.txt").write_text("\n".join(DESCRIBE) + "\n")
        (given / "data.jsonl").write_text("".join(
            json.dumps({"prompt": f"{a} {b} {c} >", "answer": c}) + "\n"
            for a, b, c in (random.Random(i).sample(WORDS, 3) for i in range(40))))
        (given / "tasks").mkdir()
        for place in range(4):
            with open(given / "tasks" / f"word{place}.jsonl", "w") as out:
                print(json.dumps({"task": f"word{place}", "descriptions": [f"Say word number {place}."], "n_train": 12,
                                  "n_test": 4}), file=out)
                for i in range(16):
                    four = random.Random(i).sample(WORDS, 4)
                    print(json.dumps({"split": "train" if i < 12 else "test", "input": " ".join(four) + " >",
                                      "output": [four[place]]}), file=out)
        (given / "rows.csv").write_text("a,b\n" + "".join(f"{w} one,{w}\n" for w in WORDS))
        self.must("generate", "--describe-file", given / "describe.txt", "--out", given / "adapters")
        self.must("export", "--in", "builtin:tiny", "--format", "huggingface", "--out", given / "tiny")

    def command(self, *args):
        return ["java", "-jar", str(self.args.jar), *map(str, args), *self.common]

    def must(self, *args, cwd=None):
        run = subprocess.run(self.command(*args), env=self.env, capture_output=True, text=True, cwd=cwd, check=False)
        if run.returncode:
            raise AssertionError(f"{args}: code {run.returncode}: {run.stderr.strip()}")

    # ----- jobs: name -> how `out` in a folder is made; `again` says what a run after a kill has in addition

    def jobs(self):
        given, tiny = self.given, "builtin:tiny"
        adapters = given / "adapters"

        def plain(*args):
            return lambda place, again: self.command(*args, "--out", place / "out", *(["--force"] if again else []))

        def run(*args):
            return lambda place, _: self.command(*args, "--out", place / "out",
                                                 *(["--resume"] if (place / "out").exists() else []))

        def pull(place, again):
            return ["env", f"HF_HOME={place / 'out'}", *self.command("pull", "someone/model", "--include", "*")]

        def describe(place, again):
            if not (place / "out").exists():
                shutil.copytree(given / "tasks", place / "out")
            return self.command("describe", *sorted((place / "out").glob("word?.jsonl")), "--endpoint", self.url + "/v1",
                                "--model", "m", "--count", "12", "--similar", "1")

        def export_file(*args):
            return lambda place, again: self.command("export", *args, "--out", place / "out", *(["--force"] if again else []))

        training = ["--set", "hypernet_latent_size=16", "--set", "head_in_size=16", "--set", "n_tasks_per_batch=2", "--set",
                    "save_freq=2", "--set", "steps=12"]
        return {
            "bulk": None,
            "generate": plain("generate", "--describe-file", given / "describe.txt"),
            "generate-gguf": plain("generate", "--describe-file", given / "describe.txt", "--format", "gguf", "--model", tiny),
            "lora": run("lora", "--model", tiny, "--data", given / "data.jsonl", "--steps", 12, "--batch", 4, "--save-every", 2),
            "lora-tasks": run("lora", "--model", tiny, "--tasks", given / "tasks", "--steps", 8, "--batch", 4, "--save-every", 2),
            "train": run("train", "--model", tiny, "--tasks", given / "tasks", *training),
            "mix": plain("mix", "--adapters", adapters),
            "merge": plain("merge", "--model", tiny, "--adapter", adapters / "1"),
            "export-adapter": export_file("--in", adapters / "1", "--format", "gguf", "--model", tiny),
            "export-model": export_file("--in", given / "tiny", "--format", "gguf", "--no-tokenizer"),
            "export-hypernetwork": export_file("--in", given / "tiny/t2l", "--format", "safetensors"),
            "export-builtin": export_file("--in", tiny, "--format", "huggingface"),
            "import": plain("import", given / "rows.csv", "--prompt", "{a}", "--answer", "b", "--describe", "Say it."),
            "map": plain("map"),
            "describe": describe,
            "pull": pull,
        }

    def bulk(self, place, moment):
        """Adapters with a worker. Returns whether it was over before the moment of its end."""
        place.mkdir(parents=True, exist_ok=True)
        process = subprocess.Popen(self.command("worker"), env=self.env, stdin=subprocess.PIPE, stdout=subprocess.PIPE,
                                   stderr=subprocess.DEVNULL, start_new_session=True, text=True)
        watch = threading.Thread(target=self.strike, args=(process, place, moment)) if moment else None
        if watch:
            watch.start()

        whole = True
        try:
            for i, text in enumerate(sorted(DESCRIBE)):
                process.stdin.write(json.dumps({"id": i, "op": "generate", "describe": text, "out": str(place / f"out/t{i}")}) + "\n")
            process.stdin.flush()
            for _ in DESCRIBE:
                answer = json.loads(process.stdout.readline())
                if "error" in answer:
                    raise AssertionError(answer["error"])
            process.stdin.close()
            process.wait()
        except (OSError, ValueError) as e:
            whole = False
            if not moment and process.wait() != -signal.SIGKILL:
                raise AssertionError(f"bulk: the worker ended: {e!r}") from e
        if watch:
            watch.join()
        process.wait()
        return whole

    # ----- kills

    def strike(self, process, place, moment):
        """Kills the process group after `moment` seconds, or so long after the first change in `place`."""
        after, seconds = moment
        before = names(place)
        while after and process.poll() is None and names(place) == before:
            time.sleep(0.004)
        end = time.monotonic() + seconds
        while process.poll() is None and time.monotonic() < end:
            time.sleep(min(0.004, max(0, end - time.monotonic())))
        try:
            os.killpg(process.pid, signal.SIGKILL)
        except ProcessLookupError:
            pass
        process.wait()

    def start(self, name, place, again, moment=None):
        """Runs a job, perhaps killed. Returns whether it was over before."""
        if name == "bulk":
            return self.bulk(place, moment)
        errors = self.scratch / "stderr"
        with open(errors, "w") as err:
            process = subprocess.Popen(self.jobs()[name](place, again), env=self.env, stdin=subprocess.DEVNULL,
                                       stdout=subprocess.DEVNULL, stderr=err, start_new_session=True)
            if moment:
                self.strike(process, place, moment)
                return process.returncode == 0
            if process.wait():
                raise AssertionError(f"code {process.returncode}: {errors.read_text().strip()}")
        return True

    def attack(self, name, kills):
        result = {"job": name, "kills": 0, "over": 0, "attempts": 0, "findings": []}
        undisturbed = []
        for each in ("a", "b"):
            place = self.scratch / f"{name}-{each}"
            place.mkdir()
            begun = time.monotonic()
            self.start(name, place, False)
            result["seconds"] = round(time.monotonic() - begun, 2)
            undisturbed.append(contents(place))
        first, second = undisturbed
        clock = {path for path in first.keys() | second.keys() if first.get(path) != second.get(path)}
        if set(first) != set(second):
            result["findings"].append(f"undisturbed runs leave {sorted(set(first) ^ set(second))}")
        result["not_compared"] = sorted(clock)
        runs = name in ("lora", "lora-tasks", "train", "describe", "pull", "bulk")
        while result["kills"] < kills and result["attempts"] < 10 * kills:
            result["attempts"] += 1
            place = self.scratch / f"{name}-{result['attempts']}"
            place.mkdir()
            for foreign in FOREIGN:
                (place / foreign).parent.mkdir(exist_ok=True)
                (place / foreign).write_text(foreign)
            try:
                for round_ in range(self.random.randint(1, 3)):
                    moment = ((True, self.random.uniform(0, 0.4 * result["seconds"])) if self.random.random() < 0.5
                              else (False, self.random.uniform(0, 1.1 * result["seconds"])))
                    if self.start(name, place, round_ > 0, moment):
                        result["over"] += 1
                    else:
                        result["kills"] += 1
                    self.check_foreign(place)
                    now = contents(place / "out", "out/") if (place / "out").exists() else {}
                    if now and not runs:
                        self.compare(first, now, clock, "after a kill")
                self.start(name, place, True)
                self.check_foreign(place)
                now = contents(place)
                for foreign in FOREIGN:
                    now.pop(foreign)
                self.compare(first, now, clock, "in the end")
                shutil.rmtree(place)
            except AssertionError as e:
                result["findings"].append(f"{place.name}: {e}")
                if len(result["findings"]) > 5:
                    break
        print(json.dumps(result), flush=True)
        return not result["findings"]

    @staticmethod
    def check_foreign(place):
        for foreign in FOREIGN:
            if not (place / foreign).exists() or (place / foreign).read_text() != foreign:
                raise AssertionError(f"{foreign} of someone else was touched")

    @staticmethod
    def compare(expected, now, clock, when):
        if set(expected) != set(now):
            raise AssertionError(f"{when}: missing {sorted(set(expected) - set(now))}, more {sorted(set(now) - set(expected))}")
        other = [path for path in now if path not in clock and now[path] != expected[path]]
        if other:
            raise AssertionError(f"{when}: other bytes in {sorted(other)}")


def names(place):
    """What a change of shows that something is written."""
    found = set()
    for folder, _, files in os.walk(place):
        for file in files:
            try:
                found.add((folder, file, os.stat(os.path.join(folder, file), follow_symlinks=False).st_size))
            except OSError:
                pass
        found.add(folder)
    return found


def contents(place, prefix=""):
    """The hash of each file in a folder."""
    found = {}
    for folder, folders, files in os.walk(place):
        for name in files + [each for each in folders if os.path.islink(os.path.join(folder, each))]:
            path = Path(folder) / name
            key = prefix + str(path.relative_to(place))
            found[key] = os.readlink(path) if path.is_symlink() else hashlib.sha256(path.read_bytes()).hexdigest()
    return found


def run(args):
    """Kills the jobs of `args`; returns whether all was as expected."""
    campaign = Campaign(args)
    jobs = args.job or list(campaign.jobs())
    well = True
    for i, job in enumerate(jobs):
        try:
            well &= campaign.attack(job, args.kills // len(jobs) + (i < args.kills % len(jobs)))
        except AssertionError as e:
            print(json.dumps({"job": job, "findings": [str(e)]}), flush=True)
            well = False
    if well:
        shutil.rmtree(campaign.scratch)
    else:
        print("kept: " + str(campaign.scratch), file=sys.stderr)
    return well
