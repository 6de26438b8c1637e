package t2l.transformer;

import java.util.List;
import java.util.stream.IntStream;
import t2l.autograd.Init;
import t2l.autograd.Norm;
import t2l.autograd.Pass;
import t2l.autograd.Var;
import t2l.autograd.Weight;
import t2l.autograd.Weights;
import t2l.tensor.Shapes;
import t2l.tensor.Tensor;

/// A text encoder (BERT: Devlin et al. 2019): every token sees the whole text. Names as in HF
/// `modeling_bert.BertModel`, without its pooler.
///
/// @param words     `[V,E]`
/// @param positions `[P,E]`
/// @param types     `[types,E]`
public record Encoder(EncoderConfig config, Weight words, Weight positions, Weight types, Norm norm,
        List<EncoderBlock> blocks) {
    public Encoder {
        blocks = List.copyOf(blocks);
    }

    /// Asks `root` for all weights of a model, `embeddings.word_embeddings.weight` and so on.
    public static Encoder of(Weights root, EncoderConfig c) {
        Weights at = root.at("embeddings");
        Init start = new Init.Normal(0.02);
        return new Encoder(c, at.at("word_embeddings").weight("weight", start, c.vocabulary(), c.width()),
                at.at("position_embeddings").weight("weight", start, c.positions(), c.width()),
                at.at("token_type_embeddings").weight("weight", start, c.types(), c.width()),
                Norm.of(at.at("LayerNorm"), c.width(), c.eps()), IntStream.range(0, c.layers())
                        .mapToObj(l -> EncoderBlock.of(root.at("encoder").at("layer").at(l), c)).toList());
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
        return pass.local(() -> {
            Var x = pass.local(() -> embed(pass, ids, at, kinds));
            for (EncoderBlock block : blocks) {
                Var into = x;
                x = pass.local(() -> block.forward(into, span));
            }
            return x;
        });
    }

    private Var embed(Pass pass, Tensor ids, Tensor at, Tensor kinds) {
        Var word = pass.use(words).gather(ids.reshape(ids.dim(0) * ids.dim(1)));
        return norm.forward(word.add(pass.use(types).gather(kinds)).add(pass.use(positions).gather(at)));
    }
}
