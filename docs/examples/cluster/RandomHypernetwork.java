import java.io.IOException;
import java.lang.foreign.Arena;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import t2l.autograd.Layout;
import t2l.autograd.Parameters;
import t2l.hypernet.Arguments;
import t2l.hypernet.HyperConfig;
import t2l.hypernet.HyperNetwork;
import t2l.hypernet.Target;
import t2l.hypernet.Variant;
import t2l.hypernet.train.TrainedNetwork;
import t2l.tensor.DType;
import t2l.tensor.Tensor;
import t2l.tensor.backend.ReferenceKernels;

/// A hypernetwork for models of Mistral 7B's shape with random weights, to measure with: q and v of 32 layers at rank 8.
///
/// ```
/// java --add-modules jdk.incubator.vector -cp t2l.jar RandomHypernetwork.java mistral-shaped/
/// ```
public final class RandomHypernetwork {
    private RandomHypernetwork() {}

    public static void main(String[] args) throws IOException {
        var rank = new HyperConfig.Rank(8, 16, true);
        HyperConfig config = new HyperConfig(List.of(new Target("q_proj", 4096, 4096), new Target("v_proj", 4096, 1024)),
                32, 384, 128, 512, rank, Variant.L, HyperConfig.Encoding.LINEAR, true, new HyperConfig.Output.Plain());
        Arguments arguments = new Arguments("random",
                Map.of("model_dir", "mistral-shaped", "emb_model", "builtin:minilm", "hypernet_latent_size", 128,
                        "head_in_size", 512, "lora_r", 8, "lora_alpha", 16, "target_modules", List.of("q_proj", "v_proj")));
        try (Arena arena = Arena.ofConfined()) {
            Layout layout = new Layout();
            HyperNetwork network = new HyperNetwork(layout, config);
            Parameters values = new Parameters(arena, DType.F32, layout);
            Tensor flat = values.flat();
            SplittableRandom random = new SplittableRandom(1);
            for (long i = 0; i < flat.size(); i++) {
                flat.set(i, random.nextGaussian() / Math.sqrt(config.head()));
            }
            Path to = Files.createDirectories(Path.of(args[0]));
            new TrainedNetwork(arguments, config.lora("mistral-shaped", 0), network, Optional.empty()).write(to, values,
                    new ReferenceKernels());
        }
    }
}
