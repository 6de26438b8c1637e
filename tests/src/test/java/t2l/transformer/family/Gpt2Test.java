package t2l.transformer.family;

import static t2l.transformer.family.ExpertsTest.same;

import module java.base;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import t2l.tensor.*;
import t2l.tensor.io.SafeTensors;
import t2l.transformer.Golden;

/// Files of GPT-2 are read in both layouts; [ExpertsTest] writes them.
class Gpt2Test {
    private static final Path GOLDEN = Golden.resource("hf-tiny/gpt2");

    @AutoClose
    private final Arena arena = Arena.ofShared();

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
}
