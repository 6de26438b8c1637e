package t2l.transformer.lora;

import module java.base;
import t2l.autograd.*;
import t2l.tensor.*;
import t2l.tensor.T2lException.Kind;
import t2l.tensor.backend.*;
import t2l.tensor.io.*;
import t2l.transformer.*;
import t2l.transformer.family.WeightTypes;

/// An adapter as a value, independent of any pass: the content of a file.
///
/// @param config  ranks and scales
/// @param updates by the path of the projection
/// @param saved   weights of the base model that it replaces, by state-dict name (PEFT's `modules_to_save`)
/// @param match   the base model that it was matched with, if it needs one
public record Lora(LoraConfig config, Map<String, Update> updates, Map<String, Tensor> saved, Optional<Match> match) {
    /// Changes nothing.
    public static final Lora NONE = new Lora(new LoraConfig("", 1, 1, false, 0, List.of()), Map.of());

    public Lora {
        updates = Collections.unmodifiableMap(new LinkedHashMap<>(updates));
        saved = Map.copyOf(saved);
    }

    /// Of updates alone.
    public Lora(LoraConfig config, Map<String, Update> updates) {
        this(config, updates, Map.of(), Optional.empty());
    }

    /// The same with another configuration.
    public Lora with(LoraConfig other) {
        return new Lora(other, map(t -> t).updates, saved, Optional.empty());
    }

    /// The model that computes with this adapter: `base`, or that with the weights of the adapter.
    public Decoder decoder(Decoder base) {
        return requireMatched().match.map(Match::model).orElse(base);
    }

    private Lora requireMatched() {
        if (match.isEmpty() && !isLowRank()) {
            throw new IllegalStateException(
                    "lora: an adapter that is more than low-rank updates needs #requireFits first");
        }
        return this;
    }

    /// A base model, and the same with the weights of the adapter. Compared by identity.
    public static final class Match {
        private final Decoder base;
        private final Decoder model;

        private Match(Decoder base, Decoder model) {
            this.base = base;
            this.model = model;
        }

        private Decoder model() {
            return model;
        }
    }

    private boolean isLowRank() {
        return saved.isEmpty() && updates.values().stream().allMatch(u -> u.magnitude().isEmpty());
    }

    /// The two factors of one update `scale · b·a`, and with DoRA (Liu et al. 2024) the lengths that the rows of the updated
    /// weight get.
    ///
    /// @param a         `[r,in]`
    /// @param b         `[out,r]`
    /// @param magnitude the length of each row, `[out]`
    /// @param gain      the factors that give the rows these lengths, `[out]`; of an adapter that was matched with its base
    public record Update(Tensor a, Tensor b, Optional<Tensor> magnitude, Optional<Tensor> gain) {
        /// Without DoRA.
        public Update(Tensor a, Tensor b) {
            this(a, b, Optional.empty(), Optional.empty());
        }

        /// The same with a function applied to the tensors of its file.
        Update map(UnaryOperator<Tensor> f) {
            return new Update(f.apply(a), f.apply(b), magnitude.map(f), Optional.empty());
        }

        /// `‖w + scale·b·a‖` of each row, from products that are as narrow as the factors; `gain` times it is `magnitude`.
        private Update gained(Tensor w, double scale) {
            int r = a.dim(0);
            int in = a.dim(1);
            double[] as = a.toDoubles();
            double[] bs = b.toDoubles();
            Tensor gains = Tensor.allocate(Arena.ofAuto(), DType.F64, b.dim(0));
            for (int row = 0; row < b.dim(0); row++) {
                double[] sum = w.narrow(0, row, 1).toDoubles();
                for (int k = 0; k < r; k++) {
                    double factor = scale * bs[row * r + k];
                    for (int j = 0; j < in; j++) {
                        sum[j] += factor * as[k * in + j];
                    }
                }
                double squares = 0;
                for (double x : sum) {
                    squares += x * x;
                }
                gains.set(row, magnitude.orElseThrow().get(row) / Math.sqrt(squares));
            }
            return new Update(a, b, magnitude, Optional.of(gains));
        }

        /// Whether its memory has not been freed.
        public boolean isAlive() {
            return a.memory().place().scope().isAlive();
        }
    }

    /// Reads a PEFT directory, or a GGUF file with an adapter for `base`; the numbers live as long as `arena`. Throws
    /// [T2lException] if it is neither.
    public static Lora read(Path path, DecoderConfig base, Arena arena) {
        if (!Files.exists(path)) {
            throw new T2lException(
                    "adapter: needs a PEFT directory or a GGUF file, there is nothing called " + path
                            + "; check the path");
        }
        if (!Files.isRegularFile(WholeFile.regular(path))) {
            return LoraFile.read(path, arena);
        }
        if (!(TensorFile.map(path, arena) instanceof Gguf)) {
            throw new T2lException(
                    "adapter: needs a PEFT directory or a GGUF file, " + path + " is neither");
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
        return map(t -> WeightTypes.copy(t, DType.F32, kernels, into));
    }

    /// The same with a function applied to all tensors; it has to be matched with its base again.
    Lora map(UnaryOperator<Tensor> f) {
        Map<String, Update> mapped = new LinkedHashMap<>(updates);
        mapped.replaceAll((_, u) -> u.map(f));
        Map<String, Tensor> weights = new HashMap<>(saved);
        weights.replaceAll((_, t) -> f.apply(t));
        return new Lora(config, mapped, weights, Optional.empty());
    }

    /// The same factors with every update multiplied by `strength`.
    public Lora times(double strength) {
        if (strength == 1) {
            return this;
        }
        requireLowRank("an adapter that is scaled");
        return with(config.times(strength));
    }

    /// Bytes of all factors.
    public long bytes() {
        return updates.values().stream().flatMap(u -> Stream.concat(Stream.of(u.a(), u.b()), u.magnitude().stream()))
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
        return new ActiveAdapter(pairs, Map.of(), gains(List.of(this)), DropoutRate.NONE);
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
        return new ActiveAdapter(Map.of(), byPath, gains(each), DropoutRate.NONE);
    }

    private static Map<String, List<Optional<Tensor>>> gains(List<Lora> each) {
        Map<String, List<Optional<Tensor>>> gains = new TreeMap<>();
        for (Lora lora : each) {
            lora.requireMatched().updates.forEach((path, u) -> {
                if (u.gain().isPresent()) {
                    gains.put(path,
                            each.stream().map(l -> Optional.ofNullable(l.updates.get(path)).flatMap(Update::gain))
                                    .toList());
                }
            });
        }
        return gains;
    }

    /// Throws [T2lException] if it is more than low-rank updates: DoRA, or with weights of its own.
    ///
    /// @param purpose what needs them
    public Lora requireLowRank(String purpose) {
        if (!saved.isEmpty()) {
            throw new T2lException(Kind.ADAPTER, purpose + ": needs low-rank updates alone, this adapter also replaces "
                    + String.join(", ", new TreeSet<>(saved.keySet())) + "; use it as it is, or t2l merge it");
        }
        updates.forEach((path, u) -> {
            if (u.magnitude().isPresent()) {
                throw new T2lException(Kind.ADAPTER, purpose + ": needs low-rank updates alone, that of " + path
                        + " scales the rows of the base model's weight as well (DoRA); use it as it is, or t2l merge it");
            }
        });
        return this;
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

    /// The adapter for `base`. Throws [T2lException] unless every update has a projection of its shape there, and every target
    /// projection has an update.
    ///
    /// @param source the adapter's name in the message: its file
    @SuppressWarnings("ReferenceEquality") // the base that was matched, not an equal one
    public Lora requireFits(String source, Decoder base) {
        if (match.isPresent() && match.get().base == base) {
            return this;
        }
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
        if (isLowRank() || !(base.head() instanceof Weight.Frozen)) { // of whose weights only the sizes are known
            return this;
        }
        Map<String, Update> matched = new LinkedHashMap<>(updates);
        matched.replaceAll((path, u) -> u.magnitude().isPresent()
                ? u.gained(((Weight.Frozen) projections.get(path).weight()).value(), config.scale(path))
                : u);
        return new Lora(config, matched, saved, Optional.of(new Match(base, base.with(source,
                WeightTypes.asStored(saved, new ReferenceKernels(), Arena.ofAuto())))));
    }
}
