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
        Var x = embed(pass, ids, at, kinds);
        for (EncoderBlock block : blocks) {
            x = x.layer(h -> block.forward(h, at, span));
        }
        return last.isPresent() ? x.layer(last.get()::forward) : x;
    }

    /// The embeddings of `ids i32[B,T]` as the first block receives them: `[N,E]`.
    public Var embed(Pass pass, Tensor ids, Tensor at, Tensor kinds) {
        return pass.use(words).gather(ids.reshape(ids.dim(0) * ids.dim(1))).layer(x -> {
            Var typed = types.isPresent() ? x.add(pass.use(types.get()).gather(kinds)) : x;
            Var placed = positions.isPresent() ? typed.add(pass.use(positions.get()).gather(at)) : typed;
            return norm.forward(placed);
        });
    }
}
