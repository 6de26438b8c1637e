package t2l.hypernet.train;

import t2l.autograd.Pass;
import t2l.autograd.Var;
import t2l.transformer.Adapter;
import t2l.transformer.Context;
import t2l.transformer.Decoder;

/// The cross entropy of a batch's labels under a model and an adapter: `[1]`, weighted as the batch says.
final class LanguageLoss {
    private LanguageLoss() {}

    static Var of(Pass pass, Decoder model, Batch batch, Adapter adapter, double smoothing) {
        Var hidden = model.hidden(pass, batch.ids(), new Context(adapter, batch.positions(), batch.span()));
        Var labelled = hidden.gather(batch.rows());
        return labelled.linearCrossEntropy(pass.use(model.head()), batch.targets(), smoothing).dot(batch.weights());
    }
}
