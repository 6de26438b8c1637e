package t2l.autograd;

import t2l.tensor.Shapes;

/// A place among the trained numbers: a state-dict name, a shape, a position, and what it starts from. It holds no
/// values; [Parameters] do.
public final class Param implements Weight {
    private final String name;
    private final long start;
    private final Init init;
    private final int[] shape;

    Param(String name, long start, Init init, int... shape) {
        this.name = name;
        this.start = start;
        this.init = init;
        this.shape = shape.clone();
    }

    public String name() {
        return name;
    }

    /// The position of its first element in [Parameters#flat].
    public long start() {
        return start;
    }

    public Init init() {
        return init;
    }

    public int[] shape() {
        return shape.clone();
    }

    public long size() {
        return Shapes.count(shape);
    }
}
