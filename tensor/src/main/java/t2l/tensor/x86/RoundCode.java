package t2l.tensor.x86;

import static t2l.tensor.x86.Assembler.*;
import static t2l.tensor.x86.Assembler.Op.*;

import t2l.tensor.x86.Assembler.Width;

/// Writes the functions before and after those of [DotCode], in 256 bits for every processor.
final class RoundCode {
    private static final int HIGHEST = 4, INVERSE = 5, SCALE = 6, WORK = 7;

    private RoundCode() {}

    /// `void (x, groups, to)`: rounds one to four groups of 32 floats at address `x` to the piece of activations at address `to`.
    ///
    /// With `max` the largest magnitude of a group, `d = max / 127` and `q = rint(x · (127 / max))`. A group of zeros has `d =
    /// 0`; one with a number that is not finite has a `d` that is not, and so have the products with it.
    static Assembler round(Rounded rounded) {
        Assembler to = new Assembler();
        int group = to.here();
        for (int i = 0; i < 4; i++) {
            to.vector(Width.Y, MOVUPS, i, at(RDI, 32 * i));
            to.vector(Width.Y, AND, i == 0 ? HIGHEST : WORK, i, to.ints(_ -> 0x7fffffff, 0));
            if (i > 0) {
                to.vector(Width.Y, MAX_UNSIGNED, HIGHEST, HIGHEST, register(WORK)); // as integers: so NaN is the highest
            }
        }
        to.vector(Width.Y, EXTRACT16_TO, HIGHEST, 0, register(WORK), 1);
        to.vector(Width.X, MAX_UNSIGNED, HIGHEST, HIGHEST, register(WORK));
        for (int order : new int[] {0b01_00_11_10, 0b10_11_00_01}) {
            to.vector(Width.X, SHUFFLE_INTS, WORK, 0, register(HIGHEST), order);
            to.vector(Width.X, MAX_UNSIGNED, HIGHEST, HIGHEST, register(WORK));
        }
        to.vector(Width.X, MOVUPS, INVERSE, to.ints(_ -> Float.floatToIntBits(127), 0));
        to.vector(Width.X, DIV_ONE, SCALE, HIGHEST, register(INVERSE));
        to.vector(Width.X, MAX_ONE, WORK, HIGHEST, to.ints(_ -> Float.floatToIntBits(0x1p-100f), 0));
        to.vector(Width.X, DIV_ONE, INVERSE, INVERSE, register(WORK));
        to.vector(Width.Y, BROADCASTSS, INVERSE, register(INVERSE));
        to.vector(Width.X, BROADCASTSS, SCALE, register(SCALE));
        to.vector(Width.X, MOVUPS_TO, SCALE, at(RDX, Rounded.SCALES));
        for (int i = 0; i < 4; i++) {
            to.vector(Width.Y, MUL, i, i, register(INVERSE));
            to.vector(Width.Y, FLOATS_TO_INTS, i, register(i));
        }
        to.vector(Width.Y, PACK_INTS, 0, 0, register(1));
        to.vector(Width.Y, PACK_INTS, 2, 2, register(3));
        to.vector(Width.Y, PACK_SHORTS, 0, 0, register(2));
        to.vector(Width.Y, MOVDQU, 1, to.ints(i -> i / 2 + i % 2 * 4, 0));
        to.vector(Width.Y, PERMUTE_INTS, 0, 1, register(0));
        to.vector(Width.X, MOVUPS_TO, 0, at(RDX, 0));
        to.vector(Width.Y, EXTRACT16_TO, 0, 0, at(RDX, Rounded.SECOND), 1);
        to.vector(Width.Y, MOVDQU, 1, to.bytes(_ -> 1, 0));
        to.vector(Width.Y, MADD_BYTES, 1, 1, register(0));
        to.vector(Width.Y, MADD_SHORTS, 1, 1, to.ints(_ -> 0x10001, 0));
        if (!rounded.shifted()) {
            to.vector(Width.Y, MUL_INTS, 1, 1, to.ints(_ -> -rounded.offset(), 0));
        }
        to.vector(Width.Y, EXTRACT16_TO, 1, 0, register(2), 1);
        if (rounded.separated()) {
            to.vector(Width.X, MOVUPS_TO, 2, at(RDX, Rounded.SUMS + 64));
        } else {
            to.vector(Width.X, ADD_INTS, 1, 1, register(2));
        }
        if (rounded.shifted()) {
            to.vector(Width.X, INTS_TO_FLOATS, 1, register(1));
            to.vector(Width.X, MUL, 1, 1, register(SCALE));
        }
        to.vector(Width.X, MOVUPS_TO, 1, at(RDX, Rounded.SUMS));
        to.add(RDI, 128);
        to.add(RDX, 16);
        to.repeat(RSI, group);
        to.end();
        return to;
    }

    /// `void (sums, n, to)`: adds up each of `n` times sixteen lanes at address `sums` and writes the floats to address `to`:
    /// lane `j` and `j + 8`, then `+ 4`, `+ 2`, `+ 1`.
    static Assembler fold() {
        Assembler to = new Assembler();
        int sum = to.here();
        to.vector(Width.Y, MOVUPS, 0, at(RDI, 0));
        to.vector(Width.Y, ADD, 0, 0, at(RDI, 32));
        to.vector(Width.Y, EXTRACT16_TO, 0, 0, register(1), 1);
        to.vector(Width.X, ADD, 0, 0, register(1));
        for (int order : new int[] {0b01_00_11_10, 0b10_11_00_01}) {
            to.vector(Width.X, SHUFFLE_INTS, 1, 0, register(0), order);
            to.vector(Width.X, ADD, 0, 0, register(1));
        }
        to.vector(Width.X, MOVE_ONE_TO, 0, at(RDX, 0));
        to.add(RDI, 64);
        to.add(RDX, 4);
        to.repeat(RSI, sum);
        to.end();
        return to;
    }
}
