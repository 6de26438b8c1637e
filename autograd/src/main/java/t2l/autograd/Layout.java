package t2l.autograd;

import module java.base;

/// Collects the parameters of modules while these are built. A name requested twice is one weight used twice.
public final class Layout implements Weights {
    private final List<Param> all;
    private final String path;

    /// An empty layout.
    public Layout() {
        this(new ArrayList<>(), "");
    }

    private Layout(List<Param> all, String path) {
        this.all = all;
        this.path = path;
    }

    @Override
    public Layout at(Object child) {
        return new Layout(all, Weights.join(path, child));
    }

    @Override
    public String path() {
        return path;
    }

    /// Throws [IllegalArgumentException] if the name was requested with another shape.
    @Override
    public Param weight(String name, Init init, int... shape) {
        return place(name, init, Param.Kind.WEIGHT, shape);
    }

    /// As [#weight].
    @Override
    public Param table(String name, Init init, int... shape) {
        return place(name, init, Param.Kind.TABLE, shape);
    }

    private Param place(String name, Init init, Param.Kind kind, int... shape) {
        String full = Weights.join(path, name);
        Optional<Param> known = all.stream().filter(p -> p.name().equals(full)).findFirst();
        if (known.isPresent()) {
            if (!Arrays.equals(known.get().shape(), shape)) {
                throw new IllegalArgumentException(full + ": is " + Arrays.toString(known.get().shape())
                        + " elsewhere in this network, asked for here as " + Arrays.toString(shape));
            }
            return known.get();
        }
        Param p = new Param(full, size(), init, kind, shape);
        all.add(p);
        return p;
    }

    /// All parameters in the order of the requests, which is their order in memory.
    public List<Param> params() {
        return List.copyOf(all);
    }

    /// A position or a number of values as an `int`. Throws [IllegalArgumentException] if it is more than 2³¹ − 1.
    static int count(long n) {
        if (n > Integer.MAX_VALUE) {
            throw new IllegalArgumentException(
                    "parameters: needs at most 2^31 − 1 trained numbers, got " + n + "; train fewer weights");
        }
        return (int) n;
    }

    /// How many numbers are trained.
    public long size() {
        return all.stream().mapToLong(Param::size).sum();
    }
}
