package t2l.bench;

import java.util.List;
import java.util.function.Function;

/// Rows that belong together: their names begin with the name of the group and a slash.
///
/// A new group is one class with a list of rows and a line here; a new row is a line or a few in such a class.
///
/// @param about for the list of `t2l bench --help`
public record Group(String name, String about, Function<Plan, List<Row>> rows) {
    /// All groups, in the order in which they run.
    public static final List<Group> ALL = List.of(
            new Group("peak", "what this machine could do at most", PeakRows::rows),
            new Group("matmul", "matrix products", MatmulRows::rows),
            new Group("gemv", "one token or a few against a matrix", GemvRows::rows),
            new Group("attention", "short and long texts, forward and backward", AttentionRows::rows),
            new Group("rows", "everything that goes once over rows of numbers", ElementRows::rows),
            new Group("block", "a Llama layer, forward and backward", BlockRows::rows),
            new Group("step", "training steps", StepRows::rows),
            new Group("decode", "a model writes", ModelRows::decode),
            new Group("prefill", "a model reads", ModelRows::prefill),
            new Group("load", "a model is opened", ModelRows::load),
            new Group("encoder", "a text becomes a vector", EncoderRows::rows),
            new Group("generate", "a hypernetwork writes an adapter", GenerateRows::rows));
}
