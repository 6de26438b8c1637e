package t2l.transformer;

import java.util.List;
import java.util.Optional;
import t2l.autograd.Norm;
import t2l.autograd.Pass;
import t2l.autograd.Var;
import t2l.autograd.Weight;
import t2l.tensor.Shapes;
import t2l.tensor.Tensor;

/// A text encoder (BERT: Devlin et al. 2019): every token sees the text around it. Its family
/// ([t2l.transformer.family.EncoderFamily]) knows which parts it has and what they are called.
///
/// @param words     `[V,E]`
/// @param positions `[P,E]`, if places are told by numbers that are added
/// @param types     `[types,E]`, if first and second of a pair are told apart
/// @param norm      of the embeddings
/// @param last      of what comes out, if that is not normed already
public record Encoder(EncoderConfig config, Weight words, Optional<Weight> positions, Optional<Weight> types, Norm norm,
        List<EncoderBlock> blocks, Optional<Norm> last) {
    public Encoder {
        blocks = List.copyOf(blocks);
    }

    /// What it makes of each place: `[N,E]`, padding included.
    ///
    /// @param ids   `i32[B,T]`
    /// @param at    `i32[N]`, where each token stands in its text
    /// @param kinds `i32[N]`, which text of a pair each token belongs to
    /// @param span  `i32[B,2]`, per text the first place that is not padding and the first behind the last
    public Var hidden(Pass pass, Tensor ids, Tensor at, Tensor kinds, Tensor span) {
        int n = ids.dim(0) * ids.dim(1);
        Shapes.require(Shapes.is(at, n) && Shapes.is(kinds, n) && Shapes.is(span, ids.dim(0), 2), "encoder",
                "ids[B,T] positions[B·T] types[B·T] span[B,2]", ids, at, kinds, span);
        return last.isEmpty()
                ? through(blocks.size(), pass, ids, at, kinds, span)
                : pass.local(() -> last.get().forward(through(blocks.size(), pass, ids, at, kinds, span)));
    }

    /// What the first `count` blocks make of `ids`; see [Decoder].
    private Var through(int count, Pass pass, Tensor ids, Tensor at, Tensor kinds, Tensor span) {
        return pass.local(() -> count == 0
                ? embed(pass, ids, at, kinds)
                : blocks.get(count - 1).forward(through(count - 1, pass, ids, at, kinds, span), at, span));
    }

    /// The embeddings of `ids i32[B,T]` as the first block receives them: `[N,E]`.
    public Var embed(Pass pass, Tensor ids, Tensor at, Tensor kinds) {
        Var x = pass.use(words).gather(ids.reshape(ids.dim(0) * ids.dim(1)));
        x = types.isPresent() ? x.add(pass.use(types.get()).gather(kinds)) : x;
        x = positions.isPresent() ? x.add(pass.use(positions.get()).gather(at)) : x;
        return norm.forward(x);
    }
}
