"""Golden of t2l.hypernet.eval: how the reference asks rows of its ten benchmarks.

git clone https://github.com/SakanaAI/text-to-lora && git -C text-to-lora checkout 8ba7749
python3 prompts.py text-to-lora

Runs the reference's own `vllm_eval.eval` on rows made up here, in the columns of the data sets. Packages that only load
data, models or scores are replaced by stubs; what reaches the model is recorded. The reference's worked examples are
fixed texts: in each, the contents are replaced by those of three rows of ours, so that all that stands between them is
the reference's.

Writes prompts.json: by benchmark, `rows`, three rows `shown` as examples, the pairs of prompt and prefill, and for
worked examples (`icl`) and the description (`desc`) what every prompt then begins with, and the prefill, if it changes.
The system message is always empty. GSM8K builds its prompts with examples and description and then forgets them
(t2l-spec Q8): what it builds is here. `evalplus`: rows of MBPP in the columns of MBPP+, which the reference reads.
"""
import copy
import importlib.abc
import importlib.machinery
import json
import pathlib
import random
import re
import sys
import types
from unittest.mock import MagicMock

SEED = 18
ROWS = 22
HERE = pathlib.Path(__file__).parent
STUBS = ("accelerate colorlog datasets evalplus fasttext huggingface_hub inflect numpy pandas peft rouge_score safetensors "
         "termcolor torch torchmetrics tqdm transformers vllm wandb yaml").split()


class Stub(types.ModuleType):
    """A module with any attribute; its decorators and classes do nothing."""
    __path__ = []

    def __getattr__(self, name):
        if name.startswith("__"):
            raise AttributeError(name)
        value = (lambda: lambda function: function) if name == "no_grad" else MagicMock()
        setattr(self, name, value)
        return value


class Finder(importlib.abc.MetaPathFinder, importlib.abc.Loader):
    def find_spec(self, name, path=None, target=None):
        return importlib.machinery.ModuleSpec(name, self, is_package=True) if name.split(".")[0] in STUBS else None

    def create_module(self, spec):
        return Stub(spec.name)

    def exec_module(self, module):
        pass


class Rows(list):
    def map(self, function, batched):
        return Rows(function(copy.deepcopy(row)) for row in self)


# --- rows ------------------------------------------------------------------------------------------------------------

R = random.Random(SEED)
NOUNS = "fox river lamp violin cactus harbour pebble engine orchard lantern glacier teapot".split()
VERBS = "melts floats grows rusts shines sinks bends cools spins dries".split()
ODD = ["a {brace} and {{two}}", "tab\there", " blanks around ", "line\nbreak", "“quotes” and 'ticks'", "naïve café €5",
       "100% of \\n", "```code```", "…", "日本語の文", "no-break\u00a0space", "a\u2028b", "🦊 runs", ""]


def words(n):
    return " ".join(R.choice(NOUNS + VERBS) for _ in range(n))


def texts(n, count):
    """`count` texts, of which some are odd."""
    return [f"{words(n)} {R.choice(ODD)}".strip() if R.random() < 0.4 else words(n) for _ in range(count)]


def choices(count, digits):
    labels = "12345" if digits else "ABCDE"
    return {"text": texts(2, count), "label": list(labels[:count])}


def arc(i):
    picked = choices([4, 4, 3, 5, 4, 3][i % 6], digits=i % 5 == 4)
    return {"id": f"row_{i}", "question": texts(6, 1)[0] + "?", "choices": picked, "answerKey": R.choice(picked["label"])}


def openbookqa(i):
    picked = choices(4, digits=False)
    return {"id": f"row_{i}", "question_stem": texts(5, 1)[0], "choices": picked, "answerKey": R.choice("ABCD")}


def boolq(i):
    return {"question": words(5) + (" really?" if i % 7 == 3 else ""), "answer": R.random() < 0.5, "passage": texts(20, 1)[0]}


def gsm8k(i):
    a, b = R.randint(2, 90), R.randint(2, 90)
    return {"question": f"{texts(8, 1)[0]} {a} and {b}?", "answer": f"{a} + {b} = <<{a}+{b}={a + b}>>{a + b}\n#### {a + b}"}


def hellaswag(i):
    return {"ind": i, "ctx": texts(12, 1)[0], "endings": texts(4, 4), "label": str(R.randrange(4))}


def piqa(i):
    one, two = texts(3, 2)
    return {"goal": texts(4, 1)[0], "sol1": one, "sol2": two, "label": R.randrange(2)}


def winogrande(i):
    one, two = R.sample(NOUNS, 2)
    return {"sentence": f"The {one} met the {two}, and the _ {texts(2, 1)[0]}.", "option1": one, "option2": two,
            "answer": str(R.randint(1, 2))}


def humaneval(i):
    lead, doc = ["", "\n", "\n\n", "from typing import List\n\n\n"][i % 4], texts(6, 1)[0].replace("\\", "")
    return {"task_id": f"HumanEval/{i}", "entry_point": f"f{i}", "canonical_solution": f"    return x + {i}\n",
            "prompt": f'{lead}def f{i}(x: int) -> int:\n    """{doc}\n    >>> f{i}(1)\n    {i + 1}\n    """\n' + "\n" * (i % 3),
            "test": f"\n\nMETADATA = {{}}\n\n\ndef check(candidate):\n    assert candidate(1) == {i + 1}\n"}


def mbpp(i):
    name, doc = f"{R.choice(VERBS)}_{i}", texts(7, 1)[0].replace('"', "")
    end = [".", "", ". ", "!"][i % 4]
    return {"source_file": "made up", "task_id": i, "prompt": f"Write a function that {doc}{end}",
            "code": f"def {name}(x):\n    return x + {i}", "test_imports": ["import math"] if i % 5 == 2 else [],
            "test_list": [f"assert {name}({k}) == {k + i}" for k in range(1 + i % 4)]}


def of_evalplus(row):
    """The same problem in the columns of MBPP+."""
    return {"task_id": f"Mbpp/{row['task_id']}", "entry_point": row["test_list"][0].split("(")[0].split(" ")[1],
            "prompt": f'"""\n{row["prompt"]}\n{row["test_list"][0]}\n"""\n', "canonical_solution": f"\n{row['code']}\n",
            "assertion": "\n".join(row["test_imports"] + row["test_list"]) + "\n"}


MAKERS = dict(arc_challenge=arc, arc_easy=arc, boolq=boolq, gsm8k=gsm8k, hellaswag=hellaswag, openbookqa=openbookqa,
              piqa=piqa, winogrande=winogrande, humaneval=humaneval, mbpp=mbpp)

# --- the reference's worked examples with other contents -------------------------------------------------------------

# By benchmark: one example, with a pattern for each place of a content; what a row has there.
CHOICES = "Question: (.*)\n(.*): (.*)\n(.*): (.*)\n(.*): (.*)\n(.*): (.*)\n\nAnswer: (.*)\n"


def chosen(question):
    return lambda row: [row[question], *(x for pair in zip(row["choices"]["label"], row["choices"]["text"]) for x in pair),
                        row["answerKey"]]


def columns(*names):
    return lambda row: [str(row[name]) for name in names]


EXAMPLES = dict(
    arc_challenge=(CHOICES, chosen("question")), arc_easy=(CHOICES, chosen("question")),
    openbookqa=(CHOICES, chosen("question_stem")),
    boolq=("Passage: (.*)\n\nQuestion: (.*)\n\nAnswer: (.*)\n", columns("passage", "question", "answer")),
    gsm8k=("Question: (.*)\n\nAnswer: ((?:.|\n)*?)\n", columns("question", "answer")),
    hellaswag=("Passage: (.*)\n\n0: (.*)\n\n1: (.*)\n\n2: (.*)\n\n3: (.*)\n\nAnswer: (.*)\n",
               lambda row: [row["ctx"], *row["endings"], row["label"]]),
    piqa=("Question: (.*)\n\n0: (.*)\n\n1: (.*)\n\nAnswer: (.*)\n", columns("goal", "sol1", "sol2", "label")),
    winogrande=("Sentence: (.*)\n\nOption 1: (.*)\n\nOption 2: (.*)\n\nAnswer: (.*)\n",
                columns("sentence", "option1", "option2", "answer")),
    mbpp=("Instruction: (.*?\\.) Your code should statisfy the following assertions:\n```python\n((?:.|\n)*?)\n```\n\n"
          "```python\n((?:.|\n)*?)\n```\n", lambda row: [row["prompt"], "\n".join(row["test_list"]), row["code"]]))


def with_contents(text, example, rows, contents):
    """`text` with the contents of its three examples replaced."""
    every = "\n".join(f"## Example {i + 1}\n{example}" for i in range(3))
    found = re.fullmatch(f"([^#]*){every}(\n*)", text)
    assert found, text
    new = [value for row in rows for value in contents(row)]
    assert len(new) == len(found.groups()) - 2
    spans = [found.span(i + 2) for i in range(len(new))]
    for (begin, end), value in reversed(list(zip(spans, new))):
        text = text[:begin] + value + text[end:]
    return text


# --- running the reference -------------------------------------------------------------------------------------------

class Tokenizer:
    """The chat template is the user's message alone; the prefill follows it."""

    def apply_chat_template(self, conversation, chat_template, tokenize, add_generation_prompt):
        assert [m["role"] for m in conversation] == ["system", "user"] and add_generation_prompt and not tokenize
        assert conversation[0]["content"] == ""
        return conversation[1]["content"] + "\0"


class Llm:
    prompts = None

    def __init__(self, *_, **__):
        pass

    def get_tokenizer(self):
        return Tokenizer()

    def generate(self, prompts, sampling_params):
        Llm.prompts = prompts
        return [types.SimpleNamespace(outputs=[types.SimpleNamespace(text="")]) for _ in prompts]


def asked(evaluation, task, **settings):
    evaluation.eval("model", None, task, None, **settings)
    return [prompt.split("\0") for prompt in Llm.prompts]


def difference(plain, prompts):
    """What all `prompts` have before those of `plain`, and their prefill if it is another."""
    before = {prompt[:len(prompt) - len(text)] for (prompt, _), (text, _) in zip(prompts, plain)}
    assert len(before) == 1 and all(prompt.endswith(text) for (prompt, _), (text, _) in zip(prompts, plain))
    prefills = {prefill for (_, prefill), (_, old) in zip(prompts, plain) if prefill != old}
    assert len(prefills) <= 1
    return {"before": before.pop(), "prefill": prefills.pop() if prefills else None}


def main(reference):
    sys.meta_path.insert(0, Finder())
    sys.path[:0] = [f"{reference}/src", f"{reference}/src/fishfarm"]
    from hyper_llm_modulator import vllm_eval as evaluation
    from fishfarm.tasks import evalplus
    from fishfarm.tasks.evalplus import data

    evaluation.vllm.LLM = Llm
    evalplus.generation.tqdm = lambda rows, total: rows
    evalplus.task.sanitization.sanitize = lambda dataset, path: path
    evalplus.task.evaluation.evaluate = lambda dataset, path: ({}, [{} for _ in Llm.prompts])
    golden = {"reference": "SakanaAI/text-to-lora 8ba7749", "python": sys.version.split()[0], "seed": SEED, "tasks": {}}
    for task, make in MAKERS.items():
        rows = [make(i) for i in range(ROWS)]
        shown = [make(12 * i) for i in range(3)]
        evaluation.datasets.load_dataset = lambda *_, **__: Rows(rows)
        data.get_human_eval_plus = lambda: {row["task_id"]: row for row in rows}
        data.get_mbpp_plus = lambda: {row["task_id"]: of_evalplus(row) for row in rows}
        if task in EXAMPLES:
            evaluation.IN_CONTEXT_EXAMPLES[task] = with_contents(evaluation.IN_CONTEXT_EXAMPLES[task],
                                                                 EXAMPLES[task][0], shown, EXAMPLES[task][1])
        plain = asked(evaluation, task)
        icl, desc = asked(evaluation, task, use_icl=True), asked(evaluation, task, use_task_desc=True)
        if task == "gsm8k":
            assert icl == desc == plain
            icl, desc = ([(f"{text[task]}\n\n{prompt}", prefill) for prompt, prefill in plain]
                         for text in (evaluation.IN_CONTEXT_EXAMPLES, evaluation.TASK_DESCRIPTION_MESSAGES))
        one = {"rows": rows, "shown": shown, "prompts": plain, "icl": difference(plain, icl),
               "desc": difference(plain, desc)}
        if task == "mbpp":
            one["evalplus"] = [of_evalplus(row) for row in rows]
        golden["tasks"][task] = one
    (HERE / "prompts.json").write_text(json.dumps(golden, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")


main(sys.argv[1])
