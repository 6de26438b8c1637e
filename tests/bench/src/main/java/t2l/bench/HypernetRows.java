package t2l.bench;

import module java.base;
import t2l.autograd.*;
import t2l.bench.Row.*;
import t2l.hypernet.*;
import t2l.tensor.*;
import t2l.tensor.backend.*;
import t2l.transformer.lora.Lora;

/// `generate`: a warm hypernetwork generates an adapter for a model of Mistral 7B's shape, q and v of 32 layers at rank
/// 8, from an embedding to factors outside the pass. The text encoder is measured by `encoder`.
final class HypernetRows {
    private HypernetRows() {}

    static List<Row> rows(Bench.Settings plan) {
        String shape = plan.quick() ? "tiny" : "mistral-7b";
        return Stream.of(Variant.L, Variant.M, Variant.S)
                .map(variant -> new Row("generate/" + shape + "/" + variant, scene -> generation(scene, variant)))
                .toList();
    }

    private static HyperConfig config(Bench.Settings plan, int layers, Variant variant) {
        int width = plan.size(4096, 64);
        return new HyperConfig(
                List.of(new Target("q_proj", width, width), new Target("v_proj", width, width / 4)), layers, 1024, 128,
                512, new HyperConfig.Rank(8, 16, true), variant, HyperConfig.Encoding.LINEAR, true,
                new HyperConfig.Output.Plain());
    }

    private static Job generation(RowContext scene, Variant variant) {
        HyperConfig config = config(scene.plan(), scene.plan().size(32, 2), variant);
        Map<String, Tensor> weights = weights(scene, config);
        Tensor embedding = scene.draw().normal(1, 1024);
        Tensor held = scene.draw().zeros(Math.toIntExact(numbers(config)) + 1024);
        Workspace workspace = new Workspace();
        scene.afterwards(workspace::close);
        HyperNetwork network = new HyperNetwork(new StateDict("random weights", weights), config);
        Runnable work = () -> lora(scene.kernels(), workspace, network, embedding,
                SegmentAllocator.slicingAllocator(held.forWriting()));
        return new Job(cost(config, weights), work, () -> check(scene, variant));
    }

    private static Map<String, Tensor> weights(RowContext scene, HyperConfig config) {
        Layout layout = new Layout();
        HyperNetwork network = new HyperNetwork(layout, config);
        Map<String, Tensor> weights = new LinkedHashMap<>();
        for (Param p : layout.params()) {
            weights.put(p.name(), scene.draw().normal(DType.F32, 1 / Math.sqrt(network.config().head()), p.shape()));
        }
        return weights;
    }

    private static Lora lora(Kernels kernels, Workspace workspace, HyperNetwork network, Tensor embedding,
            SegmentAllocator into) {
        try (Pass pass = Pass.inference(kernels, workspace, DType.F32)) {
            return network.lora(pass, new TaskBatch.Vectors(embedding), network.config().lora("", 0), into);
        }
    }

    private static long numbers(HyperConfig config) {
        return config.targets().stream().mapToLong(t -> (long) config.layers() * config.rank().r() * (t.in() + t.out()))
                .sum();
    }

    /// Every row of a head's input times every row of its matrix; the trunk is about a thousandth of that or, rank by
    /// rank, a tenth.
    private static Cost cost(HyperConfig config, Map<String, Tensor> weights) {
        double flops = 0;
        int repeats = (config.variant().shared() ? 2 : 1) * (config.variant().rankwise() ? config.rank().r() : 1);
        for (Target t : config.targets()) {
            flops += 2.0 * weights.get("heads." + t.name() + ".weight").size() * config.layers() * repeats;
        }
        return Cost.flops(flops).of(1, "adapters");
    }

    /// Compares two layers with the reference kernels, which are slow.
    private static void check(RowContext scene, Variant variant) {
        HyperConfig few = config(scene.plan(), 2, variant);
        Tensor embedding = scene.draw().normal(1, 1024);
        try (Arena arena = Arena.ofShared(); Workspace workspace = new Workspace()) {
            HyperNetwork network = new HyperNetwork(new StateDict("random weights", weights(scene, few)), few);
            Lora ours = lora(scene.kernels(), workspace, network, embedding, arena);
            Lora wanted = lora(new ReferenceKernels(), workspace, network, embedding, arena);
            wanted.updates().forEach((path, update) -> {
                Agreement.require(path + " A", ours.updates().get(path).a(), update.a());
                Agreement.require(path + " B", ours.updates().get(path).b(), update.b());
            });
        }
    }
}
