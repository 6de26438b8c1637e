"""Writes instructions.txt: the bytes that GNU as makes of each instruction, one a line, after the instruction.

python instructions.py    (GNU Binutils 2.40; as and objcopy of any version since 2.36 give the same)
"""
import pathlib
import subprocess
import tempfile

# {vex3} and {disp32}: of several encodings, the ones that Assembler writes.
INSTRUCTIONS = """
vmovups ymm3, [r10+0x12345]
vmovups zmm8, [r8+0x12345]
vmovups [r8+0x12345], zmm31
vmovdqu xmm4, [rax+rsi+0x12345]
vbroadcasti32x4 zmm16{k2}, [rax+rsi+0x12345]
prefetcht0 [rax+0x12345]
prefetcht0 [rax+rsi+0x12345]
vmovups [rdx+0x12345], xmm6
vmovdqu xmm12, [rax+0x12345]
vmovdqu32 zmm21, [r10+0x12345]
vbroadcasti128 ymm1, [rax+0x12345]
vbroadcasti32x4 zmm1, [rax+0x12345]
vbroadcasti32x4 zmm17{k5}, [rax+0x12345]
vpbroadcastd xmm6, [rax+0x12345]
vpbroadcastd zmm6{k3}, [rax+0x12345]
vpbroadcastw xmm2, [rax+0x12345]
vpbroadcastw ymm2{k1}, [rax+0x12345]
vpbroadcastw ymm18, [rax+0x12345]
vbroadcastss ymm5, xmm5
vinserti128 ymm1, ymm1, [rax+0x12345], 1
vextracti128 xmm7, ymm12, 1
vextracti128 [rdx+0x12345], ymm2, 1
vpand ymm9, ymm10, ymm11
vpandd zmm9, zmm10, zmm29
vpor ymm9, ymm1, ymm2
vpxor ymm8, ymm8, ymm8
vpxord zmm16, zmm16, zmm16
vpternlogd zmm0, zmm4, zmm30, 0xf8
vpsrlvd zmm1, zmm0, zmm28
vpsrlvd ymm1, ymm0, [r11+0x12345]
vpsllvd ymm4, ymm4, ymm13
vprorvd zmm4, zmm4, zmm27
vpsrldq xmm4, xmm4, 8
vpshufb zmm4, zmm6, zmm26
vpshufb ymm4, ymm6, ymm5
vpshufd xmm5, xmm4, 0xed
vpermps zmm2, zmm25, zmm6
vpermps ymm2, ymm2, ymm7
vpermd ymm0, ymm1, ymm0
vpunpcklqdq xmm2, xmm2, xmm4
vpmovzxbd zmm6, xmm4
vpmovzxbd ymm6, xmm4
vpmovsxbd zmm6, xmm4
vpackssdw ymm0, ymm0, ymm1
vpacksswb ymm0, ymm0, ymm2
vpmaxud ymm4, ymm4, ymm7
vpdpbusd zmm4, zmm0, [r10+0x12345]
vpmaddubsw ymm4, ymm0, [r10+0x12345]
vpmaddwd ymm4, ymm4, ymm15
vpaddd ymm4, ymm4, ymm5
vpmulld ymm1, ymm1, ymm3
vpaddb zmm1{k4}, zmm1, zmm24
vpabsb ymm3, ymm1
vpsignb ymm4, ymm4, ymm1
vpcmpeqb ymm4, ymm4, ymm6
vptestmb k4, zmm4, zmm23
vcvtdq2ps zmm4, zmm4
vcvtdq2ps ymm4, ymm14
vcvtps2dq ymm1, ymm1
vcvtph2ps zmm2, ymm2
vcvtph2ps ymm2, xmm2
vmulps zmm5, zmm2, [r10+0x12345]
vaddps ymm0, ymm0, [rdi+0x12345]
vfmadd231ps zmm8, zmm4, zmm5
vfmadd231ps ymm15, ymm4, ymm5
vfnmadd231ps zmm8, zmm3, [r10+0x12345]
vmaxss xmm7, xmm4, xmm1
vdivss xmm6, xmm4, xmm5
vmovss [rdx+0x12345], xmm0
kmovw k3, eax
mov rax, rdi
mov r10, rcx
mov r11, [rsp+0x8]
add r10, 0x12345
add rdi, rsi
shr rax, 16
vzeroupper
ret
""".split("\n")[1:-1]


def encoded(text):
    with tempfile.TemporaryDirectory() as folder:
        at = pathlib.Path(folder)
        evex = "zmm" in text or "{k" in text or "ymm18" in text
        prefix = "{disp32} " if "0x12345]" in text else ""
        prefix += "{vex3} " if text.startswith("v") and text != "vzeroupper" and not evex else ""
        (at / "a.s").write_text(f".intel_syntax noprefix\n{prefix}{text}\n")
        subprocess.run(["as", at / "a.s", "-o", at / "a.o"], check=True)
        subprocess.run(["objcopy", "-O", "binary", "-j", ".text", at / "a.o", at / "a.bin"], check=True)
        return (at / "a.bin").read_bytes().hex()


with open(pathlib.Path(__file__).with_suffix(".txt"), "w") as out:
    for line in INSTRUCTIONS:
        print(f"{line} = {encoded(line)}", file=out)
