#!/usr/bin/env python3
"""Many connections to `t2l serve` that send or read slowly, or not at all; Python's standard library is enough.

    java -jar app/target/t2l.jar serve --model builtin:tiny --port 8099 --max-send-time 10 2>requests.log &
    python3 tests/src/load/crowd.py --port 8099 --pid PID --connections 500

A third sends half a head, a third half a body, and a third asks for long streams that it does not read. Meanwhile `/health` and a chat
are asked for, and have to be answered. Prints the memory of the process PID before, at the height and after; the exit code is 1 if
an answer was wrong, or descriptors or slots are left over.
"""
import argparse
import http.client
import json
import os
import socket
import sys
import time

BODY = json.dumps({"model": "tiny", "prompt": "cat dog", "n": 8, "max_tokens": 400, "logprobs": 5, "stream": True,
                   "logit_bias": {"2": -100}}).encode()
HEAD = b"POST /v1/completions HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n" % len(BODY)


def ask(port, method, path, body=None):
    connection = http.client.HTTPConnection("localhost", port, timeout=300)
    begun = time.monotonic()
    connection.request(method, path, body and json.dumps(body), {"Content-Type": "application/json"})
    reply = connection.getresponse()
    text = reply.read()
    connection.close()
    return reply.status, round(time.monotonic() - begun, 2), text


def main():
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--port", type=int, required=True)
    options.add_argument("--pid", type=int, required=True)
    options.add_argument("--connections", type=int, default=500)
    options.add_argument("--seconds", type=int, default=60)
    args = options.parse_args()
    well = True

    def look(what):
        status = dict(line.split(":", 1) for line in open(f"/proc/{args.pid}/status"))
        line = {"when": what, "rss_mb": int(status["VmRSS"].split()[0]) // 1024, "descriptors": len(os.listdir(f"/proc/{args.pid}/fd")),
                "threads": int(status["Threads"])}
        print(json.dumps(line), flush=True)
        return line

    before = look("before")
    clients = []
    for i in range(args.connections):
        client = socket.socket()
        client.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        client.connect(("localhost", args.port))
        client.sendall([HEAD[:40], HEAD + BODY[:20], HEAD + BODY][i % 3])
        clients.append(client)
    for _ in range(6):
        time.sleep(args.seconds / 6)
        status, seconds, _ = ask(args.port, "GET", "/health")
        print(json.dumps({"health": status, "seconds": seconds}), flush=True)
        well &= status == 200
        look("crowded")
    status, seconds, _ = ask(args.port, "POST", "/v1/chat/completions",
                             {"model": "tiny", "messages": [{"role": "user", "content": "cat >"}], "max_tokens": 2})
    print(json.dumps({"chat": status, "seconds": seconds}), flush=True)
    well &= status in (200, 429)
    for client in clients:
        client.close()
    end = time.monotonic() + 60
    while time.monotonic() < end and len(os.listdir(f"/proc/{args.pid}/fd")) > before["descriptors"] + 8:
        time.sleep(1)
    after = look("after")
    status, seconds, text = ask(args.port, "GET", "/metrics")
    busy = next(line for line in text.decode().splitlines() if line.startswith("t2l_slots_busy "))
    print(busy, flush=True)
    status, seconds, _ = ask(args.port, "POST", "/v1/chat/completions",
                             {"model": "tiny", "messages": [{"role": "user", "content": "cat >"}], "max_tokens": 2})
    print(json.dumps({"chat": status, "seconds": seconds}), flush=True)
    well &= status == 200 and busy.endswith(" 0") and after["descriptors"] <= before["descriptors"] + 8
    sys.exit(0 if well else 1)


if __name__ == "__main__":
    main()
