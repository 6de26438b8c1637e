package t2l.cli;

import java.lang.foreign.Arena;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Option;
import picocli.CommandLine.TypeConversionException;
import t2l.autograd.Pass;
import t2l.tensor.DType;
import t2l.tensor.T2lException;
import t2l.tensor.backend.Kernels;
import t2l.transformer.ActiveAdapter;
import t2l.transformer.Decoder;
import t2l.transformer.DecoderConfig;
import t2l.transformer.family.LanguageModel;
import t2l.transformer.lora.Blend;
import t2l.transformer.lora.GgufLora;
import t2l.transformer.lora.Lora;
import t2l.transformer.lora.LoraFile;

/// `--model` and `--adapter`: the model a command runs, with what is to change it.
public final class ModelOptions {
    @Option(names = "--model", required = true, paramLabel = "MODEL", order = 1,
            description = "builtin:NAME, a Hugging Face directory or a .gguf file.")
    private String model;

    @Option(names = "--adapter", paramLabel = "ADAPTER[:SCALE]", converter = Source.Converter.class, order = 10,
            description = "A PEFT directory or a GGUF adapter, and how strong (default: 1); several add up.")
    private List<Source> adapters = List.of();

    /// An adapter as the user names it.
    public record Source(Path path, double strength) {
        /// Splits `PATH:SCALE`; what exists under the whole name is a path.
        public static final class Converter implements ITypeConverter<Source> {
            @Override
            public Source convert(String value) {
                int colon = value.lastIndexOf(':');
                if (colon <= 0 || Files.exists(Path.of(value))) {
                    return new Source(Path.of(value), 1);
                }
                return new Source(Path.of(value.substring(0, colon)), strength(value.substring(colon + 1))
                        .orElseThrow(
                                () -> new TypeConversionException("needs a number behind the colon, got " + value)));
            }

            private static Optional<Double> strength(String text) {
                try {
                    return Optional.of(Double.parseDouble(text)).filter(Double::isFinite);
                } catch (NumberFormatException _) {
                    return Optional.empty();
                }
            }
        }
    }

    public LanguageModel open(Optional<DType> held, Kernels kernels) {
        return LanguageModel.open(model, held, kernels);
    }

    /// Whether the user has named adapters.
    public boolean adapted() {
        return !adapters.isEmpty();
    }

    /// The sum of all adapters that were named and of `made`, which must fit `base`; their numbers live as long as
    /// `arena`. Throws [T2lException] if one cannot be read or is for another model.
    public Function<Pass, ActiveAdapter> adapter(LanguageModel base, List<Lora> made, Kernels kernels, Arena arena) {
        List<Blend.Part> parts = parts(base.decoder(), arena);
        for (Lora lora : made) {
            parts.add(new Blend.Part(lora.requireFits("the adapter for this description", base.decoder()), 1));
        }
        if (parts.isEmpty()) {
            return _ -> ActiveAdapter.NONE;
        }
        if (parts.size() > 1) {
            return Blend.of(parts, kernels, arena)::adapter;
        }
        Blend.Part only = parts.getFirst();
        return pass -> only.lora().adapter(pass, only.strength());
    }

    /// The adapters that were named; as [#adapter].
    public List<Blend.Part> parts(Decoder base, Arena arena) {
        List<Blend.Part> parts = new ArrayList<>();
        for (Source source : adapters) {
            Lora lora = read(source.path(), base.config(), arena);
            parts.add(new Blend.Part(lora.requireFits(source.path().toString(), base), source.strength()));
        }
        return parts;
    }

    private static Lora read(Path path, DecoderConfig base, Arena arena) {
        if (!Files.exists(path)) {
            throw new T2lException(
                    "--adapter: needs a PEFT directory or a GGUF file, there is nothing called " + path);
        }
        return Files.isRegularFile(path) ? GgufLora.read(path, base, arena) : LoraFile.read(path, arena);
    }

    /// What the user calls the model.
    public String model() {
        return model;
    }
}
