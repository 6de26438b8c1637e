package t2l.transformer;

import java.util.List;
import t2l.autograd.Var;
import t2l.autograd.Weights;

/// Computes queries `[N,H·D]`, keys and values `[N,G·D]` of a decoder's attention from its input `[N,C]`.
public sealed interface DecoderInputs {
    /// `x[N,C]` → queries, keys and values
    EncoderAttention.Three of(Var x, ActiveAdapter adapter);

    /// The projections that an adapter may update.
    List<Linear> projections();

    /// Those of the family, with the weights below `at`.
    static DecoderInputs of(Weights at, DecoderConfig c) {
        int queries = c.heads() * c.headWidth();
        int keys = c.keyValueHeads() * c.headWidth();
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
