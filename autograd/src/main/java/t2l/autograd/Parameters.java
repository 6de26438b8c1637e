package t2l.autograd;

import module java.base;
import t2l.tensor.*;
import t2l.tensor.backend.Kernels;
import t2l.tensor.kernel.Elementwise.Copy;

/// Values for a layout, contiguous in one block. Weights and gradients are both of this type, so an optimiser step is one
/// loop.
public final class Parameters {
    private final Layout layout;
    private final Tensor flat;

    /// Zeros for every parameter of `layout`, in memory of `arena`. Throws [IllegalArgumentException] for more than 2³¹ − 1.
    public Parameters(Arena arena, DType dtype, Layout layout) {
        this.layout = layout;
        this.flat = Tensor.allocate(arena, dtype, Layout.count(layout.size()));
    }

    /// The numbers of `flat`, whose first are the parameters of `layout`.
    Parameters(Arena arena, Tensor flat, Layout layout) {
        this.layout = layout;
        this.flat = flat.narrow(0, 0, Layout.count(layout.size()));
    }

    /// The parameters and their positions.
    public Layout layout() {
        return layout;
    }

    /// All trained values as one vector.
    public Tensor flat() {
        return flat;
    }

    /// The values of one parameter, as a view.
    public Tensor of(Param p) {
        return flat.narrow(0, Layout.count(p.start()), Layout.count(p.size())).reshape(p.shape());
    }

    /// Initialises every parameter by its [Init]. Each has a random stream of its own, which depends on the seed and its
    /// name only, so that its values do not depend on what else is trained. Returns this.
    public Parameters initialise(long seed) {
        for (Param p : layout.params()) {
            CRC32 name = new CRC32();
            name.update(p.name().getBytes(StandardCharsets.UTF_8));
            p.init().fill(of(p), new SplittableRandom(seed * 0x9E3779B97F4A7C15L + name.getValue()));
        }
        return this;
    }

    /// The values by state-dict name, as views.
    public Map<String, Tensor> tensors() {
        Map<String, Tensor> all = new LinkedHashMap<>();
        layout.params().forEach(p -> all.put(p.name(), of(p)));
        return all;
    }

    /// Copies the values of these tensors. Throws [T2lException] that names the differences if names or shapes are not
    /// those of the layout.
    ///
    /// @param source  the file of the tensors, for error messages
    /// @param kernels convert and copy
    public Parameters load(String source, Map<String, Tensor> from, Kernels kernels) {
        var missing = new TreeSet<>(tensors().keySet());
        missing.removeAll(from.keySet());
        var unknown = new TreeSet<>(from.keySet());
        unknown.removeAll(tensors().keySet());
        if (!missing.isEmpty() || !unknown.isEmpty()) {
            throw new T2lException(source + ": needs the tensors of this network, but " + missing + " are missing and "
                    + unknown + " are unknown");
        }
        for (Param p : layout.params()) {
            Tensor t = from.get(p.name());
            if (!Shapes.is(t, p.shape())) {
                throw new T2lException(
                        source + ": " + p.name() + ": needs " + Arrays.toString(p.shape()) + ", holds " + t);
            }
        }
        for (Param p : layout.params()) {
            kernels.run(new Copy(from.get(p.name()), of(p)));
        }
        return this;
    }
}
