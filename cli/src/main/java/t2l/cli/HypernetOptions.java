package t2l.cli;

import java.lang.foreign.SegmentAllocator;
import java.nio.file.Files;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Option;
import t2l.T2l;
import t2l.hypernet.TextToLora;
import t2l.tensor.backend.Kernels;
import t2l.transformer.DecoderConfig;
import t2l.transformer.family.Builtin;
import t2l.transformer.family.Checkpoint;

/// `--t2l` and what belongs to it: which hypernetwork makes adapters, and through which encoder it reads.
public final class HypernetOptions {
    private static final String USUAL = "builtin:tiny";

    @Option(names = "--t2l", paramLabel = "T2L", order = 12,
            description = "builtin:NAME, or a directory with a trained hypernetwork (default: " + USUAL + ").")
    private Optional<String> t2l;

    @Option(names = "--encoder", paramLabel = "ENCODER", order = 13,
            description = "The text encoder (default: the one the hypernetwork was trained with).")
    private Optional<String> encoder;

    @Option(names = "--module-order", paramLabel = "NAME", split = ",", order = 14,
            description = "The order of the modules' codes, as q_proj,v_proj (default: as the file says).")
    private List<String> order = List.of();

    /// One adapter for each description, and where that lies among the training tasks; their numbers live as long as
    /// `into`. Says which descriptions are far from all of them. Throws [T2lException] if the directory is not a
    /// hypernetwork or its encoder is not there.
    public List<TextToLora.Generated> generate(List<String> descriptions, Kernels kernels, SegmentAllocator into,
            Out out) {
        try (TextToLora network = open(kernels, out)) {
            List<TextToLora.Generated> made = network
                    .generate(descriptions.stream().map(HypernetOptions::unquoted).toList(), into);
            made.forEach(each -> each.doubt(toString()).ifPresent(out::say));
            return made;
        }
    }

    /// Opens the hypernetwork; as [TextToLora#open].
    public TextToLora open(Kernels kernels, Out out) {
        return TextToLora.open(toString(), encoder, order.isEmpty() ? Optional.empty() : Optional.of(order), kernels,
                out::say);
    }

    /// Names what is to be opened in `builder`.
    public T2l.Builder choose(T2l.Builder builder) {
        builder.hypernetwork(toString());
        encoder.ifPresent(builder::encoder);
        return order.isEmpty() ? builder : builder.targets(order);
    }

    /// Without the quotes and blanks around it, as the reference's command line reads a description (t2l-spec §7).
    static String unquoted(String description) {
        return description.replaceAll("^[\"' ]+|[\"' ]+$", "");
    }

    /// The sizes of the base model, if its `config.json` lies beside the hypernetwork.
    public Optional<DecoderConfig> base() {
        return Builtin.open(toString(), path -> Files.exists(path.resolve("config.json"))
                ? Optional.of(Checkpoint.config(path))
                : Optional.empty());
    }

    /// Whether the user has chosen a hypernetwork.
    public boolean given() {
        return t2l.isPresent();
    }

    @Override
    public String toString() {
        return t2l.orElse(USUAL);
    }
}
