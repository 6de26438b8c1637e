package t2l.transformer;

import java.lang.foreign.SegmentAllocator;
import t2l.tensor.*;

/// A batch of texts as the input of a model: token ids, positions, and the extent of the padding. The tensors can be
/// refilled, as recorded steps require.
///
/// Padding has the id −1, which embeds as zeros. No token attends to it, so padding does not change results.
///
/// @param ids       `i32[B,T]`
/// @param positions `i32[N]`
/// @param span      `i32[B,2]`, as [Context#span]
public record Tokens(Tensor ids, Tensor positions, Tensor span) {
    private static final int PADDING = -1;

    /// Room for `B` texts of up to `T` tokens.
    public static Tokens allocate(SegmentAllocator from, int sequences, int length) {
        return new Tokens(Tensor.allocate(from, DType.I32, sequences, length),
                Tensor.allocate(from, DType.I32, sequences * length), Tensor.allocate(from, DType.I32, sequences, 2));
    }

    /// These texts, padded on the right to the longest.
    public static Tokens right(SegmentAllocator from, int[]... texts) {
        return allocate(from, texts.length, longest(texts)).fillRight(texts);
    }

    /// These texts, padded on the left to the longest, so that all end at the same position, as generation requires.
    public static Tokens left(SegmentAllocator from, int[]... texts) {
        return allocate(from, texts.length, longest(texts)).fillLeft(texts);
    }

    private static int longest(int[]... texts) {
        int longest = 0;
        for (int[] text : texts) {
            longest = Math.max(longest, text.length);
        }
        return longest;
    }

    /// Replaces the content with these texts, padded on the right; returns this. Throws [IllegalArgumentException]
    /// unless there are `B` of at most `T` tokens.
    public Tokens fillRight(int[]... texts) {
        return fill(false, texts);
    }

    /// Replaces the content with these texts, padded on the left; see [#fillRight].
    public Tokens fillLeft(int[]... texts) {
        return fill(true, texts);
    }

    private Tokens fill(boolean left, int[]... texts) {
        int length = ids.dim(1);
        if (texts.length != ids.dim(0) || longest(texts) > length) {
            throw new IllegalArgumentException("tokens: needs " + ids.dim(0) + " texts of at most " + length
                    + " tokens, got " + texts.length + " of up to " + longest(texts));
        }
        for (int b = 0; b < texts.length; b++) {
            int first = left ? length - texts[b].length : 0;
            int end = first + texts[b].length;
            span.set(2L * b, first);
            span.set(2L * b + 1, end);
            for (int t = 0; t < length; t++) {
                long at = (long) b * length + t;
                ids.set(at, t >= first && t < end ? texts[b][t - first] : PADDING);
                positions.set(at, Math.max(0, t - first));
            }
        }
        return this;
    }

    /// `T`
    public int length() {
        return ids.dim(1);
    }

    /// The context for reading these texts from the start.
    public Context context(ActiveAdapter adapter) {
        return new Context(adapter, positions, span);
    }
}
