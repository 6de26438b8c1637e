"""Makes reference.json beside it: what the three chat templates of Text-to-LoRA print, in the form in which it uses them.

git clone https://github.com/SakanaAI/text-to-lora && git -C text-to-lora checkout 8ba7749
pip install torch==2.4.0 transformers==4.46.2 peft==0.15.2 jinja2==3.1.6 numpy==2.2.6 pandas pyyaml tqdm
python3 reference.py text-to-lora

The reference removes line breaks and runs of four spaces from a template before it applies it. Its own `get_tokenizer`
does so here; only the tokenizer, which is not needed to render, and packages that only log or score are stubs.
`official` are templates that the models come with: both refuse a system turn. Mistral's is Apache-2.0.
"""
import json
import os
import pathlib
import sys
import types
from unittest.mock import MagicMock

import jinja2
import peft  # noqa: F401, before the stubs
import transformers
from transformers.utils.chat_template_utils import _compile_jinja_template

HERE = pathlib.Path(__file__).parent
MODELS = {"t2l-mistral": ("mistralai/Mistral-7B-Instruct-v0.2", "<s>", "</s>"),
          "t2l-llama": ("meta-llama/Llama-3.1-8B-Instruct", "<|begin_of_text|>", "<|eot_id|>"),
          "t2l-gemma": ("google/gemma-2-2b-it", "<bos>", "<eos>")}
ALTERNATE = ("{% if (message['role'] == 'user') != (loop.index0 % 2 == 0) %}"
             "{{ raise_exception('Conversation roles must alternate user/assistant/user/assistant/...') }}{% endif %}")
OFFICIAL = {
    "t2l-mistral": "{{ bos_token }}{% for message in messages %}" + ALTERNATE + "{% if message['role'] == 'user' %}"
                   "{{ '[INST] ' + message['content'] + ' [/INST]' }}{% elif message['role'] == 'assistant' %}"
                   "{{ message['content'] + eos_token}}{% else %}"
                   "{{ raise_exception('Only user and assistant roles are supported!') }}{% endif %}{% endfor %}",
    "t2l-gemma": "{{ bos_token }}{% if messages[0]['role'] == 'system' %}"
                 "{{ raise_exception('System role not supported') }}{% endif %}{% for message in messages %}" + ALTERNATE
                 + "{% if (message['role'] == 'assistant') %}{% set role = 'model' %}{% else %}"
                 "{% set role = message['role'] %}{% endif %}{{ '<start_of_turn>' + role + '\n' + message['content'] |"
                 " trim + '<end_of_turn>\n' }}{% endfor %}"
                 "{% if add_generation_prompt %}{{'<start_of_turn>model\n'}}{% endif %}"}
TEXTS = ["", "You are terse.", " blanks \n around\n\n", "three    four     spaces {{ braces }} {% if %}", "日本 🦊\u00a0é", "[INST] <|eot_id|> <eos>"]


def turn(role, text):
    return {"role": role, "content": text}


def conversations():
    for text in TEXTS:
        yield [turn("user", text)]
        yield [turn("assistant", text)]
        for system in TEXTS[:3]:
            yield [turn("system", system), turn("user", text)]
        yield [turn("system", text), turn("user", "Hi"), turn("assistant", text), turn("user", text)]
        yield [turn("user", "Hi"), turn("assistant", text), turn("user", text)]
    yield [turn("system", "only this")]
    yield [turn("system", "s"), turn("assistant", "first"), turn("user", "then")]


def main(reference):
    for name in "wandb inflect torchmetrics torchmetrics.text torchmetrics.text.rouge".split():
        sys.modules[name] = MagicMock()
    sys.path.insert(0, f"{reference}/src")
    os.chdir(reference)
    from hyper_llm_modulator.utils import model_loading

    model_loading.AutoTokenizer = types.SimpleNamespace(
        from_pretrained=lambda *_, **__: types.SimpleNamespace(pad_token_id=0))
    cases = []
    for name, (model, begin, end) in MODELS.items():
        template = _compile_jinja_template(model_loading.get_tokenizer(model).chat_template)
        for messages in conversations():
            for reply in (False, True):
                try:
                    text = template.render(messages=messages, tools=None, documents=None, add_generation_prompt=reply,
                                           bos_token=begin, eos_token=end)
                except jinja2.exceptions.TemplateError:
                    text = None
                cases.append({"template": name, "messages": messages, "add_generation_prompt": reply,
                              "bos_token": begin, "eos_token": end, "rendered": text})
    golden = {"reference": "SakanaAI/text-to-lora 8ba7749", "transformers": transformers.__version__,
              "jinja2": jinja2.__version__, "official": OFFICIAL, "cases": cases}
    (HERE / "reference.json").write_text(json.dumps(golden, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")


HERE = HERE.resolve()
main(sys.argv[1])
