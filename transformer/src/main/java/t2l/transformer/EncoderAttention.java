package t2l.transformer;

import java.util.Optional;
import t2l.autograd.*;
import t2l.tensor.Tensor;
import t2l.tensor.kernel.Heads;

/// Self-attention of a text encoder: `[N,E] → [N,E]`.
///
/// @param inputs computes queries, keys and values
/// @param rotary rotates queries and keys, unless there are position embeddings
public record EncoderAttention(Inputs inputs, Dense output, Heads heads, Optional<Rotary> rotary) {
    /// Computes queries, keys and values, `[N,E]` each, from the input.
    public sealed interface Inputs {
        Three of(Var x);

        /// With a projection for each.
        record Separate(Dense query, Dense key, Dense value) implements Inputs {
            @Override
            public Three of(Var x) {
                return new Three(query.forward(x), key.forward(x), value.forward(x));
            }
        }

        /// With one projection, concatenated in this order.
        record Packed(Dense all) implements Inputs {
            @Override
            public Three of(Var x) {
                Var three = all.forward(x);
                int e = three.value().dim(1) / 3;
                return new Three(three.narrow(1, 0, e), three.narrow(1, e, e), three.narrow(1, 2 * e, e));
            }
        }
    }

    /// Queries, keys and values.
    public record Three(Var queries, Var keys, Var values) {}

    /// `x[N,E] → [N,E]`; `at` and `span` as in [EncoderBlock#forward].
    public Var forward(Var x, Tensor at, Tensor span) {
        int n = x.value().dim(0);
        int e = x.value().dim(1);
        int b = span.dim(0);
        Three in = inputs.of(x);
        Var seen = turned(in.queries, at, n / b).reshape(b, n / b, e).attention(heads,
                turned(in.keys, at, n / b).reshape(b, n / b, e), in.values.reshape(b, n / b, e), span);
        return output.forward(seen.reshape(n, e));
    }

    private Var turned(Var x, Tensor at, int length) {
        if (rotary.isEmpty()) {
            return x;
        }
        Rotary.Tables turn = rotary.get().tables(x.pass().precision(), length);
        return x.rope(at, turn.cos(), turn.sin(), heads.width());
    }
}
