package t2l.hypernet.train;

import module java.base;
import t2l.autograd.Parameters;
import t2l.hypernet.*;
import t2l.tensor.*;
import t2l.tensor.backend.Kernels;
import t2l.transformer.family.Builtin;
import t2l.transformer.lora.LoraConfig;

/// The hypernetwork of a run, to be written to an existing directory, in f32.
///
/// @param arguments of the training
/// @param lora      configuration of its adapters
/// @param atlas     of the descriptions of its tasks, if it uses any
public record TrainedNetwork(Arguments arguments, LoraConfig lora, HyperNetwork network, Optional<TaskAtlas> atlas) {
    /// Gives a training the values of another hypernetwork. Throws [T2lException] if that is not one of the same variant,
    /// sizes, rank and targets.
    ///
    /// @param name  as in [t2l.hypernet.TextToLora#open]
    /// @param values are replaced
    public void load(String name, Parameters values, Kernels kernels) {
        try (Arena arena = Arena.ofShared()) {
            HypermodFile file = Builtin.openHypernetwork(name,
                    path -> HypermodFile.read(path, Optional.empty(), kernels, arena));
            if (!file.config().equals(network.config())) {
                throw new T2lException("init_from: " + name + ": needs the variant, sizes, rank and targets of this"
                        + " training, " + network.config() + ", got " + file.config());
            }
            Map<String, Tensor> trained = new LinkedHashMap<>(file.tensors());
            trained.keySet().removeAll(network.frozenTables().keySet());
            values.load(name, trained, kernels);
        }
    }

    /// Writes what all checkpoints of the run share, so that they can be used, and deletes an earlier result: the checkpoints
    /// will be newer.
    public void begin(Path directory, Kernels kernels) {
        HypermodFile.begin(new RunFolder(directory), arguments, lora, network.config(), network.frozenTables());
        atlas.ifPresent(each -> each.write(directory, kernels));
    }

    /// Writes the network with these values.
    public void write(Path directory, Parameters values, Kernels kernels) {
        Map<String, Tensor> stored = new LinkedHashMap<>(values.tensors());
        stored.putAll(network.frozenTables());
        HypermodFile.write(directory, arguments, lora, network.config(), stored);
        atlas.ifPresent(each -> each.write(directory, kernels));
    }
}
