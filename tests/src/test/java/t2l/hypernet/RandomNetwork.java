package t2l.hypernet;

import module java.base;
import t2l.autograd.*;
import t2l.tensor.*;
import t2l.transformer.*;
import t2l.transformer.family.*;
import t2l.transformer.lora.LoraConfig;

/// A hypernetwork of random weights, for a model that has none: its adapters differ with the description, and change answers.
public final class RandomNetwork {
    private RandomNetwork() {}

    /// Writes one for a built-in model into a new directory, and returns the directory.
    public static Path write(Path directory, String model) {
        try (Arena arena = Arena.ofShared()) {
            Checkpoint base = Builtin.open(model, from -> Checkpoint.open(from, arena));
            List<Target> targets = targets(base.decoder(), "q_proj", "v_proj");
            LoraConfig lora = new LoraConfig(model, 4, 8, false, 0, targets.stream().map(Target::name).toList(),
                    Map.of(), Map.of());
            HyperConfig config = new HyperConfig(targets, base.config().layers(), 384, 128, 128,
                    HyperConfig.Rank.of(lora), Variant.L, HyperConfig.Encoding.LINEAR, true,
                    new HyperConfig.Output.Plain());
            Arguments arguments = Builtin.openHypernetwork("builtin:tiny",
                    from -> Arguments.read(from.resolve(Arguments.FILE)));
            HypermodFile.write(Files.createDirectory(directory), arguments.with(Map.of("model_dir", model)), lora,
                    config, weights(config, new SplittableRandom(3), arena));
            return directory;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// The modules of these names with the sizes that they have in a model.
    static List<Target> targets(Decoder base, String... names) {
        return Arrays.stream(names).map(name -> {
            Linear first = base.projections().get(new Target(name, 1, 1).path(0));
            return new Target(name, first.in(), first.out());
        }).toList();
    }

    /// Weights with which each adapter changes something: the heads, of zeros at first, are drawn from `random`.
    static Map<String, Tensor> weights(HyperConfig config, SplittableRandom random, Arena arena) {
        Layout layout = new Layout();
        new HyperNetwork(layout, config);
        Map<String, Tensor> weights = new Parameters(arena, DType.F32, layout).initialise(7).tensors();
        weights.forEach((name, tensor) -> {
            if (name.startsWith("heads.")) {
                new Init.Normal(0.2).fill(tensor, random);
            }
        });
        return weights;
    }
}
