package t2l.cli;

import java.lang.foreign.SegmentAllocator;
import java.nio.file.Files;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Option;
import t2l.T2l;
import t2l.hypernet.BuiltinNetworks;
import t2l.hypernet.TextToLora;
import t2l.tensor.backend.Kernels;
import t2l.transformer.DecoderConfig;
import t2l.transformer.family.Builtin;
import t2l.transformer.family.Checkpoint;

/// `--t2l` and related options: the hypernetwork and its text encoder.
public final class HypernetOptions {
    @Option(names = "--t2l", paramLabel = "T2L", order = 12,
            description = "builtin:NAME, the directory of a trained hypernetwork or of a stopped training, checkpoints/it_N in it,"
                    + " or OWNER/NAME[/PATH] (default: the model's own, else the built-in one for such a model; without a model, "
                    + BuiltinNetworks.USUAL + ").")
    private Optional<String> t2l;

    @Option(names = "--encoder", paramLabel = "ENCODER", order = 13,
            description = "The text encoder (default: that of the hypernetwork's training).")
    private Optional<String> encoder;

    @Option(names = "--module-order", paramLabel = "NAME", split = ",", order = 14,
            description = "The order of the modules' codes, such as q_proj,v_proj (default: that of the file).")
    private List<String> order = List.of();

    /// Generates an adapter for each description, in memory of `into`. Warns about descriptions that are far from all
    /// training tasks. Throws [T2lException] if the directory is not a hypernetwork or its encoder is missing.
    ///
    /// @param model the sizes of the model to be adapted, if they are known
    public List<TextToLora.Generated> generate(List<String> descriptions, Optional<DecoderConfig> model,
            Kernels kernels, SegmentAllocator into, Out out) {
        try (TextToLora network = open(model, kernels, out)) {
            List<TextToLora.Generated> made = network
                    .generate(descriptions.stream().map(HypernetOptions::unquoted).toList(), into);
            made.forEach(each -> each.doubt(name(model)).ifPresent(out::say));
            return made;
        }
    }

    /// Opens the hypernetwork; as [TextToLora#open].
    ///
    /// @param model the sizes of the model to be adapted, if they are known
    public TextToLora open(Optional<DecoderConfig> model, Kernels kernels, Out out) {
        return TextToLora.open(name(model), encoder, order.isEmpty() ? Optional.empty() : Optional.of(order),
                _ -> Optional.empty(), kernels, out::say);
    }

    /// Names what is to be opened in `builder`, as far as it is given.
    public T2l.Builder choose(T2l.Builder builder) {
        t2l.ifPresent(builder::hypernetwork);
        encoder.ifPresent(builder::encoder);
        return order.isEmpty() ? builder : builder.targets(order);
    }

    /// Removes quotes and white space around a description, like the reference's command line (t2l-spec §7).
    public static String unquoted(String description) {
        return description.replaceAll("^[\"' ]+|[\"' ]+$", "");
    }

    /// The name of the hypernetwork's encoder; empty for a network whose tasks are numbers.
    ///
    /// @param model the sizes of the model to be adapted, if they are known
    public Optional<String> encoderOf(Optional<DecoderConfig> model) {
        return TextToLora.encoder(name(model), encoder);
    }

    /// The sizes of the base model, if its `config.json` is beside the hypernetwork.
    public Optional<DecoderConfig> base() {
        return Builtin.open(name(Optional.empty()), path -> Files.exists(path.resolve("config.json"))
                ? Optional.of(Checkpoint.config(path))
                : Optional.empty());
    }

    /// Whether the user named a hypernetwork.
    public boolean given() {
        return t2l.isPresent();
    }

    /// The name of the hypernetwork: if none is given, of the built-in one that fits `model`, or of the usual one.
    public String name(Optional<DecoderConfig> model) {
        return t2l.or(() -> model.flatMap(BuiltinNetworks::fitting)).orElse(BuiltinNetworks.USUAL);
    }
}
