package t2l.app;

import module java.base;
import picocli.CommandLine.*;
import t2l.app.console.*;
import t2l.tensor.*;
import t2l.tensor.backend.Kernels;
import t2l.tensor.io.Quantizer;
import t2l.transformer.Decoder;
import t2l.transformer.family.*;
import t2l.transformer.lora.*;

/// `t2l merge`: merges adapters into a model's weights.
@Command(name = "merge",
        description = "Merge adapters into a model.",
        footer = {"",
            "The result is a Hugging Face directory or a .gguf file, like the model. Weights keep their type"
                    + " unless --dtype is given; directories support f32, bf16 and f16. Merged iq4_nl, iq4_xs and"
                    + " mxfp4 are written as q8_0.",
            "", "Example:",
            "  t2l merge --model builtin:tiny --adapter french/ --out tiny-french/"})
final class MergeAdapter extends Subcommand {
    @Mixin
    private ModelOptions options;

    @Option(names = "--out", required = true, paramLabel = "PATH", order = 2, description = "The merged model.")
    private Path to;

    @Option(names = "--force", order = 3, description = "Replace an earlier result.")
    private boolean force;

    @Override
    protected void run(Out out) throws IOException {
        try (Arena arena = Arena.ofShared(); Kernels kernels = common.kernels()) {
            int count = Builtin.open(options.model(), from -> merge(from, kernels, arena));
            out.result(Map.of("model", to.toString(), "merged", count), to.toString());
        }
    }

    /// Returns the number of changed weights.
    private int merge(Path from, Kernels kernels, Arena arena) {
        boolean file = Files.isRegularFile(from);
        Optional<DType> type = file && common.mixed() ? Optional.empty() : common.held();
        type.filter(asked -> !file && asked.quantised()).ifPresent(asked -> {
            throw usage("--dtype: needs f32, bf16 or f16 for a directory, got "
                    + asked.name().toLowerCase(Locale.ROOT));
        });
        if (file) {
            OutputDirectory.requireFree(to, force);
        } else {
            new OutputDirectory(to, force).close(); // before minutes are spent on what cannot be written
        }
        Checkpoint all = Checkpoint.open(from, arena);
        Checkpoint model = all.with(all.used());
        Decoder decoder = model.decoder();
        List<Blend.Weighted> parts = options.parts(decoder, arena);
        if (parts.isEmpty()) {
            throw usage("--adapter: needs an adapter to merge, got none");
        }
        Lora lora = Blend.of(parts, kernels, arena);
        Map<String, Tensor> merged = new LinkedHashMap<>(
                Merge.merge(model.weights(), lora, decoder, kernels, DType.F32, arena));
        if (type.isEmpty() && !common.mixed()) {
            model.weights().forEach((name, before) -> merged.computeIfPresent(name,
                    (_, after) -> after == before ? after : held(after, before.dtype(), kernels, arena)));
        }
        if (file) {
            Export.write(GgufModel.of(model.with(merged), Builtin.label(options.model()), true), to, common, kernels);
        } else {
            try (OutputDirectory output = new OutputDirectory(to, force)) {
                ModelDirectory.write(model.with(merged), output.path(), type, kernels);
                output.commit();
            }
        }
        return lora.updates().size();
    }

    /// A copy in another type.
    private static Tensor held(Tensor t, DType type, Kernels kernels, Arena arena) {
        if (type.quantised()) {
            return Quantizer.quantise(t, Quantizer.writes(type) ? type : DType.Q8_0, arena);
        }
        return WeightTypes.copy(t, type, kernels, arena);
    }
}
