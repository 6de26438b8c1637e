"""openai-python, litellm and langchain-openai as clients: chat, stream, embeddings, responses, tools, answers that follow a schema.

    java -jar app/target/t2l.jar serve --model FILE.gguf --port 8080
    pip install openai litellm langchain-openai && python tests/src/clients/clients.py --url http://localhost:8080/v1

Every request has an adapter by description, so the server needs a network for its model, and a chat template with tools. Prints what each
call got, and fails at the end if one failed. What a small model says may be wrong; its form may not.
Tried with openai 3.63.0, litellm 1.110.2 and langchain-openai 1.8.1.
"""
import argparse
import json
import os
import sys

os.environ["LITELLM_LOCAL_MODEL_COST_MAP"] = "True"  # or it fetches one
import litellm
from langchain_core.messages import HumanMessage
from langchain_core.tools import tool
from langchain_openai import ChatOpenAI, OpenAIEmbeddings
from openai import OpenAI
from pydantic import BaseModel, Field

parser = argparse.ArgumentParser()
parser.add_argument("--url", required=True)
parser.add_argument("--describe", default="Answer the question of the user.")
options = parser.parse_args()
client = OpenAI(base_url=options.url, api_key="x", timeout=900, max_retries=0)
name = client.models.list().data[0].id
adapter = {"adapter": {"describe": options.describe}}
lite = {"api_base": options.url, "api_key": "x", "temperature": 0, "max_tokens": 100, "timeout": 900}
chat = lite | {"model": "openai/" + name, "extra_body": adapter}
ask = {"model": name, "temperature": 0, "max_tokens": 100, "extra_body": adapter}
CAPITAL = [{"role": "user", "content": "Name the capital of France."}]
WEATHER = [{"role": "user", "content": "What is the weather in Paris?"}]
TOOL = {"type": "function", "function": {"name": "get_weather", "description": "Get the weather of a city.", "parameters": {
    "type": "object", "properties": {"city": {"type": "string", "maxLength": 40}}, "required": ["city"]}}}
CALL = {"messages": WEATHER, "tools": [TOOL], "tool_choice": "required", "parallel_tool_calls": False}


class Cat(BaseModel):
    name: str = Field(max_length=20)
    age: int


@tool
def get_weather(city: str) -> str:
    """Get the weather of a city."""
    return "Sunny."


def text(chunks):
    return "".join(chunk.choices[0].delta.content or "" for chunk in chunks if chunk.choices)


def function(message):
    call = message.tool_calls[0].function
    return call.name, json.loads(call.arguments)


def round_trip():
    message = client.chat.completions.create(**ask, **CALL).choices[0].message
    messages = [*WEATHER, message, {"role": "tool", "tool_call_id": message.tool_calls[0].id, "content": "Sunny, 18 degrees."}]
    answer = client.chat.completions.create(**ask, messages=messages, tools=[TOOL], tool_choice="none")
    return function(message), answer.choices[0].message.content


def tool_stream():
    with client.chat.completions.stream(**ask, **CALL) as stream:
        return function(stream.get_final_completion().choices[0].message)


def litellm_stream():
    return function(litellm.stream_chunk_builder(list(litellm.completion(**chat, **CALL, stream=True))).choices[0].message)


def langchain(**more):
    return ChatOpenAI(model=name, base_url=options.url, api_key="x", temperature=0, max_tokens=100, timeout=900, extra_body=adapter, **more)


def agent():
    messages = [HumanMessage("What is the weather in Paris?")]
    messages.append(langchain().bind_tools([get_weather], tool_choice="required", parallel_tool_calls=False).invoke(messages))
    messages += [get_weather.invoke(call) for call in messages[-1].tool_calls]
    return messages[1].tool_calls[0]["args"], langchain().bind_tools([get_weather], tool_choice="none").invoke(messages).content


CALLS = {
    "openai chat": lambda: client.chat.completions.create(**ask, messages=CAPITAL).choices[0].message.content,
    "openai stream": lambda: text(client.chat.completions.create(**ask, messages=CAPITAL, stream=True)),
    "openai adapter in the name": lambda: client.chat.completions.create(
        model=name + "+" + options.describe, messages=CAPITAL, temperature=0, max_tokens=50).choices[0].message.content,
    "openai tool and its result": round_trip,
    "openai tool, streamed": tool_stream,
    "openai schema": lambda: client.chat.completions.parse(
        **ask, messages=[{"role": "user", "content": "Describe a cat."}], response_format=Cat).choices[0].message.parsed,
    "openai response": lambda: client.responses.create(
        model=name, input="Name the capital of France.", max_output_tokens=50, extra_body=adapter).output_text,
    "openai embedding": lambda: len(client.embeddings.create(model=name, input=["a cat"]).data[0].embedding),
    "litellm chat": lambda: litellm.completion(**chat, messages=CAPITAL).choices[0].message.content,
    "litellm name": lambda: litellm.completion(**lite, model=f"openai/{name}+{options.describe}", messages=CAPITAL).choices[0].message.content,
    "litellm stream": lambda: text(litellm.completion(**chat, messages=CAPITAL, stream=True)),
    "litellm tool": lambda: function(litellm.completion(**chat, **CALL).choices[0].message),
    "litellm tool, streamed": litellm_stream,
    "litellm schema": lambda: Cat.model_validate_json(litellm.completion(
        **chat, messages=[{"role": "user", "content": "Describe a cat."}], response_format=Cat).choices[0].message.content),
    "litellm embedding": lambda: len(litellm.embedding(
        model="openai/" + name, api_base=options.url, api_key="x", input=["a cat"]).data[0]["embedding"]),
    "langchain chat": lambda: langchain().invoke("Name the capital of France.").content,
    "langchain stream": lambda: "".join(chunk.content for chunk in langchain().stream("Name the capital of France.")),
    "langchain response": lambda: langchain(use_responses_api=True).invoke("Name the capital of France.").text,
    # By default it sends tokens of OpenAI's own models, which others cannot read.
    "langchain embedding": lambda: len(OpenAIEmbeddings(
        model=name, base_url=options.url, api_key="x", check_embedding_ctx_length=False).embed_query("a cat")),
    "langchain tool": agent,
    "langchain schema": lambda: langchain().with_structured_output(Cat, method="json_schema").invoke("Describe a cat."),
    "langchain schema by a tool": lambda: langchain().with_structured_output(Cat, method="function_calling").invoke("Describe a cat."),
}
failed = 0
for title, call in CALLS.items():
    try:
        print(title, "->", repr(call()), flush=True)
    except Exception as e:  # whatever it is, it is counted
        failed += 1
        print(title, "-> FAILED:", repr(e), flush=True)
print(f"{len(CALLS) - failed} of {len(CALLS)} calls passed")
sys.exit(1 if failed else 0)
