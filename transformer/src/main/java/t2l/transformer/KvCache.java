package t2l.transformer;

import java.lang.foreign.SegmentAllocator;
import java.util.ArrayList;
import java.util.List;
import t2l.autograd.Var;
import t2l.tensor.DType;
import t2l.tensor.Tensor;
import t2l.tensor.backend.Kernels;
import t2l.tensor.kernel.Copy;

/// Keys and values of the tokens of one text read so far, for each layer, appended in place, so that a model only reads new
/// tokens.
public final class KvCache {
    private final List<Tensor> keys = new ArrayList<>();
    private final List<Tensor> values = new ArrayList<>();
    private final int capacity;
    private int length;

    /// An empty cache.
    ///
    /// @param from      allocates `2·L·capacity·G·D` numbers
    /// @param precision the type of the passes that use it
    /// @param capacity  positions
    public KvCache(SegmentAllocator from, DType precision, DecoderConfig config, int capacity) {
        this.capacity = capacity;
        for (int layer = 0; layer < config.layers(); layer++) {
            keys.add(Tensor.allocate(from, precision, 1, capacity, config.keyValueHeads() * config.headWidth()));
            values.add(Tensor.allocate(from, precision, 1, capacity, config.keyValueHeads() * config.headWidth()));
        }
    }

    /// The number of positions.
    public int length() {
        return length;
    }

    /// Positions there is memory for.
    public int capacity() {
        return capacity;
    }

    /// Forgets the positions from `length` on; what is read next takes their place.
    public void truncate(int length) {
        if (length < 0 || length > this.length) {
            throw new IllegalArgumentException("cache: needs a length from 0 to " + this.length + ", got " + length);
        }
        this.length = length;
    }

    /// Appends the first `count` positions of `other`, a cache of the same model.
    public void copy(KvCache other, int count, Kernels kernels) {
        require(count);
        for (int layer = 0; layer < keys.size(); layer++) {
            kernels.run(new Copy(other.keys.get(layer).narrow(1, 0, count), keys.get(layer).narrow(1, length, count)));
            kernels.run(
                    new Copy(other.values.get(layer).narrow(1, 0, count), values.get(layer).narrow(1, length, count)));
        }
        advance(count);
    }

    /// Checks that there is room for `count` more positions; throws [IllegalArgumentException] if not.
    void require(int count) {
        if (length + count > capacity) {
            throw new IllegalArgumentException("cache: needs room for " + (length + count)
                    + " tokens, was made for " + capacity + "; make a larger one");
        }
    }

    /// All keys of a layer, with the new `keys[1,T,G·D]` appended: `[1,length+T,G·D]`.
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
