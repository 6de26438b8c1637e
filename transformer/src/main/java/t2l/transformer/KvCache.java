package t2l.transformer;

import java.lang.foreign.SegmentAllocator;
import java.util.ArrayList;
import java.util.List;
import t2l.autograd.Var;
import t2l.tensor.DType;
import t2l.tensor.Tensor;
import t2l.tensor.kernel.Copy;

/// Keys and values of the tokens read so far, per layer, appended in place: a model that goes on after them reads only
/// the new tokens. All `B` sequences have read the same number of places; shorter ones are padded on the left.
public final class KvCache {
    private final List<Tensor> keys = new ArrayList<>();
    private final List<Tensor> values = new ArrayList<>();
    private final int capacity;
    private int length;

    /// An empty cache.
    ///
    /// @param from      gives `2·L·B·capacity·G·D` numbers
    /// @param precision the type of the passes that use it
    /// @param sequences `B`
    /// @param capacity  places per sequence, padding included
    public KvCache(SegmentAllocator from, DType precision, DecoderConfig config, int sequences, int capacity) {
        this.capacity = capacity;
        for (int layer = 0; layer < config.layers(); layer++) {
            keys.add(
                    Tensor.allocate(from, precision, sequences, capacity, config.keyValueHeads() * config.headWidth()));
            values.add(
                    Tensor.allocate(from, precision, sequences, capacity, config.keyValueHeads() * config.headWidth()));
        }
    }

    /// Places read so far.
    public int length() {
        return length;
    }

    /// Room for `count` more places; throws [IllegalArgumentException] if there is none.
    void require(int count) {
        if (length + count > capacity) {
            throw new IllegalArgumentException("cache: needs room for " + (length + count)
                    + " tokens, was made for " + capacity + "; make a larger one");
        }
    }

    /// Everything a layer has read, the new `keys[B,T,G·D]` at its end: `[B,length+T,G·D]`.
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

    /// Counts `count` places that all layers have appended.
    void advance(int count) {
        length += count;
    }
}
