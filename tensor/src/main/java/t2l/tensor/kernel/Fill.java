package t2l.tensor.kernel;

import t2l.tensor.Tensor;

/// `out = value`
public record Fill(double value, Tensor out) implements Kernel {
    @Override
    public Access access() {
        return Access.writes(out);
    }

    @Override
    public void define() {
        Loops.each(out, _ -> value);
    }
}
