package t2l.spark;

import java.io.Serializable;

/// Some adapters of a pack that are evaluated in turn.
///
/// @param pack the name of its file; empty for the bare model
/// @param from the first, in the order of ids
/// @param most their number, if there are so many
record EvalSlice(String pack, int from, int most) implements Serializable {
    private static final long serialVersionUID = 1L;

    /// No adapter.
    static final EvalSlice BARE = new EvalSlice("", 0, 1);
}
