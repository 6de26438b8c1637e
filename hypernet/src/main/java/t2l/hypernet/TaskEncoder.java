package t2l.hypernet;

import module java.base;
import t2l.autograd.*;
import t2l.tensor.Tensor;
import t2l.transformer.DropoutRate;

/// From what is known of tasks to their codes (t2l-spec §2.1): from their embeddings, `[S,E] → [S,te]`, or with
/// [TokenReader] from the tokens of their descriptions, `→ [S·L·M,te]`.
sealed interface TaskEncoder permits TaskEncoder.Linear, TokenReader {
    /// What an encoder needs for `S` tasks, whatever they are.
    ///
    /// @param query  `i32[S·L·M]`: `0 … L·M−1` repeated
    /// @param code   for each target `i32[L·S]`, layer by layer: its rows of `[S·L·M,te]`
    record Rows(Tensor query, List<Tensor> code) {
        static Rows of(Arena arena, int tasks, int layers, int targets) {
            int each = layers * targets;
            return new Rows(index(arena, IntStream.range(0, tasks * each).map(i -> i % each)),
                    IntStream.range(0, targets).mapToObj(m -> index(arena, IntStream.range(0, layers * tasks)
                            .map(i -> i % tasks * each + i / tasks * targets + m))).toList());
        }

        private static Tensor index(Arena arena, IntStream ids) {
            int[] all = ids.toArray();
            return Tensor.of(arena, all, all.length);
        }
    }

    /// The codes of `tasks`: `[S,te]`, or `[S·L·M,te]` with a code for each layer and target.
    Var encode(Pass pass, TaskBatch tasks, Rows rows, DropoutRate dropout);

    /// The encoder of a configuration.
    ///
    /// @param at the path `task_encoder`
    static TaskEncoder of(Weights at, HyperConfig config) {
        return switch (config.encoding()) {
            case LINEAR -> Linear.of(at, config.embedding(), config.taskCode());
            case TOKENS -> TokenReader.of(at, config);
            case STATES -> throw new IllegalArgumentException("task encoder: needs vectors or tokens, got states");
        };
    }

    /// One linear layer and a norm.
    record Linear(Dense dense, Norm norm) implements TaskEncoder {
        static Linear of(Weights at, int in, int code) {
            return new Linear(Dense.of(at.at("mlp.0"), in, code), Norm.of(at.at("mlp.1"), code));
        }

        @Override
        public Var encode(Pass pass, TaskBatch tasks, Rows rows, DropoutRate dropout) {
            return norm.forward(dense.forward(pass.constant(tasks.vectors().rows())));
        }
    }
}
