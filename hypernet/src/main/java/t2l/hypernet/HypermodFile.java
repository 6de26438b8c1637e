package t2l.hypernet;

import java.lang.foreign.Arena;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import t2l.tensor.DType;
import t2l.tensor.Kernels;
import t2l.tensor.T2lException;
import t2l.tensor.Tensor;
import t2l.tensor.io.SafeTensors;
import t2l.tensor.io.TorchFile;
import t2l.transformer.lora.LoraConfig;
import t2l.transformer.lora.LoraFile;

/// A trained hypernetwork as a directory: `args.yaml`, `adapter_config.json`, and the weights as the reference writes
/// them (`hypermod.pt`) or as we do (`hypermod.safetensors`) (t2l-spec §5).
///
/// The reference stores three tables beside the network, often all zero: an offset and the mean and deviation of
/// reconstruction targets. Here they become the `shift` and `gain` that [HyperNetwork] reads, or nothing. Our own file
/// stores just the network, and says in its metadata what the reference leaves to the base model or to chance: the
/// order and the sizes of the targets.
///
/// @param tensors the weights under the names [HyperNetwork] asks for, in F32
public record HypermodFile(Arguments arguments, LoraConfig lora, HyperConfig config, Map<String, Tensor> tensors) {
    private static final String ARGUMENTS = "args.yaml";
    private static final String PICKLE = "hypermod.pt";
    private static final String OURS = "hypermod.safetensors";
    private static final String TARGETS = "targets";

    /// Reads the directory; the tensors live as long as `arena`.
    ///
    /// @param order   the targets in the order of their type codes, if it is to be other than the file says. The
    ///                reference draws that order anew in each process; the only reliable record of it is the order of
    ///                the `heads.*` entries of the pickle (t2l-spec Q1)
    /// @param kernels convert what must be converted
    public static HypermodFile read(Path directory, Optional<List<String>> order, Kernels kernels, Arena arena) {
        Arguments arguments = Arguments.read(directory.resolve(ARGUMENTS));
        LoraConfig lora = LoraFile.config(directory);
        boolean ours = !Files.exists(directory.resolve(PICKLE)) && Files.exists(directory.resolve(OURS));
        Path file = directory.resolve(ours ? OURS : PICKLE);
        Map<String, Tensor> stored;
        Map<String, String> metadata = Map.of();
        if (ours) {
            SafeTensors safe = SafeTensors.open(file, arena);
            stored = safe.tensors();
            metadata = safe.metadata();
        } else {
            stored = TorchFile.open(file, arena).tensors();
        }
        return new Reader(file, arguments, lora, stored, metadata, kernels, arena).read(order);
    }

    /// One reading.
    private record Reader(Path file, Arguments arguments, LoraConfig lora, Map<String, Tensor> stored,
            Map<String, String> metadata, Kernels kernels, Arena arena) {
        HypermodFile read(Optional<List<String>> order) {
            for (String flag : List.of("shared_AB_head", "autoreg_gen")) {
                if (arguments.flag(flag)) {
                    throw new T2lException(arguments.source() + ": needs variant L, but " + flag + " is true");
                }
            }
            List<Target> targets = order.orElseGet(this::order).stream().map(this::target).toList();
            HyperConfig.Rank rank = new HyperConfig.Rank(lora.rank(), lora.alpha(), lora.rankStable());
            Tensor encoder = require("task_encoder.mlp.0.weight");
            int layers = require("layer_depth_encoder.0.weight").dim(0);
            boolean bias = stored.containsKey("heads." + targets.getFirst().name() + ".bias");
            HyperConfig.Output output = output(targets);
            HyperConfig config = new HyperConfig(targets, layers, encoder.dim(1),
                    arguments.count("hypernet_latent_size"), arguments.count("head_in_size"), rank, bias, output);
            Map<String, Tensor> tensors = new LinkedHashMap<>();
            stored.forEach((name, t) -> {
                if (!table(name)) {
                    tensors.put(name, single(t));
                }
            });
            for (Target t : targets) {
                affine(config, t, tensors);
            }
            return new HypermodFile(arguments, lora, config, tensors);
        }

        private List<String> order() {
            if (metadata.containsKey(TARGETS)) {
                return List.of(metadata.get(TARGETS).split(" ", -1)).stream().map(t -> t.split(":", -1)[0]).toList();
            }
            if (file.endsWith(OURS)) {
                throw new T2lException(file
                        + ": needs the order of the target modules among its metadata, has none; name it with --module-order");
            }
            return stored.keySet().stream().filter(name -> name.startsWith("heads.") && name.endsWith(".weight"))
                    .map(name -> name.split("\\.", -1)[1]).toList();
        }

        /// Sizes come from our metadata or from the reference's offset table.
        private Target target(String name) {
            for (String known : metadata.getOrDefault(TARGETS, "").split(" ", -1)) {
                String[] parts = known.split(":", -1);
                if (parts[0].equals(name) && parts.length == 3) {
                    return new Target(name, Integer.parseInt(parts[1]), Integer.parseInt(parts[2]));
                }
            }
            return new Target(name, require("AB_offset.A." + name).dim(2), require("AB_offset.B." + name).dim(1));
        }

        private HyperConfig.Output output(List<Target> targets) {
            boolean recon = arguments.text("training_task").equals("recon");
            if (!recon) {
                return targets.stream()
                        .anyMatch(t -> nonZero("AB_offset.A." + t.name()) || nonZero("AB_offset.B." + t.name()))
                                ? HyperConfig.Output.OFFSET
                                : HyperConfig.Output.PLAIN;
            }
            if (arguments.flag("factorized")) {
                return arguments.flag("pred_z_score") ? HyperConfig.Output.RAW_SCALE : HyperConfig.Output.PLAIN;
            }
            if (arguments.flag("pred_z_score")) {
                throw new T2lException(arguments.source()
                        + ": needs factorized: true with pred_z_score: true, for a network trained otherwise cannot be brought to raw scale (t2l-spec Q4)");
            }
            return HyperConfig.Output.RAW_SCALE;
        }

        private boolean nonZero(String name) {
            Tensor t = stored.get(name);
            for (long i = 0; t != null && i < t.size(); i++) {
                if (t.get(i) != 0) {
                    return true;
                }
            }
            return false;
        }

        /// The tables of one target as rows of what a head writes: `A[r,in]`, then `Bᵀ[r,out]`, for every layer.
        private void affine(HyperConfig config, Target t, Map<String, Tensor> into) {
            switch (config.output()) {
                case PLAIN -> {}
                case OFFSET -> into.put("shift." + t.name(), rows(config, t, "AB_offset"));
                case RAW_SCALE -> {
                    Tensor gain;
                    Tensor shift;
                    if (arguments.flag("factorized")) {
                        gain = rows(config, t, "std_recon_target");
                        for (long i = 0; i < gain.size(); i++) {
                            gain.set(i, gain.get(i) + 1e-10);
                        }
                        shift = rows(config, t, "mean_recon_target");
                    } else {
                        gain = Tensor.allocate(arena, DType.F32, config.layers(), config.written(t))
                                .fill(1 / Math.sqrt(arguments.number("delta_w_scaling")));
                        shift = Tensor.allocate(arena, DType.F32, config.layers(), config.written(t));
                    }
                    into.put("gain." + t.name(), gain);
                    into.put("shift." + t.name(), shift);
                }
            }
        }

        private Tensor rows(HyperConfig config, Target t, String table) {
            Tensor a = require(table + ".A." + t.name());
            Tensor b = require(table + ".B." + t.name());
            int r = config.rank().r();
            Tensor rows = Tensor.allocate(arena, DType.F32, config.layers(), config.written(t));
            kernels.copy(a, rows.narrow(1, 0, r * t.in()).reshape(config.layers(), r, t.in()));
            kernels.copy(b.t(), rows.narrow(1, r * t.in(), r * t.out()).reshape(config.layers(), r, t.out()));
            return rows;
        }

        private Tensor single(Tensor t) {
            if (t.dtype() == DType.F32) {
                return t;
            }
            Tensor f32 = Tensor.allocate(arena, DType.F32, t.dims());
            kernels.copy(t, f32);
            return f32;
        }

        private Tensor require(String name) {
            Tensor t = stored.get(name);
            if (t == null) {
                throw new T2lException(
                        file + ": needs a tensor " + name + ", there is none among its " + stored.size());
            }
            return t;
        }
    }

    /// Whether a tensor of the reference is one of its tables and no part of the network.
    private static boolean table(String name) {
        return name.startsWith("AB_offset.") || name.startsWith("mean_recon_target.")
                || name.startsWith("std_recon_target.");
    }

    /// Writes `args.yaml`, `adapter_config.json` and `hypermod.safetensors` into a directory that exists, replacing
    /// what is there.
    ///
    /// @param weights of a network whose output is `PLAIN`, F32 or BF16
    public static void write(Path directory, Arguments arguments, LoraConfig lora, HyperConfig config,
            Map<String, Tensor> weights) {
        String targets = config.targets().stream().map(t -> t.name() + ":" + t.in() + ":" + t.out())
                .collect(Collectors.joining(" "));
        SafeTensors.replace(directory.resolve(OURS), weights, Map.of(TARGETS, targets));
        LoraFile.replaceConfig(directory, lora);
        arguments.write(directory.resolve(ARGUMENTS));
    }
}
