package t2l.transformer.text;

import java.util.OptionalInt;

/// The tokens that have a part to play, as far as the model's files name them.
///
/// @param begin begins a text, `bos`
/// @param end ends a text or a turn, `eos`
/// @param padding fills up shorter texts of a batch
/// @param unknown stands for what the vocabulary lacks
public record SpecialTokens(OptionalInt begin, OptionalInt end, OptionalInt padding, OptionalInt unknown) {
    /// No such token is named.
    public static final SpecialTokens NONE = new SpecialTokens(OptionalInt.empty(), OptionalInt.empty(),
            OptionalInt.empty(), OptionalInt.empty());
}
