"""Makes tools.golden.json beside it: what Jinja, set up as transformers does, makes of conversations with tools.

    python make.py --qwen QWEN2_5_GGUF --out DIR

The template of Qwen 2.5 is Apache-2.0, and is read from a GGUF file. Those of Llama 3.1 and Qwen 3 are in the goldens of
t2l.transformer.template. The others are ours: as short as can be, in the syntax of a family. Made with Python 3.11, jinja2 3.1.6,
gguf 0.19.
"""
import argparse
import json
from pathlib import Path

import gguf
from jinja2.exceptions import TemplateError
from jinja2.ext import loopcontrols
from jinja2.sandbox import ImmutableSandboxedEnvironment

parser = argparse.ArgumentParser()
parser.add_argument("--qwen", type=Path, required=True)
parser.add_argument("--out", type=Path, required=True)
options = parser.parse_args()


def raise_exception(message):
    raise TemplateError(message)


environment = ImmutableSandboxedEnvironment(trim_blocks=True, lstrip_blocks=True, extensions=[loopcontrols])
environment.filters["tojson"] = lambda x, indent=None: json.dumps(x, ensure_ascii=False, indent=indent)
environment.globals["raise_exception"] = raise_exception

beside = options.out.parent / "template"
OWN = "{% if tools %}{{ tools | tojson }}\n{% endif %}{% for m in messages %}{{ m.role }}: {% if m.tool_calls %}CALLS{% else %}{{ m.content }}{% endif %}\n{% endfor %}"
LIST = "[{% for c in m.tool_calls %}{% if not loop.first %}, {% endif %}{{ c.function | tojson }}{% endfor %}]"
PYTHON = "[{% for c in m.tool_calls %}{{ c.function.name }}({% for k, v in c.function.arguments.items() %}{{ k }}={{ v | tojson }}{% if not loop.last %}, {% endif %}{% endfor %}){% endfor %}]"
ELEMENTS = "{% for c in m.tool_calls %}<tool_call>\n<function={{ c.function.name }}>\n{% for k, v in c.function.arguments | items %}<parameter={{ k }}>\n{{ v if v is string else v | tojson }}\n</parameter>\n{% endfor %}</function>\n</tool_call>\n{% endfor %}"
BARE = "{% for c in m.tool_calls %}<|tool_call>call:{{ c.function.name + '{' }}{% for k, v in c.function.arguments | dictsort %}{{ k }}:{% if v is string %}{{ '<|\"|>' + v + '<|\"|>' }}{% else %}{{ v }}{% endif %}{% if not loop.last %},{% endif %}{% endfor %}}<tool_call|>{% endfor %}"
TEMPLATES = {
    "CODER": OWN.replace("CALLS", ELEMENTS),
    "HERMES": gguf.GGUFReader(options.qwen).fields["tokenizer.chat_template"].contents(),
    "HERMES qwen3": json.loads((beside / "jinja.golden.json").read_text())["templates"]["qwen3"],
    "LLAMA": next(t for name, t in json.loads((beside / "chat-templates.json").read_text())["templates"].items() if "Llama" in name),
    "MISTRAL": OWN.replace("CALLS", "[TOOL_CALLS]" + LIST + " {{ m.tool_calls[0].id }}").replace("m.role", "m.role + (m.tool_call_id or '')"),
    "GRANITE": OWN.replace("CALLS", "<|tool_call|>" + LIST),
    "GEMMA": OWN.replace("CALLS", BARE),
    "LFM2": OWN.replace("CALLS", "<|tool_call_start|>" + PYTHON + "<|tool_call_end|>"),
}
TOOLS = [
    {"type": "function", "function": {"name": "get_weather", "description": "Weather of a \"city\" <é>", "parameters": {"type": "object", "properties": {"city": {"type": "string"}, "days": {"type": "integer", "minimum": 1}}, "required": ["city"]}}},
    {"type": "function", "function": {"name": "now", "description": "", "parameters": {"type": "object", "properties": {}}}},
]


def call(i, name, **arguments):
    return {"id": f"call{i:05}", "type": "function", "function": {"name": name, "arguments": arguments}}


ASK = [{"role": "system", "content": "Be brief."}, {"role": "user", "content": "Weather in Zürich?"}]
ONE = ASK + [{"role": "assistant", "content": "", "tool_calls": [call(1, "get_weather", city="Zürich", days=2)]},
             {"role": "tool", "content": "sunny", "tool_call_id": "call00001", "name": "get_weather"}]
CHATS = [ASK[1:], ASK, ONE, ONE + [{"role": "assistant", "content": "Sunny."}, {"role": "user", "content": "When?"},
                                   {"role": "assistant", "content": "I look.", "tool_calls": [call(2, "now")]},
                                   {"role": "tool", "content": "{\"hour\": 12}", "tool_call_id": "call00002", "name": "now"}]]
cases = []
for name, template in TEMPLATES.items():
    for messages in CHATS:
        for tools in (TOOLS, None):
            rendered = environment.from_string(template).render(messages=messages, tools=tools, documents=None, add_generation_prompt=True, bos_token="", eos_token="")
            cases.append({"template": name, "chat": messages, "tools": tools is not None, "rendered": rendered})
golden = {"templates": TEMPLATES, "tools": TOOLS, "cases": cases}
(options.out / "tools.golden.json").write_text(json.dumps(golden, ensure_ascii=True, indent=0) + "\n")
