package t2l.hypernet;

import java.lang.foreign.Arena;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import t2l.hypernet.HyperConfig.Encoding;
import t2l.hypernet.HyperConfig.Output;
import t2l.tensor.DType;
import t2l.tensor.T2lException;
import t2l.tensor.Tensor;
import t2l.tensor.io.TorchFile;
import t2l.transformer.lora.LoraFile;

/// Writes a hypernetwork as the reference does: `hypermod.pt` with all of its tables, and the arguments that its loader
/// asks for (t2l-spec §5).
public final class ReferenceFile {
    private ReferenceFile() {}

    /// Writes `args.yaml`, `adapter_config.json` and `hypermod.pt` into an existing directory, replacing old ones. Throws
    /// [T2lException] if the reference has no such network.
    public static void write(Path directory, HypermodFile file) {
        HyperConfig config = file.config();
        if (config.encoding() != Encoding.LINEAR) {
            throw new T2lException("hypermod.pt: needs a network with a linear task encoder, the only one that the"
                    + " reference loads (t2l-spec Q3), got encoder_type "
                    + config.encoding().name().toLowerCase(Locale.ROOT) + "; export it as safetensors");
        }
        try (Arena arena = Arena.ofShared()) {
            TorchFile.replace(directory.resolve("hypermod.pt"), "hypermod", tensors(file, arena));
        }
        LoraFile.replaceConfig(directory, file.lora());
        new Arguments(file.arguments().source(), arguments(file)).write(directory.resolve(Arguments.FILE));
    }

    /// All tensors of the reference's network; tables without numbers are zero.
    private static Map<String, Tensor> tensors(HypermodFile file, Arena arena) {
        HyperConfig config = file.config();
        Map<String, Tensor> all = new LinkedHashMap<>();
        for (String table : List.of(Tables.OFFSET, Tables.MEAN, Tables.DEVIATION)) {
            for (Target t : config.targets()) {
                all.put(table + ".A." + t.name(),
                        Tensor.allocate(arena, DType.F32, config.layers(), config.rank().r(), t.in()));
                all.put(table + ".B." + t.name(),
                        Tensor.allocate(arena, DType.F32, config.layers(), t.out(), config.rank().r()));
            }
        }
        all.putAll(file.tensors());
        return all;
    }

    /// The given arguments, and those without which the reference cannot load the network.
    private static Map<String, Object> arguments(HypermodFile file) {
        HyperConfig config = file.config();
        NetworkSettings settings = file.settings();
        Map<String, Object> all = new TreeMap<>(file.arguments().values());
        all.put("training_task", config.output().reconstruction() ? "recon" : "sft");
        all.put("model_dir", settings.base());
        all.put("emb_model", settings.encoder());
        all.put("train_ds_names", settings.tasks());
        all.put("use_one_hot_task_emb", settings.input() == NetworkSettings.TaskInput.NUMBER);
        all.put("target_modules", config.targets().stream().map(Target::name).toList());
        all.put("hypernet_latent_size", config.latent());
        all.put("head_in_size", config.head());
        all.putAll(config.variant().flags());
        all.put("learnable_AB_offset", config.output() instanceof Output.Offset(boolean trained) && trained);
        all.put("mt_lora_path", settings.offset().isEmpty() ? null : settings.offset());
        all.putIfAbsent("pred_z_score", true);
        return all;
    }
}
