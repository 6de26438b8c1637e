package t2l.app;

import java.lang.foreign.SegmentAllocator;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Option;
import t2l.hypernet.Arguments;
import t2l.hypernet.TaskEmbedder;
import t2l.hypernet.TextToLora;
import t2l.tensor.Kernels;
import t2l.tensor.T2lException;
import t2l.transformer.DecoderConfig;
import t2l.transformer.family.Builtin;
import t2l.transformer.family.Checkpoint;
import t2l.transformer.family.TextEncoder;
import t2l.transformer.lora.Lora;

/// `--t2l` and what belongs to it: which hypernetwork makes adapters, and through which encoder it reads.
final class HypernetOptions {
    private static final String MINILM = "builtin:minilm";

    @Option(names = "--t2l", paramLabel = "T2L", order = 12,
            description = "A directory with a trained hypernetwork, or builtin:NAME (default: ${DEFAULT-VALUE}).")
    private String t2l = "builtin:tiny";

    @Option(names = "--encoder", paramLabel = "ENCODER", order = 13,
            description = "The text encoder (default: the one the hypernetwork was trained with).")
    private Optional<String> encoder;

    @Option(names = "--module-order", paramLabel = "NAME", split = ",", order = 14,
            description = "Modules in the order of their codes, as q_proj,v_proj (default: as the file says).")
    private List<String> order = List.of();

    /// One adapter for each description; their numbers live as long as `into`. Throws [T2lException] if the directory
    /// is not a hypernetwork or its encoder is not there.
    List<Lora> generate(List<String> descriptions, Kernels kernels, SegmentAllocator into, Out out) {
        return Builtin.openHypernetwork(t2l, path -> {
            Arguments arguments = Arguments.read(path.resolve("args.yaml"));
            String name = encoder.orElseGet(() -> encoder(arguments));
            String trainedWith = arguments.text("emb_model").isEmpty() ? name : arguments.text("emb_model");
            try (TextEncoder texts = TextEncoder.open(name, TaskEmbedder.pooling(trainedWith), kernels);
                    TextToLora network = new TextToLora(path,
                            order.isEmpty() ? Optional.empty() : Optional.of(order),
                            TaskEmbedder.of(texts, trainedWith, kernels, out::say), kernels, out::say)) {
                if (texts.width() != network.config().embedding()) {
                    throw new T2lException(t2l + ": needs an encoder that gives " + network.config().embedding()
                            + " numbers, " + name + " gives " + texts.width()
                            + "; name the one it was trained with in --encoder");
                }
                return network.generate(descriptions, into);
            }
        });
    }

    /// The encoder of the training run, if it is there.
    private String encoder(Arguments arguments) {
        String named = arguments.text("emb_model");
        if (named.isEmpty() || named.endsWith("all-MiniLM-L6-v2")) {
            return MINILM;
        }
        if (Builtin.is(named) || Files.isDirectory(Path.of(named))) {
            return named;
        }
        throw new T2lException(t2l + ": was trained with the encoder " + named
                + ", which is not here; name its directory in --encoder");
    }

    /// The sizes of the base model, if its `config.json` lies beside the hypernetwork.
    Optional<DecoderConfig> base() {
        return Builtin.open(t2l, path -> Files.exists(path.resolve("config.json"))
                ? Optional.of(Checkpoint.config(path))
                : Optional.empty());
    }

    @Override
    public String toString() {
        return t2l;
    }
}
