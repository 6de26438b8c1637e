package t2l.hypernet.train;

import module java.base;
import t2l.autograd.*;
import t2l.hypernet.*;
import t2l.hypernet.data.Batch;
import t2l.tensor.*;
import t2l.tensor.backend.Kernels;
import t2l.transformer.*;
import t2l.transformer.lora.Lora;

/// Supervised fine-tuning of a hypernetwork through a frozen model (t2l-spec §9): the sequences of a task run with the
/// adapter generated from its description, and the gradient of their cross entropy flows into the hypernetwork through
/// the adapter.
public final class HyperSft implements Objective.Tuning {
    /// The hyperparameters of the loss.
    ///
    /// @param dropout     dropout of the hypernetwork
    /// @param smoothing   label smoothing `ε`
    /// @param l2          weight of the mean square of the generated factors
    /// @param neftune     `α` of the noise on the model's embeddings, see [Objective#crossEntropy]
    /// @param loraDropout dropout before the generated `a`
    public record Regularisation(double dropout, double smoothing, double l2, double neftune, double loraDropout) {}

    private final Decoder model;
    private final Layout layout = new Layout();
    private final HyperNetwork network;
    private final Regularisation settings;
    private final Arena arena;
    private final Map<Integer, HyperNetwork.Rows> rows = new HashMap<>();

    /// @param model  frozen
    /// @param tables the tables of the network's output, see [t2l.hypernet.Tables]; empty if there are none, or for an
    ///               offset trained from zero
    /// @param arena  holds index tensors
    public HyperSft(Decoder model, HyperConfig config, Map<String, Tensor> tables, Regularisation settings,
            Arena arena) {
        this.model = model;
        this.network = new HyperNetwork(layout, tables.isEmpty() ? layout : new StateDict("tables", tables), config);
        this.settings = settings;
        this.arena = arena;
    }

    @Override
    public Layout layout() {
        return layout;
    }

    public HyperNetwork network() {
        return network;
    }

    @Override
    public Decoder model() {
        return model;
    }

    @Override
    public ActiveAdapter adapter(Pass pass, Batch batch) {
        HyperNetwork.Rows index = rows(batch);
        return network.adapter(network.write(pass, batch.described(), index, DropoutRate.NONE), index);
    }

    @Override
    public Lora lora(Parameters values, Optional<Descriptions> described, Kernels kernels, SegmentAllocator into) {
        try (Arena local = Arena.ofShared();
                Workspace workspace = new Workspace();
                Pass pass = Pass.inference(kernels, workspace, values)) {
            return network.lora(pass, TaskBatch.of(local, described.orElseThrow()), network.config().lora("", 0), into);
        }
    }

    private HyperNetwork.Rows rows(Batch batch) {
        return rows.computeIfAbsent(batch.described().tasks(), s -> network.rows(arena, s));
    }

    @Override
    public Loss loss(Pass pass, Batch batch) {
        HyperNetwork.Rows index = rows(batch);
        Map<Target, HyperNetwork.Factors> written = network.write(pass, batch.described(), index,
                DropoutRate.of(settings.dropout(), batch.key()));
        ActiveAdapter adapter = network.adapter(written, index)
                .with(DropoutRate.of(settings.loraDropout(), batch.key()));
        Var task = Objective.crossEntropy(pass, model, batch, adapter, settings.smoothing(), settings.neftune());
        Var total = settings.l2() == 0 ? task : task.add(network.size(written).scale(settings.l2()));
        return new Loss(total, task);
    }
}
