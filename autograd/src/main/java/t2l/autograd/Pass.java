package t2l.autograd;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;
import t2l.tensor.DType;
import t2l.tensor.T2lException;
import t2l.tensor.Tensor;
import t2l.tensor.Workspace;
import t2l.tensor.backend.Kernels;
import t2l.tensor.kernel.Copy;
import t2l.tensor.kernel.Fill;

/// One computation: which kernels run it, where its results live, and, while training, the tape.
///
/// The tape is a stack. When the backward walk has passed a node, nothing that remains can need that node's value or
/// gradient, so both go back to the workspace there and then. A pass that trains nothing gives values back at the end
/// of each [#local] part.
public final class Pass implements Op.Grads, AutoCloseable {
    private record Node(Var y, Op op, Op.Out out) {}

    /// What becomes of the values computed.
    ///
    /// @param training   whether gradients flow to what is trained
    /// @param recording  whether this very pass will walk back, so that it has to keep what the walk needs
    /// @param recomputes whether [Var#part] keeps its result only
    /// @param checked    whether every result is looked at
    private record Kind(boolean training, boolean recording, boolean recomputes, boolean checked) {
        static final Kind INFERENCE = new Kind(false, false, false, false);
        static final Kind TRAINING = new Kind(true, true, false, false);
    }

    private final Kernels kernels;
    private final Workspace ws;
    private final DType precision;
    private final Function<Param, Tensor> values;
    private final Function<Param, Tensor> into;
    private final Kind kind;
    private final Optional<Pass> outer;
    private final List<Node> tape = new ArrayList<>();
    private final Map<Param, Var> leaves = new HashMap<>();
    private final Map<Var, ViewOp> views = new HashMap<>();
    private final Map<Var, Tensor> grads = new HashMap<>();
    private final List<Tensor> scratch = new ArrayList<>();
    private int salt;

    private Pass(Kernels kernels, Workspace ws, DType precision, Function<Param, Tensor> values,
            Function<Param, Tensor> into, Kind kind, Optional<Pass> outer) {
        this.kernels = kernels;
        this.ws = ws;
        this.precision = precision;
        this.values = values;
        this.into = into;
        this.kind = kind;
        this.outer = outer;
    }

    /// Records; gradients of parameters are added to `into`, which has the layout of `values`. Computes in their type.
    public static Pass training(Kernels kernels, Workspace ws, Parameters values, Parameters into) {
        return new Pass(kernels, ws, values.flat().dtype(), values::of, into::of, Kind.TRAINING, Optional.empty());
    }

    /// Computes with trained values, in their type, and records nothing.
    public static Pass inference(Kernels kernels, Workspace ws, Parameters values) {
        return new Pass(kernels, ws, values.flat().dtype(), values::of, Pass::untrained, Kind.INFERENCE,
                Optional.empty());
    }

    /// Computes with frozen weights only and records nothing.
    ///
    /// @param precision F32, or F64 on the reference kernels
    public static Pass inference(Kernels kernels, Workspace ws, DType precision) {
        return new Pass(kernels, ws, precision, Pass::untrained, Pass::untrained, Kind.INFERENCE, Optional.empty());
    }

    private static Tensor untrained(Param p) {
        throw new IllegalArgumentException(
                "pass: needs values for the trained " + p.name() + ", was opened without parameters");
    }

    /// This pass, before anything was computed, with a look at every result and every gradient: the first operation that
    /// gives a number which is not finite throws [T2lException] with its name. Slow.
    public Pass checked() {
        return with(new Kind(kind.training, kind.recording, kind.recomputes, true));
    }

    /// This pass, before anything was computed, with less memory for more time: of each [Var#part] only the result is
    /// kept, and what is inside is computed again on the way back. The gradients are the same bits.
    public Pass recomputing() {
        return with(new Kind(kind.training, kind.recording, true, kind.checked));
    }

    private Pass with(Kind other) {
        return new Pass(kernels, ws, precision, values, into, other, outer);
    }

    /// A pass within this one. Gradients of what belongs to this one are collected here, and the noise goes on from
    /// `salt`.
    ///
    /// @param recording whether it will walk back; if not it forgets what it computes
    Pass inside(boolean recording, int salt) {
        Pass inside = new Pass(kernels, ws, precision, values, into,
                new Kind(kind.training, recording, kind.recomputes, kind.checked), Optional.of(this));
        inside.salt = salt;
        return inside;
    }

    /// Whether parts are computed again rather than kept.
    boolean recomputes() {
        return kind.training && kind.recomputes;
    }

    /// Whether gradients flow to what is trained.
    public boolean trains() {
        return kind.training;
    }

    /// The element type of everything computed here.
    public DType precision() {
        return precision;
    }

    public Kernels kernels() {
        return kernels;
    }

    /// A value that gets no gradient.
    public Var constant(Tensor t) {
        return new Var(this, t, false);
    }

    /// A weight: a constant if it is frozen, else a leaf whose gradient is collected across passes until it is zeroed.
    public Var use(Weight w) {
        return switch (w) {
            case Weight.Frozen(Tensor value) -> constant(value);
            case Param p -> kind.training && !p.buffer()
                    ? leaves.computeIfAbsent(p, _ -> leaf(values.apply(p), into.apply(p)))
                    : constant(values.apply(p));
        };
    }

    /// A value whose gradient is added to `grad`.
    Var leaf(Tensor value, Tensor grad) {
        Var v = new Var(this, value, true);
        grads.put(v, grad);
        return v;
    }

    int nextSalt() {
        return salt++;
    }

    /// How many have asked for a salt.
    int salts() {
        return salt;
    }

    /// Counts as salted what passes inside this one have salted, up to `count`.
    void salted(int count) {
        salt = count;
    }

    Var apply(Op op) {
        Op.Out out = op.forward(kernels, ws);
        if (kind.checked) {
            requireFinite(name(op), out.y());
        }
        Var y = new Var(this, out.y(), op.inputs().stream().anyMatch(Var::wanted));
        tape.add(new Node(y, op, out));
        if (op instanceof ViewOp view) {
            views.put(y, view);
        }
        return y;
    }

    private static String name(Op op) {
        return op.getClass().getSimpleName();
    }

    private static void requireFinite(String what, Tensor y) {
        for (long i = 0, n = y.size(); i < n; i++) {
            if (!Double.isFinite(y.get(i))) {
                throw new T2lException("training: " + what + " gives " + y.get(i)
                        + " at element " + i + " of " + y
                        + "; a smaller learning rate may help");
            }
        }
    }

    /// A part of the computation of which only the result is used further: in a pass that trains nothing, the values
    /// inside go back to the workspace at once.
    public Var local(Supplier<Var> part) {
        int mark = tape.size();
        Var result = part.get();
        if (!kind.recording) {
            List<Node> inside = tape.subList(mark, tape.size());
            Node last = last("local", result, inside);
            inside.reversed().forEach(this::release);
            inside.clear();
            tape.add(last);
        }
        return result;
    }

    /// Takes `result` out of this pass, which forgets everything else: its memory is the caller's.
    Var leave(Var result) {
        last("part", result, tape).out().saved().forEach(ws::give);
        close();
        return result;
    }

    /// Takes the node of `result`, the last one, off `nodes`.
    private static Node last(String where, Var result, List<Node> nodes) {
        if (nodes.isEmpty() || nodes.getLast().y() != result || nodes.getLast().op() instanceof ViewOp) {
            throw new IllegalArgumentException(where + ": needs a part that returns the result of its last operation");
        }
        return nodes.removeLast();
    }

    /// Walks back from `loss[1]` and adds its gradient to everything trained. Values computed so far are spent.
    public void backward(Var loss) {
        if (loss.wanted()) {
            kernels.run(new Fill(1, of(loss)));
        }
        walk();
    }

    /// Walks back from `y`, whose gradient is `dy`, and adds what follows from it to everything trained.
    public void backward(Var y, Tensor dy) {
        if (y.wanted()) {
            kernels.run(new Copy(dy, of(y)));
        }
        walk();
    }

    private void walk() {
        while (!tape.isEmpty()) {
            Node n = tape.removeLast();
            Tensor dy = grads.remove(n.y());
            if (dy != null) {
                n.op().backward(kernels, ws, n.out(), dy, this);
                if (kind.checked) {
                    n.op().inputs().stream().filter(Var::wanted)
                            .forEach(v -> requireFinite("the gradient of " + name(n.op()), of(v)));
                }
                ws.give(dy);
                scratch.forEach(ws::give);
                scratch.clear();
            }
            release(n);
        }
    }

    @Override
    public boolean wants(Var v) {
        return v.wanted();
    }

    @Override
    public Tensor of(Var v) {
        if (!v.wanted()) {
            scratch.add(ws.take(v.value().dtype(), v.value().dims()));
            return scratch.getLast();
        }
        if (v.pass() != this) {
            return outer.orElseThrow(
                    () -> new IllegalArgumentException("pass: needs values of its own, got one of another pass")).of(v);
        }
        ViewOp view = views.get(v);
        if (view != null) {
            return view.look().apply(of(view.x()));
        }
        Tensor known = grads.get(v);
        if (known == null) {
            known = ws.take(v.value().dtype(), v.value().dims());
            kernels.run(new Fill(0, known));
            grads.put(v, known);
        }
        return known;
    }

    private void release(Node n) {
        if (!(n.op() instanceof ViewOp)) {
            ws.give(n.out().y());
        }
        for (Tensor t : n.out().saved()) {
            ws.give(t);
        }
    }

    /// Gives back every value that is still held.
    @Override
    public void close() {
        tape.reversed().forEach(this::release);
        tape.clear();
    }
}
