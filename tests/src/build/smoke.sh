#!/bin/sh
# What every way to run t2l has to do: complete with an adapter, serve an adapter and tools to curl, and train three steps.
#
#     tests/src/build/smoke.sh java -jar app/target/t2l.jar
#     tests/src/build/smoke.sh /opt/t2l/java/bin/java -jar /opt/t2l/t2l.jar
#
# The arguments are the command that runs t2l. Everything is written to a temporary folder, below $SMOKE_FOLDER if that is set, then
# for any user. Servers listen on the loopback interface, on a free port. Ends with 0 and a line for each step, or with 1 at the first
# that fails.
set -eu
folder=$(mktemp -d ${SMOKE_FOLDER:+-p "$SMOKE_FOLDER"})
[ -z "${SMOKE_FOLDER:-}" ] || chmod 777 "$folder"
server=
trap '[ -z "$server" ] || kill "$server" 2>/dev/null; rm -rf "$folder"' EXIT

fail() {
    echo "smoke: $1: $2" >&2
    [ ! -s "$folder/log" ] || cat "$folder/log" >&2
    exit 1
}

# Starts a server of a model, and waits until it is ready; sets url.
serve() {
    "$@" --port 0 >"$folder/out" 2>"$folder/log" &
    server=$!
    for _ in $(seq 600); do
        url=$(sed -n 's/^\(http:[^ ]*\).*/\1/p' "$folder/out")
        [ -z "$url" ] || ! curl -sf "$url/ready" >"$folder/ready" || return 0
        kill -0 "$server" 2>/dev/null || fail serve "it has ended"
        sleep 0.5
    done
    fail serve "not ready after 300 s"
}

stop() {
    kill "$server"
    wait "$server" || [ $? = 143 ] || fail serve "it ended with code $?"
    server=
}

ask() {
    curl -s "$url/v1/chat/completions" -H 'Content-Type: application/json' -d "$1"
}

task="Take the last word and say it in French."
answer=$("$@" complete --model builtin:tiny --describe "$task" --prompt "cat dog bird >" 2>"$folder/log") || fail complete "code $?"
[ "$answer" = oiseau ] || fail complete "needs oiseau, got $answer"
echo "complete: $answer"

serve "$@" serve --model builtin:tiny
answer=$(ask '{"model": "tiny", "temperature": 0, "messages": [{"role": "user", "content": "cat dog bird >"}],
    "adapter": {"describe": "'"$task"'"}}')
case $answer in *'"content":"oiseau"'* | *'"content":" oiseau"'*) ;; *) fail adapter "needs oiseau, got $answer" ;; esac
echo "serve: an adapter"
stop

serve "$@" serve --model builtin:stories260k
answer=$(ask '{"model": "stories260k", "temperature": 0, "max_tokens": 100, "tool_choice": "required", "parallel_tool_calls": false,
    "messages": [{"role": "user", "content": "Weather in Oslo?"}], "tools": [{"type": "function", "function": {"name": "get_weather",
    "parameters": {"type": "object", "properties": {"city": {"type": "string", "maxLength": 9}}, "required": ["city"]}}}]}')
case $answer in *'"name":"get_weather"'*) ;; *) fail tools "needs a call of get_weather, got $answer" ;; esac
echo "serve: a tool"
stop

mkdir "$folder/tasks"
cat >"$folder/tasks/french.jsonl" <<'ROWS'
{"task": "french", "descriptions": ["Say the word in French."], "n_train": 3, "n_test": 1}
{"split": "train", "input": "cat >", "output": ["chat"]}
{"split": "train", "input": "dog >", "output": ["chien"]}
{"split": "train", "input": "horse >", "output": ["cheval"]}
{"split": "test", "input": "bird >", "output": ["oiseau"]}
ROWS
"$@" train --model builtin:tiny --tasks "$folder/tasks" --set steps=3 --set n_tasks_per_batch=1 --set hypernet_latent_size=16 \
    --set head_in_size=16 --out "$folder/run" >"$folder/out" 2>"$folder/log" || fail train "code $?"
[ -s "$folder/run/hypermod.safetensors" ] || fail train "needs hypermod.safetensors in its result"
echo "train: three steps"
