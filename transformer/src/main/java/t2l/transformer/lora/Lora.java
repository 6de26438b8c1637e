package t2l.transformer.lora;

import module java.base;
import t2l.autograd.Layout;
import t2l.autograd.LowRank;
import t2l.autograd.Pass;
import t2l.autograd.Var;
import t2l.tensor.DType;
import t2l.tensor.T2lException;
import t2l.tensor.T2lException.Kind;
import t2l.tensor.Tensor;
import t2l.tensor.backend.Kernels;
import t2l.tensor.io.Gguf;
import t2l.tensor.io.WholeFile;
import t2l.transformer.ActiveAdapter;
import t2l.transformer.Decoder;
import t2l.transformer.DecoderConfig;
import t2l.transformer.Linear;
import t2l.transformer.family.WeightTypes;

/// An adapter as a value, independent of any pass: the content of a file.
///
/// @param config  ranks and scales
/// @param updates by the path of the projection
public record Lora(LoraConfig config, Map<String, Update> updates) {
    /// Changes nothing.
    public static final Lora NONE = new Lora(new LoraConfig("", 1, 1, false, 0, List.of()), Map.of());

    public Lora {
        updates = Collections.unmodifiableMap(new LinkedHashMap<>(updates));
    }

    /// The two factors of one update `scale · b·a`.
    ///
    /// @param a `[r,in]`
    /// @param b `[out,r]`
    public record Update(Tensor a, Tensor b) {
        /// Whether its memory has not been freed.
        public boolean isAlive() {
            return a.memory().place().scope().isAlive();
        }
    }

    /// Reads a PEFT directory, a GGUF file with an adapter for `base`, or, as `PACK/ID`, an adapter of [AdapterPacks]; the
    /// numbers live as long as `arena`. Throws [T2lException] if it is none of them.
    public static Lora read(Path path, DecoderConfig base, Arena arena) {
        Path parent = path.toAbsolutePath().getParent();
        if (!Files.exists(path) && parent != null && AdapterPacks.is(parent)) {
            return AdapterPacks.open(parent, arena).read(path.getFileName().toString(), arena);
        }
        if (!Files.exists(path)) {
            throw new T2lException(
                    "adapter: needs a PEFT directory, a GGUF file or PACK/ID, there is nothing called " + path
                            + "; check the path");
        }
        if (!Files.isRegularFile(WholeFile.regular(path))) {
            return LoraFile.read(path, arena);
        }
        if (!Gguf.is(path)) {
            throw new T2lException("adapter: needs a PEFT directory, a GGUF file or PACK/ID, " + path + " is none of them");
        }
        return GgufLora.read(path, base, arena);
    }

    /// A copy of `adapter`, which must be one for all sequences.
    ///
    /// @param into holds the factors, in F32
    public static Lora copy(LoraConfig config, ActiveAdapter adapter, Kernels kernels, SegmentAllocator into) {
        Map<String, Update> updates = new TreeMap<>();
        adapter.pairs().forEach((path, pair) -> {
            if (pair.scale() != config.scale(path)) {
                throw new IllegalArgumentException("lora: " + path + ": needs the scale of its configuration, "
                        + config.scale(path) + ", got " + pair.scale());
            }
            updates.put(path, new Update(matrix(pair.a(), kernels, into), matrix(pair.b(), kernels, into)));
        });
        return new Lora(config, updates);
    }

    private static Tensor matrix(Var one, Kernels kernels, SegmentAllocator into) {
        Tensor from = one.value().narrow(0, 0, 1);
        return WeightTypes.copy(from, DType.F32, kernels, into).reshape(from.dim(1), from.dim(2));
    }

    /// The same in F32, in memory of `into`.
    public Lora copy(Kernels kernels, SegmentAllocator into) {
        Map<String, Update> copies = new LinkedHashMap<>();
        updates.forEach((path, u) -> copies.put(path, new Update(WeightTypes.copy(u.a(), DType.F32, kernels, into),
                WeightTypes.copy(u.b(), DType.F32, kernels, into))));
        return new Lora(config, copies);
    }

    /// The same factors with every update multiplied by `strength`.
    public Lora times(double strength) {
        return new Lora(config.times(strength), updates);
    }

    /// Bytes of all factors.
    public long bytes() {
        return updates.values().stream().flatMap(u -> Stream.of(u.a(), u.b()))
                .mapToLong(t -> t.dtype().bytes(t.size())).sum();
    }

    /// The Frobenius norm of an update, `‖scale · b·a‖`, from the products of the columns of `b` and of the rows of `a`.
    public double norm(String path) {
        Update u = updates.get(path);
        int r = u.a().dim(0);
        double[] a = u.a().toDoubles();
        double[] b = u.b().toDoubles();
        int in = a.length / r;
        double squares = 0;
        for (int i = 0; i < r; i++) {
            for (int j = 0; j < r; j++) {
                double rows = 0;
                for (int k = 0; k < in; k++) {
                    rows += a[i * in + k] * a[j * in + k];
                }
                double columns = 0;
                for (int k = 0; k < b.length; k += r) {
                    columns += b[k + i] * b[k + j];
                }
                squares += rows * columns;
            }
        }
        return Math.abs(config.scale(path)) * Math.sqrt(Math.max(0, squares));
    }

    /// The adapter for all sequences of a pass.
    public ActiveAdapter adapter(Pass pass) {
        Map<String, ActiveAdapter.Pair> pairs = new HashMap<>();
        updates.forEach((path, u) -> pairs.put(path,
                new ActiveAdapter.Pair(stack(pass, u.a()), stack(pass, u.b()), config.scale(path))));
        return new ActiveAdapter(pairs);
    }

    private static Var stack(Pass pass, Tensor one) {
        return pass.constant(one.reshape(1, one.dim(0), one.dim(1)));
    }

    /// For any pass over a batch: an adapter for each of its sequences, in their order, of any ranks and targets. Nothing is
    /// copied: the factors stay where they are, so a batch is as good as free to change.
    ///
    /// @param each [#NONE] for the bare model
    public static ActiveAdapter each(List<Lora> each) {
        Map<String, List<Optional<LowRank>>> byPath = new TreeMap<>();
        for (Lora lora : each) {
            lora.updates.keySet().forEach(path -> byPath.computeIfAbsent(path, _ -> each(path, each)));
        }
        return ActiveAdapter.each(byPath);
    }

    private static List<Optional<LowRank>> each(String path, List<Lora> each) {
        List<Optional<LowRank>> updates = new ArrayList<>();
        for (Lora lora : each) {
            updates.add(Optional.ofNullable(lora.updates.get(path))
                    .map(u -> new LowRank(u.a(), u.b(), lora.config.scale(path))));
        }
        return List.copyOf(updates);
    }

    /// As the other, for a base of which only the sizes are known.
    public Lora requireFits(String source, DecoderConfig base) {
        return requireFits(source, Decoder.of(new Layout(), base));
    }

    /// Throws [T2lException] unless every update has a projection of its shape in `base`, and every target projection
    /// has an update.
    ///
    /// @param source the adapter's name in the message: its file
    public Lora requireFits(String source, Decoder base) {
        Map<String, Linear> projections = base.projections();
        for (String target : config.targets()) {
            long mine = updates.keySet().stream().filter(p -> LoraConfig.named(p, target)).count();
            long its = projections.keySet().stream().filter(p -> LoraConfig.named(p, target)).count();
            if (mine != its) {
                throw new T2lException(Kind.ADAPTER,
                        source + ": " + mine + " updates are for " + target + ", which this model ("
                                + base.config().layers() + " layers) has " + its
                                + " of; use the base model that it was made for",
                        null);
            }
        }
        updates.forEach((path, u) -> {
            Linear l = projections.get(path);
            if (l == null || l.in() != u.a().dim(1) || l.out() != u.b().dim(0)) {
                throw new T2lException(Kind.ADAPTER, source + ": " + path + ": updates a projection of " + u.a().dim(1)
                        + " to "
                        + u.b().dim(0) + " numbers, which "
                        + (l == null ? "this model does not have" : "in this model is " + l.in() + " to " + l.out())
                        + "; use the base model that it was made for");
            }
        });
        return this;
    }
}
