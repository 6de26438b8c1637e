package t2l.transformer;

import t2l.autograd.Var;
import t2l.tensor.Tensor;

/// How the positions of a text are pooled into one vector: `[N,E] → [B,E]`.
public enum Pooling {
    /// The mean over the tokens that are not padding.
    MEAN,
    /// The first token.
    CLS,
    /// The last token.
    LAST;

    /// The weight of a position in a text at `first … end`.
    double weight(int place, int first, int end) {
        return switch (this) {
            case MEAN -> place >= first && place < end ? 1.0 / (end - first) : 0;
            case CLS -> place == first ? 1 : 0;
            case LAST -> place == end - 1 ? 1 : 0;
        };
    }

    /// Fills `weights[B,1,T]` for texts at `span i32[B,2]`.
    public void fill(Tensor span, Tensor weights) {
        int t = weights.dim(2);
        for (int b = 0; b < weights.dim(0); b++) {
            for (int i = 0; i < t; i++) {
                weights.set((long) b * t + i, weight(i, (int) span.at(b, 0), (int) span.at(b, 1)));
            }
        }
    }

    /// `hidden[N,E]` weighted by the result of [#fill]: `[B,E]`.
    public static Var pool(Var hidden, Tensor weights) {
        int b = weights.dim(0);
        int e = hidden.value().dim(1);
        return hidden.pass().constant(weights).matmul(hidden.reshape(b, weights.dim(2), e)).reshape(b, e);
    }
}
