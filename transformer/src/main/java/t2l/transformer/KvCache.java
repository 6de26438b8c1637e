package t2l.transformer;

import java.lang.foreign.SegmentAllocator;
import java.util.ArrayList;
import java.util.List;
import t2l.autograd.Var;
import t2l.tensor.DType;
import t2l.tensor.Tensor;
import t2l.tensor.kernel.Copy;

/// Keys and values of the tokens read so far, for each layer, appended in place, so that a model only reads new tokens.
/// All `B` sequences have the same number of positions; shorter ones are padded on the left.
public final class KvCache {
    private final List<Tensor> keys = new ArrayList<>();
    private final List<Tensor> values = new ArrayList<>();
    private final int capacity;
    private int length;

    /// An empty cache.
    ///
    /// @param from      allocates `2·L·B·capacity·G·D` numbers
    /// @param precision the type of the passes that use it
    /// @param sequences `B`
    /// @param capacity  positions per sequence, including padding
    public KvCache(SegmentAllocator from, DType precision, DecoderConfig config, int sequences, int capacity) {
        this.capacity = capacity;
        for (int layer = 0; layer < config.layers(); layer++) {
            keys.add(
                    Tensor.allocate(from, precision, sequences, capacity, config.keyValueHeads() * config.headWidth()));
            values.add(
                    Tensor.allocate(from, precision, sequences, capacity, config.keyValueHeads() * config.headWidth()));
        }
    }

    /// The number of positions.
    public int length() {
        return length;
    }

    /// Checks that there is room for `count` more positions; throws [IllegalArgumentException] if not.
    void require(int count) {
        if (length + count > capacity) {
            throw new IllegalArgumentException("cache: needs room for " + (length + count)
                    + " tokens, was made for " + capacity + "; make a larger one");
        }
    }

    /// All keys of a layer, with the new `keys[B,T,G·D]` appended: `[B,length+T,G·D]`.
    Var keys(int layer, Var keys) {
        return append(this.keys.get(layer), keys);
    }

    /// As [#keys].
    Var values(int layer, Var values) {
        return append(this.values.get(layer), values);
    }

    private Var append(Tensor all, Var more) {
        int count = more.value().dim(1);
        more.pass().kernels().run(new Copy(more.value(), all.narrow(1, length, count)));
        return more.pass().constant(all.narrow(1, 0, length + count));
    }

    /// Adds `count` positions, which all layers have appended.
    void advance(int count) {
        length += count;
    }
}
