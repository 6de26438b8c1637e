package t2l.hypernet;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import t2l.autograd.Pass;
import t2l.autograd.StateDict;
import t2l.autograd.Var;
import t2l.tensor.Backends;
import t2l.tensor.DType;
import t2l.tensor.Kernels;
import t2l.tensor.Parallel;
import t2l.tensor.ReferenceKernels;
import t2l.tensor.T2lException;
import t2l.tensor.Tensor;
import t2l.tensor.Workspace;
import t2l.tensor.io.SafeTensors;
import t2l.transformer.Adapter;
import t2l.transformer.Dropout;

/// Checkpoints as the reference writes them, and the adapters it makes of them.
class HypermodFileTest {
    private static void quiet(String hint) {
        throw new AssertionError("nothing needs saying, got " + hint);
    }

    @ParameterizedTest
    @ValueSource(strings = {"a-AR-recon", "a-AR-sft", "a-ARrot-sft", "a-L-mt", "a-L-recon", "a-L-sft", "a-L-three",
        "a-M-deltaw", "a-M-mt", "a-M-recon", "a-M-sft", "a-M-sft-vq", "a-S-recon", "a-S-sft", "a-S-sft-flip",
        "a-Srot-recon", "a-Srot-sft", "b-L-recon", "b-L-sft", "b-M-sft", "b-S-sft", "c-M-recon", "c-Srot-recon"})
    void generatesWhatTheReferenceGenerates(String name) {
        generates(name, new ReferenceKernels());
        try (Parallel two = new Parallel(2)) {
            generates(name, Backends.open("simd", two));
        }
    }

    private static void generates(String name, Kernels kernels) {
        try (Arena arena = Arena.ofConfined(); Workspace ws = new Workspace()) {
            Path directory = Golden.path("checkpoints/" + name);
            HypermodFile file = HypermodFile.read(directory, Optional.empty(), kernels, arena, HypermodFileTest::quiet);
            StateDict weights = new StateDict(directory.toString(), file.tensors());
            HyperNetwork network = new HyperNetwork(weights, file.config());
            weights.requireAllUsed();
            SafeTensors golden = SafeTensors.open(directory.resolve("generated.safetensors"), arena);
            SafeTensors adapterGolden = SafeTensors.open(directory.resolve("adapter/adapter_model.safetensors"), arena);
            try (Pass pass = Pass.inference(kernels, ws, DType.F32)) {
                HyperNetwork.Rows rows = network.rows(arena, 2);
                HyperNetwork.Written written = network.write(pass.constant(golden.get("emb")), rows, Dropout.NONE);
                Adapter adapter = network.adapter(written, rows);
                int layers = file.config().layers();
                for (Target t : file.config().targets()) {
                    Factors f = written.factors().get(t);
                    Golden.close(name + " A." + t.name(), golden.get("A." + t.name()), byTask(f.a(), layers), 1e-5);
                    Golden.close(name + " B." + t.name(), golden.get("B." + t.name()), byTask(f.b(), layers), 1e-5);
                    for (String path : t.paths(layers)) {
                        Adapter.Pair pair = adapter.pairs().get(path);
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
                    Optional.of(List.of("v_proj", "q_proj")), new ReferenceKernels(), arena, HypermodFileTest::quiet);
            assertEquals(List.of("v_proj", "q_proj"), file.config().targets().stream().map(Target::name).toList());
        }
    }

    @Test
    void aTensorTooManyIsAnError(@TempDir Path temp) throws IOException {
        try (Arena arena = Arena.ofConfined()) {
            Path golden = Golden.path("checkpoints/a-L-sft");
            var tensors = new java.util.HashMap<>(
                    SafeTensors.open(golden.resolve("hypermod.safetensors"), arena).tensors());
            tensors.put("mixer.9.weight", Tensor.allocate(arena, DType.F32, 3));
            Files.copy(golden.resolve("args.yaml"), temp.resolve("args.yaml"));
            Files.copy(golden.resolve("adapter_config.json"), temp.resolve("adapter_config.json"));
            SafeTensors.write(temp.resolve("hypermod.safetensors"), tensors, java.util.Map.of());
            var noOrder = assertThrows(T2lException.class,
                    () -> HypermodFile.read(temp, Optional.empty(), new ReferenceKernels(), arena,
                            HypermodFileTest::quiet));
            assertTrue(noOrder.getMessage().contains("--module-order"), noOrder.getMessage());
            var e = assertThrows(T2lException.class,
                    () -> HypermodFile.read(temp, Optional.of(List.of("q_proj", "v_proj")), new ReferenceKernels(),
                            arena, HypermodFileTest::quiet));
            assertTrue(e.getMessage().contains("none is missing and 1 are unknown (mixer.9.weight)"), e.getMessage());
        }
    }
}
