package t2l.transformer;

import java.lang.foreign.Arena;
import t2l.tensor.*;
import t2l.tensor.kernel.Losses.CrossEntropy;

/// The loss of transformers' causal language models: the logits at `t` predict the label at `t + 1`, and the mean is
/// over all labels of the batch that are not −100.
public final class LanguageLoss {
    private LanguageLoss() {}

    /// `labels i32[B,T] → targets i32[N]`, moved by one.
    public static Tensor targets(Arena arena, Tensor labels) {
        int t = labels.dim(1);
        Tensor targets = Tensor.allocate(arena, DType.I32, labels.dim(0) * t);
        for (int n = 0; n < targets.dim(0); n++) {
            targets.set(n, n % t + 1 < t ? labels.get(n + 1) : CrossEntropy.IGNORE);
        }
        return targets;
    }

    /// `1 / #targets` where there is one.
    public static Tensor meanWeights(Arena arena, DType precision, Tensor targets) {
        int count = 0;
        for (int n = 0; n < targets.dim(0); n++) {
            count += targets.get(n) == CrossEntropy.IGNORE ? 0 : 1;
        }
        Tensor weights = Tensor.allocate(arena, precision, targets.dim(0));
        for (int n = 0; n < targets.dim(0); n++) {
            weights.set(n, targets.get(n) == CrossEntropy.IGNORE ? 0 : 1.0 / count);
        }
        return weights;
    }
}
