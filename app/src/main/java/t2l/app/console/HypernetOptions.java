package t2l.app.console;

import module java.base;
import picocli.CommandLine.Option;
import t2l.T2l;
import t2l.hypernet.*;
import t2l.tensor.backend.Kernels;
import t2l.transformer.*;
import t2l.transformer.family.*;

/// `--t2l` and related options: the hypernetwork and its text encoder.
public final class HypernetOptions {
    @Option(names = "--t2l", paramLabel = "T2L", order = 12,
            description = "builtin:NAME, OWNER/NAME[/PATH], or the directory of a hypernetwork, of a stopped training or of one of its"
                    + " checkpoints/it_N (default: t2l in the model's directory, else the network built in for this model; without a model, "
                    + DefaultNetwork.USUAL + ").")
    private Optional<String> t2l;

    @Option(names = "--encoder", paramLabel = "ENCODER", order = 13,
            description = "The text encoder (default: the one that the hypernetwork was trained with).")
    private Optional<String> encoder;

    @Option(names = "--module-order", paramLabel = "NAME", split = ",", order = 14,
            description = "The order of the modules' codes, such as q_proj,v_proj (default: the file's).")
    private List<String> order = List.of();

    /// Opens the hypernetwork of this name, as [TextToLora#open].
    public TextToLora open(String network, Kernels kernels, Out out) {
        return TextToLora.open(network, encoder, order.isEmpty() ? Optional.empty() : Optional.of(order),
                _ -> Optional.empty(), kernels, out::say);
    }

    /// A model with what these options choose.
    ///
    /// @param template the chat template of its prompts, if one is named
    public T2l.Builder builder(String model, Optional<String> template, CommonOptions common, Kernels kernels) {
        T2l.Builder builder = T2l.builder().model(model).kernels(kernels);
        common.held().ifPresent(builder::dtype);
        template.ifPresent(builder::chatTemplate);
        t2l.ifPresent(builder::hypernetwork);
        encoder.ifPresent(builder::encoder);
        return order.isEmpty() ? builder : builder.targets(order);
    }

    /// The name of a hypernetwork's encoder; empty for a network whose tasks are numbers.
    public Optional<String> encoderOf(String network) {
        return TextToLora.encoder(network, encoder);
    }

    /// The sizes of the base model, if its `config.json` is beside the hypernetwork.
    public Optional<DecoderConfig> base() {
        return Builtin.open(name(), path -> Files.exists(path.resolve("config.json"))
                ? Optional.of(Checkpoint.config(path))
                : Optional.empty());
    }

    /// Whether the user named a hypernetwork.
    public boolean given() {
        return t2l.isPresent();
    }

    /// The name of the hypernetwork where there is no model.
    public String name() {
        return t2l.orElse(DefaultNetwork.USUAL);
    }

    /// The name of the hypernetwork for a model; throws [t2l.tensor.T2lException] if none is given and there is none for it.
    public String name(String model, Decoder decoder) {
        return t2l.orElseGet(() -> DefaultNetwork.require(model, decoder));
    }
}
