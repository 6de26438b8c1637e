package t2l.tensor.simd.product;

import java.lang.foreign.MemorySegment;
import java.util.Optional;
import java.util.function.LongConsumer;
import t2l.tensor.Memory;
import t2l.tensor.PackedSpace;
import t2l.tensor.Tensor;

/// A frozen weight in [Panels], kept from product to product where its owner gave memory for it ([Memory#packInto]): floats, the
/// `k` rows of a panel end to end. All kernels of a process share it.
///
/// A weight that is used only a few times, as in a process that computes one result, is not worth packing.
final class PackedWeight implements Memory.Copy {
    /// Products with the weight as it is stored, before it is packed.
    private static final int USES = 2;

    private final PackedSpace space;
    private final int k;
    private final int n;
    private int uses;
    private Optional<MemorySegment> panels = Optional.empty();

    /// The address of the panels, or 0 while there are none.
    private volatile long at;

    private PackedWeight(PackedSpace space, int k, int n) {
        this.space = space;
        this.k = k;
        this.n = n;
    }

    /// The address of the panels of `b[k,n]`, or 0 if there are none.
    ///
    /// @param pack packs it to an address
    static long of(Tensor b, LongConsumer pack) {
        Memory memory = b.memory();
        Optional<PackedSpace> space = memory.packing();
        if (space.isEmpty() || b.rank() != 2 || b.offset() != 0 || b.stride(0) != 1 || b.stride(1) != b.dim(0)) {
            return 0;
        }
        Optional<Memory.Copy> known = memory.copyOf(PackedWeight.class);
        PackedWeight weight = (PackedWeight) (known.isPresent() ? known.get() : attached(memory, space.get(), b));
        if (weight.k != b.dim(0) || weight.n != b.dim(1)) {
            return 0;
        }
        return weight.at != 0 ? weight.at : weight.used(pack);
    }

    private static Memory.Copy attached(Memory memory, PackedSpace space, Tensor b) {
        synchronized (memory) {
            return memory.copyOf(PackedWeight.class).orElseGet(() -> {
                var fresh = new PackedWeight(space, b.dim(0), b.dim(1));
                memory.attach(fresh);
                return fresh;
            });
        }
    }

    private synchronized long used(LongConsumer pack) {
        if (at == 0 && uses++ >= USES) {
            if (panels.isEmpty()) {
                panels = space.take(Panels.bytes(k) * Math.ceilDiv(n, Tile.COLUMNS));
            }
            if (panels.isPresent()) {
                pack.accept(panels.get().address());
                at = panels.get().address();
            }
        }
        return at;
    }

    @Override
    public Object holder() {
        return PackedWeight.class;
    }

    @Override
    public void toHost() {
        // panels are never newer
    }

    @Override
    public void outdated() {
        forgotten();
    }

    @Override
    public synchronized void forgotten() {
        at = 0;
        uses = 0;
    }
}
