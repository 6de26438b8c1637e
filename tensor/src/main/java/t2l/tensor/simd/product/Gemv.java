package t2l.tensor.simd.product;

import static java.lang.foreign.ValueLayout.JAVA_FLOAT_UNALIGNED;
import static t2l.tensor.simd.lanes.Lanes.F;
import static t2l.tensor.simd.lanes.Lanes.L;
import static t2l.tensor.simd.lanes.Lanes.LE;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import t2l.tensor.DType;
import t2l.tensor.Parallel;
import t2l.tensor.simd.lanes.Lanes;
import t2l.tensor.simd.lanes.Sums;

/// One row against a matrix whose columns are contiguous: a single token against a weight. Every weight is used once, so
/// only reading it counts: each thread runs through its rows of the weight from end to end, which is what the
/// prefetcher of the processor likes best, and converts in registers.
///
/// A sum is kept in two times sixteen lanes, for the even and the odd sixteens of a row, that are added and folded at the
/// end; a quantised block is summed before its scale is applied.
///
/// How a loop counts decides its speed here: one counter, from which all addresses follow, lets C2 drop the range
/// checks, and the step of `f32` keeps it from unrolling, which would lead the prefetcher astray (11 GB/s, not 26). It is
/// an `int`: of a loop that counts in `long` C2 makes two, and in some processes boxes the sums between them. The lane is a loop of its own, of one round where a register holds all lanes, so that it is a constant.
final class Gemv {
    /// Sums of more elements have bytes that no `int` counts.
    private static final int MOST = 1 << 29;

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
            sums[i] = arena.allocate(4L * Lanes.VIRTUAL * Lanes.SUMS, 64);
        }
    }

    /// Whether this is the way for the product as it stands.
    boolean suits() {
        return p.m == 1 && p.b.row == 1 && p.a.isFloat() && p.k >= FrozenWeights.BLOCK && p.k < MOST
                && (p.b.isFloat() || p.k % FrozenWeights.BLOCK == 0);
    }

    /// Computes all products.
    void run() {
        int blocks = p.k / FrozenWeights.BLOCK;
        if (x.byteSize() < 4L * (p.k + blocks)) {
            x = arena.allocate(4L * (p.k + blocks), 64);
        }
        boolean shifts = p.b.dtype == DType.Q4_0 || p.b.dtype == DType.Q4_1;
        for (item = 0; item < p.count; item++) {
            collect(p.a.byteAt(item, 0, 0));
            for (int i = 0; i < blocks && shifts; i++) {
                x.set(JAVA_FLOAT_UNALIGNED, 4L * (p.k + i), Sums.sum(x, 128L * i, FrozenWeights.BLOCK));
            }
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
        MemorySegment s = sums[worker];
        for (int j = from; j < to; j += Lanes.SUMS) {
            int n = Math.min(Lanes.SUMS, to - j);
            for (int q = 0; q < n; q++) {
                sum(p.b, p.b.at(item, 0, j + q), s, 64L * q);
            }
            Lanes.fold(s);
            for (int q = 0; q < n; q++) {
                put(j + q, s.get(JAVA_FLOAT_UNALIGNED, 8L * q));
            }
        }
    }

    /// Writes result `j`, to whose sum the numbers after the last whole block are still to be added.
    private void put(int j, float sum) {
        for (int k = p.k / FrozenWeights.BLOCK * FrozenWeights.BLOCK; k < p.k; k++) {
            sum = Math.fma(x.get(JAVA_FLOAT_UNALIGNED, 4L * k),
                    p.b.data.get(JAVA_FLOAT_UNALIGNED, p.b.byteAt(item, k, j)), sum);
        }
        long at = p.c.byteAt(item, 0, j);
        p.c.data.set(JAVA_FLOAT_UNALIGNED, at,
                p.add ? Math.fma(p.alpha, sum, p.c.data.get(JAVA_FLOAT_UNALIGNED, at)) : sum);
    }

    /// The virtual lanes of the sum over the column of `b` that begins with element `w`, to byte `to` of `sums`.
    private void sum(Operand b, long w, MemorySegment sums, long to) {
        int blocks = p.k / FrozenWeights.BLOCK;
        switch (b.dtype) {
            case F32 -> f32(b.data, 4 * w, blocks, x, sums, to);
            case BF16 -> bf16(b.data, 2 * w, blocks, x, sums, to);
            case F16 -> f16(b.data, 2 * w, blocks, x, sums, to);
            case Q8_0 -> q8(b.data, w / FrozenWeights.BLOCK * 34, blocks, x, sums, to);
            case Q4_0 -> q40(b.data, w / FrozenWeights.BLOCK * 18, blocks, x, sums, to);
            case Q4_1 -> q41(b.data, w / FrozenWeights.BLOCK * 20, blocks, x, sums, to);
            case F64, I32 -> throw new IllegalStateException("gemv of " + b.dtype);
        }
    }

    private static void f32(MemorySegment w, long at, int blocks, MemorySegment x, MemorySegment sums,
            long to) {
        for (int lane = 0; lane < Lanes.VIRTUAL; lane += L) {
            FloatVector even = FloatVector.zero(F);
            FloatVector odd = FloatVector.zero(F);
            for (int i = 0; i < 128 * blocks; i += 128) {
                long k = i + 4L * lane;
                even = floats(w, at + k).fma(floats(x, k), even);
                odd = floats(w, at + k + 64).fma(floats(x, k + 64), odd);
            }
            even.add(odd).intoMemorySegment(sums, to + 4L * lane, LE);
        }
    }

    private static void bf16(MemorySegment w, long at, int blocks, MemorySegment x, MemorySegment sums,
            long to) {
        for (int lane = 0; lane < Lanes.VIRTUAL; lane += L) {
            FloatVector even = FloatVector.zero(F);
            FloatVector odd = FloatVector.zero(F);
            for (int i = 0; i < blocks; i++) {
                long b = at + 64L * i + 2L * lane;
                long k = 128L * i + 4L * lane;
                even = FrozenWeights.bf16(w, b).fma(floats(x, k), even);
                odd = FrozenWeights.bf16(w, b + 32).fma(floats(x, k + 64), odd);
            }
            even.add(odd).intoMemorySegment(sums, to + 4L * lane, LE);
        }
    }

    private static void f16(MemorySegment w, long at, int blocks, MemorySegment x, MemorySegment sums,
            long to) {
        for (int lane = 0; lane < Lanes.VIRTUAL; lane += L) {
            FloatVector even = FloatVector.zero(F);
            FloatVector odd = FloatVector.zero(F);
            for (int i = 0; i < blocks; i++) {
                long b = at + 64L * i + 2L * lane;
                long k = 128L * i + 4L * lane;
                even = FrozenWeights.f16(w, b).fma(floats(x, k), even);
                odd = FrozenWeights.f16(w, b + 32).fma(floats(x, k + 64), odd);
            }
            even.add(odd).intoMemorySegment(sums, to + 4L * lane, LE);
        }
    }

    private static void q8(MemorySegment w, long at, int blocks, MemorySegment x, MemorySegment sums,
            long to) {
        for (int lane = 0; lane < Lanes.VIRTUAL; lane += L) {
            FloatVector sum = FloatVector.zero(F);
            for (int i = 0; i < blocks; i++) {
                long b = at + 34L * i;
                long k = 128L * i + 4L * lane;
                FloatVector block = FrozenWeights.signed(w, b + 2 + lane).mul(floats(x, k));
                block = FrozenWeights.signed(w, b + 18 + lane).fma(floats(x, k + 64), block);
                sum = block.fma(FloatVector.broadcast(F, FrozenWeights.half(w, b)), sum);
            }
            sum.intoMemorySegment(sums, to + 4L * lane, LE);
        }
    }

    /// Reads nibbles as 0 … 15; what that is too much by, `8·d·Σx`, is added up apart.
    private static void q40(MemorySegment w, long at, int blocks, MemorySegment x, MemorySegment sums,
            long to) {
        float shift = 0;
        for (int lane = 0; lane < Lanes.VIRTUAL; lane += L) {
            FloatVector sum = FloatVector.zero(F);
            shift = 0;
            for (int i = 0; i < blocks; i++) {
                long b = at + 18L * i;
                long k = 128L * i + 4L * lane;
                float d = FrozenWeights.half(w, b);
                IntVector pair = FrozenWeights.unsigned(w, b + 2 + lane);
                FloatVector block = FrozenWeights.low(pair).mul(floats(x, k));
                block = FrozenWeights.high(pair).fma(floats(x, k + 64), block);
                sum = block.fma(FloatVector.broadcast(F, d), sum);
                shift = Math.fma(-8 * d, x.get(JAVA_FLOAT_UNALIGNED, 128L * blocks + 4L * i), shift);
            }
            sum.intoMemorySegment(sums, to + 4L * lane, LE);
        }
        sums.set(JAVA_FLOAT_UNALIGNED, to, sums.get(JAVA_FLOAT_UNALIGNED, to) + shift);
    }

    private static void q41(MemorySegment w, long at, int blocks, MemorySegment x, MemorySegment sums,
            long to) {
        float shift = 0;
        for (int lane = 0; lane < Lanes.VIRTUAL; lane += L) {
            FloatVector sum = FloatVector.zero(F);
            shift = 0;
            for (int i = 0; i < blocks; i++) {
                long b = at + 20L * i;
                long k = 128L * i + 4L * lane;
                IntVector pair = FrozenWeights.unsigned(w, b + 4 + lane);
                FloatVector block = FrozenWeights.low(pair).mul(floats(x, k));
                block = FrozenWeights.high(pair).fma(floats(x, k + 64), block);
                sum = block.fma(FloatVector.broadcast(F, FrozenWeights.half(w, b)), sum);
                shift = Math.fma(FrozenWeights.half(w, b + 2), x.get(JAVA_FLOAT_UNALIGNED, 128L * blocks + 4L * i),
                        shift);
            }
            sum.intoMemorySegment(sums, to + 4L * lane, LE);
        }
        sums.set(JAVA_FLOAT_UNALIGNED, to, sums.get(JAVA_FLOAT_UNALIGNED, to) + shift);
    }

    private static FloatVector floats(MemorySegment x, long at) {
        return FloatVector.fromMemorySegment(F, x, at, LE);
    }
}
