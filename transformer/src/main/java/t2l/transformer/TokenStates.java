package t2l.transformer;

import module java.base;
import t2l.tensor.Tensor;

/// What a model says of every token of `n` texts: hidden states, one text after the other, without padding. Those of a text
/// encoder are its last ones; a decoder has some before each layer, layer by layer within a text.
///
/// @param rows       `[N,E]` F16
/// @param starts     the first row of each text, and the row after the last: `n + 1`
/// @param vocabulary `V` of the model
/// @param layers     states of each token
public record TokenStates(Tensor rows, List<Integer> starts, int vocabulary, int layers) {
    public TokenStates {
        starts = List.copyOf(starts);
    }

    /// One state of each token.
    public TokenStates(Tensor rows, List<Integer> starts, int vocabulary) {
        this(rows, starts, vocabulary, 1);
    }

    /// `n`
    public int count() {
        return starts.size() - 1;
    }

    /// The rows of these texts alone.
    public Tensor own() {
        return rows.narrow(0, starts.getFirst(), starts.getLast() - starts.getFirst());
    }

    /// The number of tokens of text `i`.
    public int length(int i) {
        return (starts.get(i + 1) - starts.get(i)) / layers;
    }

    /// The number of tokens of the longest text.
    public int longest() {
        return IntStream.range(0, count()).map(this::length).max().orElse(0);
    }

    /// The texts `from … from + count`, rows of the same tensor.
    public TokenStates slice(int from, int count) {
        return new TokenStates(rows, starts.subList(from, from + count + 1), vocabulary, layers);
    }
}
