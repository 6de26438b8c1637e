package t2l.transformer;

import java.util.List;
import t2l.autograd.*;

/// Computes queries `[N,H·D]`, keys and values `[N,G·D]` of a decoder's attention from its input `[N,C]`.
public sealed interface DecoderInputs {
    /// `x[N,C]` → queries, keys and values
    EncoderAttention.Three of(Var x, ActiveAdapter adapter);

    /// The projections that an adapter may update.
    List<Linear> projections();

    /// Those of the family, with the weights below `at`.
    static DecoderInputs of(Weights at, DecoderConfig c, int layer) {
        int queries = (c.gatedAttention() ? 2 : 1) * c.heads() * c.headWidth(layer);
        int keys = c.keyValueHeads(layer) * c.headWidth(layer);
        if (c.source(layer) != layer) {
            return new Queries(Linear.input(at, "q_proj", queries, c));
        }
        if (c.perLayer().isPresent() && c.perLayer().get().valuesAreKeys() && !c.slides(layer)) {
            return new KeysAsValues(Linear.input(at, "q_proj", queries, c), Linear.input(at, "k_proj", keys, c));
        }
        return c.fused().contains("qkv_proj")
                ? new Fused(Linear.input(at, "qkv_proj", queries + 2 * keys, c), queries, keys)
                : new Separate(Linear.input(at, "q_proj", queries, c), Linear.input(at, "k_proj", keys, c),
                        Linear.input(at, "v_proj", keys, c));
    }

    /// With a projection for each.
    record Separate(Linear q, Linear k, Linear v) implements DecoderInputs {
        @Override
        public EncoderAttention.Three of(Var x, ActiveAdapter adapter) {
            return new EncoderAttention.Three(q.forward(x, adapter), k.forward(x, adapter), v.forward(x, adapter));
        }

        @Override
        public List<Linear> projections() {
            return List.of(q, k, v);
        }
    }

    /// With one projection for keys and values (Gemma 4).
    record KeysAsValues(Linear q, Linear k) implements DecoderInputs {
        @Override
        public EncoderAttention.Three of(Var x, ActiveAdapter adapter) {
            Var keys = k.forward(x, adapter);
            return new EncoderAttention.Three(q.forward(x, adapter), keys, keys);
        }

        @Override
        public List<Linear> projections() {
            return List.of(q, k);
        }
    }

    /// Queries alone, of a layer that reads the keys and values of another one (Gemma 4); here they stand for these.
    record Queries(Linear q) implements DecoderInputs {
        @Override
        public EncoderAttention.Three of(Var x, ActiveAdapter adapter) {
            Var queries = q.forward(x, adapter);
            return new EncoderAttention.Three(queries, queries, queries);
        }

        @Override
        public List<Linear> projections() {
            return List.of(q);
        }
    }

    /// With one projection, concatenated in this order (Phi-3, GPT-2).
    record Fused(Linear all, int queries, int keys) implements DecoderInputs {
        @Override
        public EncoderAttention.Three of(Var x, ActiveAdapter adapter) {
            Var three = all.forward(x, adapter);
            return new EncoderAttention.Three(three.narrow(1, 0, queries), three.narrow(1, queries, keys),
                    three.narrow(1, queries + keys, keys));
        }

        @Override
        public List<Linear> projections() {
            return List.of(all);
        }
    }
}
