"""How long /health takes while eight requests loop in their chat templates, each up to its limit and then again.

    python health.py http://localhost:8080
"""
import http.client
import json
import sys
import threading
import time
import urllib.error
import urllib.request

url = sys.argv[1]
LOOP = "{% for a in range(9999) %}{% for b in range(9999) %}{% for c in range(9999) %}{% set x = a*b*c %}{% endfor %}{% endfor %}{% endfor %}"
over = False
seconds = []


def loop():
    body = json.dumps({"model": "tiny", "messages": [{"role": "user", "content": "cat >"}], "chat_template": LOOP}).encode()
    while not over:
        begin = time.time()
        try:
            urllib.request.urlopen(urllib.request.Request(url + "/v1/chat/completions", body, {"Content-Type": "application/json"})).read()
            raise SystemExit("a template without an end was rendered")
        except (urllib.error.HTTPError, http.client.IncompleteRead):  # the latter is a refusal after a keep-alive
            seconds.append(time.time() - begin)


def health(count):
    times = []
    for _ in range(count):
        begin = time.time()
        urllib.request.urlopen(url + "/health").read()
        times.append(1e3 * (time.time() - begin))
        time.sleep(0.02)
    times.sort()
    return f"median {times[count // 2]:.1f} ms, 99 % {times[int(count * 0.99)]:.1f} ms, longest {times[-1]:.1f} ms"


print("alone:", health(300))
threads = [threading.Thread(target=loop) for _ in range(8)]
for thread in threads:
    thread.start()
time.sleep(2)
print("beside eight:", health(500))
over = True
for thread in threads:
    thread.join()
print(f"{len(seconds)} refusals, each after {sum(seconds) / len(seconds):.2f} s")
