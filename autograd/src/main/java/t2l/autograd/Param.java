package t2l.autograd;

import t2l.tensor.Shapes;

/// A parameter: its state-dict name, shape, position and initialisation. Its values are in [Parameters].
public final class Param implements Weight {
    /// How it was requested of [Weights].
    enum Kind {
        WEIGHT, TABLE
    }

    private final String name;
    private final long start;
    private final Init init;
    private final Kind kind;
    private final int[] shape;

    Param(String name, long start, Init init, Kind kind, int... shape) {
        this.name = name;
        this.start = start;
        this.init = init;
        this.kind = kind;
        this.shape = shape.clone();
    }

    /// Its state-dict name.
    public String name() {
        return name;
    }

    /// Whether it is a matrix that rows are multiplied by, `[out,in]`, or a stack of such matrices: no table or vector.
    public boolean matrix() {
        return kind == Kind.WEIGHT && shape.length > 1;
    }

    /// The position of its first element in [Parameters#flat].
    public long start() {
        return start;
    }

    /// Its initialisation.
    public Init init() {
        return init;
    }

    /// Its shape, a copy.
    public int[] shape() {
        return shape.clone();
    }

    /// How many numbers it has.
    public long size() {
        return Shapes.count(shape);
    }
}
