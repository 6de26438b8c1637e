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
    @ParameterizedTest
    @ValueSource(strings = {"a-L-sft", "a-L-recon", "a-L-mt", "a-L-three", "b-L-recon", "b-L-sft"})
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
                var written = network.write(pass.constant(golden.get("emb")), rows, Dropout.NONE);
                Adapter adapter = network.adapter(written, rows);
                int r = file.config().rank().r();
                for (Target t : file.config().targets()) {
                    Tensor y = written.get(t).value();
                    Tensor a = y.narrow(1, 0, r * t.in()).reshape(file.config().layers(), 2, r, t.in()).permute(1, 0, 2,
                            3);
                    Tensor b = y.narrow(1, r * t.in(), r * t.out()).reshape(file.config().layers(), 2, r, t.out())
                            .permute(1, 0, 3, 2);
                    Golden.close(name + " A." + t.name(), golden.get("A." + t.name()), a, 1e-5);
                    Golden.close(name + " B." + t.name(), golden.get("B." + t.name()), b, 1e-5);
                    for (String path : t.paths(file.config().layers())) {
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
    void anotherVariantIsRefused() {
        try (Arena arena = Arena.ofConfined()) {
            var e = assertThrows(T2lException.class,
                    () -> HypermodFile.read(Golden.path("checkpoints/a-S-sft-flip"), Optional.empty(),
                            new ReferenceKernels(), arena));
            assertTrue(e.getMessage().contains("needs variant L, but shared_AB_head is true"), e.getMessage());
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
                    () -> HypermodFile.read(temp, Optional.empty(), new ReferenceKernels(), arena));
            assertTrue(noOrder.getMessage().contains("--module-order"), noOrder.getMessage());
            HypermodFile file = HypermodFile.read(temp, Optional.of(List.of("q_proj", "v_proj")),
                    new ReferenceKernels(),
                    arena);
            StateDict weights = new StateDict("file", file.tensors());
            HyperNetwork network = new HyperNetwork(weights, file.config());
            var e = assertThrows(T2lException.class, weights::requireAllUsed, network.config()::toString);
            assertTrue(e.getMessage().contains("mixer.9.weight"), e.getMessage());
        }
    }
}
