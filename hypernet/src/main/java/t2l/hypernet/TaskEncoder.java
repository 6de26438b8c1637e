package t2l.hypernet;

import java.lang.foreign.Arena;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import t2l.autograd.Dense;
import t2l.autograd.Init;
import t2l.autograd.Norm;
import t2l.autograd.Pass;
import t2l.autograd.Var;
import t2l.autograd.Weight;
import t2l.autograd.Weights;
import t2l.tensor.DType;
import t2l.tensor.Tensor;
import t2l.tensor.kernel.Codebook;
import t2l.tensor.kernel.Nearest;
import t2l.tensor.kernel.Sample;
import t2l.tensor.kernel.Unary;
import t2l.transformer.DropoutRate;

/// From what is known of tasks to their codes (t2l-spec §2.1): from their embeddings, `[S,E] → [S,te]`, or with
/// [TokenReader] from the tokens of their descriptions, `→ [S·L·M,te]`.
sealed interface TaskEncoder
        permits TaskEncoder.Linear, TaskEncoder.Mean, TaskEncoder.Discrete, TaskEncoder.Quantised, TokenReader {
    /// The codes of tasks.
    ///
    /// @param code `[S,te]`, or `[S·L·M,te]` with a code for each layer and target
    /// @param loss `[1]`: a term of the training loss (used by reconstruction, t2l-spec §8)
    record Encoded(Var code, Optional<Var> loss) {}

    /// What an encoder needs for `S` tasks, whatever they are.
    ///
    /// @param chosen `i32[S]`: buffer for the choice of each task
    /// @param query  `i32[S·L·M]`: `0 … L·M−1` repeated
    /// @param code   for each target `i32[L·S]`, layer by layer: its rows of `[S·L·M,te]`
    record Rows(Tensor chosen, Tensor query, List<Tensor> code) {
        static Rows of(Arena arena, int tasks, int layers, int targets) {
            int each = layers * targets;
            return new Rows(Tensor.allocate(arena, DType.I32, tasks),
                    index(arena, IntStream.range(0, tasks * each).map(i -> i % each)),
                    IntStream.range(0, targets).mapToObj(m -> index(arena, IntStream.range(0, layers * tasks)
                            .map(i -> i % tasks * each + i / tasks * targets + m))).toList());
        }

        private static Tensor index(Arena arena, IntStream ids) {
            int[] all = ids.toArray();
            return Tensor.of(arena, all, all.length);
        }
    }

    /// The codes of `tasks`.
    Encoded encode(Pass pass, TaskBatch tasks, Rows rows, DropoutRate dropout);

    /// The encoder of a configuration.
    ///
    /// @param at the path `task_encoder`
    static TaskEncoder of(Weights at, HyperConfig config) {
        return switch (config.encoding()) {
            case LINEAR -> Linear.of(at, config.embedding(), config.taskCode());
            case SOFTMAX -> Mean.of(at, config.embedding(), config.taskCode());
            case DISCRETE -> Discrete.of(at, config.embedding(), HyperConfig.Encoding.CLASSES, 1);
            case VQ -> Quantised.of(at, config.embedding(), config.taskCode());
            case TOKENS -> TokenReader.of(at, config);
        };
    }

    /// One linear layer and a norm.
    record Linear(Dense dense, Norm norm) implements TaskEncoder {
        static Linear of(Weights at, int in, int code) {
            return new Linear(Dense.of(at.at("mlp.0"), in, code), Norm.of(at.at("mlp.1"), code));
        }

        @Override
        public Encoded encode(Pass pass, TaskBatch tasks, Rows rows, DropoutRate dropout) {
            return new Encoded(norm.forward(dense.forward(embeddings(pass, tasks))), Optional.empty());
        }
    }

    /// Two layers, the first stage of all others: `[n,E] → [n,out]`.
    record Hidden(Dense first, Dense second) {
        static Hidden of(Weights at, int in, int wide, int out) {
            return new Hidden(Dense.of(at.at("mlp.0"), in, wide), Dense.of(at.at("mlp.3"), wide, out));
        }

        Var forward(Var x, DropoutRate dropout) {
            return second.forward(dropout.on(first.forward(x).map(Unary.SILU)));
        }
    }

    /// A mean of learnt vectors `embed[32,te]`, weighted by a softmax, and a norm.
    record Mean(Hidden hidden, Weight embed, Norm norm) implements TaskEncoder {
        static Mean of(Weights at, int in, int code) {
            int vectors = HyperConfig.Encoding.VECTORS;
            return new Mean(Hidden.of(at, in, 4 * code, vectors),
                    at.table("embed", new Init.Normal(1), vectors, code), Norm.of(at.at("ln"), code));
        }

        @Override
        public Encoded encode(Pass pass, TaskBatch tasks, Rows rows, DropoutRate dropout) {
            Var weights = hidden.forward(embeddings(pass, tasks), dropout).softmax();
            return new Encoded(norm.forward(weights.matmul(pass.use(embed))), Optional.empty());
        }
    }

    /// One of `classes`, or one in each of several groups, as a one-hot vector: in training, drawn with the
    /// probabilities of a softmax, else the most likely. The gradient is that of the probabilities (straight-through
    /// estimator: Bengio et al. 2013).
    record Discrete(Hidden hidden, int classes, Weight identity) implements TaskEncoder {
        /// The salt of the draws; the salts of dropouts count from 0.
        private static final int SALT = -1;

        static Discrete of(Weights at, int in, int classes, int groups) {
            int all = classes * groups;
            return new Discrete(Hidden.of(at, in, 4 * all, all), classes, Code.identity(classes));
        }

        @Override
        public Encoded encode(Pass pass, TaskBatch tasks, Rows rows, DropoutRate dropout) {
            Var logits = hidden.forward(embeddings(pass, tasks), dropout);
            int n = logits.value().dim(0);
            int width = logits.value().dim(1);
            Var p = logits.reshape(n * (width / classes), classes).softmax();
            Var oneHot = pass.use(identity);
            if (pass.trains() && dropout.key().isPresent()) {
                pass.kernels().run(new Sample(p.value(), dropout.key().get(), SALT, rows.chosen()));
            } else {
                pass.kernels().run(new Nearest(p.value(), oneHot.value(), rows.chosen()));
            }
            return new Encoded(straightThrough(p, oneHot.gather(rows.chosen())).reshape(n, width), Optional.empty());
        }
    }

    /// The nearest vector of a codebook, and a norm (VQ-VAE: van den Oord et al. 2017), with a straight-through
    /// gradient. In training, the codebook is updated by moving averages ([t2l.tensor.kernel.Codebook]) after it is
    /// read; a commitment loss keeps encodings near it.
    ///
    /// @param codes  `[te,32]`
    /// @param counts `[32]`
    /// @param sums   `[te,32]`
    record Quantised(Hidden hidden, Weight codes, Weight counts, Weight sums, Norm norm) implements TaskEncoder {
        private static final double COMMITMENT = 0.01;
        private static final double DECAY = 0.99;

        static Quantised of(Weights at, int in, int code) {
            int vectors = HyperConfig.Encoding.VECTORS;
            Init start = new Init.Normal(1);
            return new Quantised(Hidden.of(at, in, 4 * code, code), at.buffer("embed", start, code, vectors),
                    at.buffer("cluster_size", Init.ZEROS, vectors),
                    at.buffer("embed_avg", new Init.DrawnAs(Weights.join(at.path(), "embed"), start), code, vectors),
                    Norm.of(at.at("ln"), code));
        }

        @Override
        public Encoded encode(Pass pass, TaskBatch tasks, Rows rows, DropoutRate dropout) {
            Var z = hidden.forward(embeddings(pass, tasks), dropout);
            Tensor book = pass.use(codes).value();
            pass.kernels().run(new Nearest(z.value(), book, rows.chosen()));
            Var nearest = pass.use(codes).t().gather(rows.chosen());
            Var code = norm.forward(straightThrough(z, nearest));
            Var loss = z.sub(nearest).meanSquare().scale(COMMITMENT);
            if (pass.trains()) {
                pass.kernels()
                        .run(new Codebook(z.value(), DECAY, book, pass.use(counts).value(), pass.use(sums).value()));
            }
            return new Encoded(code, Optional.of(loss));
        }
    }

    /// `[S,E]`
    private static Var embeddings(Pass pass, TaskBatch tasks) {
        return pass.constant(tasks.vectors().rows());
    }

    /// `chosen`, with the gradient of `x`: `x + (chosen − x)`, of which the second part is a constant.
    private static Var straightThrough(Var x, Var chosen) {
        return x.add(chosen.sub(x.pass().constant(x.value())));
    }
}
