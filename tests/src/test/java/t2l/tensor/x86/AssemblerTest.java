package t2l.tensor.x86;

import static org.junit.jupiter.api.Assertions.*;
import static t2l.tensor.x86.Assembler.Op.*;

import module java.base;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import t2l.tensor.x86.Assembler.Op;
import t2l.tensor.x86.Assembler.Operand;
import t2l.tensor.x86.Assembler.Width;

/// The bytes of instructions against those that GNU as makes of their text (`instructions.py`).
class AssemblerTest {
    private static final List<String> GENERAL = List.of("rax", "rcx", "rdx", "rbx", "rsp", "rbp", "rsi", "rdi", "r8",
            "r9",
            "r10", "r11");
    private static final Map<String, Op> OPS = Map.ofEntries(Map.entry("vmovups", MOVUPS), Map.entry("vmovdqu", MOVDQU),
            Map.entry("vmovdqu32", MOVDQU), Map.entry("vbroadcasti128", BROADCAST16),
            Map.entry("vbroadcasti32x4", BROADCAST16), Map.entry("vpbroadcastd", BROADCASTD),
            Map.entry("vpbroadcastw", BROADCASTW), Map.entry("vbroadcastss", BROADCASTSS),
            Map.entry("vinserti128", INSERT16), Map.entry("vextracti128", EXTRACT16_TO), Map.entry("vpand", AND),
            Map.entry("vpandd", AND), Map.entry("vpor", OR), Map.entry("vpxor", XOR), Map.entry("vpxord", XOR),
            Map.entry("vpternlogd", TERNARY), Map.entry("vpsrlvd", SHIFT_RIGHT), Map.entry("vpsllvd", SHIFT_LEFT),
            Map.entry("vprorvd", ROTATE_RIGHT), Map.entry("vpshufb", SHUFFLE_BYTES), Map.entry("vpshufd", SHUFFLE_INTS),
            Map.entry("vpermps", PERMUTE), Map.entry("vpermd", PERMUTE_INTS),
            Map.entry("vpunpcklqdq", UNPACK_LOW_LONGS),
            Map.entry("vpmovzxbd", UNSIGNED_TO_INTS), Map.entry("vpmovsxbd", SIGNED_TO_INTS),
            Map.entry("vpackssdw", PACK_INTS), Map.entry("vpacksswb", PACK_SHORTS), Map.entry("vpmaxud", MAX_UNSIGNED),
            Map.entry("vpdpbusd", DOT_BYTES), Map.entry("vpmaddubsw", MADD_BYTES), Map.entry("vpmaddwd", MADD_SHORTS),
            Map.entry("vpaddd", ADD_INTS), Map.entry("vpmulld", MUL_INTS), Map.entry("vpaddb", ADD_BYTES),
            Map.entry("vpabsb", ABS_BYTES), Map.entry("vpsignb", SIGN_BYTES), Map.entry("vpcmpeqb", EQUAL_BYTES),
            Map.entry("vptestmb", TEST_BYTES), Map.entry("vcvtdq2ps", INTS_TO_FLOATS),
            Map.entry("vcvtps2dq", FLOATS_TO_INTS), Map.entry("vcvtph2ps", HALVES_TO_FLOATS), Map.entry("vmulps", MUL),
            Map.entry("vaddps", ADD), Map.entry("vfmadd231ps", FMA), Map.entry("vfnmadd231ps", NEGATED_FMA),
            Map.entry("vmaxss", MAX_ONE), Map.entry("vdivss", DIV_ONE));

    static List<String> instructions() throws IOException {
        try (InputStream in = Objects.requireNonNull(AssemblerTest.class.getResourceAsStream("instructions.txt"))) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8).lines().toList();
        }
    }

    @ParameterizedTest
    @MethodSource("instructions")
    void givesTheBytesOfGnuAs(String line) {
        String text = line.substring(0, line.indexOf(" = "));
        Assembler to = new Assembler();
        String name = text.split(" ", 2)[0];
        String[] parts = text.contains(" ") ? text.split(" ", 2)[1].split(", ") : new String[0];
        switch (name) {
            case "kmovw" -> to.maskFrom(parts[0].charAt(1) - '0', GENERAL.indexOf("rax"));
            case "mov" -> {
                if (parts[1].startsWith("[")) {
                    to.fromStack(GENERAL.indexOf(parts[0]), 8);
                } else {
                    to.move(GENERAL.indexOf(parts[0]), GENERAL.indexOf(parts[1]));
                }
            }
            case "add" -> {
                if (parts[1].startsWith("0x")) {
                    to.add(GENERAL.indexOf(parts[0]), 0x12345);
                } else {
                    to.addRegister(GENERAL.indexOf(parts[0]), GENERAL.indexOf(parts[1]));
                }
            }
            case "prefetcht0" -> to.prefetch(operand(parts[0]));
            case "shr" -> to.shiftRight(GENERAL.indexOf(parts[0]), 16);
            case "vzeroupper", "ret" -> to.end();
            default -> vector(to, name, parts);
        }
        byte[] bytes = to.bytes();
        String hex = HexFormat.of().formatHex(bytes, Assembler.CONSTANTS, bytes.length);
        String expected = line.substring(line.indexOf(" = ") + 3);
        boolean both = name.equals("vzeroupper") || name.equals("ret"); // written together
        assertTrue(both ? hex.contains(expected) : hex.equals(expected), text + ": " + hex + ", not " + expected);
    }

    private static void vector(Assembler to, String name, String[] parts) {
        String all = String.join(" ", parts);
        Width width = all.contains("zmm") ? Width.Z : all.contains("ymm") ? Width.Y : Width.X;
        int mask = all.indexOf("{k");
        if (mask >= 0) {
            to.masked(all.charAt(mask + 2) - '0');
        }
        if (parts[0].startsWith("[") && !name.startsWith("vextract")) {
            Op op = name.equals("vmovss") ? MOVE_ONE_TO : name.equals("vmovups") ? MOVUPS_TO : MOVDQU_TO;
            to.vector(width, op, number(parts[1]), operand(parts[0]));
        } else if (name.equals("vextracti128")) {
            to.vector(width, EXTRACT16_TO, number(parts[1]), 0, operand(parts[0]), 1);
        } else if (name.equals("vpsrldq")) {
            to.vector(width, SHIFT_BYTES, 3, number(parts[0]), operand(parts[1]), 8);
        } else {
            Op op = Objects.requireNonNull(OPS.get(name), name);
            String last = parts[parts.length - 1];
            boolean numbered = last.matches("\\d+|0x[0-9a-f]+");
            int operands = parts.length - (numbered ? 1 : 0);
            int first = operands == 3 ? number(parts[1]) : 0;
            if (numbered) {
                to.vector(width, op, number(parts[0]), first, operand(parts[operands - 1]), Integer.decode(last));
            } else {
                to.vector(width, op, number(parts[0]), first, operand(parts[operands - 1]));
            }
        }
    }

    private static int number(String register) {
        return Integer.parseInt(register.replaceAll("\\{.*|[xyz]mm|k", ""));
    }

    private static Operand operand(String text) {
        if (!text.startsWith("[")) {
            return Assembler.register(number(text));
        }
        int base = GENERAL.indexOf(text.substring(1, text.indexOf('+')));
        return text.contains("+rsi+") ? Assembler.at(base, Assembler.RSI, 0x12345) : Assembler.at(base, 0x12345);
    }
}
