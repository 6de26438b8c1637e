package t2l.hypernet.train;

import module java.base;
import t2l.autograd.*;
import t2l.hypernet.Descriptions;
import t2l.hypernet.data.*;
import t2l.tensor.backend.Kernels;
import t2l.transformer.*;
import t2l.transformer.lora.Lora;

/// A training objective: the parameters and the loss.
public sealed interface Objective<I extends Data.Input> permits Objective.Tuning, Reconstruction {
    /// The layout of all parameters.
    Layout layout();

    /// The losses of a batch.
    Loss loss(Pass pass, I batch);

    /// The loss of a batch.
    ///
    /// @param total the minimised value, `[1]`
    /// @param task  the reported value, `[1]`: the cross entropy, or the distance in units of the adapter
    record Loss(Var total, Var task) {}

    /// The cross entropy of a batch's labels under a model and an adapter: `[1]`, weighted as the batch says.
    ///
    /// @param smoothing label smoothing `ε`
    /// @param neftune   `α` of NEFTune (Jain et al. 2023): embeddings get noise uniform in `±α/√(T·C)`, before a family
    ///                  scales them; 0 for none
    static Var crossEntropy(Pass pass, Decoder model, Batch batch, ActiveAdapter adapter, double smoothing,
            double neftune) {
        double places = (double) batch.shape().length() * model.config().width();
        double bound = neftune * model.config().embeddingScale() / Math.sqrt(places);
        Var hidden = model.hidden(model.embed(pass, batch.ids(), batch.positions()).perturb(bound, batch.key()),
                new Context(adapter, batch.positions(), batch.span()));
        Var labelled = hidden.gather(batch.rows());
        return model.loss(pass, labelled, batch.targets(), smoothing).dot(batch.weights());
    }

    /// Training through a frozen model on its answers, of adapters or of hypernetworks.
    public sealed interface Tuning extends Objective<Batch> permits HyperSft, LoraSft {
        /// The frozen model.
        Decoder model();

        /// The adapter with these parameters, in memory of `into`.
        ///
        /// @param described what it is generated from; empty if there is one adapter for all
        Lora lora(Parameters values, Optional<Descriptions> described, Kernels kernels, SegmentAllocator into);

        /// The adapters of the sequences of `batch`, with the parameters of the pass, without dropout.
        ActiveAdapter adapter(Pass pass, Batch batch);
    }
}
