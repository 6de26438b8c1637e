"""Makes jinja.golden.json beside it: what Jinja, set up as transformers does, makes of small templates and of real ones.

    python make.py --qwen3 TOKENIZER_CONFIG_JSON --smollm2 CHAT_TEMPLATE_JINJA --out DIR

Left out on purpose: tuples printed with parentheses, several names in one set, recursive loops, calls of macros with a body, includes.
chat-templates.json is a copy of the project's shared golden: the three templates of the Text-to-LoRA reference (Apache-2.0).
Qwen3's and SmolLM2's templates are Apache-2.0. Made with Python 3.11.7, jinja2 3.1.6.
"""
import argparse
import json
from datetime import datetime
from pathlib import Path

from jinja2.exceptions import TemplateError
from jinja2.ext import loopcontrols
from jinja2.sandbox import ImmutableSandboxedEnvironment

parser = argparse.ArgumentParser()
parser.add_argument("--qwen3", type=Path, required=True)
parser.add_argument("--smollm2", type=Path, required=True)
parser.add_argument("--out", type=Path, required=True)
options = parser.parse_args()


def raise_exception(message):
    raise TemplateError(message)


def tojson(x, ensure_ascii=False, indent=None, separators=None, sort_keys=False):
    return json.dumps(x, ensure_ascii=ensure_ascii, indent=indent, separators=separators, sort_keys=sort_keys)


environment = ImmutableSandboxedEnvironment(trim_blocks=True, lstrip_blocks=True, extensions=[loopcontrols])
environment.filters["tojson"] = tojson
environment.globals["raise_exception"] = raise_exception
environment.globals["strftime_now"] = lambda format: datetime.now().strftime(format)

VARIABLES = {
    "a": 7, "b": 2.5, "s": "  Hello, wörld 😀 \n", "t": "one two  three", "l": [3, 1, 2], "d": {"x": 1, "y": [True, None], "z": "q'\"\n"}, "n": None, "yes": True,
    "messages": [{"role": "user", "content": "Hi"}, {"role": "assistant", "content": "Hello!\n"}, {"role": "user", "content": " bye "}],
    "big": 1e20, "small": 1.5e-7, "empty": "", "nested": [[1, 2], [3, 4]],
}
EXPRESSIONS = """
a + 1; a - 10; a * 2; a / 2; a // 2; a % 4; -a // 2; -a % 4; a ** 2; 2 ** -1; b + a; b * 2; 7 // b; 7 % b; -b % 2; 1e3; 2.0; big; small; 100000.0 * 10; 1 + 2 * 3 - 4 / 2; (1 + 2) * 3; -2 ** 2; 2 ** 3 ** 2
'a' + 'b'; 'a' ~ 1 ~ n ~ yes; 'ab' * 3; 'a' 'b'; a ~ b; [1] + [2]; 'x' if yes else 'y'; 'x' if n; ('x' if n else 'y') ~ 'z'; 1 if yes else 2 if n else 3
a == 7; a == 7.0; yes == 1; 'a' == 'a'; 'a' != 'b'; a < 8; 1 < a < 8; 1 < a > 8; 'a' < 'b'; l == [3, 1, 2]; d == {'x': 1}; n == none; none is none; missing == missing; missing == n; missing == ''
'el' in s; 'x' in d; 'q' in d; 3 in l; 4 not in l; not 3 in l; not yes; not (yes and n); yes and a; n or a; n and missing.x; '' or 'z'
s | trim; s | length; l | length; d | length; s.strip(); s.lstrip(); s.rstrip('\\n '); t.split(); t.split(' '); t.split('o', 1); t.split(None, 1); t.upper(); t.title(); t | title; s | upper; 'ABC def' | capitalize; t.replace('o', '0'); t | replace('o', '0'); t.replace('o', '0', 1); 'ab'.replace('', '-'); t.startswith('one'); t.endswith('x'); t.find('two'); ','.join(['a', 'b'])
l[0]; l[-1]; l[5]; l[1:]; l[:-1]; l[::-1]; l[::2]; l[-2:]; l[2:0:-1]; l[10:]; l[:10]; l[5::-1]; s[2]; s[2:7]; s[::-1]; t[-5:]; d['x']; d.x; d.y[0]; d['nope']; d.nope; d.z; nested[1][0]; 'abc'[1]; messages[0].role; messages[-1]['content']
l; d; n; yes; [1, 'a', 2.0, none, true]; {'k': 'v', 'l': [1]}; (1, 2) | list; [] ; {}; "it's"; ['it\\'s', 'say "x"', 'both \\' "']; missing; [missing is defined]
l | join(', '); l | join; messages | join('|', attribute='role'); l | sort; l | first; l | last; l | reverse | list; t | reverse; [1, 1, 2] | unique | list; s | list | length; 'ab' | list; d | list; d | items | map('last') | list; d.items() | map('first') | list; d.keys() | list; {'b': 1, 'A': 2, '_': 3} | dictsort | map('first') | join; d | dictsort | map('last') | list; n | dictsort | list; d.values() | list; d.get('x'); d.get('w'); d.get('w', 5)
messages | map(attribute='role') | list; t.split() | map('upper') | list; [1, 2, 3, 4] | select('odd') | list; [1, 2, 3, 4] | reject('even') | list; ['a', 'b'] | reject('equalto', 'a') | list; messages | selectattr('role', 'equalto', 'user') | list | length; messages | rejectattr('role', 'equalto', 'user') | map(attribute='content') | list; [0, 1, '', 'x'] | select | list; messages | selectattr('role') | list | length
'5' | int; '5.9' | int; 'x' | int; 5.9 | int; '2.5' | float; '1' | float; -5 | abs; (0 - 5) | abs; (0 - 2.5) | abs; a | string; b | string; missing | default('d'); '' | default('d'); '' | default('d', true); n | default('d'); n | default('d', boolean=true); a | d(1); 'x' | safe; missing | length; missing | list
d | tojson; l | tojson; s | tojson; n | tojson; d | tojson(indent=2); [] | tojson(indent=2); {} | tojson(indent=4); nested | tojson(indent=4); '<é&\\u0001>' | tojson; 1.0 | tojson; yes | tojson; "a\\nb" | indent; "a\\nb\\n\\nc" | indent(2); "a\\nb" | indent(2, true); "a\\n\\nb" | indent(2, blank=true); "a\\nb" | indent('>>')
a is defined; missing is defined; missing is not defined; missing is undefined; n is none; n is not none; a is number; yes is number; b is float; a is integer; yes is integer; yes is boolean; s is string; l is sequence; s is sequence; d is mapping; l is mapping; l is iterable; s is iterable; a is iterable; d is iterable; n is iterable; a is odd; a is even; a is divisibleby 7; a is divisibleby(2); a is equalto 7; a is eq(8); a is ne 8; a is gt 6; a is lt(6); 'a' is in ['a']; 3 is in l; yes is true; yes is false; a is true; a is sameas a; not a is odd; a is not odd and yes; a is odd or n
range(3) | list; range(1, 4) | list; range(5, 0, -2) | list; range(0) | list; dict(a=1, b='x'); namespace(x=4).x; namespace().y is defined; '\\x41\\u00e9\\t|\\q|\\\\'; "a" "b" | upper; 'a' + 'b' | upper; -a | abs; l | length + 1; l | length == 3; (l | length) * 2; 'a' in 'abc' and 'z' not in 'abc'; t.split()[0].upper()[::-1]; (t | trim).split(' ') | last; 10 | string | length; {'a': {'b': [1, {'c': 'deep'}]}}.a.b[1].c; [[], {}, ''] | select | list; 1.0 == 1; '1' == 1; 3.0 // 2; 1e16; 123456789.123; 0.1 + 0.2; 1 / 3; 5 % 3.5; true + 1; [1, 2] < 3
{0: 'a', 512: 'b', 2.5: 'c', none: 'd'}; {0: 'a', 16: 'b'}[16]; {0: 'a'}[1] is defined; {0: 'a'}.get(0); {'0': 'a'}[0] is defined; {0: 1, 'x': {2: 3}} | tojson; {9: 'x', 10: 'y'} | dictsort | map('last') | join; 10 in {10: 1}; '10' in {10: 1}; {[1]: 2}; d[[1]] is defined; d[missing] is defined
[3, 1, 2] | min; [3, 1, 2] | max; ['b', 'A'] | min; ['b', 'A', 'B'] | max; ['b', 'A'] | min(true); [] | min; [] | max is defined; 'hello' | max; messages | max(attribute='role'); ['b', 'A', '_', 'a'] | sort; ['b', 'A'] | sort(case_sensitive=true); l | sort(true); l | sort(reverse=true); messages | sort(attribute='role') | map(attribute='content') | list; {'b': 1, 'A': 2} | dictsort(by='value') | map('first') | join; {'b': 1, 'A': 2} | dictsort(true) | map('first') | join; {'b': 1, 'A': 2} | dictsort(reverse=true) | map('first') | join; ['a', 'A', 'b'] | unique | list; ['a', 'A'] | unique(true) | list; messages | unique(attribute='role') | list | length; [1, 'a'] | max
'<{}{}>'.format('a', 1); '{0}{1}{0}'.format('a', 2.0); '{x}{{}}{y}'.format(x=none, y=yes); '{}'.format(); '{x}'.format('a'); '{'.format(1); '{}}'.format(1); '{}'.format('$1\\'); 'none'.format(1)
{'k': ['é', 1]} | tojson(ensure_ascii=True); 'é😀\x7f' | tojson(true); {'b': [1, 2], 'a': {}} | tojson(separators=(',', ':')); {'b': [1, 2], 'a': {}} | tojson(sort_keys=true); {'b': 1, 'a': 2} | tojson(indent=2, sort_keys=true, separators=('|', '=')); d | tojson(indent=none); 'é' | tojson(ensure_ascii=false)
n | selectattr('type') | list; n | map('upper') | list; n | select | list; false | reject('odd') | list; n | list; raise_exception is defined; strftime_now is defined; range is defined; namespace is undefined; dict is none
missing.x; missing['x']; n.x is defined; 1 / 0; 1 % 0; 'a' + 1; 'a' + n; 'a' + missing; l['x'] is defined; a | nofilter; a is notest; nofunction(1); raise_exception('no!'); s.nomethod(); l.append(1); a[0] is defined; 'a' * -1; missing + 1; missing < 1; n < 1; d.missing.deeper; [] | first is defined; 'x' | int(3)
"""
TEMPLATES = [
    "", "\n", "x\n", "x\n\n", "plain {text} {# a comment #} end", "{# c #}\nx", "a\n  {# c #}\n  b", "a {#- c -#} b",
    "{% if yes %}\nA\n{% else %}\nB\n{% endif %}\nC\n", "  {% if yes %}  A  {% endif %}  B", "x  {%- if yes -%}  A  {%- endif -%}  B", "a\n    {%+ if yes %}\nb{% endif +%}\nc",
    "a\n\t{% if yes %}b{% endif %}\n", "{% if n %}1{% elif a == 7 %}2{% elif yes %}3{% else %}4{% endif %}", "{% if n %}1{% endif %}x", "{{- a -}}  b  {{ a }}  ", "  {{ a }}\n  b\n", "{{ a }}\n{{ b }}\n",
    "{% for x in l %}{{ x }}{% if not loop.last %}, {% endif %}{% endfor %}", "{% for x in [] %}x{% else %}none{% endfor %}", "{% for x in l if x > 1 %}{{ loop.index }}:{{ x }}/{{ loop.length }} {% endfor %}",
    "{% for k, v in d.items() %}{{ k }}={{ v }};{% endfor %}", "{% for k, v in d | items %}{{ loop.index0 }}{{ k }}{{ loop.revindex }}{{ loop.revindex0 }}{{ loop.first }}{% endfor %}", "{% for k in d %}{{ k }}{% endfor %}",
    "{% for c in 'héy' %}[{{ c }}]{% endfor %}", "{% for x in missing %}x{% endfor %}ok", "{% for x in 5 %}x{% endfor %}", "{% for x in n %}x{% endfor %}", "{% for x in l %}{{ loop.previtem }}-{{ x }}-{{ loop.nextitem }} {% endfor %}",
    "{% for x in range(10) %}{% if x == 2 %}{% continue %}{% endif %}{% if x == 5 %}{% break %}{% endif %}{{ x }}{% endfor %}", "{% for r in nested %}{% for x in r %}{{ loop.index }}{{ x }} {% endfor %}{{ loop.index }}|{% endfor %}",
    "{% for x in range(4) %}{% for y in range(4) %}{% if y == x %}{% break %}{% endif %}{{ y }}{% endfor %};{% endfor %}", "{% for a, b in nested %}{{ a }}{{ b }}{% endfor %}{{ a }}{{ b }}",
    "{% set x = 1 %}{% for i in l %}{% set x = x + i %}{{ x }} {% endfor %}{{ x }}", "{% set ns = namespace(x=1) %}{% for i in l %}{% set ns.x = ns.x + i %}{% endfor %}{{ ns.x }}", "{% set ns = namespace() %}{% set ns.y = 'v' %}{{ ns.y }}{{ ns.z is defined }}",
    "{% if yes %}{% set q = 5 %}{% endif %}{{ q }}", "{% for i in l %}{% set q = i %}{% endfor %}{{ q is defined }}", "{% set q %}  cap {{ a }}\n{% endset %}[{{ q }}]", "{% set x = 1, 2 %}{{ x | list }}", "{% set a.b = 1 %}",
    "{% set messages = messages[1:] %}{% for m in messages %}{{ m.role }}{% endfor %}", "{% for m in messages %}\n    {%- if m.role == 'user' %}\n        {{- '<u>' + m.content | trim + '</u>' }}\n    {%- else %}\n        {{- m['content'] }}\n    {%- endif %}\n{%- endfor %}\n",
    "{% for m in messages[::-1] %}{{ (messages | length - 1) - loop.index0 }}{{ m.role }} {% endfor %}", "{{ '{{' }} {{ '%}' }} {{ \"}}\" }}", "{{ {'a': {'b': 1}}['a']['b'] }}", "{{ {'a':1} }}", "{{'x'}}{%if yes%}y{%endif%}", "a\r\nb\r{% if yes %}\r\nc{% endif %}",
    "{% for x in l %}\n  {{ x }}\n{% endfor %}\nend", "{% if yes %}\n\n  x\n{% endif %}", "{%- for x in l -%}\n  {{ x }}\n{%- endfor -%}\n", "{{ raise_exception('Roles must alternate') }}", "{% if %}", "{{ a", "{% for x in l %}", "{{ a b }}", "{% unknown %}", "{{ 'x }}", "{# x", "{% endif %}", "{{ }}", "{% if yes %}{% endfor %}",
    "{{ (a }}", "{{ a + }}", "{{ l[ }}", "{% break %}", "{{ a.1 }}{{ l.0 }}", "{% set x = 'a' if yes %}{{ x }}", "{% for x in l if yes else n %}{{ x }}{% endfor %}", "{% for x in (l if yes else []) %}{{ x }}{% endfor %}", "{{ not a }}{{ not not a }}", "{{ a is not none and not(a == 8) }}",
    "{% macro f(x, y='d', z=x) %}[{{ x }}{{ y }}{{ z }}{{ a }}]{% endmacro %}{{ f(1) }}{{ f(1, 2) }}{{ f(y=3, x=4) }}{{ f() }}{{ f('b') | upper }}", "{% macro f(x) %}{% endmacro %}{{ f(1, 2) }}", "{% macro f() %}{% endmacro %}{{ f(q=1) }}",
    "{%- macro f(x) -%}\n  {%- if x > 0 %}{{ x }}{{ f(x - 1) }}{% endif %}\n{%- endmacro -%}\n{{ f(3) }}", "{% macro f(x) %}{{ g(x) }}{% endmacro %}{% macro g(x) %}<{{ x }}>{% endmacro %}{% for x in l %}{{ f(x) }}{% endfor %}{% set b = f(a) + '!' %}{{ b }}",
    "{% set ns = namespace(n=0) %}{% set v = 1 %}{% macro f() %}{% set v = 2 %}{% set ns.n = ns.n + v %}{% for i in l %}{{ loop.index }}{% endfor %}{% endmacro %}{{ f() }}{{ f() }}{{ ns.n }}{{ v }}", "{% for x in l %}{% macro f() %}{% break %}{% endmacro %}{% endfor %}", "{% macro f(x %}{% endmacro %}", "{% macro f() %}", "{{ f() }}{% macro f() %}x{% endmacro %}",
    "{% filter trim %}  a {{ a }}\n{% endfilter %}|", "{% filter upper | replace('A', 'x') %}a{{ 'b' }}{% endfilter %}", "{% set q %}{% filter trim %} x {% endfilter %}{% endset %}[{{ q }}]", "{% filter trim %}{% set q = 1 %} {{ q }} {% filter upper %}b {% endfilter %}{% endfilter %}{{ q is defined }}",
    "{% set q %}{% set r = 1 %}{{ r }}{% endset %}{{ q }}{{ r is defined }}", "{% for x in l %}{% filter trim %} {{ x }}{% if x == 1 %}{% break %}{% endif %}{% endfilter %}{% endfor %}", "{% filter nofilter %}{% endfilter %}", "{% filter trim %}", "{% filter %}{% endfilter %}", "{% macro f() %}{% endmacro %}{{ f is defined }}{{ g is defined }}",
    "{% set t = {0: 0, 512: 128, 1024: 256} %}{% for k, v in t | dictsort %}{{ k }}={{ v }}{% if 600 <= k %}!{% endif %} {% endfor %}{{ t[512] + 1 }}{{ t }}{{ t.items() | list | length }}{{ t.keys() | list }}",
    "{% set loop_messages = messages %}{% for message in loop_messages %}{% set content = '[' + message['role'] + ']' + message['content'] | trim %}{% if loop.index0 == 0 %}{% set content = bos_token + content %}{% endif %}{{ content }}{% endfor %}",
]
TOOLS = [{"type": "function", "function": {"name": "get_weather", "description": "Weather in a \"city\" <é>", "parameters": {"type": "object", "properties": {"city": {"type": "string"}}, "required": ["city"]}}}]
CALL = {"role": "assistant", "content": "", "tool_calls": [{"type": "function", "function": {"name": "get_weather", "arguments": {"city": "Zürich", "days": 2}}}]}
CHATS = [
    [{"role": "user", "content": "Hi"}],
    [{"role": "system", "content": "Be brief."}, {"role": "user", "content": "Hi"}, {"role": "assistant", "content": "<think>\nhm\n</think>\n\nHello"}, {"role": "user", "content": "Bye"}],
    [{"role": "user", "content": "Hi"}, {"role": "assistant", "content": "<think>\nhm\n</think>\n\nHello"}],
    [{"role": "user", "content": "Weather?"}, CALL, {"role": "tool", "content": "sunny"}, {"role": "tool", "content": "warm"}],
    [{"role": "user", "content": "Weather?"}, CALL, {"role": "tool", "content": "sunny"}, {"role": "assistant", "content": "Nice.", "reasoning_content": "ok"}],
]


def case(template, variables):
    try:
        return dict(template=template, rendered=environment.from_string(template).render(**variables))
    except Exception as e:
        return dict(template=template, error=f"{type(e).__name__}: {e}")


def main():
    snippets = [case("{{ " + e.strip() + " }}", VARIABLES) for line in EXPRESSIONS.strip().splitlines() for e in line.split(";")]
    snippets += [case(t, VARIABLES | {"bos_token": "<s>"}) for t in TEMPLATES]
    chats = []
    real = {"qwen3": json.loads(options.qwen3.read_text())["chat_template"], "smollm2": options.smollm2.read_text()}
    for name, template in real.items():
        for messages in CHATS:
            for prompt in (False, True):
                for more in ({}, {"tools": TOOLS}, {"enable_thinking": False}):
                    variables = {"messages": messages, "add_generation_prompt": prompt, "tools": None, "documents": None} | more
                    chats.append(case(template, variables) | {"template": name, "variables": variables})
    golden = dict(variables=VARIABLES | {"bos_token": "<s>"}, snippets=snippets, templates=real, chats=chats)
    (options.out / "jinja.golden.json").write_text(json.dumps(golden, ensure_ascii=True, indent=0) + "\n")


if __name__ == "__main__":
    main()
