package t2l.tensor.simd;

import static java.lang.foreign.ValueLayout.JAVA_FLOAT_UNALIGNED;
import static t2l.tensor.simd.Lanes.BYTES;
import static t2l.tensor.simd.Lanes.F;
import static t2l.tensor.simd.Lanes.L;
import static t2l.tensor.simd.Lanes.LE;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import t2l.tensor.Parallel;

/// One row against a matrix whose columns are contiguous: a single token against a weight. Every weight is used once, so
/// only reading it counts: each thread runs through its rows of the weight from end to end, which is what the
/// prefetcher of the processor likes best, and converts in registers.
///
/// A sum is kept in two times sixteen lanes, for the even and the odd sixteens of a row (the halves of a quantised
/// block), that are added and folded at the end.
final class Gemv {
    /// Elements of the weight of one task.
    private static final long TASK = 1 << 16;

    private final Product p;
    private final Parallel threads;
    private final Arena arena;
    private final MemorySegment[] sums;
    private final Parallel.Body body = this::run;
    private MemorySegment x = MemorySegment.NULL;
    private int item;

    Gemv(Product p, Parallel threads, Arena arena) {
        this.p = p;
        this.threads = threads;
        this.arena = arena;
        sums = new MemorySegment[threads.threads()];
        for (int i = 0; i < sums.length; i++) {
            sums[i] = arena.allocate(4L * Lanes.VIRTUAL, 64);
        }
    }

    /// Whether this is the way for the product as it stands.
    boolean suits() {
        return p.m == 1 && p.b.row == 1 && p.a.isFloat() && p.k >= Weights.BLOCK
                && (p.b.isFloat() || p.k % Weights.BLOCK == 0);
    }

    /// Computes all products.
    void run() {
        if (x.byteSize() < 4L * p.k) {
            x = arena.allocate(4L * p.k, 64);
        }
        for (item = 0; item < p.count; item++) {
            collect(p.a.byteAt(item, 0, 0));
            threads.rows(p.n, Math.clamp(TASK / p.k, 1, p.n), body);
        }
    }

    /// Copies the row that begins at byte `from` to contiguous memory, as every thread will read it many times.
    private void collect(long from) {
        if (p.a.column == 1) {
            MemorySegment.copy(p.a.data, from, x, 0, 4L * p.k);
            return;
        }
        for (int k = 0; k < p.k; k++) {
            x.set(JAVA_FLOAT_UNALIGNED, 4L * k, p.a.data.get(JAVA_FLOAT_UNALIGNED, from + 4L * k * p.a.column));
        }
    }

    private void run(int worker, int from, int to) {
        Operand b = p.b;
        Operand c = p.c;
        MemorySegment s = sums[worker];
        for (int j = from; j < to; j++) {
            long w = b.at(item, 0, j);
            for (int part = 0; part < Lanes.PARTS; part++) {
                sum(b, w, part * L, s, part * BYTES);
            }
            float sum = Lanes.fold(s, 0);
            if (b.isFloat()) {
                for (int k = p.k / Weights.BLOCK * Weights.BLOCK; k < p.k; k++) {
                    sum = Math.fma(x.get(JAVA_FLOAT_UNALIGNED, 4L * k), b.data.get(JAVA_FLOAT_UNALIGNED, 4 * (w + k)),
                            sum);
                }
            }
            long at = c.byteAt(item, 0, j);
            c.data.set(JAVA_FLOAT_UNALIGNED, at,
                    p.add ? Math.fma(p.alpha, sum, c.data.get(JAVA_FLOAT_UNALIGNED, at)) : sum);
        }
    }

    /// The lanes `lane … lane + L` of the sum over the column of `b` that begins with element `w`.
    private void sum(Operand b, long w, int lane, MemorySegment sums, long to) {
        int blocks = p.k / Weights.BLOCK;
        switch (b.dtype) {
            case F32 -> f32(b.data, 4 * (w + lane), blocks, x, 4L * lane, sums, to);
            case BF16 -> bf16(b.data, 2 * (w + lane), blocks, x, 4L * lane, sums, to);
            case F16 -> f16(b.data, 2 * (w + lane), blocks, x, 4L * lane, sums, to);
            case Q8_0 -> q8(b.data, w / Weights.BLOCK * 34, lane, blocks, x, 4L * lane, sums, to);
            case Q4_0 -> q40(b.data, w / Weights.BLOCK * 18, lane, blocks, x, 4L * lane, sums, to);
            case Q4_1 -> q41(b.data, w / Weights.BLOCK * 20, lane, blocks, x, 4L * lane, sums, to);
            case F64, I32 -> throw new IllegalStateException("gemv of " + b.dtype);
        }
    }

    private static void f32(MemorySegment w, long at, int blocks, MemorySegment x, long xo, MemorySegment sums,
            long to) {
        FloatVector even = FloatVector.zero(F);
        FloatVector odd = FloatVector.zero(F);
        for (int i = 0; i < blocks; i++, at += 128, xo += 128) {
            even = FloatVector.fromMemorySegment(F, w, at, LE).fma(FloatVector.fromMemorySegment(F, x, xo, LE), even);
            odd = FloatVector.fromMemorySegment(F, w, at + 64, LE).fma(FloatVector.fromMemorySegment(F, x, xo + 64, LE),
                    odd);
        }
        even.add(odd).intoMemorySegment(sums, to, LE);
    }

    private static void bf16(MemorySegment w, long at, int blocks, MemorySegment x, long xo, MemorySegment sums,
            long to) {
        FloatVector even = FloatVector.zero(F);
        FloatVector odd = FloatVector.zero(F);
        for (int i = 0; i < blocks; i++, at += 64, xo += 128) {
            even = Weights.bf16(w, at).fma(FloatVector.fromMemorySegment(F, x, xo, LE), even);
            odd = Weights.bf16(w, at + 32).fma(FloatVector.fromMemorySegment(F, x, xo + 64, LE), odd);
        }
        even.add(odd).intoMemorySegment(sums, to, LE);
    }

    private static void f16(MemorySegment w, long at, int blocks, MemorySegment x, long xo, MemorySegment sums,
            long to) {
        FloatVector even = FloatVector.zero(F);
        FloatVector odd = FloatVector.zero(F);
        for (int i = 0; i < blocks; i++, at += 64, xo += 128) {
            even = Weights.f16(w, at).fma(FloatVector.fromMemorySegment(F, x, xo, LE), even);
            odd = Weights.f16(w, at + 32).fma(FloatVector.fromMemorySegment(F, x, xo + 64, LE), odd);
        }
        even.add(odd).intoMemorySegment(sums, to, LE);
    }

    private static void q8(MemorySegment w, long at, int lane, int blocks, MemorySegment x, long xo, MemorySegment sums,
            long to) {
        FloatVector even = FloatVector.zero(F);
        FloatVector odd = FloatVector.zero(F);
        for (int i = 0; i < blocks; i++, at += 34, xo += 128) {
            FloatVector d = FloatVector.broadcast(F, Weights.half(w, at));
            even = Weights.signed(w, at + 2 + lane).mul(d).fma(FloatVector.fromMemorySegment(F, x, xo, LE), even);
            odd = Weights.signed(w, at + 18 + lane).mul(d).fma(FloatVector.fromMemorySegment(F, x, xo + 64, LE), odd);
        }
        even.add(odd).intoMemorySegment(sums, to, LE);
    }

    private static void q40(MemorySegment w, long at, int lane, int blocks, MemorySegment x, long xo,
            MemorySegment sums, long to) {
        FloatVector even = FloatVector.zero(F);
        FloatVector odd = FloatVector.zero(F);
        for (int i = 0; i < blocks; i++, at += 18, xo += 128) {
            FloatVector d = FloatVector.broadcast(F, Weights.half(w, at));
            FloatVector m = d.mul(-8);
            IntVector pair = Weights.unsigned(w, at + 2 + lane);
            even = Weights.low(pair).fma(d, m).fma(FloatVector.fromMemorySegment(F, x, xo, LE), even);
            odd = Weights.high(pair).fma(d, m).fma(FloatVector.fromMemorySegment(F, x, xo + 64, LE), odd);
        }
        even.add(odd).intoMemorySegment(sums, to, LE);
    }

    private static void q41(MemorySegment w, long at, int lane, int blocks, MemorySegment x, long xo,
            MemorySegment sums, long to) {
        FloatVector even = FloatVector.zero(F);
        FloatVector odd = FloatVector.zero(F);
        for (int i = 0; i < blocks; i++, at += 20, xo += 128) {
            FloatVector d = FloatVector.broadcast(F, Weights.half(w, at));
            FloatVector m = FloatVector.broadcast(F, Weights.half(w, at + 2));
            IntVector pair = Weights.unsigned(w, at + 4 + lane);
            even = Weights.low(pair).fma(d, m).fma(FloatVector.fromMemorySegment(F, x, xo, LE), even);
            odd = Weights.high(pair).fma(d, m).fma(FloatVector.fromMemorySegment(F, x, xo + 64, LE), odd);
        }
        even.add(odd).intoMemorySegment(sums, to, LE);
    }
}
