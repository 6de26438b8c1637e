"""litellm and langchain-openai as clients: chat, stream, embeddings, responses, tools, and answers that follow a schema.

    python clients.py --tiny http://localhost:8080/v1 --chat http://localhost:8081/v1

--tiny is a server of builtin:tiny, --chat one of a model with a chat template. Prints what each call got, and fails if one fails.
Tried with litellm 1.110.2 and langchain-openai 1.8.1.
"""
import argparse
import json
import os

os.environ["LITELLM_LOCAL_MODEL_COST_MAP"] = "True"  # or it fetches one
import litellm
from langchain_core.messages import HumanMessage
from langchain_core.tools import tool
from langchain_openai import ChatOpenAI, OpenAIEmbeddings
from openai import OpenAI
from pydantic import BaseModel, Field

parser = argparse.ArgumentParser()
parser.add_argument("--tiny", required=True)
parser.add_argument("--chat", required=True)
options = parser.parse_args()
name = OpenAI(base_url=options.chat, api_key="x").models.list().data[0].id
tiny = {"model": "openai/tiny", "api_base": options.tiny, "api_key": "x", "temperature": 0}
chat = {"model": "openai/" + name, "api_base": options.chat, "api_key": "x", "temperature": 0, "max_tokens": 100}
TASK = "Take the last word and say it in French."
ADAPTER = {"adapter": {"describe": TASK}}
WORDS = [{"role": "user", "content": "cat dog bird >"}]
WEATHER = [{"role": "user", "content": "What is the weather in Paris?"}]
TOOL = {"type": "function", "function": {"name": "get_weather", "description": "Get the weather of a city.", "parameters": {
    "type": "object", "properties": {"city": {"type": "string"}}, "required": ["city"]}}}


class Cat(BaseModel):
    name: str = Field(max_length=20)
    age: int


@tool
def get_weather(city: str) -> str:
    """Get the weather of a city."""
    return "Sunny."


def text(chunks):
    return "".join(chunk.choices[0].delta.content or "" for chunk in chunks if chunk.choices)


def called(stream):
    reply = litellm.completion(**chat, messages=WEATHER, tools=[TOOL], tool_choice="required", parallel_tool_calls=False, stream=stream)
    reply = litellm.stream_chunk_builder(list(reply)) if stream else reply
    function = reply.choices[0].message.tool_calls[0].function
    return function.name, json.loads(function.arguments)


def agent():
    model = ChatOpenAI(model=name, base_url=options.chat, api_key="x", temperature=0, max_tokens=100)
    messages = [HumanMessage("What is the weather in Paris?")]
    messages.append(model.bind_tools([get_weather], tool_choice="required", parallel_tool_calls=False).invoke(messages))
    messages += [get_weather.invoke(call) for call in messages[-1].tool_calls]
    return messages[1].tool_calls[0]["args"], model.bind_tools([get_weather], tool_choice="none").invoke(messages).content


def words(**more):
    return ChatOpenAI(model="tiny", base_url=options.tiny, api_key="x", temperature=0, extra_body=ADAPTER, **more)


def structured(method):
    model = ChatOpenAI(model=name, base_url=options.chat, api_key="x", temperature=0, max_tokens=100)
    return model.with_structured_output(Cat, method=method).invoke("Describe a cat.")


CALLS = {
    "litellm chat": lambda: litellm.completion(**tiny, messages=WORDS, extra_body=ADAPTER).choices[0].message.content,
    "litellm name": lambda: litellm.completion(**tiny | {"model": "openai/tiny+" + TASK}, messages=WORDS).choices[0].message.content,
    "litellm stream": lambda: text(litellm.completion(**tiny, messages=WORDS, stream=True, extra_body=ADAPTER)),
    "litellm response": lambda: litellm.responses(**tiny, input="cat dog bird >", extra_body=ADAPTER).output[0].content[0].text,
    "litellm embedding": lambda: len(litellm.embedding(model="openai/tiny", api_base=options.tiny, api_key="x", input=["a cat"]).data[0]["embedding"]),
    "litellm tool": lambda: called(False),
    "litellm tool, streamed": lambda: called(True),
    "litellm schema": lambda: Cat.model_validate_json(litellm.completion(**chat, messages=WEATHER, response_format=Cat).choices[0].message.content),
    "langchain chat": lambda: words().invoke("cat dog bird >").content,
    "langchain stream": lambda: "".join(chunk.content for chunk in words().stream("cat dog bird >")),
    "langchain response": lambda: words(use_responses_api=True).invoke("cat dog bird >").text,
    # By default it sends tokens of OpenAI's own models, which others cannot read.
    "langchain embedding": lambda: len(OpenAIEmbeddings(model="tiny", base_url=options.tiny, api_key="x", check_embedding_ctx_length=False).embed_query("a cat")),
    "langchain tool": agent,
    "langchain schema": lambda: structured("json_schema"),
    "langchain schema by a tool": lambda: structured("function_calling"),
}
for title, call in CALLS.items():
    print(title, "->", repr(call()))
