package t2l.hypernet.train;

import t2l.autograd.Layout;
import t2l.autograd.Pass;
import t2l.autograd.Var;
import t2l.hypernet.data.Batch;
import t2l.transformer.ActiveAdapter;
import t2l.transformer.Decoder;
import t2l.transformer.DecoderConfig;

/// Pretraining of a language model: the cross entropy of the labelled tokens.
public final class Pretraining implements Objective<Batch> {
    private final Layout layout = new Layout();
    private final Decoder model;

    public Pretraining(DecoderConfig config) {
        model = Decoder.of(layout, config);
    }

    @Override
    public Layout layout() {
        return layout;
    }

    @Override
    public Loss loss(Pass pass, Batch batch) {
        Var loss = Objective.crossEntropy(pass, model, batch, ActiveAdapter.NONE, 0, 0);
        return new Loss(loss, loss);
    }
}
