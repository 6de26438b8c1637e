package t2l.transformer.text;

import java.util.OptionalInt;

/// The special tokens named in the model's files.
///
/// @param begin starts a text, `bos`
/// @param end ends a text or a turn, `eos`
/// @param padding pads shorter texts of a batch
/// @param unknown represents text that is not in the vocabulary
public record SpecialTokens(OptionalInt begin, OptionalInt end, OptionalInt padding, OptionalInt unknown) {
    /// There is no such token.
    public static final SpecialTokens NONE = new SpecialTokens(OptionalInt.empty(), OptionalInt.empty(),
            OptionalInt.empty(), OptionalInt.empty());
}
