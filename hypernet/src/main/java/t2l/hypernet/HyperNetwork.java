package t2l.hypernet;

import module java.base;
import t2l.autograd.*;
import t2l.tensor.Tensor;
import t2l.transformer.*;
import t2l.transformer.lora.*;

/// The hypernetwork: task embeddings or the tokens of descriptions in, an adapter out (t2l-spec §2).
///
/// For each target module, there is a row for every task and decoder layer. Its code is `[task, depth, type]`; a trunk
/// shared by all modules and one head per module turn it into the row's `A[r,in]` and `B[out,r]`. All layers and tasks
/// are rows of one matrix, layer by layer, and the adapter's factors are views of the heads' output.
public final class HyperNetwork {
    private final HyperConfig config;
    private final Optional<StateReader> reader;
    private final Optional<Coded> coded;
    private final Map<Target, Tables> offset = new HashMap<>();
    private final Map<Target, Tables> mean = new HashMap<>();
    private final Map<Target, Tables> deviation = new HashMap<>();

    /// The network with the weights and tables of a checkpoint, by the names of the reference's state dict, or with
    /// parameters to be trained, including a trained offset.
    public HyperNetwork(Weights root, HyperConfig config) {
        this(root, root, config);
    }

    /// The network with separate tables: parameters to be trained with a frozen `AB_offset` or the statistics of the
    /// adapters to reconstruct.
    ///
    /// @param tables the tables of the [HyperConfig.Output]: `AB_offset`, from which a trained offset starts
    ///               ([Tables#offset]), or `mean_recon_target` and `std_recon_target`
    public HyperNetwork(Weights root, Weights tables, HyperConfig config) {
        this.config = config;
        boolean reads = config.encoding() == HyperConfig.Encoding.STATES;
        reader = reads ? Optional.of(StateReader.of(root.at("reader"), config)) : Optional.empty();
        coded = reads ? Optional.empty() : Optional.of(Coded.of(root, config));
        for (Target t : config.targets()) {
            switch (config.output()) {
                case HyperConfig.Output.Plain _,HyperConfig.Output.Scaled _ -> {}
                case HyperConfig.Output.Offset(boolean trained) -> {
                    Tables from = Tables.of(tables, Tables.OFFSET, config, t);
                    offset.put(t, trained ? from.trainedIn(root, Tables.OFFSET, t) : from);
                }
                case HyperConfig.Output.Standardised _ -> {
                    mean.put(t, Tables.of(tables, Tables.MEAN, config, t));
                    deviation.put(t, Tables.of(tables, Tables.DEVIATION, config, t));
                }
            }
        }
    }

    public HyperConfig config() {
        return config;
    }

    /// The parts of a network that goes through codes: all but variant R.
    private record Coded(TaskEncoder tasks, Code depth, Code type, Trunk trunk, Map<Target, Head> heads) {
        static Coded of(Weights root, HyperConfig config) {
            var coded = new Coded(TaskEncoder.of(root.at("task_encoder"), config),
                    Code.of(root.at("layer_depth_encoder"), config.layers(), config.depthCode()),
                    Code.of(root.at("layer_type_encoder"), config.targets().size(), config.typeCode()),
                    Trunk.of(root, config.width(), config.head()), new LinkedHashMap<>());
            config.targets().forEach(t -> coded.heads.put(t, Head.of(root, config, coded.trunk, t)));
            return coded;
        }
    }

    /// The tables that are not trained, by state-dict name. Together with the parameters, they are everything to be
    /// stored.
    public Map<String, Tensor> frozenTables() {
        Map<String, Tensor> all = new TreeMap<>();
        offset.forEach((t, table) -> table.frozen(Tables.OFFSET, t, all));
        mean.forEach((t, table) -> table.frozen(Tables.MEAN, t, all));
        deviation.forEach((t, table) -> table.frozen(Tables.DEVIATION, t, all));
        return all;
    }

    /// The task and layer of each row of a batch. They depend only on the number of tasks, so they are built once and
    /// not in every step.
    ///
    /// @param task `i32[L·S]`: `0 … S−1` repeated
    /// @param layer `i32[L·S]`: `S` zeros, `S` ones, …
    /// @param type for each target `i32[L·S]`, its index
    /// @param encoder what the task encoder needs
    /// @param heads how heads repeat the rows
    /// @param reader what variant R needs, if it is that
    public record Rows(int tasks, Tensor task, Tensor layer, List<Tensor> type, TaskEncoder.Rows encoder,
            Head.Rows heads, Optional<StateReader.Rows> reader) {}

    /// The rows of `S` tasks, in memory of `arena`.
    public Rows rows(Arena arena, int tasks) {
        int n = config.layers() * tasks;
        List<Tensor> types = new ArrayList<>();
        for (int m = 0; m < config.targets().size(); m++) {
            int index = m;
            types.add(Tensor.of(arena, IntStream.generate(() -> index).limit(n).toArray(), n));
        }
        return new Rows(tasks, Tensor.of(arena, IntStream.range(0, n).map(i -> i % tasks).toArray(), n),
                Tensor.of(arena, IntStream.range(0, n).map(i -> i / tasks).toArray(), n), types,
                TaskEncoder.Rows.of(arena, tasks, config.layers(), config.targets().size()),
                Head.Rows.of(arena, n, config.rank().r()),
                reader.map(_ -> StateReader.Rows.of(arena, config, tasks)));
    }

    /// The codes of `tasks`, without dropout: `[S,te]`, or `[S·L·M,te]` if each layer and target has its own.
    public Var code(Pass pass, TaskBatch tasks, Rows rows) {
        return coded.orElseThrow().tasks.encode(pass, tasks, rows.encoder(), DropoutRate.NONE);
    }

    /// The output of the heads for `tasks`, by target, rows layer by layer. It includes an offset, but is not scaled back to
    /// raw values.
    public Map<Target, Factors> write(Pass pass, TaskBatch tasks, Rows rows, DropoutRate dropout) {
        Map<Target, Factors> written = new LinkedHashMap<>();
        if (reader.isPresent()) {
            reader.get().write(pass, tasks.tokens(), rows.reader().orElseThrow(), dropout)
                    .forEach((t, factors) -> written.put(t, shifted(t, factors, rows)));
            return written;
        }
        Coded by = coded.orElseThrow();
        List<Var> task = taskCodes(by.tasks.encode(pass, tasks, rows.encoder(), dropout), rows);
        Var layer = by.depth.of(pass, rows.layer());
        for (int m = 0; m < config.targets().size(); m++) {
            Target t = config.targets().get(m);
            Var code = task.get(m).concat(layer, by.type.of(pass, rows.type().get(m)));
            Var h = by.trunk.mlp1(by.trunk.mixer(code, dropout), dropout);
            written.put(t, shifted(t, by.heads.get(t).write(h, rows.heads(), dropout), rows));
        }
        return written;
    }

    /// The task codes of the rows, for each target: one code for all layers and targets, or each its own.
    private List<Var> taskCodes(Var code, Rows rows) {
        return config.tokens()
                ? rows.encoder().code().stream().map(code::gather).toList()
                : Collections.nCopies(config.targets().size(), code.gather(rows.task()));
    }

    private Factors shifted(Target t, Factors from, Rows rows) {
        if (!(config.output() instanceof HyperConfig.Output.Offset)) {
            return from;
        }
        Factors by = offset.get(t).rows(from.a().pass(), rows.layer());
        return new Factors(from.a().add(by.a()), from.b().add(by.b()));
    }

    /// The adapters of a result of [#write], one per task: factors `a[S,r,in] b[S,out,r]` for every layer, scaled back
    /// to raw values, as views if possible.
    public ActiveAdapter adapter(Map<Target, Factors> written, Rows rows) {
        Map<String, ActiveAdapter.Pair> pairs = new LinkedHashMap<>();
        written.forEach((t, learnt) -> {
            Factors all = raw(t, learnt, rows);
            for (int l = 0; l < config.layers(); l++) {
                Factors one = all.layer(l, rows.tasks());
                pairs.put(t.path(l), new ActiveAdapter.Pair(one.a(), one.b(), config.rank().scale()));
            }
        });
        return new ActiveAdapter(pairs);
    }

    /// The factors of target `t`, scaled back to raw values (t2l-spec §6.4).
    private Factors raw(Target t, Factors learnt, Rows rows) {
        return switch (config.output()) {
            case HyperConfig.Output.Plain _,HyperConfig.Output.Offset _ -> learnt;
            case HyperConfig.Output.Scaled(double s) when s == 1 -> learnt;
            case HyperConfig.Output.Scaled(double s) -> new Factors(learnt.a().scale(1 / Math.sqrt(s)),
                    learnt.b().scale(1 / Math.sqrt(s)));
            case HyperConfig.Output.Standardised _ -> {
                Pass pass = learnt.a().pass();
                Factors deviations = deviation.get(t).rows(pass, rows.layer());
                Factors means = mean.get(t).rows(pass, rows.layer());
                yield new Factors(raw(learnt.a(), deviations.a(), means.a()),
                        raw(learnt.b(), deviations.b(), means.b()));
            }
        };
    }

    private static Var raw(Var learnt, Var deviation, Var mean) {
        return learnt.mul(deviation.offset(Tables.MIN_DEVIATION)).add(mean);
    }

    /// The adapter of a single task as a value, without dropout.
    ///
    /// @param pass one that trains nothing
    /// @param task a batch of one
    /// @param lora configuration of the adapter; its scale must be that of [HyperConfig#rank]
    /// @param into holds the factors
    public Lora lora(Pass pass, TaskBatch task, LoraConfig lora, SegmentAllocator into) {
        try (Arena local = Arena.ofShared()) {
            Rows one = rows(local, 1);
            return Lora.copy(lora, adapter(write(pass, task, one, DropoutRate.NONE), one), pass.kernels(), into);
        }
    }

    /// `Σ_targets mean A² + mean B²`, over all layers and tasks (t2l-spec §9.3).
    public Var size(Map<Target, Factors> written) {
        return written.values().stream().map(f -> f.a().meanSquare().add(f.b().t().meanSquare()))
                .reduce(Var::add).orElseThrow();
    }

    /// The low-rank factors of one target for `n = L·S` rows: layer by layer, `S` tasks in each. They are usually views of
    /// a head's output; `scale(1)` makes a contiguous copy.
    ///
    /// @param a `[n,r,in]`
    /// @param b `[n,out,r]`
    public record Factors(Var a, Var b) {
        /// The factors of layer `l` of `tasks` tasks: `a[S,r,in] b[S,out,r]`.
        Factors layer(int l, int tasks) {
            return new Factors(a.narrow(0, l * tasks, tasks), b.narrow(0, l * tasks, tasks));
        }
    }

    /// How the index of a layer or a target is encoded: a row of a learnt table, standardised (t2l-spec §2.2).
    record Code(Weight table, Norm norm) {
        /// A code of width `width` for the indices below `count`.
        static Code of(Weights at, int count, int width) {
            return new Code(at.at(0).table("weight", new Init.Normal(1), count, width), Norm.of(at.at(1), width));
        }

        /// `ids i32[n] → [n,c]`
        Var of(Pass pass, Tensor ids) {
            return norm.forward(pass.use(table)).gather(ids);
        }
    }
}
