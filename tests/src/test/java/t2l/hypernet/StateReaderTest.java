package t2l.hypernet;

import static org.junit.jupiter.api.Assertions.*;

import module java.base;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import t2l.Refused;
import t2l.autograd.*;
import t2l.tensor.*;
import t2l.tensor.backend.*;
import t2l.tensor.io.SafeTensors;
import t2l.transformer.*;
import t2l.transformer.family.LanguageModel;

/// Variant R: the network that reads the model's own states.
class StateReaderTest {
    private static final int LAYERS = 3;
    private static final HyperConfig CONFIG = new HyperConfig(
            List.of(new Target("q_proj", 32, 32), new Target("v_proj", 32, 16)), LAYERS, 24, 100, 16, 24,
            new HyperConfig.Rank(4, 8, true), Variant.L, HyperConfig.Encoding.STATES, false,
            new HyperConfig.Output.Plain());

    /// Factors and gradients, in double; `training/r` of the goldens.
    @Test
    void writesTheFactorsOfTorch() {
        try (Arena arena = Arena.ofConfined(); Workspace ws = new Workspace()) {
            SafeTensors golden = SafeTensors.open(Golden.path("training/r/golden.safetensors"), arena);
            Descriptions read = new Descriptions(Tensor.allocate(arena, DType.F32, 3, 24),
                    Optional.of(new TokenStates(golden.get("rows"), List.of(0, 9, 30, 45), 100, LAYERS)));
            TaskBatch batch = TaskBatch.allocate(arena, DType.F64, 2, List.of(read));
            batch.describe(0, read, 2, TaskBatch.ALL);
            batch.describe(1, read, 0, TaskBatch.ALL);
            Layout layout = new Layout();
            HyperNetwork network = new HyperNetwork(layout, CONFIG);
            Map<String, Tensor> initial = new HashMap<>();
            golden.tensors().forEach((name, t) -> {
                if (name.startsWith("value.")) {
                    initial.put(name.substring("value.".length()), t);
                }
            });
            Parameters values = new Parameters(arena, DType.F64, layout).load("golden", initial,
                    new ReferenceKernels());
            Parameters slopes = new Parameters(arena, DType.F64, layout);
            try (Pass pass = Pass.training(new ReferenceKernels(), ws, values, slopes)) {
                Var loss = null;
                for (var each : network.write(pass, batch, network.rows(arena, 2), DropoutRate.NONE).entrySet()) {
                    for (String factor : List.of("A", "B")) {
                        Var written = factor.equals("A") ? each.getValue().a() : each.getValue().b();
                        String name = factor + "." + each.getKey().name();
                        Golden.close(name, golden.get(name), byTask(written.value(), arena), 1e-9);
                        Var part = written.scale(1).dot(byLayer(golden.get("w" + name), arena));
                        loss = loss == null ? part : loss.add(part);
                    }
                }
                pass.backward(loss);
            }
            slopes.tensors().forEach((name, slope) -> {
                if (name.endsWith(".key.bias")) { // attention does not change if all keys move alike
                    assertArrayEquals(new double[16], slope.toDoubles(), 1e-12);
                } else {
                    Golden.close(name, golden.get("slope." + name), slope, 1e-9);
                }
            });
            assertEquals(initial.keySet(), slopes.tensors().keySet());
        }
    }

    /// Rows that stand layer by layer, task by task.
    private static Tensor byTask(Tensor rows, Arena arena) {
        return turned(rows, 2, LAYERS, arena);
    }

    private static Tensor byLayer(Tensor rows, Arena arena) {
        return turned(rows.reshape(2 * LAYERS, rows.dim(2), rows.dim(3)), LAYERS, 2, arena);
    }

    /// `[inner·outer,…] → [outer·inner,…]`
    private static Tensor turned(Tensor rows, int outer, int inner, Arena arena) {
        Tensor turned = Tensor.allocate(arena, DType.F64, rows.dims());
        for (int i = 0; i < outer * inner; i++) {
            double[] row = rows.narrow(0, i % inner * outer + i / inner, 1).toDoubles();
            for (int j = 0; j < row.length; j++) {
                turned.set((long) i * row.length + j, row[j]);
            }
        }
        return turned;
    }

    /// The states that a description is read as are those from which the model goes on.
    @Test
    void statesAreThoseBeforeEachLayer() {
        try (Parallel threads = new Parallel(2);
                Arena arena = Arena.ofShared();
                Workspace ws = new Workspace();
                Kernels kernels = Backends.open("auto", threads);
                LanguageModel model = LanguageModel.open("builtin:tiny", Optional.empty(), kernels);
                TaskEmbedder embedder = TaskEmbedder.open("", "builtin:tiny", _ -> Optional.of(model), kernels,
                        _ -> {})) {
            Descriptions both = embedder.read(List.of("Sort the words.", "cat dog"), true, arena);
            Descriptions one = embedder.read(List.of("cat dog"), true, arena);
            TokenStates states = both.tokens().orElseThrow();
            assertEquals(model.config().layers(), states.layers());
            assertEquals(2, states.count());
            assertArrayEquals(one.tokens().orElseThrow().own().toDoubles(), states.slice(1, 1).own().toDoubles());
            assertArrayEquals(embedder.embed(List.of("cat dog"), arena).toDoubles(), one.vectors().toDoubles());
            int[] ids = model.tokenizer().encode("cat dog.", true);
            try (Pass pass = Pass.inference(kernels, ws, DType.F32)) {
                Tokens text = Tokens.right(arena, ids);
                Context context = text.context(ActiveAdapter.NONE);
                Var x = model.decoder().embed(pass, text.ids(), text.positions());
                for (int layer = 0; layer < states.layers(); layer++) {
                    double[] row = x.value().narrow(0, ids.length - 1, 1).toDoubles();
                    double size = Math.sqrt(Arrays.stream(row).map(each -> each * each).average().orElseThrow());
                    double[] kept = states.slice(1, 1).own().narrow(0, (layer + 1) * ids.length - 1, 1).toDoubles();
                    for (int i = 0; i < row.length; i++) {
                        assertEquals(row[i] / size, kept[i], 2e-3 * Math.max(1, Math.abs(kept[i])));
                    }
                    x = model.decoder().layer(x, context, layer);
                }
            }
        }
    }

    /// Written, read and used like any other, with the model as its encoder; with another encoder, refused.
    @Test
    void aDirectoryOfItGenerates(@TempDir Path temp) {
        try (Parallel threads = new Parallel(2);
                Arena arena = Arena.ofShared();
                Kernels kernels = Backends.open("auto", threads)) {
            Arguments arguments = new Arguments("test", Map.of("variant", "r", "hypernet_latent_size", 16, "model_dir",
                    "builtin:tiny", "emb_model", ""));
            HyperConfig config;
            try (LanguageModel model = LanguageModel.open("builtin:tiny", Optional.empty(), kernels);
                    TaskEmbedder embedder = TaskEmbedder.open("", "", _ -> Optional.of(model), kernels, _ -> {})) {
                config = NetworkSettings.of(arguments.reader()).config(
                        List.of(new Target("q_proj", model.config().width(), model.config().width())),
                        model.config().layers(), embedder.read(List.of("Sort."), true, arena),
                        new HyperConfig.Rank(4, 8, true));
                Refused.begins("emb_model: needs a text encoder for a network that reads tokens, got the base model",
                        () -> NetworkSettings.of(arguments.with(Map.of("variant", "x")).reader()).config(
                                config.targets(), config.layers(), embedder.read(List.of("Sort."), true, arena),
                                config.rank()));
            }
            Layout layout = new Layout();
            var network = new HyperNetwork(layout, config);
            Map<String, Tensor> weights = new Parameters(arena, DType.F32, layout).initialise(1).tensors();
            HypermodFile.write(temp, arguments, config.lora("builtin:tiny", 0), config, weights);
            assertEquals(config, HypermodFile.read(temp, Optional.empty(), kernels, arena).config());
            try (TextToLora read = TextToLora.open(temp.toString(), kernels)) {
                var made = read.generate(List.of("Sort the words.", "cat"), arena);
                var a = made.stream()
                        .map(each -> each.lora().requireLowRank("test").updates().values().iterator().next().a())
                        .toList();
                assertFalse(Arrays.equals(a.get(0).toDoubles(), a.get(1).toDoubles()));
                double mean = Arrays.stream(a.getFirst().toDoubles()).map(each -> each * each).average().orElseThrow();
                assertEquals(1 / (3.0 * config.targets().getFirst().in()), mean, 0.3 * mean); // as a new LoRA
            }
            Refused.begins("builtin:minilm/config.json: needs a model of one of the families",
                    () -> TextToLora.open(temp.toString(), Optional.of("builtin:minilm"), Optional.empty(),
                            _ -> Optional.empty(), kernels, _ -> {}).generate(List.of("Sort."), arena));
            assertEquals(network.config(), config);
        }
    }
}
