package t2l.hypernet;

import module java.base;
import t2l.autograd.*;
import t2l.tensor.*;
import t2l.tensor.backend.Kernels;
import t2l.tensor.kernel.Elementwise.Copy;
import t2l.transformer.lora.Lora;

/// A number for every element of an adapter's factors, by the names of the reference's state dict (t2l-spec §5.1):
/// `<table>.A.<target> [L,r,in]`, `<table>.B.<target> [L,out,r]`.
public record Tables(Weight a, Weight b) {
    /// An adapter to which the network's output is added.
    static final String OFFSET = "AB_offset";

    /// The mean of the adapters to reconstruct.
    public static final String MEAN = "mean_recon_target";

    /// The standard deviation of the adapters to reconstruct.
    public static final String DEVIATION = "std_recon_target";

    /// Added to standard deviations to avoid division by zero (t2l-spec §6.4).
    public static final double MIN_DEVIATION = 1e-10;

    static Tables of(Weights root, String table, HyperConfig config, Target t) {
        Weights at = root.at(table);
        int layers = config.layers();
        int r = config.rank().r();
        return new Tables(at.at("A").table(t.name(), Init.ZEROS, layers, r, t.in()),
                at.at("B").table(t.name(), Init.ZEROS, layers, t.out(), r));
    }

    /// Parameters that start from these numbers; the same object if they are parameters already.
    Tables trainedIn(Weights root, String table, Target t) {
        Weights at = root.at(table);
        return new Tables(trained(at.at("A"), t, a), trained(at.at("B"), t, b));
    }

    private static Weight trained(Weights at, Target t, Weight from) {
        return from instanceof Weight.Frozen(Tensor value)
                ? at.table(t.name(), new Init.CopyOf(value), value.dims())
                : from;
    }

    /// Adds the tensors that are not trained, by state-dict name.
    void frozen(String table, Target t, Map<String, Tensor> to) {
        if (a instanceof Weight.Frozen(Tensor ofA) && b instanceof Weight.Frozen(Tensor ofB)) {
            to.putAll(named(table, t, ofA, ofB));
        }
    }

    /// The tensors of one target by their names: `<table>.A.<target>`, `<table>.B.<target>`.
    public static Map<String, Tensor> named(String table, Target t, Tensor a, Tensor b) {
        return Map.of(table + ".A." + t.name(), a, table + ".B." + t.name(), b);
    }

    /// The `AB_offset` of an adapter, such as a multi-task LoRA. Throws [T2lException] if it has other targets or sizes
    /// than `config`.
    ///
    /// @param source the adapter's name in error messages: its file
    /// @param arena  holds the factors, in F32
    public static Map<String, Tensor> offset(String source, Lora lora, HyperConfig config, Kernels kernels,
            Arena arena) {
        Map<String, Tensor> all = stacked(source, lora, config, kernels, arena);
        long others = lora.updates().keySet().stream()
                .filter(path -> config.targets().stream().noneMatch(t -> t.paths(config.layers()).contains(path)))
                .count();
        if (others > 0) {
            throw new T2lException(source + ": needs an adapter of "
                    + config.targets().stream().map(Target::name).toList() + " in " + config.layers() + " layers, has "
                    + others + " other updates");
        }
        return all;
    }

    /// The factors of all layers, stacked: `[L,r,in]` and `[L,out,r]`.
    private static Map<String, Tensor> stacked(String source, Lora lora, HyperConfig config, Kernels kernels,
            Arena arena) {
        Map<String, Tensor> all = new LinkedHashMap<>();
        int r = config.rank().r();
        for (Target t : config.targets()) {
            Tensor a = Tensor.allocate(arena, DType.F32, config.layers(), r, t.in());
            Tensor b = Tensor.allocate(arena, DType.F32, config.layers(), t.out(), r);
            for (int l = 0; l < config.layers(); l++) {
                Lora.Update update = lora.updates().get(t.path(l));
                if (update == null || !Shapes.is(update.a(), r, t.in()) || !Shapes.is(update.b(), t.out(), r)) {
                    throw new T2lException(
                            source + ": " + t.path(l) + ": needs factors [" + r + ", " + t.in() + "] and ["
                                    + t.out() + ", " + r + "], has "
                                    + (update == null ? "none" : update.a() + " and " + update.b()));
                }
                kernels.run(new Copy(update.a(), a.narrow(0, l, 1).reshape(r, t.in())));
                kernels.run(new Copy(update.b(), b.narrow(0, l, 1).reshape(t.out(), r)));
            }
            all.putAll(named(OFFSET, t, a, b));
        }
        return all;
    }

    /// The numbers for rows of these layers, `i32[n]`, in the shapes of [HyperNetwork.Factors].
    HyperNetwork.Factors rows(Pass pass, Tensor layer) {
        return new HyperNetwork.Factors(rows(pass.use(a), layer), rows(pass.use(b), layer));
    }

    private static Var rows(Var table, Tensor layer) {
        Tensor t = table.value();
        return table.reshape(t.dim(0), t.dim(1) * t.dim(2)).gather(layer).reshape(layer.dim(0), t.dim(1), t.dim(2));
    }
}
