package t2l.tensor.x86;

import module java.base;

/// Writes x86-64 instructions: those that [DotCode] and [RoundCode] need, in 256 bits with VEX prefixes and in 512 bits with EVEX
/// prefixes, after the Intel 64 and IA-32 Architectures Software Developer's Manual, volume 2, sections 2.3 (VEX) and 2.7 (EVEX).
/// Registers are numbers: 0 to 15 of the general ones (`RAX`, `RCX`, …), 0 to 31 of the vectors (0 to 15 with VEX), 1 to 7 of
/// the masks.
///
/// Constants lie before the code, on lines of 64 bytes, and are read relative to the instruction.
final class Assembler {
    static final int RAX = 0, RCX = 1, RDX = 2, RSP = 4, RSI = 6, RDI = 7, R8 = 8, R9 = 9, R10 = 10, R11 = 11;

    /// Instructions of vectors: prefix (1: 66, 2: F3, 3: F2), map (1: 0F, 2: 0F38, 3: 0F3A), code, and 1 if EVEX needs W.
    enum Op {
        MOVDQU(2, 1, 0x6f), MOVDQU_TO(2, 1, 0x7f), MOVUPS(0, 1, 0x10), MOVUPS_TO(0, 1, 0x11),
        BROADCAST16(1, 2, 0x5a), BROADCASTD(1, 2, 0x58), BROADCASTW(1, 2, 0x79), BROADCASTSS(1, 2, 0x18),
        INSERT16(1, 3, 0x38), EXTRACT16_TO(1, 3, 0x39),
        AND(1, 1, 0xdb), OR(1, 1, 0xeb), XOR(1, 1, 0xef), TERNARY(1, 3, 0x25),
        SHIFT_RIGHT(1, 2, 0x45), SHIFT_LEFT(1, 2, 0x47), ROTATE_RIGHT(1, 2, 0x14), SHIFT_BYTES(1, 1, 0x73),
        SHUFFLE_BYTES(1, 2, 0x00), SHUFFLE_INTS(1, 1, 0x70), PERMUTE(1, 2, 0x16), PERMUTE_INTS(1, 2, 0x36),
        UNPACK_LOW_LONGS(1, 1, 0x6c), UNSIGNED_TO_INTS(1, 2, 0x31), SIGNED_TO_INTS(1, 2, 0x21),
        PACK_INTS(1, 1, 0x6b), PACK_SHORTS(1, 1, 0x63), MAX_UNSIGNED(1, 2, 0x3f),
        DOT_BYTES(1, 2, 0x50), MADD_BYTES(1, 2, 0x04), MADD_SHORTS(1, 1, 0xf5), ADD_INTS(1, 1, 0xfe),
        MUL_INTS(1, 2, 0x40),
        ADD_SHORTS(1, 1, 0xfd), ADD_BYTES(1, 1, 0xfc), ABS_BYTES(1, 2, 0x1c), SIGN_BYTES(1, 2, 0x08),
        EQUAL_BYTES(1, 1, 0x74),
        TEST_BYTES(1, 2, 0x26), INTS_TO_FLOATS(0, 1, 0x5b), FLOATS_TO_INTS(1, 1, 0x5b), HALVES_TO_FLOATS(1, 2, 0x13),
        MUL(0, 1, 0x59), ADD(0, 1, 0x58), FMA(1, 2, 0xb8), NEGATED_FMA(1, 2, 0xbc), MAX_ONE(2, 1, 0x5f),
        DIV_ONE(2, 1, 0x5e),
        MOVE_ONE_TO(2, 1, 0x11);

        private final int prefix;
        private final int map;
        private final int code;

        Op(int prefix, int map, int code) {
            this.prefix = prefix;
            this.map = map;
            this.code = code;
        }
    }

    /// Bits of a vector register.
    enum Width {
        X(0), Y(1), Z(2);

        private final int code;

        Width(int code) {
            this.code = code;
        }
    }

    /// An operand: a register, or memory at the address in `base` plus `distance`, or a constant.
    sealed interface Operand {
        /// A vector register.
        record Register(int number) implements Operand {}

        /// Memory at a distance from the sum of two general registers, or from one, with `RSP` for the other.
        record At(int base, int index, int distance) implements Operand {}

        /// A place among the constants, in bytes from their beginning.
        record Constant(int place) implements Operand {}
    }

    /// Bytes of constants; the code begins behind them.
    static final int CONSTANTS = 2048;

    private final byte[] all = new byte[1 << 15];
    private final ByteBuffer out = ByteBuffer.wrap(all).order(ByteOrder.LITTLE_ENDIAN).position(CONSTANTS);
    private final Map<ByteBuffer, Integer> places = new HashMap<>();
    private int constants;

    /// The mask of the next vector instruction, 0 for none.
    private int mask;

    /// All bytes so far, constants first.
    byte[] bytes() {
        return Arrays.copyOf(all, out.position());
    }

    static Operand register(int number) {
        return new Operand.Register(number);
    }

    static Operand at(int base, int distance) {
        return at(base, RSP, distance);
    }

    /// @param index below 8
    static Operand at(int base, int index, int distance) {
        return new Operand.At(base, index, distance);
    }

    /// These 64 bytes as a constant, and `place` bytes behind its beginning.
    Operand constant(byte[] line, int place) {
        int at = places.computeIfAbsent(ByteBuffer.wrap(line), _ -> {
            out.put(constants, line);
            constants += 64;
            return constants - 64;
        });
        if (line.length != 64 || constants > CONSTANTS) {
            throw new IllegalStateException("constants: need lines of 64 bytes, at most " + CONSTANTS / 64);
        }
        return new Operand.Constant(at + place);
    }

    /// Sixteen integers as a constant.
    Operand ints(IntUnaryOperator each, int place) {
        ByteBuffer line = ByteBuffer.allocate(64).order(ByteOrder.LITTLE_ENDIAN);
        IntStream.range(0, 16).map(each).forEach(line::putInt);
        return constant(line.array(), place);
    }

    /// 64 bytes as a constant.
    Operand bytes(IntUnaryOperator each, int place) {
        byte[] line = new byte[64];
        for (int i = 0; i < 64; i++) {
            line[i] = (byte) each.applyAsInt(i);
        }
        return constant(line, place);
    }

    /// The next vector instruction changes only the elements that this mask names, and reads no others from memory.
    Assembler masked(int register) {
        mask = register;
        return this;
    }

    /// `op to, operand`, or `op operand, to` for the operations whose names end in `TO`.
    void vector(Width width, Op op, int to, Operand operand) {
        vector(width, op, to, 0, operand);
    }

    /// `op to, first, second`; 0 for `first` where the operation has one operand.
    void vector(Width width, Op op, int to, int first, Operand second) {
        encode(width, op, to, first, second, 0);
    }

    /// As [#vector(Width,Op,int,int,Operand)], with a number in the instruction.
    void vector(Width width, Op op, int to, int first, Operand second, int number) {
        encode(width, op, to, first, second, 1);
        put(number);
    }

    private void encode(Width width, Op op, int to, int first, Operand second, int behind) {
        int rm = switch (second) {
            case Operand.Register(int number) -> number;
            case Operand.At(int base, _, _) -> base;
            case Operand.Constant _ -> 0;
        };
        int registers = bit(to, 8, 0x80) | bit(rm, 8, 0x20);
        if (width == Width.Z || mask != 0 || to > 15) {
            put(0x62,
                    op.map | registers | bit(second instanceof Operand.Register ? rm : 0, 16, 0x40) | bit(to, 16, 0x10),
                    4 | op.prefix | (~first & 15) << 3, width.code << 5 | bit(first, 16, 8) | mask);
        } else {
            put(0xc4, op.map | registers | 0x40, op.prefix | width.code << 2 | (~first & 15) << 3);
        }
        mask = 0;
        put(op.code);
        operand(low(to), second, rm, behind);
    }

    /// The byte that names the registers, and where memory is.
    private void operand(int low, Operand second, int rm, int behind) {
        int reg = low << 3;
        switch (second) {
            case Operand.Register _ -> put(0xc0 | reg | low(rm));
            case Operand.At(_, int index, int distance) -> {
                if (index == RSP) {
                    put(0x80 | reg | low(rm));
                } else {
                    put(0x84 | reg, index << 3 | low(rm));
                }
                out.putInt(distance);
            }
            case Operand.Constant(int place) -> {
                put(5 | reg);
                out.putInt(place - (out.position() + 4 + behind));
            }
        }
    }

    /// `prefetcht0 memory`
    void prefetch(Operand memory) {
        put(0x0f, 0x18);
        operand(1, memory, ((Operand.At) memory).base(), 0);
    }

    /// An inverted bit of a prefix: `code` unless the register's number has `bit`.
    private static int bit(int register, int bit, int code) {
        return (register & bit) == 0 ? code : 0;
    }

    private static int low(int register) {
        return register & 7;
    }

    /// The prefix of 64 bits and of the registers from `R8` on, `code`, and the byte that names both registers.
    private void general(int code, int register, int rm) {
        put(0x48 | register >> 3 << 2 | rm >> 3, code, 0xc0 | low(register) << 3 | low(rm));
    }

    /// `kmovw mask, number`, through `RAX`.
    void mask(int register, int number) {
        put(0xb8);
        out.putInt(number);
        maskFrom(register, RAX);
    }

    /// `kmovw mask, general`, of `RAX` to `RDI`.
    void maskFrom(int register, int general) {
        put(0xc5, 0xf8, 0x92, 0xc0 | register << 3 | general);
    }

    /// `mov to, from`, 64 bits.
    void move(int to, int from) {
        general(0x89, from, to);
    }

    /// `mov to, [RSP + distance]`, 64 bits.
    void fromStack(int to, int distance) {
        put(0x48 | to >> 3 << 2, 0x8b, 0x44 | low(to) << 3, 0x24, distance);
    }

    /// `add to, number`
    void add(int to, int number) {
        general(0x81, 0, to);
        out.putInt(number);
    }

    /// `add to, from`
    void addRegister(int to, int from) {
        general(0x01, from, to);
    }

    /// `shr to, number`
    void shiftRight(int to, int number) {
        general(0xc1, 5, to);
        put(number);
    }

    /// The place of the next instruction, to jump to.
    int here() {
        return out.position();
    }

    /// `test register, register` and `jz`, to a place that [#land] sets.
    int skipIfZero(int register) {
        general(0x85, register, register);
        put(0x0f, 0x84);
        out.putInt(0);
        return here();
    }

    /// A jump to a place that [#land] sets.
    int skip() {
        put(0xe9);
        out.putInt(0);
        return here();
    }

    /// Lets a jump go to the next instruction.
    void land(int jump) {
        out.putInt(jump - 4, here() - jump);
    }

    /// `dec register` and `jnz` to `place`.
    void repeat(int register, int place) {
        general(0xff, 1, register);
        put(0x0f, 0x85);
        out.putInt(place - (here() + 4));
    }

    /// `vzeroupper` and `ret`.
    void end() {
        put(0xc5, 0xf8, 0x77, 0xc3);
    }

    private void put(int... bytes) {
        for (int b : bytes) {
            out.put((byte) b);
        }
    }
}
