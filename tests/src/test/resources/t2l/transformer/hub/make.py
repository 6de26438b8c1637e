"""Makes the cache of huggingface_hub in this folder, and checks that huggingface_hub reads what `t2l pull` writes.

    python make.py                       writes cache/ (huggingface_hub 2.4.0, Python 3)
    python make.py path/to/t2l.jar       pulls with t2l and opens the result with huggingface_hub, offline
"""
import hashlib, http.server, json, os, pathlib, shutil, subprocess, sys, tempfile, threading

COMMIT = "0123456789abcdef0123456789abcdef01234567"
FILES = {
    "config.json": b"{}\n",
    "1_Pooling/config.json": b'{"pooling_mode_cls_token": true}\n',
    "model.safetensors": b"\x02\0\0\0\0\0\0\0{}" + bytes(200),
    "train.jsonl": b'{"a": 1}\n',
}


class Hub(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_HEAD(self):
        path = self.path.split("?")[0].replace("/datasets/owner", "/owner")
        headers, body = {}, b""
        if "/tree/" in path:
            body = json.dumps([{"type": "file", "path": name, "size": len(content),
                                "oid": hashlib.sha1(b"blob %d\0" % len(content) + content).hexdigest()}
                               for name, content in FILES.items()]).encode()
            headers["Content-Type"] = "application/json"
        elif path.startswith("/api/"):
            siblings = [{"rfilename": name} for name in FILES]
            body = json.dumps({"id": "owner/name", "sha": COMMIT, "siblings": siblings, "tags": [],
                               "downloads": 0, "private": False, "disabled": False, "gated": False, "likes": 0}).encode()
            headers["Content-Type"] = "application/json"
        else:
            name = path.split("/resolve/")[1].split("/", 1)[1]
            body = FILES[name]
            large = name.endswith(".safetensors")
            headers["X-Repo-Commit"] = COMMIT
            headers["ETag"] = '"%s"' % (hashlib.sha256(body) if large
                                        else hashlib.sha1(b"blob %d\0" % len(body) + body)).hexdigest()
        self.send_response(200)
        for key, value in headers.items():
            self.send_header(key, value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        if self.command == "GET":
            self.wfile.write(body)

    do_GET = do_HEAD

    def log_message(self, *_):
        pass


server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Hub)
threading.Thread(target=server.serve_forever, daemon=True).start()
os.environ["HF_ENDPOINT"] = "http://127.0.0.1:%d" % server.server_port
os.environ["HF_HUB_DISABLE_TELEMETRY"] = "1"
jar = sys.argv[1] if len(sys.argv) > 1 else None
if jar:
    cache = tempfile.mkdtemp()
    for kind in "model", "dataset":
        subprocess.run(["java", "-jar", jar, "pull", "owner/name", "--type", kind, "--include", "*"], check=True,
                       env=os.environ | {"HF_HUB_CACHE": cache})
    os.environ["HF_HUB_OFFLINE"] = "1"
else:
    cache = str(pathlib.Path(__file__).parent / "cache")
    shutil.rmtree(cache, ignore_errors=True)

import huggingface_hub

for kind in "model", "dataset":
    path = huggingface_hub.snapshot_download("owner/name", repo_type=kind, cache_dir=cache)
    for name, content in FILES.items():
        assert (pathlib.Path(path) / name).read_bytes() == content, name
        assert os.path.islink(os.path.join(path, name))
if jar:
    found = huggingface_hub.scan_cache_dir(cache)
    assert len(found.repos) == 2 and not found.warnings, found
else:
    shutil.rmtree(os.path.join(cache, ".locks"))
print("huggingface_hub", huggingface_hub.__version__, "reads", cache)
