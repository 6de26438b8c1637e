package t2l.app.suite;

import java.lang.foreign.Arena;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import t2l.app.console.Json;
import t2l.autograd.Accumulated;
import t2l.autograd.AdamW;
import t2l.autograd.Muon;
import t2l.autograd.Parameters;
import t2l.autograd.Schedule;
import t2l.autograd.Sharded;
import t2l.hypernet.data.TokenData;
import t2l.hypernet.train.Pretraining;
import t2l.hypernet.train.Trainer;
import t2l.hypernet.train.TrainingRun;
import t2l.tensor.DType;
import t2l.tensor.Tensor;
import t2l.tensor.backend.Kernels;
import t2l.tensor.io.SafeTensors;
import t2l.tensor.io.WholeFile;
import t2l.tensor.kernel.Elementwise.Scale;
import t2l.tensor.ranks.Ranks;
import t2l.transformer.DecoderConfig;
import t2l.transformer.family.WeightTypes;

/// The tiny language model that the mini suite adapts, trained from scratch on the suite's documents
/// (`mini-suite.md` §3): a Llama of 1.35 million parameters.
///
/// It is trained with embeddings multiplied by `√C`, so that they can start small, and saved without: norms are
/// invariant to the scale of the residual stream, so everything added to the stream is divided by `√C` instead, and
/// `eps` is adjusted.
public final class TinyBase {
    private static final int WIDTH = 128;
    private static final int POSITIONS = 512;
    private static final double SCALE = Math.sqrt(WIDTH);
    private static final double EPS = 1e-5;
    private static final double THETA = 10_000;

    private TinyBase() {}

    /// Training settings.
    ///
    /// @param steps     number of steps
    /// @param sequences rows per step
    /// @param length    tokens per row
    /// @param rate      highest learning rate
    /// @param warmup    steps until the highest rate
    /// @param hold      the share of the run before the rate starts to decay
    public record Recipe(long steps, int sequences, int length, double rate, long warmup, double hold, long seed) {
        /// The learning rate schedule.
        Schedule schedule() {
            return new Schedule(rate, warmup, Math.max(0, (long) (hold * steps) - warmup), steps);
        }
    }

    /// A training run.
    ///
    /// @param shards of a step, 0 for none
    public record Run(Trainer trainer, Recipe recipe, int shards) implements TrainingRun {
        @Override
        public long total() {
            return recipe.steps();
        }

        @Override
        public long tokens() {
            return (long) recipe.sequences() * recipe.length();
        }

        @Override
        public String description() {
            return "pretraining " + recipe + (shards == 0 ? "" : " in " + shards + " shards");
        }
    }

    private static DecoderConfig config(int vocabulary) {
        var sizes = new DecoderConfig.Builder(vocabulary, WIDTH, 352, 6, 4, 4, WIDTH / 4);
        sizes.positions = POSITIONS;
        sizes.eps = EPS;
        sizes.theta = THETA;
        sizes.embeddingScale = SCALE;
        return sizes.build();
    }

    /// A new run in one process; everything lives in `arena`.
    public static Run start(Kernels kernels, Recipe recipe, Arena arena) {
        return start(kernels, Ranks.alone(), recipe, 0, arena);
    }

    /// A new run; everything lives in `arena`. Throws [IllegalArgumentException] if the rows cannot be divided among the shards.
    ///
    /// @param shards the batches of a step, which ranks divide among themselves; 0 for one batch
    public static Run start(Kernels kernels, Ranks ranks, Recipe recipe, int shards, Arena arena) {
        int batches = Math.max(1, shards);
        if (recipe.sequences() % batches != 0) {
            throw new IllegalArgumentException("sequences: needs a multiple of shards=" + shards + ", got "
                    + recipe.sequences() + "; change either");
        }
        int rowsOfBatch = recipe.sequences() / batches;
        Suite suite = Suite.load();
        SuiteVocabulary vocabulary = SuiteVocabulary.of(suite);
        var objective = new Pretraining(config(vocabulary.pieces().size()));
        Parameters values = new Parameters(arena, DType.F32, objective.layout()).initialise(recipe.seed());
        var rows = new PretrainRows(suite, vocabulary, rowsOfBatch, recipe.length());
        var data = new TokenData(rows::fill, rowsOfBatch, recipe.length(), recipe.seed(), arena);
        var optimiser = new Muon(arena, values,
                new Muon.MuonSettings(0.95, 1, 0.05, new AdamW.AdamSettings(0.9, 0.98, 1e-8, 0)));
        return new Run(new Trainer(kernels, ranks, objective, data,
                memory -> shards > 0
                        ? Sharded.whole(memory, ranks, shards, values, 1, optimiser)
                        : new Accumulated(memory, values, optimiser, 1),
                recipe.schedule(), new Trainer.Memory(batches, false)), recipe, shards);
    }

    /// Writes the model in Hugging Face format, in bf16, into an existing directory.
    public static void write(Path directory, Parameters values, Kernels kernels) {
        SuiteVocabulary vocabulary = SuiteVocabulary.of(Suite.load());
        try (Arena arena = Arena.ofShared()) {
            Map<String, Tensor> tensors = new LinkedHashMap<>();
            values.tensors().forEach((name, t) -> {
                Tensor folded = Tensor.allocate(arena, DType.F32, t.dims());
                boolean adds = name.endsWith("o_proj.weight") || name.endsWith("down_proj.weight");
                kernels.run(new Scale(adds ? 1 / SCALE : 1, t, folded));
                tensors.put(name, WeightTypes.copy(folded, DType.BF16, kernels, arena));
            });
            SafeTensors.replace(directory.resolve("model.safetensors"), tensors, Map.of("format", "pt"));
        }
        text(directory, "config.json", configJson(config(vocabulary.pieces().size())));
        TokenizerFiles.of(vocabulary, POSITIONS).forEach((name, content) -> text(directory, name, content));
    }

    private static String configJson(DecoderConfig c) {
        return Json.text(Json.object(
                "architectures", List.of("LlamaForCausalLM"),
                "model_type", "llama",
                "vocab_size", c.vocabulary(),
                "hidden_size", c.width(),
                "intermediate_size", c.hidden(),
                "num_hidden_layers", c.layers(),
                "num_attention_heads", c.heads(),
                "num_key_value_heads", c.keyValueHeads(),
                "rms_norm_eps", c.eps() / (SCALE * SCALE),
                "rope_theta", c.theta(),
                "hidden_act", "silu",
                "tie_word_embeddings", c.tied(),
                "attention_bias", false,
                "mlp_bias", false,
                "bos_token_id", SuiteVocabulary.BOS,
                "eos_token_id", SuiteVocabulary.END,
                "pad_token_id", SuiteVocabulary.PAD,
                "max_position_embeddings", c.positions(),
                "torch_dtype", "bfloat16"));
    }

    private static void text(Path directory, String name, String content) {
        WholeFile.replace(directory.resolve(name), content);
    }
}
