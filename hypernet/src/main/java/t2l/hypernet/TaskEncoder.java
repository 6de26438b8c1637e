package t2l.hypernet;

import java.util.Optional;
import t2l.autograd.Dense;
import t2l.autograd.Init;
import t2l.autograd.Norm;
import t2l.autograd.Var;
import t2l.autograd.Weight;
import t2l.autograd.Weights;
import t2l.tensor.Unary;
import t2l.transformer.Dropout;

/// From a task's embedding to its code: `[S,E] → [S,te]` (t2l-spec §2.1).
sealed interface TaskEncoder {
    double EPS = 1e-5;

    /// The codes of tasks.
    ///
    /// @param code `[S,te]`
    /// @param loss `[1]`: what training adds to its loss (reconstruction does, t2l-spec §8)
    record Encoded(Var code, Optional<Var> loss) {}

    /// `embeddings[S,E]` to codes.
    Encoded encode(Var embeddings, Dropout dropout);

    /// The encoder of a configuration.
    ///
    /// @param at the place `task_encoder`
    static TaskEncoder of(Weights at, HyperConfig config) {
        return switch (config.encoding()) {
            case LINEAR -> Linear.of(at, config.embedding(), config.taskCode());
            case SOFTMAX -> Mean.of(at, config.embedding(), config.taskCode());
            case DISCRETE, VQ -> throw new IllegalArgumentException(
                    "encoder_type: needs linear or softmax, got " + config.encoding());
        };
    }

    /// One linear layer and a norm.
    record Linear(Dense dense, Norm norm) implements TaskEncoder {
        static Linear of(Weights at, int in, int code) {
            return new Linear(Dense.of(at.at("mlp.0"), in, code), Norm.of(at.at("mlp.1"), code, EPS));
        }

        @Override
        public Encoded encode(Var embeddings, Dropout dropout) {
            return new Encoded(norm.forward(dense.forward(embeddings)), Optional.empty());
        }
    }

    /// Two layers, the common beginning of all others: `[n,E] → [n,out]`.
    record Hidden(Dense first, Dense second) {
        static Hidden of(Weights at, int in, int wide, int out) {
            return new Hidden(Dense.of(at.at("mlp.0"), in, wide), Dense.of(at.at("mlp.3"), wide, out));
        }

        Var forward(Var x, Dropout dropout) {
            return second.forward(dropout.on(first.forward(x).map(Unary.SILU)));
        }
    }

    /// A mean of learnt vectors `embed[32,te]`, weighted by a softmax, and a norm.
    record Mean(Hidden hidden, Weight embed, Norm norm) implements TaskEncoder {
        static Mean of(Weights at, int in, int code) {
            int vectors = HyperConfig.Encoding.VECTORS;
            return new Mean(Hidden.of(at, in, 4 * code, vectors),
                    at.weight("embed", new Init.Normal(1), vectors, code), Norm.of(at.at("ln"), code, EPS));
        }

        @Override
        public Encoded encode(Var embeddings, Dropout dropout) {
            Var weights = hidden.forward(embeddings, dropout).softmax();
            return new Encoded(norm.forward(weights.matmul(embeddings.pass().use(embed))), Optional.empty());
        }
    }
}
