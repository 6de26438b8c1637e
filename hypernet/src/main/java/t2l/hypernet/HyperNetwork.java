package t2l.hypernet;

import java.lang.foreign.Arena;
import java.lang.foreign.SegmentAllocator;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import t2l.autograd.Dense;
import t2l.autograd.Init;
import t2l.autograd.Norm;
import t2l.autograd.Pass;
import t2l.autograd.Var;
import t2l.autograd.Weight;
import t2l.autograd.Weights;
import t2l.tensor.Tensor;
import t2l.transformer.Adapter;
import t2l.transformer.Dropout;
import t2l.transformer.lora.Lora;
import t2l.transformer.lora.LoraConfig;

/// The network that writes networks: task embeddings in, an adapter out (t2l-spec §2, variant L).
///
/// For each target module a row stands for one task and one decoder layer. Its code is `[task, depth, type]`; a trunk
/// common to all modules and one linear head per module turn it into the row's `A[r,in]` and `B[out,r]`. All layers
/// and tasks go through in one matrix, layer by layer, and the adapter's factors are views of what the heads wrote.
public final class HyperNetwork {
    private static final double EPS = 1e-5;

    private final HyperConfig config;
    private final Dense taskEncoder;
    private final Norm taskNorm;
    private final Weight depth;
    private final Norm depthNorm;
    private final Weight type;
    private final Norm typeNorm;
    private final Trunk trunk;
    private final Map<Target, Dense> heads = new LinkedHashMap<>();
    private final Map<Target, Weight> gain = new HashMap<>();
    private final Map<Target, Weight> shift = new HashMap<>();

    /// The network over weights from a checkpoint or places to be trained, under the names of the reference's state
    /// dict. What a checkpoint of [HyperConfig.Output] other than `PLAIN` adds or multiplies is expected as
    /// `shift.<target>` and `gain.<target>` `[L, written]` ([HypermodFile] makes them).
    public HyperNetwork(Weights root, HyperConfig config) {
        this.config = config;
        taskEncoder = Dense.of(root.at("task_encoder.mlp.0"), config.embedding(), config.taskCode());
        taskNorm = Norm.of(root.at("task_encoder.mlp.1"), config.taskCode(), EPS);
        depth = root.at("layer_depth_encoder.0").weight("weight", new Init.Normal(1), config.layers(),
                config.depthCode());
        depthNorm = Norm.of(root.at("layer_depth_encoder.1"), config.depthCode(), EPS);
        type = root.at("layer_type_encoder.0").weight("weight", new Init.Normal(1), config.targets().size(),
                config.typeCode());
        typeNorm = Norm.of(root.at("layer_type_encoder.1"), config.typeCode(), EPS);
        trunk = Trunk.of(root, config.width(), config.head());
        for (Target t : config.targets()) {
            int written = config.written(t);
            // Zero weights, and a bias that is a fresh LoRA: every task starts from A = A0, B = 0 (t2l-spec §4.2).
            Optional<Init> bias = config.headBias()
                    ? Optional.of(new Init.Leading(new Init.Uniform(1 / Math.sqrt(t.in())), config.rank().r() * t.in()))
                    : Optional.empty();
            heads.put(t, Dense.of(root.at("heads").at(t.name()), config.head(), written, Init.ZEROS, bias));
            if (config.output() == HyperConfig.Output.RAW_SCALE) {
                gain.put(t, root.at("gain").weight(t.name(), Init.ONES, config.layers(), written));
            }
            if (config.output() != HyperConfig.Output.PLAIN) {
                shift.put(t, root.at("shift").weight(t.name(), Init.ZEROS, config.layers(), written));
            }
        }
    }

    public HyperConfig config() {
        return config;
    }

    /// Which task and which layer each row of a batch stands for; fixed by the number of tasks, so that it is made
    /// once and not in every step.
    ///
    /// @param task `i32[L·S]`: `0 … S−1` over and over
    /// @param layer `i32[L·S]`: `S` zeros, `S` ones, …
    /// @param type for each target `i32[L·S]`, its index
    public record Rows(int tasks, Tensor task, Tensor layer, List<Tensor> type) {}

    /// The rows of `S` tasks, in memory of `arena`.
    public Rows rows(Arena arena, int tasks) {
        int n = config.layers() * tasks;
        List<Tensor> types = new ArrayList<>();
        for (int m = 0; m < config.targets().size(); m++) {
            int index = m;
            types.add(Tensor.of(arena, IntStream.generate(() -> index).limit(n).toArray(), n));
        }
        return new Rows(tasks, Tensor.of(arena, IntStream.range(0, n).map(i -> i % tasks).toArray(), n),
                Tensor.of(arena, IntStream.range(0, n).map(i -> i / tasks).toArray(), n), types);
    }

    /// What the heads write for `embeddings[S,E]`: for each target `[L·S, r·in + r·out]`, layer by layer, `A[r,in]`
    /// then `Bᵀ[r,out]` in a row. An offset is included, standardised numbers are still standardised.
    public Map<Target, Var> write(Var embeddings, Rows rows, Dropout dropout) {
        Pass pass = embeddings.pass();
        Var task = taskNorm.forward(taskEncoder.forward(embeddings)).gather(rows.task());
        Var layer = depthNorm.forward(pass.use(depth)).gather(rows.layer());
        Map<Target, Var> written = new LinkedHashMap<>();
        for (int m = 0; m < config.targets().size(); m++) {
            Target t = config.targets().get(m);
            Var code = task.concat(layer, typeNorm.forward(pass.use(type)).gather(rows.type().get(m)));
            Var y = heads.get(t).forward(trunk.forward(code, dropout));
            written.put(t,
                    config.output() == HyperConfig.Output.OFFSET
                            ? y.add(pass.use(shift.get(t)).gather(rows.layer()))
                            : y);
        }
        return written;
    }

    /// The adapters in what [#write] gave, one per task: factors `a[S,r,in] b[S,out,r]` for every layer, in the
    /// adapter's own scale, as views wherever nothing had to be computed.
    public Adapter adapter(Map<Target, Var> written, Rows rows) {
        Map<String, Adapter.Pair> pairs = new LinkedHashMap<>();
        int tasks = rows.tasks();
        int r = config.rank().r();
        written.forEach((t, raw) -> {
            Var y = raw;
            if (config.output() == HyperConfig.Output.RAW_SCALE) {
                Pass pass = raw.pass();
                y = raw.mul(pass.use(gain.get(t)).gather(rows.layer()))
                        .add(pass.use(shift.get(t)).gather(rows.layer()));
            }
            for (int l = 0; l < config.layers(); l++) {
                Var layer = y.narrow(0, l * tasks, tasks);
                Var a = layer.narrow(1, 0, r * t.in()).reshape(tasks, r, t.in());
                Var b = layer.narrow(1, r * t.in(), r * t.out()).reshape(tasks, r, t.out()).t();
                pairs.put(t.path(l), new Adapter.Pair(a, b, config.rank().scale()));
            }
        });
        return new Adapter(pairs);
    }

    /// The adapter for one task by itself, as numbers. Nothing drops out.
    ///
    /// @param pass      one that trains nothing
    /// @param embedding `[1,E]`
    /// @param lora      what the adapter's file is to say; its scale must be that of [HyperConfig#rank]
    /// @param into      holds the numbers
    public Lora lora(Pass pass, Tensor embedding, LoraConfig lora, SegmentAllocator into) {
        try (Arena local = Arena.ofShared()) {
            Rows one = rows(local, 1);
            return Lora.copy(lora, adapter(write(pass.constant(embedding), one, Dropout.NONE), one), pass.kernels(),
                    into);
        }
    }

    /// `Σ_targets mean A² + mean B²`, over all layers and tasks (t2l-spec §9.3).
    public Var size(Map<Target, Var> written) {
        List<Var> parts = new ArrayList<>();
        written.forEach((t, y) -> {
            int cut = config.rank().r() * t.in();
            parts.add(y.narrow(1, 0, cut).meanSquare());
            parts.add(y.narrow(1, cut, y.value().dim(1) - cut).meanSquare());
        });
        return parts.stream().reduce(Var::add).orElseThrow();
    }
}
