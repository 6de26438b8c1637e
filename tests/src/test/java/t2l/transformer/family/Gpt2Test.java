package t2l.transformer.family;

import static org.junit.jupiter.api.Assertions.*;

import module java.base;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import t2l.tensor.*;
import t2l.tensor.backend.ReferenceKernels;
import t2l.tensor.io.SafeTensors;
import t2l.transformer.Golden;

/// Files of GPT-2 are read in both layouts, and written as transformers writes them.
class Gpt2Test {
    private static final Path GOLDEN = Golden.resource("hf-tiny/gpt2");

    private final Arena arena = Arena.ofShared();

    @AfterEach
    void close() {
        arena.close();
    }

    private static void same(Map<String, Tensor> want, Map<String, Tensor> got) {
        assertEquals(want.keySet(), got.keySet());
        want.forEach((name, t) -> {
            assertArrayEquals(t.dims(), got.get(name).dims(), name);
            assertArrayEquals(t.toDoubles(), got.get(name).toDoubles(), name);
        });
    }

    /// The first published files have no prefix, and a causal mask in each layer.
    @Test
    void theFirstFiles(@TempDir Path temp) throws IOException {
        Map<String, Tensor> old = new LinkedHashMap<>();
        SafeTensors.open(GOLDEN, arena).tensors()
                .forEach((name, t) -> old.put(name.substring("transformer.".length()), t));
        old.put("h.0.attn.bias", Tensor.allocate(arena, DType.F32, 1, 1, 64, 64));
        old.put("h.0.attn.masked_bias", Tensor.allocate(arena, DType.F32, 1));
        SafeTensors.write(temp.resolve("model.safetensors"), old, Map.of());
        Files.copy(GOLDEN.resolve("config.json"), temp.resolve("config.json"));
        Checkpoint read = Checkpoint.open(temp, arena);
        read.decoder();
        same(Checkpoint.open(GOLDEN, arena).weights(), read.weights());
    }

    @Test
    void writingGivesWhatWasRead(@TempDir Path temp) {
        ModelDirectory.write(Checkpoint.open(GOLDEN, arena), temp, Optional.empty(), new ReferenceKernels());
        same(SafeTensors.open(GOLDEN, arena).tensors(), SafeTensors.open(temp, arena).tensors());
    }
}
