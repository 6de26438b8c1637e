package t2l.bench;

import java.util.List;
import java.util.function.Function;

/// A group of rows, whose names start with the name of the group and a slash.
///
/// A new group is one class with a list of rows and a line here; a new row is a few lines in such a class.
///
/// @param about description for `t2l bench --help`
public record Group(String name, String about, Function<BenchSettings, List<Row>> rows) {
    /// All groups, in the order in which they run.
    public static final List<Group> ALL = List.of(
            new Group("peak", "the ceilings of this machine", PeakRows::rows),
            new Group("matmul", "matrix products", MatmulRows::rows),
            new Group("gemv", "one or a few tokens times a matrix", GemvRows::rows),
            new Group("attention", "short and long texts, forward and backward", AttentionRows::rows),
            new Group("block", "a Llama layer, forward and backward", BlockRows::rows),
            new Group("step", "training steps", StepRows::rows),
            new Group("decode", "generate text", ModelRows::decode),
            new Group("prefill", "read a long prompt", ModelRows::prefill),
            new Group("prompt", "read a short prompt", ModelRows::prompt),
            new Group("serve", "write eight texts together, each with its adapter", ServeRows::rows),
            new Group("load", "open a model", ModelRows::load),
            new Group("encoder", "embed a text", EncoderRows::rows),
            new Group("generate", "generate an adapter", GenerateRows::rows));
}
