package t2l.hypernet;

import module java.base;
import t2l.tensor.*;
import t2l.transformer.TokenStates;

/// What a hypernetwork reads of the `S` tasks of a batch. The tensors keep their addresses, so that a recorded step can be
/// replayed on new contents.
public sealed interface TaskBatch {
    /// `S`
    int tasks();

    /// Sets task `s` to description `i` of `from`.
    ///
    /// @param kept which of its tokens are read; of no meaning for vectors
    void describe(int s, Descriptions from, int i, IntPredicate kept);

    /// The vectors of a network that reads vectors. Throws [IllegalArgumentException] if there are tokens.
    default Vectors vectors() {
        throw new IllegalArgumentException("hypernetwork: needs a vector of each task, got the tokens of descriptions");
    }

    /// The tokens of a network that reads tokens. Throws [IllegalArgumentException] if there are vectors.
    default Tokens tokens() {
        throw new IllegalArgumentException("hypernetwork: needs the tokens of descriptions, got a vector of each task");
    }

    /// One vector for each task.
    ///
    /// @param rows `[S,E]`
    record Vectors(Tensor rows) implements TaskBatch {
        @Override
        public Vectors vectors() {
            return this;
        }

        @Override
        public int tasks() {
            return rows.dim(0);
        }

        @Override
        public void describe(int s, Descriptions from, int i, IntPredicate kept) {
            for (int j = 0; j < rows.dim(1); j++) {
                rows.set((long) s * rows.dim(1) + j, from.vectors().at(i, j));
            }
        }
    }

    /// The tokens of one description for each task, as rows of the states of an encoder, or layer by layer of a decoder. A
    /// token that is not read is left out, and those after it move up with their positions: to attention, this is the same as
    /// a masked one.
    ///
    /// @param states    `[N,E]`, of all descriptions
    /// @param rows      `i32[L·S·T]`: the row of each token, then −1 for padding
    /// @param positions `i32[L·S·T]`: its place in its description, −1 for padding
    /// @param span      `i32[L·S,2]`: 0 and the number of tokens
    /// @param layers    `L`, states of each token
    record Tokens(Tensor states, Tensor rows, Tensor positions, Tensor span, int layers) implements TaskBatch {
        @Override
        public Tokens tokens() {
            return this;
        }

        @Override
        public int tasks() {
            return span.dim(0) / layers;
        }

        /// Throws [IllegalArgumentException] if the description is none of those whose states these are.
        @Override
        public void describe(int s, Descriptions from, int i, IntPredicate kept) {
            TokenStates of = from.tokens().filter(tokens -> tokens.rows() == states)
                    .orElseThrow(() -> new IllegalArgumentException(
                            "hypernetwork: needs descriptions that were read together, got one of others"));
            int length = rows.dim(0) / span.dim(0);
            int[] read = IntStream.range(0, of.length(i)).filter(kept).toArray();
            for (int layer = 0; layer < layers; layer++) {
                int text = layer * tasks() + s;
                int first = of.starts().get(i) + layer * of.length(i);
                span.set(2L * text + 1, read.length);
                for (int t = 0; t < length; t++) {
                    rows.set((long) text * length + t, t < read.length ? first + read[t] : -1);
                    positions.set((long) text * length + t, t < read.length ? read[t] : -1);
                }
            }
        }
    }

    /// All tokens.
    IntPredicate ALL = _ -> true;

    /// All tokens but some at random; the first is kept. The draws are a function of the seed and the step.
    ///
    /// @param dropout probability of leaving one out
    static IntPredicate some(double dropout, long seed, long step) {
        SplitMix64 draws = SplitMix64.named("words", seed, "step", step);
        return t -> t == 0 || draws.unit() >= dropout;
    }

    /// One task of which nothing is read: a vector of width 0.
    static TaskBatch none(Arena arena, DType precision) {
        return new Vectors(Tensor.allocate(arena, precision, 1, 0));
    }

    /// Room for `S` tasks with any of `descriptions`, which were read together; without descriptions, [#none].
    static TaskBatch allocate(Arena arena, DType precision, int tasks, List<Descriptions> descriptions) {
        if (descriptions.isEmpty()) {
            return none(arena, precision);
        }
        Descriptions first = descriptions.getFirst();
        if (first.tokens().isEmpty()) {
            return new Vectors(Tensor.allocate(arena, precision, tasks, first.vectors().dim(1)));
        }
        int longest = descriptions.stream().mapToInt(some -> some.tokens().orElseThrow().longest()).max().orElseThrow();
        int layers = first.tokens().get().layers();
        int n = layers * tasks * longest;
        return new Tokens(first.tokens().get().rows(), Tensor.allocate(arena, DType.I32, n),
                Tensor.allocate(arena, DType.I32, n), Tensor.allocate(arena, DType.I32, layers * tasks, 2), layers);
    }

    /// A task for each of `descriptions`.
    static TaskBatch of(Arena arena, Descriptions descriptions) {
        if (descriptions.tokens().isEmpty()) {
            return new Vectors(descriptions.vectors());
        }
        TaskBatch batch = allocate(arena, DType.F32, descriptions.count(), List.of(descriptions));
        for (int s = 0; s < batch.tasks(); s++) {
            batch.describe(s, descriptions, s, ALL);
        }
        return batch;
    }
}
