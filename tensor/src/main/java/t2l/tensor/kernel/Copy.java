package t2l.tensor.kernel;

import t2l.tensor.Shapes;
import t2l.tensor.Tensor;

/// `out = x`, converted to the type of `out`; any views of one shape.
public record Copy(Tensor x, Tensor out) implements Kernel {
    public Copy {
        Shapes.requireSame("copy", x, out);
    }

    @Override
    public Access access() {
        return Access.reads(x).andWrites(out);
    }

    @Override
    public void define() {
        Loops.each(out, x::get);
    }
}
