package t2l.autograd;

/// Gives modules their weights by state-dict name: a [StateDict] gives frozen tensors, a [Layout] trained parameters.
public interface Weights {
    /// The names below `name`.
    Weights at(Object child);

    /// The common prefix of the names; empty at the root.
    String path();

    /// The weight `name`. Throws if a checkpoint lacks it or holds another shape.
    ///
    /// @param init its initialisation, if it is trained
    Weight weight(String name, Init init, int... shape);

    /// The weight `name`, of which rows are looked up or added, such as embeddings: no matrix that rows are multiplied by, which
    /// makes a difference to [Muon]. Throws as [#weight].
    default Weight table(String name, Init init, int... shape) {
        return weight(name, init, shape);
    }

    /// `name` below `path`.
    static String join(String path, Object name) {
        return path.isEmpty() ? name.toString() : path + "." + name;
    }
}
