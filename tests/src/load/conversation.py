"""What a described adapter costs a conversation: six turns without one, with the same one, and with another one for each turn.

    python conversation.py --url http://localhost:8080/v1

Needs openai. A server keeps keys and values for prompts that begin alike with the same adapter, so each new adapter reads the whole
conversation again. Printed for each turn: tokens of the prompt, those of them that were cached, and milliseconds to the first token,
which include making an adapter that is new.
"""
import argparse
import time

from openai import OpenAI

parser = argparse.ArgumentParser()
parser.add_argument("--url", required=True)
parser.add_argument("--tokens", type=int, default=48, help="of an answer, at most")
options = parser.parse_args()

TURNS = ["Write a Java method that adds two numbers.", "Now for doubles.", "Name it sum.", "Add a comment to it.", "Write a test for it.",
         "What is the name of the method?"]
ADAPTERS = [f"Answer with code only, {how}." for how in ("in Java", "short", "with a comment", "without a comment", "as a test", "in one word")]
client = OpenAI(base_url=options.url, api_key="unused", timeout=600, max_retries=0)
MODEL = client.models.list().data[0].id


def conversation(name, adapter):
    messages = [{"role": "system", "content": "You are a careful programmer. Say what you do, and keep to what is asked. " * 8}]
    for turn, text in enumerate(TURNS):
        messages.append({"role": "user", "content": text})
        extra = {"adapter": {"describe": adapter(turn)}} if adapter(turn) else {}
        begin, first, answer = time.time(), None, ""
        for chunk in client.chat.completions.create(model=MODEL, messages=messages, temperature=0, max_tokens=options.tokens, stream=True,
                                                    stream_options={"include_usage": True}, extra_body=extra):
            if chunk.choices and chunk.choices[0].delta.content:
                first = first or time.time()
                answer += chunk.choices[0].delta.content
            usage = chunk.usage
        messages.append({"role": "assistant", "content": answer})
        print(f"{name} turn {turn + 1}: prompt {usage.prompt_tokens}, cached {usage.prompt_tokens_details.cached_tokens}, "
              f"first token {1000 * ((first or time.time()) - begin):.0f} ms", flush=True)


conversation("none", lambda turn: None)
conversation("same", lambda turn: ADAPTERS[0])
conversation("other", lambda turn: ADAPTERS[turn])
