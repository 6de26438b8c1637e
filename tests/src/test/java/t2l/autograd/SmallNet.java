package t2l.autograd;

import module java.base;
import t2l.tensor.*;
import t2l.tensor.kernel.*;
import t2l.tensor.kernel.Losses.CrossEntropy;
import t2l.testkit.Gen;

/// Text-to-LoRA in small: a trained network reads one vector a sequence and writes an adapter for the query projection
/// of a frozen attention layer, whose loss trains it.
final class SmallNet {
    private static final int SEQUENCES = 2;
    private static final int LENGTH = 5;
    private static final int ROWS = SEQUENCES * LENGTH;
    private static final int WIDTH = 8;
    private static final int RANK = 2;
    private static final int VOCABULARY = 11;
    private static final int TASK = 3;
    private static final int LATENT = 6;
    private static final Heads HEADS = new Heads(2, 1, 4, 0.5, true);

    /// What changes from step to step; only its content, for a recorded step.
    record Inputs(Tensor task, Tensor ids, Tensor targets, Tensor positions, Tensor span, Tensor weights, Tensor key) {
        static Inputs of(Arena arena, DType dtype, long seed) {
            Inputs in = new Inputs(Tensor.allocate(arena, dtype, SEQUENCES, TASK),
                    Tensor.allocate(arena, DType.I32, ROWS), Tensor.allocate(arena, DType.I32, ROWS),
                    Tensor.allocate(arena, DType.I32, ROWS), Tensor.allocate(arena, DType.I32, SEQUENCES, 2),
                    Tensor.allocate(arena, dtype, ROWS), Tensor.allocate(arena, DType.I32, 2));
            in.draw(seed);
            return in;
        }

        /// Writes other content.
        void draw(long seed) {
            var random = new SplittableRandom(seed);
            new Init.Normal(1).fill(task, random);
            new Init.Uniform(1).fill(weights, random);
            for (int i = 0; i < ROWS; i++) {
                ids.set(i, random.nextInt(-1, VOCABULARY));
                targets.set(i, random.nextInt(4) == 0 ? CrossEntropy.IGNORE : random.nextInt(VOCABULARY));
                positions.set(i, i % LENGTH);
            }
            for (int b = 0; b < SEQUENCES; b++) {
                int first = random.nextInt(LENGTH - 1);
                span.set(2L * b, first);
                span.set(2L * b + 1, random.nextInt(first + 1, LENGTH + 1));
            }
            key.set(0, random.nextInt(1000));
            key.set(1, random.nextInt(1000));
        }
    }

    final Layout layout = new Layout();
    private final Weight encoder = layout.weight("encoder.weight", Init.linear(TASK), LATENT, TASK);
    private final Weight bias = layout.weight("encoder.bias", new Init.Normal(0.1), LATENT);
    private final Norm norm = Norm.of(layout.at("norm"), LATENT, 1e-5);
    private final Weight head = layout.weight("head.weight", Init.linear(LATENT), 2 * RANK * WIDTH, LATENT);
    private final Tensor table;
    private final Tensor[] square = new Tensor[4];
    private final Tensor up;
    private final Tensor down;
    private final Tensor rms;
    private final Tensor cos;
    private final Tensor sin;

    SmallNet(Arena arena, DType dtype) {
        var random = new SplittableRandom(1);
        table = Gen.tensor(arena, DType.BF16, random, VOCABULARY, WIDTH);
        for (int i = 0; i < square.length; i++) {
            square[i] = Gen.tensor(arena, dtype, random, WIDTH, WIDTH);
        }
        up = Gen.tensor(arena, dtype, random, 2 * WIDTH, WIDTH);
        down = Gen.tensor(arena, dtype, random, WIDTH, 2 * WIDTH);
        rms = Gen.tensor(arena, dtype, random, WIDTH);
        cos = Tensor.allocate(arena, dtype, LENGTH, HEADS.width() / 2);
        sin = Tensor.allocate(arena, dtype, LENGTH, HEADS.width() / 2);
        for (int position = 0; position < LENGTH; position++) {
            for (int pair = 0; pair < HEADS.width() / 2; pair++) {
                double angle = position * Math.pow(0.1, pair);
                cos.set((long) position * (HEADS.width() / 2) + pair, Math.cos(angle));
                sin.set((long) position * (HEADS.width() / 2) + pair, Math.sin(angle));
            }
        }
    }

    Var loss(Pass p, Inputs in) {
        Var latent = p.constant(in.task()).linear(p.use(encoder)).addRow(p.use(bias)).map(Unary.SILU);
        Var written = norm.forward(latent.dropout(0.3, in.key())).linear(p.use(head));
        Var a = written.narrow(1, 0, RANK * WIDTH).reshape(SEQUENCES, RANK, WIDTH);
        Var b = written.narrow(1, RANK * WIDTH, RANK * WIDTH).reshape(SEQUENCES, RANK, WIDTH).t();

        Var x = p.constant(table).gather(in.ids());
        Var y = x.rmsNorm(p.constant(rms), 1e-5);
        Var q = y.loraLinear(p.constant(square[0]), a, b, 2).rope(in.positions(), cos, sin, 2 * cos.dim(1));
        Var k = keyOrValue(p, y, 1).rope(in.positions(), cos, sin, 2 * cos.dim(1));
        Var v = keyOrValue(p, y, 2);
        Var seen = q.reshape(SEQUENCES, LENGTH, WIDTH).attention(HEADS, k.reshape(SEQUENCES, LENGTH, WIDTH / 2),
                v.reshape(SEQUENCES, LENGTH, WIDTH / 2), in.span());
        Var z = x.add(seen.reshape(ROWS, WIDTH).linear(p.constant(square[3])));
        Var gated = z.linear(p.constant(up)).gate(Unary.SILU, z.linear(p.constant(up)).scale(0.5));
        Var out = z.add(gated.linear(p.constant(down)));
        Var loss = out.linearCrossEntropy(p.constant(table), in.targets(), 0.1, Double.POSITIVE_INFINITY)
                .dot(in.weights());
        return loss.add(a.meanSquare().scale(0.01)).add(latent.concat(written).meanSquare().mul(loss));
    }

    /// `[N, G·D]` for the single key/value head.
    private Var keyOrValue(Pass p, Var y, int which) {
        return y.linear(p.constant(square[which].narrow(0, 0, WIDTH / 2)));
    }
}
