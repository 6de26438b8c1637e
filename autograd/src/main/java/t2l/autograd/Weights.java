package t2l.autograd;

/// Where modules get their weights, by state-dict name: a [StateDict] gives frozen tensors, a [Layout] places for
/// trained ones.
public interface Weights {
    /// One level down the name tree.
    Weights at(Object child);

    /// The name of this place; empty at the root.
    String path();

    /// The weight `name` below this place. Throws if a checkpoint lacks it or holds another shape.
    ///
    /// @param init what it starts from if it is to be trained
    Weight weight(String name, Init init, int... shape);

    /// Numbers of that name that a module keeps and no gradient moves: they are stored with the weights, and kernels may
    /// write them while training (`register_buffer` of torch). Throws as [#weight].
    Weight buffer(String name, Init init, int... shape);

    /// `name` below `path`.
    static String join(String path, Object name) {
        return path.isEmpty() ? name.toString() : path + "." + name;
    }
}
