"""A part of campaign.py: requests with tools, examples and schemas to `t2l serve`, each changed in some places.

A request has to be answered, or refused as a mistake of the client: statuses are 200, 400, 404, 413, 429, and 504 for what takes too
long. Others are printed with the request. The same seed sends the same requests.
"""
import collections
import copy
import http.client
import json
import random
import threading
import time

TOOL = {"type": "function", "function": {"name": "weather", "description": "The weather.", "strict": True, "parameters": {
    "type": "object", "properties": {"city": {"type": "string", "maxLength": 9}, "days": {"type": "integer", "minimum": 1}},
    "required": ["city"], "additionalProperties": False}}}
CALL = {"role": "assistant", "content": None, "tool_calls": [{"id": "call_1", "type": "function", "function": {
    "name": "weather", "arguments": "{\"city\": \"Rome\"}"}}]}
SAY = {"role": "user", "content": "cat dog bird >"}
EXAMPLES = [{"input": "cat dog >", "output": "dog"}, {"input": "hat bird >", "output": "bird"}]
FIELDS = [{"tools": [TOOL], "tool_choice": "auto"}, {"tools": [TOOL], "tool_choice": "required", "stream": True},
          {"tools": [TOOL, TOOL], "tool_choice": {"type": "function", "function": {"name": "weather"}}, "parallel_tool_calls": False},
          {"messages": [SAY, CALL, {"role": "tool", "tool_call_id": "call_1", "content": "sun"}], "tools": [TOOL]},
          {"adapter": {"describe": "Say the last word.", "examples": EXAMPLES}}, {"adapter": {"examples": EXAMPLES, "steps": 2}},
          {"response_format": {"type": "json_schema", "json_schema": {"name": "n", "schema": TOOL["function"]["parameters"]}}}]
VALUES = [None, True, -1, 0, 1e308, 2**63, 10**400, "", "x", "\ud800", "\u0000", "\u001b[2J", "a" * 5000, [], {}, [[]], {"": {}},
          {"$ref": "#"}, "{% for i in range(99999) %}{% for j in range(99999) %}{% endfor %}{% endfor %}", "required", "auto", "none"]


def places(value, path=()):
    yield path
    for key, inner in value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ():
        yield from places(inner, (*path, key))


def changed(body, draw):
    for _ in range(draw.randint(0, 3)):
        path = draw.choice([p for p in places(body) if p] or [("model",)])
        owner = body
        for key in path[:-1]:
            owner = owner[key]
        match draw.randrange(5):
            case 0: del owner[path[-1]]
            case 1 if isinstance(owner, dict): owner[draw.choice(["strict", "name", "type", "anyOf", "x", "role"])] = owner.pop(path[-1])
            case 2: owner[path[-1]] = [copy.deepcopy(owner[path[-1]]) for _ in range(draw.choice([1, 2, 40]))]
            case 3: owner[path[-1]] = {draw.choice(["anyOf", "items", "describe", "function"]): owner[path[-1]]}
            case _: owner[path[-1]] = copy.deepcopy(draw.choice(VALUES))
    return body


def run(port, model, seconds, clients, seed):
    """Sends changed requests for so many seconds; returns how often each status came, and `bad`."""
    end = time.monotonic() + seconds
    found = collections.Counter()
    lock = threading.Lock()

    def client(number):
        draw = random.Random(seed * 1000 + number)
        while time.monotonic() < end:
            body = json.loads(json.dumps({"model": model, "messages": [SAY], "max_tokens": 8} | draw.choice(FIELDS)))
            data = bytearray(json.dumps(changed(body, draw)).encode())
            if draw.random() < 0.2:
                data[draw.randrange(len(data))] = draw.randrange(256)
            try:
                connection = http.client.HTTPConnection("localhost", port, timeout=300)
                connection.request("POST", "/v1/chat/completions", bytes(data), {"Content-Type": "application/json"})
                reply = connection.getresponse()
                status, text = reply.status, reply.read()
                connection.close()
            except http.client.IncompleteRead as e:  # a refusal after signs of life
                text = e.partial
                status = 400 if b"invalid_request_error" in text else 504 if b"timeout" in text or not text.strip() else 500
            except OSError as e:
                status, text = 0, repr(e).encode()
            bad = status not in (200, 400, 404, 413, 429, 504) or b"server_error" in text and b"timeout" not in text
            with lock:
                found["bad" if bad else status] += 1
                if bad and found["bad"] <= 10:
                    print(status, text[:300], bytes(data)[:1500], flush=True)

    threads = [threading.Thread(target=client, args=(i,)) for i in range(clients)]
    for each in threads:
        each.start()
    for each in threads:
        each.join()
    return found
