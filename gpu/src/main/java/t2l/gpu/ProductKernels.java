package t2l.gpu;

import static t2l.gpu.ElementKernels.name;

import t2l.tensor.*;
import t2l.tensor.kernel.Products.*;

/// Matrix products on the device. Where tiles fit into registers: `product_along.cl` for a few rows, else
/// `product_blocked.cl`; elsewhere: `product_few.cl` for fewer, else `product_tiled.cl`, and `lora.cl` for low-rank updates.
/// A weight that is too large for one block is multiplied block by block.
record ProductKernels(Offload device) {
    /// The number of rows that `product_few.cl` takes.
    private static final int MAX_FEW_ROWS = 4;

    /// Rows whose sums `product_along.cl` keeps in registers.
    private static final int ALONG = 8;

    /// As in `product_tiled.cl`.
    private static final int TILE = 64;
    private static final int GROUP = 16;

    /// As in `product_blocked.cl`; rows of a tile fill, with two vectors each, the registers that a processor has for them.
    private static final int ROWS = 6;
    private static final int TILES = 8;
    private static final int PACKED = 64;

    /// Bytes of the right operand that are packed at a time.
    private static final long PACKED_BYTES = 32L << 20;

    /// As in `lora.cl`.
    private static final int RANK = 64;

    /// Groups of a low-rank update at least, where it has so many columns: enough for every core of a large device.
    private static final int PARTS = 256;

    /// A right operand, or the part of it that one block holds.
    private record Right(long block, long first, Tensor seen) {}

    /// [MatMul]; false if it cannot.
    boolean run(MatMul call) {
        return call.a().dtype() == DType.F32 && call.out().dtype() == DType.F32
                && ElementKernels.readable(call.b().dtype()) && call.a().size() > 0
                && call.b().size() > 0 && device.run(call, task -> {
                    DeviceCopy right = task.upToDate(call.b(),
                            call.b().memory().place().byteSize() <= device.device().memory(call.b().dtype()).largest()
                                    ? call.b().memory().place().byteSize()
                                    : rowBytes(call.b()));
                    if (right.blocks().size() == 1) {
                        multiply(task, call.add(), call.alpha(), call.a(),
                                new Right(right.block(), call.b().offset(), call.b()), call.out());
                    } else {
                        pieces(task, call.add(), call.alpha(), call.a(), call.b(), right, call.out());
                    }
                });
    }

    /// [LoraAdd] in one launch; false if it cannot, or if tiles in registers are worth a launch each.
    boolean run(LoraAdd call) {
        Tensor x = call.down().a();
        Tensor a = call.down().b();
        Tensor b = call.up().b();
        Tensor h = call.down().out();
        Tensor y = call.up().out();
        int rank = h.dim(-1);
        return device.device().vector() == 0 && ElementKernels.f32(x, a, b, h, y) && x.size() > 0 && b.size() > 0
                && rank <= RANK
                && device.run(call, task -> {
                    long rows = (long) batches(y) * y.dim(-2);
                    int parts = Math.clamp(PARTS / rows, 1, Math.ceilDiv(y.dim(-1), Device.LANES));
                    task.kernel("lora", "", "lora").tensors(x, a, b, h, y).whole(y.dim(-2))
                            .whole(y.dim(-1)).whole(x.dim(-1)).whole(rank).whole(parts).real(call.up().alpha())
                            .launch(Device.LANES * rows * parts, 1, 1, Device.LANES, 1);
                });
    }

    /// Bytes of a row of a weight, or of one of its transpose.
    private static long rowBytes(Tensor b) {
        return b.dtype().bytes(Math.max(b.stride(-1), b.stride(-2)));
    }

    /// The weight's rows lie in several blocks: each gives some columns of the result, or, if the weight is not
    /// transposed, a part of every sum.
    private void pieces(DeviceCall task, boolean add, double alpha, Tensor a, Tensor b, DeviceCopy right, Tensor out) {
        boolean transposed = b.stride(-2) == 1;
        int axis = transposed ? -1 : -2;
        long row = b.stride(axis);
        long each = right.pieceBytes() / rowBytes(b);
        if (b.rank() != 2 || b.stride(transposed ? -2 : -1) != 1 || right.pieceBytes() % rowBytes(b) != 0) {
            throw new DeviceFailure("needs whole rows of " + b + " in each block");
        }
        long first = b.offset() / row;
        boolean sum = add;
        for (int from = 0; from < b.dim(axis);) {
            int block = (int) ((first + from) / each);
            int count = (int) Math.min((block + 1) * each - first - from, b.dim(axis) - from);
            Right piece = new Right(right.blocks().get(block), b.offset() + from * row - block * each * row,
                    b.narrow(axis, from, count));
            multiply(task, sum, alpha, transposed ? a : a.narrow(-1, from, count), piece,
                    transposed ? out.narrow(-1, from, count) : out);
            sum |= !transposed;
            from += count;
        }
    }

    private void multiply(DeviceCall task, boolean add, double alpha, Tensor a, Right b, Tensor out) {
        int m = out.dim(-2);
        boolean registers = device.device().vector() > 0;
        if (registers && m <= ALONG && b.seen.stride(-2) == 1 && a.stride(-1) == 1) {
            task.kernel("product_along", "-DROWS=" + m, "along_" + name(b.seen.dtype()));
            operands(task, add, alpha, a, b, out).launch(out.dim(-1), batches(out), 1, 1, 1);
        } else if (m <= MAX_FEW_ROWS && b.seen.stride(-2) == 1) {
            task.kernel("product_few", "", "few_" + name(b.seen.dtype()));
            operands(task, add, alpha, a, b, out).launch((long) Device.LANES * out.dim(-1), batches(out), 1,
                    Device.LANES, 1);
        } else if (!registers) {
            task.kernel("product_tiled", "", "product_" + name(b.seen.dtype()));
            operands(task, add, alpha, a, b, out).launch((long) GROUP * Math.ceilDiv(out.dim(-1), TILE),
                    (long) GROUP * Math.ceilDiv(out.dim(-2), TILE), batches(out), GROUP, GROUP);
        } else {
            blocked(task, add, alpha, a, b, out);
        }
    }

    private void blocked(DeviceCall task, boolean add, double alpha, Tensor a, Right b, Tensor out) {
        int m = out.dim(-2);
        int k = a.dim(-1);
        int vector = Math.clamp(device.device().vector(), 4, 16);
        int columns = 2 * vector;
        String options = "-DVEC=" + vector + " -DMR=" + ROWS;
        long tiles = Math.ceilDiv(m, ROWS);
        long groups = batches(out);
        long packedA = task.scratch(0, 4 * groups * tiles * ROWS * k);
        task.kernel("product_blocked", options, "pack_f32").tensor(a, a.stride(-2), a.stride(-1), batch(a))
                .block(packedA).whole(m).whole(k).whole(ROWS)
                .launch(tiles, Math.ceilDiv(k, PACKED), groups, 1, 1);
        long panel = 4 * groups * columns * k;
        int most = (int) Math.max(1, Math.min(PACKED_BYTES, device.device().memory(DType.F32).largest()) / panel)
                * columns;
        for (int from = 0; from < out.dim(-1); from += most) {
            int n = Math.min(most, out.dim(-1) - from);
            int panels = Math.ceilDiv(n, columns);
            long packedB = task.scratch(1, panels * panel);
            task.kernel("product_blocked", options, "pack_" + name(b.seen.dtype())).block(b.block)
                    .wide(b.first + from * b.seen.stride(-1))
                    .steps(b.seen.stride(-1), b.seen.stride(-2), batch(b.seen)).block(packedB).whole(n).whole(k)
                    .whole(columns).launch(panels, Math.ceilDiv(k, PACKED), groups, 1, 1);
            task.kernel("product_blocked", options, "product").block(packedA).block(packedB)
                    .tensor(out.narrow(-1, from, n)).whole(m).whole(n).whole(k).real(alpha).whole(add ? 1 : 0)
                    .launch(Math.ceilDiv(tiles, (long) TILES), panels, groups, 1, 1);
        }
    }

    private static DeviceCall operands(DeviceCall task, boolean add, double alpha, Tensor a, Right b, Tensor out) {
        task.tensor(a).block(b.block).wide(b.first).steps(b.seen.stride(-1), b.seen.stride(-2), batch(b.seen));
        return task.tensor(out).whole(out.dim(-2)).whole(out.dim(-1)).whole(a.dim(-1)).real(alpha).whole(add ? 1 : 0);
    }

    private static int batches(Tensor t) {
        return t.rank() == 3 ? t.dim(0) : 1;
    }

    private static long batch(Tensor t) {
        return t.rank() == 3 ? t.stride(0) : 0;
    }
}
