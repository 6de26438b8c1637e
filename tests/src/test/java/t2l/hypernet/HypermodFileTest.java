package t2l.hypernet;

import static org.junit.jupiter.api.Assertions.*;

import module java.base;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import t2l.Refused;
import t2l.autograd.*;
import t2l.tensor.*;
import t2l.tensor.backend.*;
import t2l.tensor.io.*;
import t2l.transformer.*;
import t2l.transformer.family.*;
import t2l.transformer.lora.Lora;

/// Checkpoints as the reference writes them, and the adapters it makes of them.
class HypermodFileTest {
    private static void quiet(String hint) {
        throw new AssertionError("nothing needs saying, got " + hint);
    }

    @ParameterizedTest
    @ValueSource(strings = {"a-L-mt", "a-L-recon", "a-L-sft", "a-L-three", "a-M-deltaw", "a-M-mt", "a-M-recon",
        "a-M-sft", "a-M-sft-vq", "a-S-recon", "a-S-sft", "a-S-sft-flip", "b-L-recon", "b-L-sft", "b-M-sft", "b-S-sft",
        "c-M-recon"})
    void generatesWhatTheReferenceGenerates(String name) {
        generates(name, new ReferenceKernels());
        try (Parallel two = new Parallel(2)) {
            generates(name, Backends.open("simd", two));
        }
    }

    private static void generates(String name, Kernels kernels) {
        try (Arena arena = Arena.ofConfined(); Workspace ws = new Workspace()) {
            Path directory = Golden.path("checkpoints/" + name);
            HypermodFile file = HypermodFile.read(directory, Optional.empty(), kernels, arena);
            StateDict weights = new StateDict(directory.toString(), file.tensors());
            HyperNetwork network = new HyperNetwork(weights, file.config());
            weights.requireAllUsed();
            SafeTensors golden = SafeTensors.open(directory.resolve("generated.safetensors"), arena);
            SafeTensors adapterGolden = SafeTensors.open(directory.resolve("adapter/adapter_model.safetensors"), arena);
            try (Pass pass = Pass.inference(kernels, ws, DType.F32)) {
                HyperNetwork.Rows rows = network.rows(arena, 2);
                Map<Target, HyperNetwork.Factors> written = network.write(pass,
                        new TaskBatch.Vectors(golden.get("emb")), rows, DropoutRate.NONE);
                ActiveAdapter adapter = network.adapter(written, rows);
                int layers = file.config().layers();
                for (Target t : file.config().targets()) {
                    HyperNetwork.Factors f = written.get(t);
                    Golden.close(name + " A." + t.name(), golden.get("A." + t.name()), byTask(f.a(), layers), 1e-5);
                    Golden.close(name + " B." + t.name(), golden.get("B." + t.name()), byTask(f.b(), layers), 1e-5);
                    for (String path : t.paths(layers)) {
                        ActiveAdapter.Pair pair = adapter.pairs().get(path);
                        String full = "base_model.model." + path;
                        Golden.close(full + ".A", adapterGolden.get(full + ".lora_A.weight"),
                                pair.a().value().narrow(0, 0, 1), 1e-5);
                        Golden.close(full + ".B", adapterGolden.get(full + ".lora_B.weight"),
                                pair.b().value().narrow(0, 0, 1), 1e-5);
                    }
                }
                assertEquals(adapterGolden.tensors().size(), 2 * adapter.pairs().size());
            }
        }
    }

    /// `[L·2,p,q]` as `[2,L,p,q]`, copied.
    private static Tensor byTask(Var rows, int layers) {
        Tensor t = rows.scale(1).value();
        return t.reshape(layers, 2, t.dim(1), t.dim(2)).permute(1, 0, 2, 3);
    }

    /// Read with the other order the same file gives other numbers; that an order was given is all that differs.
    @Test
    void orderCanBeGiven() {
        try (Arena arena = Arena.ofConfined()) {
            HypermodFile file = HypermodFile.read(Golden.path("checkpoints/a-L-sft"),
                    Optional.of(List.of("v_proj", "q_proj")), new ReferenceKernels(), arena);
            assertEquals(List.of("v_proj", "q_proj"), file.config().targets().stream().map(Target::name).toList());
        }
    }

    @Test
    void aTensorTooManyIsAnError(@TempDir Path temp) throws IOException {
        try (Arena arena = Arena.ofConfined()) {
            Path golden = Golden.path("checkpoints/a-L-sft");
            var tensors = new HashMap<>(TorchFile.open(golden.resolve("hypermod.pt"), arena).tensors());
            tensors.put("mixer.9.weight", Tensor.allocate(arena, DType.F32, 3));
            Files.copy(golden.resolve("args.yaml"), temp.resolve("args.yaml"));
            Files.copy(golden.resolve("adapter_config.json"), temp.resolve("adapter_config.json"));
            SafeTensors.write(temp.resolve("hypermod.safetensors"), tensors, Map.of());
            Refused.says("the setting targets",
                    () -> HypermodFile.read(temp, Optional.empty(), new ReferenceKernels(), arena));
            Refused.says("none is missing and 1 are unknown (mixer.9.weight)",
                    () -> HypermodFile.read(temp, Optional.of(List.of("q_proj", "v_proj")), new ReferenceKernels(),
                            arena));
        }
    }

    /// The wrong order gives other numbers, those that the reference gives with it (t2l-spec Q1).
    @Test
    void theWrongOrderGivesOtherNumbers() {
        Kernels kernels = new ReferenceKernels();
        try (Arena arena = Arena.ofConfined(); Workspace ws = new Workspace()) {
            Path directory = Golden.path("checkpoints/a-L-sft");
            SafeTensors golden = SafeTensors.open(directory.resolve("generated-reversed-order.safetensors"), arena);
            HypermodFile file = HypermodFile.read(directory, Optional.of(List.of("v_proj", "q_proj")), kernels, arena);
            HyperNetwork network = new HyperNetwork(new StateDict("file", file.tensors()), file.config());
            try (Pass pass = Pass.inference(kernels, ws, DType.F32)) {
                Map<Target, HyperNetwork.Factors> written = network.write(pass,
                        new TaskBatch.Vectors(golden.get("emb")),
                        network.rows(arena, 2), DropoutRate.NONE);
                written.forEach((t, f) -> {
                    Golden.close("A", golden.get("A." + t.name()), byTask(f.a(), 3), 1e-5);
                    Golden.close("B", golden.get("B." + t.name()), byTask(f.b(), 3), 1e-5);
                });
            }
        }
    }

    /// What is between the codes and the heads, call by call, in the order in which the reference makes them.
    @ParameterizedTest
    @CsvSource({"a-L-sft,q_proj", "a-S-sft,v_proj"})
    void theTrunkAsTheReferenceCallsIt(String name, String module) {
        Kernels kernels = new ReferenceKernels();
        try (Arena arena = Arena.ofConfined(); Workspace ws = new Workspace()) {
            Path directory = Golden.path("checkpoints/" + name);
            SafeTensors golden = SafeTensors.open(directory.resolve("generated.safetensors"), arena);
            HypermodFile file = HypermodFile.read(directory, Optional.empty(), kernels, arena);
            StateDict weights = new StateDict("file", file.tensors());
            HyperConfig config = file.config();
            Trunk trunk = Trunk.of(weights, config.width(), config.head());
            int index = config.targets().stream().map(Target::name).toList().indexOf(module);
            try (Pass pass = Pass.inference(kernels, ws, DType.F32)) {
                HyperNetwork.Rows rows = new HyperNetwork(weights, config).rows(arena, 1);
                Var task = TaskEncoder.of(weights.at("task_encoder"), config)
                        .encode(pass, new TaskBatch.Vectors(golden.get("emb").narrow(0, 0, 1)), rows.encoder(),
                                DropoutRate.NONE);
                Golden.close("encoded", golden.get("encoded").narrow(0, 0, 1), task.value(), 1e-5);
                Var depth = HyperNetwork.Code.of(weights.at("layer_depth_encoder"), 3, config.depthCode()).of(pass,
                        rows.layer());
                Golden.close("depth", golden.get("code.depth"), depth.value(), 1e-5);
                Var type = HyperNetwork.Code.of(weights.at("layer_type_encoder"), config.targets().size(),
                        config.typeCode()).of(pass, rows.type().get(index));
                Golden.close("type", golden.get("code.type." + module), type.narrow(0, 0, 1).value(), 1e-5);
                String at = "trace." + module + ".";
                Var mixed = trunk.mixer(task.gather(rows.task()).concat(depth, type), DropoutRate.NONE);
                Golden.close("mixer", golden.get(at + "mixer.0"), mixed.value(), 1e-5);
                Var h = trunk.mlp1(mixed, DropoutRate.NONE);
                Golden.close("mlp1", golden.get(at + "mlp1.0"), h.value(), 1e-5);
                if (config.variant() == Variant.L) {
                    Var y = trunk.mlp2(h, DropoutRate.NONE);
                    Golden.close("mlp2", golden.get(at + "mlp2.0"), y.value(), 1e-5);
                    Golden.close("mlp3", golden.get(at + "mlp3.0"), trunk.mlp3(y, DropoutRate.NONE).value(), 1e-5);
                } else {
                    Head.FactorCodes codes = Head.FactorCodes.of(weights, config, config.targets().get(index));
                    Var g = trunk.mlp2(rows.heads().forBoth(h, codes), DropoutRate.NONE);
                    Golden.close("mlp2 of A", golden.get(at + "mlp2.0"), g.narrow(0, 0, 3).value(), 1e-5);
                    Golden.close("mlp2 of B", golden.get(at + "mlp2.2"), g.narrow(0, 3, 3).value(), 1e-5);
                }
            }
        }
    }

    /// A network that reads the tokens of the goldens' encoder is the same again, and knows that encoder by its sizes.
    @Test
    void aNetworkThatReadsTokens(@TempDir Path temp) {
        Kernels kernels = new ReferenceKernels();
        try (Arena arena = Arena.ofShared();
                TextEncoder encoder = TextEncoder.open(Golden.path("encoder").toString(), Optional.empty(), kernels)) {
            TaskEmbedder embedder = TaskEmbedder.of(encoder, "tiny/gte-bert", kernels, HypermodFileTest::quiet);
            int vocabulary = embedder.read(List.of("Sort."), true, arena).tokens().orElseThrow().vocabulary();
            for (int known : new int[] {vocabulary, vocabulary + 1}) {
                var config = new HyperConfig(List.of(new Target("q_proj", 8, 8)), 2, 24, known, 16, 12,
                        new HyperConfig.Rank(2, 16, true), Variant.M, HyperConfig.Encoding.TOKENS, true,
                        new HyperConfig.Output.Plain());
                Layout layout = new Layout();
                var network = new HyperNetwork(layout, config);
                Map<String, Tensor> weights = new Parameters(arena, DType.F32, layout).initialise(1).tensors();
                Map<String, Object> said = Map.of("hypernet_latent_size", 16, "head_in_size", 12, "emb_model",
                        "tiny/gte-bert");
                HypermodFile.write(temp, new Arguments("test", said), network.config().lora("", 0), config, weights);
                HypermodFile read = HypermodFile.read(temp, Optional.empty(), kernels, arena);
                assertEquals(config, read.config());
                assertEquals(weights.keySet(), read.tensors().keySet());
                try (var t2l = new TextToLora(temp, Optional.empty(), embedder, kernels, HypermodFileTest::quiet)) {
                    if (known == vocabulary) {
                        assertEquals(1, t2l.generate(List.of("Sort."), arena).size());
                    } else {
                        assertEquals("hypernetwork: needs an encoder that knows " + known + " tokens, got " + vocabulary
                                + "; name the one it was trained with, tiny/gte-bert",
                                assertThrows(T2lException.class, () -> t2l.generate(List.of("Sort."), arena))
                                        .getMessage());
                    }
                }
            }
        }
    }

    /// Every reference checkpoint, written as ours and read again: the same network, described in the file itself, and
    /// the same adapter to the bit.
    @ParameterizedTest
    @ValueSource(
            strings = {"a-L-mt", "a-L-recon", "a-L-three", "a-M-deltaw", "a-M-sft-vq", "a-S-sft-flip", "a-S-recon"})
    void ourOwnFileIsTheSame(String name, @TempDir Path temp) {
        Kernels kernels = new ReferenceKernels();
        try (Arena arena = Arena.ofConfined(); Workspace ws = new Workspace()) {
            HypermodFile file = HypermodFile.read(Golden.path("checkpoints/" + name), Optional.empty(), kernels, arena);
            HypermodFile.write(temp, file.arguments(), file.lora(), file.config(), file.tensors());
            HypermodFile ours = HypermodFile.read(temp, Optional.empty(), kernels, arena);
            assertEquals(file.config(), ours.config());
            assertEquals(file.tensors().keySet(), ours.tensors().keySet());
            Tensor embedding = Tensor.allocate(arena, DType.F32, 1, 24).fill(0.3);
            var written = new ArrayList<Lora>();
            for (HypermodFile each : List.of(file, ours)) {
                HyperNetwork network = new HyperNetwork(new StateDict("file", each.tensors()), each.config());
                try (Pass pass = Pass.inference(kernels, ws, DType.F32)) {
                    written.add(network.lora(pass, new TaskBatch.Vectors(embedding), each.lora(), arena));
                }
            }
            written.get(0).updates().forEach((path, update) -> {
                assertEquals(-1, update.a().forReading().mismatch(written.get(1).updates().get(path).a().forReading()),
                        path);
                assertEquals(-1, update.b().forReading().mismatch(written.get(1).updates().get(path).b().forReading()),
                        path);
            });
        }
    }

    /// Which of two is the newer, nobody can tell: they are not read, and a second one is not written.
    @Test
    void twoFilesInOneDirectoryAreRefused(@TempDir Path temp) throws IOException {
        Kernels kernels = new ReferenceKernels();
        try (Arena arena = Arena.ofConfined()) {
            Path golden = Golden.path("checkpoints/a-S-sft");
            HypermodFile file = HypermodFile.read(golden, Optional.empty(), kernels, arena);
            HypermodFile.write(temp, file.arguments(), file.lora(), file.config(), file.tensors());
            Files.copy(golden.resolve("hypermod.pt"), temp.resolve("hypermod.pt"));
            assertEquals(
                    temp + ": needs hypermod.pt or hypermod.safetensors, has both; delete the one that is not meant",
                    assertThrows(T2lException.class,
                            () -> HypermodFile.read(temp, Optional.empty(), kernels, arena)).getMessage());
            Refused.says("needs a directory without hypermod.pt",
                    () -> HypermodFile.begin(new RunFolder(temp), file.arguments(),
                            file.lora(), file.config(), Map.of()));
        }
    }

    /// From the working directory `checkpoints/`, the name `it_5` alone has no parent.
    @Test
    void aCheckpointHasItsDirectoryHoweverItIsNamed(@TempDir Path run) throws IOException {
        Path weights = run.resolve("checkpoints/it_5.safetensors");
        Files.createDirectories(weights.getParent());
        Files.createFile(weights);
        Path relative = Path.of("").toAbsolutePath().relativize(weights);
        assertTrue(RunFolder.Place.find(relative).isEmpty());
        Files.createFile(run.resolve(Arguments.FILE));
        Optional<RunFolder.Place> wanted = Optional.of(new RunFolder.Place(run, weights));
        assertEquals(wanted, RunFolder.Place.find(weights));
        assertEquals(wanted, RunFolder.Place.find(relative));
        assertEquals(wanted, RunFolder.Place.find(relative.resolveSibling("it_5")));
    }
}
