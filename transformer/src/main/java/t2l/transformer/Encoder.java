package t2l.transformer;

import module java.base;
import t2l.autograd.*;
import t2l.tensor.*;

/// A text encoder (BERT: Devlin et al. 2019), in which every token attends to the whole text. Its family
/// ([t2l.transformer.family.EncoderFamily]) knows its parts and their names.
///
/// @param words     `[V,E]`
/// @param positions `[P,E]`, if the encoder adds position embeddings
/// @param types     `[types,E]`, if the encoder adds embeddings for the texts of a pair
/// @param norm      of the embeddings
/// @param last      of the output, if the last block does not normalise it
public record Encoder(EncoderConfig config, Weight words, Optional<Weight> positions, Optional<Weight> types, Norm norm,
        List<EncoderBlock> blocks, Optional<Norm> last) {
    public Encoder {
        blocks = List.copyOf(blocks);
    }

    /// The hidden states `[N,E]`, padding included.
    ///
    /// @param ids   `i32[B,T]`
    /// @param at    `i32[N]`, the position of each token in its text
    /// @param kinds `i32[N]`, the text of a pair that each token belongs to
    /// @param span  `i32[B,2]`, where each text begins and ends without its padding
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

    /// The embeddings `[N,E]` of `ids i32[B,T]`, the input of the first block.
    public Var embed(Pass pass, Tensor ids, Tensor at, Tensor kinds) {
        return pass.use(words).gather(ids.reshape(ids.dim(0) * ids.dim(1))).layer(x -> {
            Var typed = types.isPresent() ? x.add(x.pass().use(types.get()).gather(kinds)) : x;
            Var placed = positions.isPresent() ? typed.add(x.pass().use(positions.get()).gather(at)) : typed;
            return norm.forward(placed);
        });
    }
}
