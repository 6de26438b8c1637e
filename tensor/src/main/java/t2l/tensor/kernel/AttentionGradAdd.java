package t2l.tensor.kernel;

import java.util.List;
import t2l.tensor.Shapes;
import t2l.tensor.Tensor;

/// Gradients of [Attention], scores computed again. With `p` the weights of a query and `δ = dy·y`: `dv += p·dy`,
/// `ds = p·(dy·v − δ)·(1 − (s/cap)²)·scale`, `dq += ds·k`, `dk += ds·q` (Dao 2023, algorithm 2).
public record AttentionGradAdd(Heads heads, Tensor q, Tensor k, Tensor v, Tensor span, Tensor y, Tensor lse, Tensor dy,
        Tensor dq, Tensor dk,
        Tensor dv) implements Kernel {
    public AttentionGradAdd {
        Attention.requireShapes(heads, q, List.of(k), List.of(v), span, y, lse);
        Attention.requireShapes(heads, dq, List.of(dk), List.of(dv), span, dy, lse);
        for (Tensor out : new Tensor[] {dq, dk, dv}) {
            Shapes.requireApart("attentionGradAdd", out, q, k, v, y, dy);
        }
    }

    @Override
    public Access access() {
        return Access.reads(q, k, v, span, y, lse, dy).andUpdates(dq, dk, dv);
    }

    /// As [Attention#requireSpans()].
    public void requireSpans() {
        Attention.requireSpans(span, k.dim(1));
    }

    @Override
    public void define() {
        requireSpans();
        List<Tensor> keys = List.of(k);
        int width = heads.width();
        for (int b = 0; b < q.dim(0); b++) {
            for (int t = 0; t < q.dim(1); t++) {
                for (int h = 0; h < heads.query(); h++) {
                    int first = Attention.first(heads, q, keys, span, b, t);
                    double[] score = Attention.scores(heads, q, keys, span, b, t, h);
                    double log = lse.get(((long) b * q.dim(1) + t) * heads.query() + h);
                    double dyDotY = 0;
                    for (int d = 0; d < width; d++) {
                        dyDotY += dy.at(b, t, h * width + d) * y.at(b, t, h * width + d);
                    }
                    for (int j = 0; j < score.length; j++) {
                        double p = Math.exp(score[j] - log);
                        double dyDotV = 0;
                        for (int d = 0; d < width; d++) {
                            dyDotV += dy.at(b, t, h * width + d) * v.at(b, first + j, Attention.keyColumn(heads, h, d));
                        }
                        double uncapped = 1 - score[j] / heads.cap() * (score[j] / heads.cap());
                        double ds = p * (dyDotV - dyDotY) * uncapped * heads.scale();
                        for (int d = 0; d < width; d++) {
                            int column = Attention.keyColumn(heads, h, d);
                            addAt(dv, b, first + j, column, p * dy.at(b, t, h * width + d));
                            addAt(dq, b, t, h * width + d, ds * k.at(b, first + j, column));
                            addAt(dk, b, first + j, column, ds * q.at(b, t, h * width + d));
                        }
                    }
                }
            }
        }
    }

    private static void addAt(Tensor x, int b, int t, int c, double v) {
        long at = ((long) b * x.dim(1) + t) * x.dim(2) + c;
        x.set(at, x.get(at) + v);
    }
}
