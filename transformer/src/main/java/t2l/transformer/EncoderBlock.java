package t2l.transformer;

import java.util.Optional;
import t2l.autograd.*;
import t2l.tensor.Tensor;

/// One layer of a text encoder, `[N,E] → [N,E]`, with norms after or before its parts.
public sealed interface EncoderBlock {
    /// `x[N,E] → [N,E]`
    ///
    /// @param at   `i32[N]`, the position of each token in its text
    /// @param span `i32[B,2]`, where each text begins and ends without its padding
    Var forward(Var x, Tensor at, Tensor span);

    /// `h = first(x + attention(x))`, then `second(h + feed(h))` (Devlin et al. 2019).
    record NormBehind(EncoderAttention attention, Norm first, FeedForward feed, Norm second) implements EncoderBlock {
        @Override
        public Var forward(Var x, Tensor at, Tensor span) {
            Var h = first.forward(x.add(attention.forward(x, at, span)));
            return second.forward(h.add(feed.forward(h)));
        }
    }

    /// `h = x + attention(first(x))`, then `h + feed(second(h))` (ModernBERT: Warner et al. 2024).
    ///
    /// @param first absent in the first layer, whose input is normalised already
    record NormBefore(Optional<Norm> first, EncoderAttention attention, Norm second, FeedForward feed)
            implements
                EncoderBlock {
        @Override
        public Var forward(Var x, Tensor at, Tensor span) {
            Var read = first.isPresent() ? first.get().forward(x) : x;
            Var h = x.add(attention.forward(read, at, span));
            return h.add(feed.forward(second.forward(h)));
        }
    }
}
