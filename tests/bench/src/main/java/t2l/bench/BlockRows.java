package t2l.bench;

import module java.base;
import t2l.autograd.*;
import t2l.bench.Row.*;
import t2l.tensor.*;
import t2l.tensor.backend.*;
import t2l.tensor.kernel.Elementwise.*;
import t2l.transformer.*;

/// `block`: one layer of a Llama (width 576, 9 query and 3 key/value heads, feed-forward 1536) on 4 texts of 256
/// tokens, forward and backward, recorded once and replayed as in training.
///
/// `full` trains everything; `lora` freezes the weights and trains LoRA of rank 8 on q and v. Both compute the gradient
/// of their input, like a layer in the middle of a model.
final class BlockRows {
    private static final int RANK = 8;
    private static final String[] ADAPTED = {"self_attn.q_proj", "self_attn.v_proj"};

    private BlockRows() {}

    static List<Row> rows(Bench.Settings plan) {
        String size = plan.size(4, 2) + "x" + plan.size(256, 8);
        return List.of(new Row("block/full/" + size, scene -> job(scene, false)),
                new Row("block/lora/" + size, scene -> job(scene, true)));
    }

    private static Job job(RowContext scene, boolean lora) {
        int texts = scene.plan().size(4, 2);
        int length = scene.plan().size(256, 8);
        DecoderConfig config = scene.plan().quick()
                ? DecoderConfig.llama(1, 96, 160, 1, 6, 2, 1e-5, 1e4, 256)
                : DecoderConfig.llama(1, 576, 1536, 1, 9, 3, 1e-5, 1e4, 256);
        Step step = new Step(config, lora, texts, length, scene.kernels());
        scene.afterwards(step::close);
        return new Job(cost(config, lora, texts, length), step::again, () -> {
            step.requireConstant();
            agree(config, lora, scene.kernels());
        });
    }

    /// Only the matrix products: each weight is multiplied with each token in the forward pass, for the gradient of the
    /// input and, if trained, for its own gradient. Attention has two products forward and five backward, over half of
    /// all pairs.
    private static Cost cost(DecoderConfig c, boolean lora, int texts, int length) {
        double weights = c.width() * (2.0 * c.heads() + 2.0 * c.keyValueHeads()) * c.headWidth()
                + 3.0 * c.width() * c.hidden();
        double linear = 2.0 * texts * length * weights * (lora ? 2 : 3);
        return Cost.flops(linear + AttentionRows.flops(texts, c.heads(), c.headWidth(), length) * 3.5);
    }

    /// Loss and gradients of a short text must equal those of the reference kernels.
    private static void agree(DecoderConfig config, boolean lora, Kernels kernels) {
        try (Step fast = new Step(config, lora, 2, 9, kernels);
                Step exact = new Step(config, lora, 2, 9, new ReferenceKernels())) {
            fast.again();
            Agreement.require("block, output", fast.output, exact.output);
            Agreement.require("block, gradients", fast.grads.flat(), exact.grads.flat());
        }
    }

    /// A recorded step.
    private static final class Step implements AutoCloseable {
        private final Arena arena = Arena.ofShared();
        private final Workspace workspace = new Workspace();
        private final Recording recording;
        private final Parameters grads;
        private final Tensor output;
        private final long scratch;

        Step(DecoderConfig config, boolean lora, int texts, int length, Kernels kernels) {
            RandomTensors draw = new RandomTensors(arena, 1);
            Layout trained = new Layout();
            Param x = trained.weight("x", new Init.Normal(1), texts * length, config.width());
            Map<String, List<Param>> factors = new HashMap<>();
            if (lora) {
                for (String path : ADAPTED) {
                    int out = (path.contains("q_proj") ? config.heads() : config.keyValueHeads()) * config.headWidth();
                    factors.put(path, List.of(
                            trained.at(path).weight("lora_A", new Init.Normal(0.02), 1, RANK, config.width()),
                            trained.at(path).weight("lora_B", new Init.Normal(0.02), 1, out, RANK)));
                }
            }
            Rotary rotary = new Rotary(config.headWidth(), config.theta(), new RopeScaling.None());
            Block block = Block.of(lora ? new Frozen("", draw) : trained, config, Optional.of(rotary), 0);
            Parameters values = new Parameters(arena, DType.F32, trained).initialise(1);
            grads = new Parameters(arena, DType.F32, trained);
            Tokens tokens = Tokens.right(arena, Arrays.stream(new int[texts][length]).toArray(int[][]::new));
            Tensor dy = draw.normal(texts * length, config.width());
            output = Tensor.allocate(arena, DType.F32, texts * length, config.width());

            recording = new Recording(kernels);
            recording.run(new Fill(0, grads.flat()));
            try (Pass pass = Pass.training(recording, workspace, values, grads)) {
                Map<String, ActiveAdapter.Pair> pairs = new HashMap<>();
                factors.forEach((path, ab) -> pairs.put(path,
                        new ActiveAdapter.Pair(pass.use(ab.getFirst()), pass.use(ab.getLast()), 2)));
                Var y = block.forward(pass.use(x), tokens.context(new ActiveAdapter(pairs)));
                recording.run(new Copy(y.value(), output));
                pass.backward(y.dot(dy));
            }
            scratch = workspace.reserved();
        }

        void again() {
            recording.replay();
        }

        void requireConstant() {
            if (workspace.reserved() != scratch || workspace.taken() != 0) {
                throw new T2lException("block: needs a constant workspace of " + scratch + " bytes, got "
                        + workspace.reserved() + ", of which " + workspace.taken() + " were not given back");
            }
        }

        @Override
        public void close() {
            workspace.close();
            arena.close();
        }
    }

    /// Frozen random weights.
    private record Frozen(String path, RandomTensors draw) implements Weights {
        @Override
        public Weights at(Object child) {
            return new Frozen(Weights.join(path, child), draw);
        }

        @Override
        public Weight weight(String name, Init init, int... shape) {
            return new Weight.Frozen(shape.length == 1
                    ? draw.zeros(shape).fill(1)
                    : draw.normal(DType.F32, 0.02, shape));
        }
    }
}
