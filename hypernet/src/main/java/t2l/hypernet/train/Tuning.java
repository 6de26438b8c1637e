package t2l.hypernet.train;

import t2l.autograd.Pass;
import t2l.transformer.ActiveAdapter;
import t2l.transformer.Decoder;

/// Training through a frozen model, on the answers it is to give: of adapters, or of what writes them.
public sealed interface Tuning extends Objective<Batch> permits HyperSft, LoraSft {
    /// The frozen model.
    Decoder model();

    /// The adapters that the sequences of `batch` run under, with the values of the pass. Nothing drops out.
    ActiveAdapter adapter(Pass pass, Batch batch);
}
