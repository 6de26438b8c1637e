package t2l.hypernet.objective;

import t2l.autograd.Pass;
import t2l.hypernet.data.Batch;
import t2l.transformer.ActiveAdapter;
import t2l.transformer.Decoder;

/// Training through a frozen model on its answers, of adapters or of hypernetworks.
public sealed interface Tuning extends Objective<Batch> permits HyperSft, LoraSft {
    /// The frozen model.
    Decoder model();

    /// The adapters of the sequences of `batch`, with the parameters of the pass, without dropout.
    ActiveAdapter adapter(Pass pass, Batch batch);
}
