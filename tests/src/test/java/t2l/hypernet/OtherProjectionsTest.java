package t2l.hypernet;

import static org.junit.jupiter.api.Assertions.*;

import module java.base;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import t2l.GoldenFile;
import t2l.autograd.*;
import t2l.tensor.*;
import t2l.tensor.backend.*;
import t2l.transformer.*;
import t2l.transformer.family.Checkpoint;
import t2l.transformer.lora.*;

/// Hypernetworks write adapters for the projections of families that have others than Llama, which go through files.
class OtherProjectionsTest {
    @AutoClose
    private final Arena arena = Arena.ofShared();
    @AutoClose
    private final Workspace ws = new Workspace();
    private final Kernels kernels = new ReferenceKernels();

    @ParameterizedTest
    @CsvSource({"phi3, L, qkv_proj gate_up_proj", "phi3, M, qkv_proj o_proj gate_up_proj down_proj",
        "phi4-mini, S, qkv_proj down_proj", "gpt2, L, c_attn c_fc", "gpt2, M, c_attn",
        "mixtral, L, q_proj v_proj", "lfm2, L, w1 w2 w3", "qwen3_5, L, gate_proj down_proj",
        "granite4, L, q_proj output_linear", "exaone4, M, q_proj v_proj",
        "ernie4_5, L, q_proj k_proj", "ministral3, L, q_proj down_proj", "hunyuan, S, k_proj",
        "gpt-oss, L, q_proj o_proj",
        "qwen3-moe-mixed, S, q_proj o_proj"})
    void fromTheNetworkThroughFiles(String model, Variant variant, String names, @TempDir Path temp)
            throws IOException {
        Checkpoint checkpoint = Checkpoint.open(GoldenFile.path("transformer/hf-tiny/" + model), arena);
        Decoder base = checkpoint.decoder();
        int layers = checkpoint.config().layers();
        List<Target> targets = RandomNetwork.targets(base, names.split(" ", -1));
        LoraConfig lora = new LoraConfig(model, 4, 8, true, 0, targets.stream().map(Target::name).toList(), Map.of(),
                Map.of());
        HyperConfig config = new HyperConfig(targets, layers, 6, 16, 24, HyperConfig.Rank.of(lora),
                variant, HyperConfig.Encoding.LINEAR, true, new HyperConfig.Output.Plain());
        Lora written = throughFiles(config, lora, Files.createDirectory(temp.resolve("network")));
        written.requireFits("network", base);
        assertEquals(layers * targets.size(), written.updates().size());

        Path peft = temp.resolve("peft");
        LoraFile.write(peft, written);
        Path gguf = temp.resolve("adapter.gguf");
        GgufLora.replace(gguf, written, checkpoint.config(), "adapter");
        double[] want = logits(base, written);
        assertTrue(largestDifference(logits(base, Lora.NONE), want) > 1e-3);
        assertArrayEquals(want, logits(base, LoraFile.read(peft, arena).requireFits("peft", base)));
        assertArrayEquals(want, logits(base, GgufLora.read(gguf, checkpoint.config(), arena)), 1e-9);
    }

    /// What a network of random weights writes after it has been stored and read.
    private Lora throughFiles(HyperConfig config, LoraConfig lora, Path directory) {
        SplittableRandom random = new SplittableRandom(3);
        HypermodFile.write(directory, Arguments.read(Golden.path("checkpoints/a-L-sft/args.yaml")), lora, config,
                RandomNetwork.weights(config, random, arena));
        HypermodFile file = HypermodFile.read(directory, Optional.empty(), kernels, arena);
        assertEquals(config.targets(), file.config().targets());
        assertEquals(config.layers(), file.config().layers());
        StateDict weights = new StateDict("network", file.tensors());
        HyperNetwork network = new HyperNetwork(weights, file.config());
        weights.requireAllUsed();
        Tensor embedding = Tensor.allocate(arena, DType.F32, 1, 6);
        new Init.Normal(1).fill(embedding, random);
        try (Pass pass = Pass.inference(kernels, ws, DType.F32)) {
            return network.lora(pass, new TaskBatch.Vectors(embedding), file.lora(), arena);
        }
    }

    private double[] logits(Decoder decoder, Lora lora) {
        Tokens text = Tokens.right(arena, new int[] {5, 17, 3, 58, 42});
        try (Pass pass = Pass.inference(kernels, ws, DType.F64)) {
            Var hidden = decoder.hidden(pass, text.ids(), text.context(lora.adapter(pass)));
            return decoder.logits(pass, hidden).value().toDoubles();
        }
    }

    private static double largestDifference(double[] a, double[] b) {
        double largest = 0;
        for (int i = 0; i < a.length; i++) {
            largest = Math.max(largest, Math.abs(a[i] - b[i]));
        }
        return largest;
    }
}
