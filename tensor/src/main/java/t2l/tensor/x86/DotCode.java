package t2l.tensor.x86;

import static t2l.tensor.x86.Assembler.*;
import static t2l.tensor.x86.Assembler.Op.*;

import module java.base;
import t2l.tensor.DType;
import t2l.tensor.x86.Assembler.Op;
import t2l.tensor.x86.Assembler.Operand;
import t2l.tensor.x86.Assembler.Width;

/// Writes the function that multiplies rows of a quantised weight with 1 to [Rounded#ROWS] rows of [Rounded] activations:
///
/// `void (w, step, n, x, sums, add, pieces, rest)`: for each of `n` times [#weights] rows of weights, the first at address
/// `w`, the others `step` bytes apart, and each row of activations at `x`, writes sixteen lanes to address `sums`, 64 bytes
/// apart for rows of weights and [#SUMS_STEP] for rows of activations, or adds to the lanes there unless `add` is 0. `pieces`
/// counts whole pieces of 128 elements (blocks of 256 for the K-quants); `rest` holds the masks of the groups in a last piece
/// ([#rest]), or is 0.
///
/// With `u` the unsigned integers of a type and `m` its minima, lane `4g + j` becomes, piece after piece,
/// `fma(Σ (u − offset) · q, d·dx, lane)` over its eight elements, and then `fma(m, dx · Σ q, lane)` if there are minima. Sums of
/// integers are exact, so a lane has the same bits in 256 and in 512 bits.
///
/// A piece costs, for each row of weights and of activations, two products of bytes, a conversion and two multiplications,
/// three with minima. In 512 bits, two rows of weights share each read of several rows of activations.
final class DotCode {
    /// Bytes between the lanes of two rows of activations.
    static final int SUMS_STEP = 64 * 66;

    private static final int AHEAD = 8192;

    // Registers of vectors: scratch; the sums; in 512 bits, the piece of activations and the highest constant.
    private static final int DOT = 4, PRODUCT = 5, SUM = 8, X = 20, CONSTANT = 31, CONSTANTS = 8;

    /// Masks: of the groups from 1, 2, 3 on; of groups 1 and 3; of bits; the first three of the last piece.
    private static final int FROM_1 = 1, ODD = 4, BITS = 4, LAST = 5;

    private final Assembler to = new Assembler();
    private final DType type;
    private final Rounded rounded;
    private final int rows;
    private final Width width;
    private final boolean wide;
    /// Registers for sixteen lanes.
    private final int parts;
    /// Constants that stay in registers in 512 bits, from the highest downwards.
    private final List<Operand> kept;
    /// The first mask of the piece that is written.
    private int from = FROM_1;
    /// The row of weights that is unpacked, 0 or 1.
    private int weight;

    private DotCode(DType type, int rows, boolean wide, List<Operand> kept) {
        this.type = type;
        this.kept = kept;
        this.rows = rows;
        this.wide = wide;
        rounded = Rounded.of(type);
        width = wide ? Width.Z : Width.Y;
        parts = wide ? 1 : 2;
    }

    /// @param rows of activations
    /// @param wide whether to use registers of 512 bits and VNNI's products of bytes
    static Assembler of(DType type, int rows, boolean wide) {
        List<Operand> constants = new ArrayList<>();
        new DotCode(type, rows, wide, constants).function();
        return new DotCode(type, rows, wide, constants.stream().limit(CONSTANTS).toList()).function();
    }

    /// Rows of weights that are multiplied at once; one row of activations is bound by the one stream of weights.
    static int weights(int rows, boolean wide) {
        return wide && rows > 1 ? 2 : 1;
    }

    /// The masks of a last piece of so many groups.
    static long rest(int groups) {
        return switch (groups) {
            case 0 -> 0;
            case 1 -> 1L << 48;
            case 2 -> 1L << 48 | 0xfff0;
            default -> 1L << 48 | 0xff00fff0L;
        };
    }

    private Assembler function() {
        boolean blocks = type.blockSize() == DType.BLOCK;
        int pieces = blocks ? 1 : 2;
        if (wide) {
            to.fromStack(R11, 16);
            for (int group = 1; group < 4; group++) {
                to.mask(FROM_1 + group - 1, 0xffff & 0xffff << (4 * group));
                to.move(RAX, R11);
                to.maskFrom(LAST + group - 1, RAX);
                to.shiftRight(R11, 16);
            }
            to.mask(ODD, 0xf0f0);
            for (int i = 0; i < kept.size(); i++) {
                to.vector(width, MOVDQU, CONSTANT - i, kept.get(i));
            }
        }
        int row = to.here();
        int fresh = to.skipIfZero(R9);
        sums(i -> to.vector(width, MOVUPS, SUM + i, lanes(i)));
        int ready = to.skip();
        to.land(fresh);
        sums(i -> to.vector(width, XOR, SUM + i, SUM + i, register(SUM + i)));
        to.land(ready);
        to.move(RAX, RDI);
        to.move(R10, RCX);
        to.fromStack(R11, 8);
        int none = to.skipIfZero(R11);
        int piece = to.here();
        if (weights(rows, wide) > 1) {
            eachWeight(this::prefetch);
        }
        if (blocks) {
            IntStream.range(0, parts).forEach(this::blocks);
        } else {
            superBlock();
        }
        to.add(RAX, blocks ? 4 * type.blockBytes() : type.blockBytes());
        to.add(R10, pieces * rows * rounded.bytes());
        to.repeat(R11, piece);
        to.land(none);
        if (blocks) {
            to.fromStack(R11, 16);
            int whole = to.skipIfZero(R11);
            from = LAST;
            blocks(0);
            to.land(whole);
        }
        sums(i -> to.vector(width, MOVUPS_TO, SUM + i, lanes(i)));
        for (int i = 0; i < weights(rows, wide); i++) {
            to.addRegister(RDI, RSI);
        }
        to.add(R8, 64 * weights(rows, wide));
        to.repeat(RDX, row);
        to.end();
        return to;
    }

    /// Fetches what comes [#AHEAD] bytes later: of two streams, the processor loses track.
    private void prefetch() {
        for (int i = 0; i < (type.blockSize() == DType.BLOCK ? 4 : 1) * type.blockBytes(); i += 64) {
            to.prefetch(w(AHEAD + i));
        }
    }

    private void sums(IntConsumer each) {
        IntStream.range(0, 2 * rows).forEach(each);
    }

    /// The place of a register of sums: in 512 bits of the two rows of weights, in 256 of the two halves.
    private Operand lanes(int register) {
        return at(R8, register / 2 * SUMS_STEP + register % 2 * (wide ? 64 : 32));
    }

    // Registers of the row of weights that is unpacked.

    private int first() {
        return 16 * weight;
    }

    private int second() {
        return first() + 1;
    }

    private int scale() {
        return first() + 2;
    }

    private int minimum() {
        return first() + 3;
    }

    /// What the scales of a block are spread from.
    private int numbers() {
        return 6 + weight;
    }

    private Operand w(int place) {
        return weight == 0 ? at(RAX, place) : Assembler.at(RAX, RSI, place);
    }

    private void eachWeight(Runnable unpack) {
        for (weight = 0; weight < weights(rows, wide); weight++) {
            unpack.run();
        }
    }

    /// Four groups, or two of them in 256 bits, of a type with blocks of 32.
    private void blocks(int part) {
        int step = type.blockBytes();
        int nibbles = step - 16;
        eachWeight(() -> {
            gather(BROADCASTW, scale(), part, g -> step * g);
            widen(scale());
            if (rounded.shifted()) {
                gather(BROADCASTW, minimum(), part, g -> step * g + 2);
                widen(minimum());
            }
            if (type == DType.Q8_0) {
                gather(BROADCAST16, first(), part, g -> step * g + 2);
                gather(BROADCAST16, second(), part, g -> step * g + 18);
                if (wide) {
                    to.vector(width, XOR, first(), first(), bytes(_ -> 128));
                    to.vector(width, XOR, second(), second(), bytes(_ -> 128));
                }
                return;
            }
            gather(BROADCAST16, first(), part, g -> step * g + nibbles);
            to.vector(width, SHIFT_RIGHT, second(), first(), ints(0, _ -> 4));
            to.vector(width, AND, first(), first(), bytes(_ -> 15));
            to.vector(width, AND, second(), second(), bytes(_ -> 15));
            if (type == DType.Q5_0 || type == DType.Q5_1) {
                gather(BROADCASTD, numbers(), part, g -> step * g + nibbles - 4);
                fifths(first(), 0);
                fifths(second(), 2);
            }
        });
        for (int row = 0; row < rows; row++) {
            dots(row, 0, part, 0, 1);
        }
    }

    /// Adds 16 to each byte whose bit is set in the word of its group, from byte `word` on.
    private void fifths(int register, int word) {
        to.vector(width, SHUFFLE_BYTES, DOT, numbers(), bytes(i -> word + i % 16 / 8));
        Operand bits = bytes(i -> 1 << i % 8);
        Operand sixteen = bytes(_ -> 16);
        if (wide) {
            to.vector(width, TEST_BYTES, BITS, DOT, bits);
            to.masked(BITS).vector(width, ADD_BYTES, register, register, sixteen);
        } else {
            to.vector(width, AND, DOT, DOT, bits);
            to.vector(width, EQUAL_BYTES, DOT, DOT, bits);
            to.vector(width, AND, DOT, DOT, sixteen);
            to.vector(width, OR, register, register, register(DOT));
        }
    }

    /// A block of 256 weights.
    private void superBlock() {
        boolean six = type == DType.Q6_K;
        eachWeight(six ? this::signedScales : this::sixBitScales);
        for (int half = 0; half < 2; half++) {
            for (int part = 0; part < parts; part++) {
                int h = half;
                int p = part;
                for (int line = 0; line < (six ? 2 : 1); line++) {
                    int l = line;
                    eachWeight(six ? () -> sixes(h, p, l) : () -> pairs(h, p));
                    for (int row = 0; row < rows; row++) {
                        dots(row, half, part, line, six ? line : 1);
                    }
                }
            }
        }
    }

    /// The eight scales and eight minima of Q4_K and Q5_K ([DType#six]).
    private void sixBitScales() {
        to.vector(Width.X, MOVDQU, DOT, w(0));
        to.vector(Width.X, SHUFFLE_INTS, PRODUCT, 0, register(DOT), 0b11_10_11_01);
        to.vector(Width.X, SHUFFLE_INTS, DOT, 0, register(DOT), 0b10_10_01_01);
        to.vector(Width.X, SHIFT_RIGHT, PRODUCT, PRODUCT, to.ints(i -> i == 3 ? 4 : 0, 0));
        to.vector(Width.X, SHIFT_RIGHT, DOT, DOT, to.ints(_ -> 2, 0));
        to.vector(Width.X, AND, PRODUCT, PRODUCT, to.ints(i -> i % 2 == 0 ? 0x3f3f3f3f : 0x0f0f0f0f, 0));
        to.vector(Width.X, AND, DOT, DOT, to.ints(i -> i % 2 == 0 ? 0 : 0x30303030, 0));
        to.vector(Width.X, OR, DOT, DOT, register(PRODUCT));
        numbers(UNSIGNED_TO_INTS, 0, 2);
    }

    /// The sixteen scales of Q6_K.
    private void signedScales() {
        to.vector(Width.X, MOVDQU, DOT, w(192));
        numbers(SIGNED_TO_INTS, 208, 208);
    }

    /// The sixteen bytes in [#DOT], eight times the half at one place and eight times that at another, in 256 bits in two
    /// registers.
    private void numbers(Op bytesToInts, int low, int high) {
        to.vector(wide ? Width.Y : Width.X, BROADCASTW, PRODUCT, w(low));
        if (wide && low != high) {
            to.masked(FROM_1 + 1).vector(Width.Y, BROADCASTW, PRODUCT, w(high));
        }
        for (int half = 0; half < parts; half++) {
            if (half == 1) {
                to.vector(Width.X, SHIFT_BYTES, 3, DOT, register(DOT), 8);
                to.vector(Width.X, BROADCASTW, PRODUCT, w(high));
            }
            widen(PRODUCT);
            to.vector(width, bytesToInts, numbers() + half, register(DOT));
            to.vector(width, INTS_TO_FLOATS, numbers() + half, register(numbers() + half));
            to.vector(width, MUL, numbers() + half, numbers() + half, register(PRODUCT));
        }
    }

    /// Four groups of Q4_K or Q5_K, or two of them: each 32 bytes are two groups.
    private void pairs(int half, int part) {
        int nibbles = (type == DType.Q4_K ? 16 : 48) + 64 * half;
        for (int second = 0; second < 2; second++) {
            int register = first() + second;
            int place = 16 * second;
            gather(BROADCAST16, register, part, g -> nibbles + g / 2 * 32 + place);
            to.vector(width, SHIFT_RIGHT, register, register, ints(0, i -> i / 4 % 2 * 4));
            to.vector(width, AND, register, register, bytes(_ -> 15));
            if (type == DType.Q5_K) {
                high(register, part, 16 + place, g -> 4 * half + g - 4, 0x10);
            }
        }
        spread(scale(), 0, part, g -> 4 * half + g);
        spread(minimum(), 1, part, g -> 8 + 4 * half + g);
    }

    /// The first (`line` 0) or last sixteen of four groups of Q6_K, or of two.
    private void sixes(int half, int part, int line) {
        gather(BROADCAST16, first(), part, g -> 64 * half + g % 2 * 32 + 16 * line);
        to.vector(width, SHIFT_RIGHT, first(), first(), ints(part, i -> i / 8 * 4));
        to.vector(width, AND, first(), first(), bytes(_ -> 15));
        high(first(), part, 128 + 32 * half + 16 * line, g -> 2 * g - 4, 0x30);
        spread(scale(), half, part, g -> 8 * half + 2 * g + line);
    }

    /// Joins a register of nibbles with the bits that `mask` covers after the sixteen bytes at `place` are turned right by so
    /// many bits for each group.
    private void high(int register, int part, int place, IntUnaryOperator right, int mask) {
        to.vector(width, BROADCAST16, DOT, w(place));
        if (wide) {
            to.vector(width, ROTATE_RIGHT, DOT, DOT, ints(0, i -> right.applyAsInt(i / 4) & 31));
            to.vector(width, TERNARY, register, DOT, bytes(_ -> mask), 0xf8);
        } else {
            to.vector(width, SHIFT_RIGHT, PRODUCT, DOT, ints(part, i -> amount(right.applyAsInt(i / 4))));
            to.vector(width, SHIFT_LEFT, DOT, DOT, ints(part, i -> amount(-right.applyAsInt(i / 4))));
            to.vector(width, OR, DOT, DOT, register(PRODUCT));
            to.vector(width, AND, DOT, DOT, bytes(_ -> mask));
            to.vector(width, OR, register, register, register(DOT));
        }
    }

    /// A shift to this side, or one that leaves nothing.
    private static int amount(int shift) {
        return shift < 0 ? 32 : shift;
    }

    /// For each group the number that `index` names, in its four lanes.
    ///
    /// @param half the register of numbers in 256 bits
    private void spread(int register, int half, int part, IntUnaryOperator index) {
        Operand places = ints(part, i -> index.applyAsInt(i / 4));
        int held = places instanceof Operand.Register(int number) ? number : register;
        if (held == register) {
            to.vector(width, MOVDQU, register, places);
        }
        to.vector(width, PERMUTE, register, held, register(numbers() + (wide ? 0 : half)));
    }

    /// Sixteen bytes, or one number four times, of each group, from the address of the block plus `place`.
    private void gather(Op broadcast, int register, int part, IntUnaryOperator place) {
        if (wide) {
            Width all = broadcast == BROADCASTW ? Width.Y : width;
            to.vector(all, broadcast, register, w(place.applyAsInt(0)));
            boolean alternating = place.applyAsInt(0) == place.applyAsInt(2);
            for (int group = 1; group < (alternating ? 2 : 4); group++) {
                if (place.applyAsInt(group) != place.applyAsInt(group - 1)) {
                    to.masked(alternating ? ODD : from + group - 1)
                            .vector(all, broadcast, register, w(place.applyAsInt(group)));
                }
            }
            return;
        }
        int low = place.applyAsInt(2 * part);
        int high = place.applyAsInt(2 * part + 1);
        boolean one = broadcast == BROADCAST16;
        if (one && low == high) {
            to.vector(width, broadcast, register, w(low));
            return;
        }
        to.vector(Width.X, one ? MOVDQU : broadcast, register, w(low));
        if (one) {
            to.vector(width, INSERT16, register, register, w(high), 1);
        } else {
            to.vector(Width.X, broadcast, DOT, w(high));
            if (broadcast == BROADCASTW) {
                to.vector(Width.X, UNPACK_LOW_LONGS, register, register, register(DOT));
            } else {
                to.vector(width, INSERT16, register, register, register(DOT), 1);
            }
        }
    }

    private void widen(int register) {
        to.vector(width, HALVES_TO_FLOATS, register, register(register));
    }

    /// Integers for each lane, of which 256 bits take a half.
    private Operand ints(int part, IntUnaryOperator each) {
        return kept(to.ints(each, 32 * part));
    }

    private Operand bytes(IntUnaryOperator each) {
        return kept(to.bytes(each, 0));
    }

    /// The constant, in a register if it is kept in one.
    private Operand kept(Operand constant) {
        if (!wide) {
            return constant;
        }
        int place = kept.indexOf(constant);
        if (place < 0 && kept instanceof ArrayList) {
            kept.add(constant);
        }
        return place < 0 || kept instanceof ArrayList ? constant : register(CONSTANT - place);
    }

    /// Multiplies what is unpacked of each row of weights with a row of activations: its lines of bytes from `line` to `last`.
    private void dots(int row, int piece, int part, int line, int last) {
        int place = (piece * rows + row) * rounded.bytes() + 32 * part;
        Operand scales = x(place + Rounded.SCALES, X + 2);
        Operand sums = x(place + Rounded.SUMS + (line == last ? 64 * line : 0), X + 3);
        List<Operand> bytes = IntStream.rangeClosed(line, last).mapToObj(i -> x(place + Rounded.SECOND * i, X + i))
                .toList();
        eachWeight(() -> dot(SUM + 2 * row + (wide ? weight : part), bytes, scales, sums));
    }

    /// Activations, in 512 bits in a register, since two rows of weights need them.
    private Operand x(int place, int register) {
        if (wide) {
            to.vector(width, MOVDQU, register, at(R10, place));
        }
        return wide ? register(register) : at(R10, place);
    }

    private void dot(int sum, List<Operand> bytes, Operand scales, Operand sums) {
        if (wide) {
            if (rounded.shifted()) {
                to.vector(width, XOR, DOT, DOT, register(DOT));
            } else {
                to.vector(width, MOVDQU, DOT, sums);
            }
            for (int i = 0; i < bytes.size(); i++) {
                to.vector(width, DOT_BYTES, DOT, first() + i, bytes.get(i));
            }
        } else {
            for (int i = 0; i < bytes.size(); i++) {
                products(i == 0 ? DOT : PRODUCT, first() + i, bytes.get(i));
            }
            if (bytes.size() == 2) {
                to.vector(width, ADD_INTS, DOT, DOT, register(PRODUCT));
            }
            if (!rounded.shifted() && type != DType.Q8_0) {
                to.vector(width, ADD_INTS, DOT, DOT, sums);
            }
        }
        to.vector(width, INTS_TO_FLOATS, DOT, register(DOT));
        to.vector(width, MUL, PRODUCT, scale(), scales);
        to.vector(width, FMA, sum, DOT, register(PRODUCT));
        if (rounded.shifted()) {
            to.vector(width, type.blockSize() == DType.BLOCK ? FMA : NEGATED_FMA, sum, minimum(), sums);
        }
    }

    /// Sums of four products of bytes without VNNI. Pairs of them fit into sixteen bits: u < 64 of six bits, or |w| ≤ 128 of
    /// Q8_0, whose signs go to the activations.
    private void products(int register, int integers, Operand x) {
        if (type == DType.Q8_0) {
            to.vector(width, MOVDQU, register, x);
            to.vector(width, SIGN_BYTES, register, register, register(integers));
            to.vector(width, ABS_BYTES, minimum(), register(integers));
            to.vector(width, MADD_BYTES, register, minimum(), register(register));
        } else {
            to.vector(width, MADD_BYTES, register, integers, x);
        }
        to.vector(width, MADD_SHORTS, register, register, ints(0, _ -> 0x10001));
    }
}
