package t2l.autograd;

import module java.base;
import t2l.tensor.*;
import t2l.tensor.backend.Kernels;
import t2l.tensor.kernel.Elementwise.*;
import t2l.tensor.kernel.Kernel;

/// One computation: the kernels that run it, the workspace that holds its results, and, while training, the tape.
///
/// The tape is a stack. Once the backward walk has passed a node, no other node needs its value or gradient, so both go
/// back to the workspace at once. A pass that does not train releases values layer by layer ([Var#layer]). One thread at a
/// time: as long as a pass is open, no other thread can open one with the same kernels.
public final class Pass implements AutoCloseable {
    /// A value and the operation that computed it.
    ///
    /// @param held     the value and what the backward pass needs
    /// @param backward adds to the gradients of the inputs, given that of the value
    private record Node(Var y, String operation, List<Var> inputs, List<Tensor> held, Consumer<Tensor> backward) {}

    private final Kernels kernels;
    private final Workspace ws;
    private final DType precision;
    private final Function<Param, Tensor> values;
    private final Function<Param, Tensor> into;
    private final boolean trains;
    private final boolean records;
    private final AtomicInteger salts;
    private final Gradients gradients;
    private final Map<Param, Var> leaves = new HashMap<>();
    private final List<Node> tape = new ArrayList<>();

    /// What the operation that runs has taken.
    private final List<Tensor> taken = new ArrayList<>();

    private Optional<ThreadGuard> guard = Optional.empty();
    private boolean recomputing;
    private boolean checked;

    private Pass(Kernels kernels, Workspace ws, DType precision, Function<Param, Tensor> values,
            Function<Param, Tensor> into, boolean trains, boolean records, AtomicInteger salts,
            Optional<Gradients> outer) {
        this.kernels = kernels;
        this.ws = ws;
        this.precision = precision;
        this.values = values;
        this.into = into;
        this.trains = trains;
        this.records = records;
        this.salts = salts;
        this.gradients = new Gradients(this, ws, outer);
        if (outer.isEmpty()) {
            guard = Optional.of(kernels.guard().enter());
        }
    }

    /// A pass that trains `values`, in their element type. Adds their gradients to `into`, which has the same layout.
    public static Pass training(Kernels kernels, Workspace ws, Parameters values, Parameters into) {
        return new Pass(kernels, ws, values.flat().dtype(), values::of, into::of, true, true, new AtomicInteger(),
                Optional.empty());
    }

    /// A pass that uses trained values, in their element type, and does not train.
    public static Pass inference(Kernels kernels, Workspace ws, Parameters values) {
        return inference(kernels, ws, values.flat().dtype(), values::of);
    }

    /// A pass that uses frozen weights only.
    ///
    /// @param precision F32, or F64 on the reference kernels
    public static Pass inference(Kernels kernels, Workspace ws, DType precision) {
        return inference(kernels, ws, precision, Pass::untrained);
    }

    private static Pass inference(Kernels kernels, Workspace ws, DType precision, Function<Param, Tensor> values) {
        return new Pass(kernels, ws, precision, values, Pass::untrained, false, false, new AtomicInteger(),
                Optional.empty());
    }

    private static Tensor untrained(Param p) {
        throw new IllegalArgumentException(
                "pass: needs values for the trained " + p.name() + ", was opened without parameters");
    }

    /// Checks every result and gradient from now on: the first operation that produces a number that is not finite throws
    /// [t2l.tensor.T2lException] with its name. Slow. Returns this.
    public Pass checked() {
        checked = true;
        return this;
    }

    /// Trades time for memory from now on: only the result of each [Var#layer] is kept, and the values inside are
    /// computed again in the backward pass. The gradients are the same bits. Returns this.
    public Pass recomputing() {
        recomputing = true;
        return this;
    }

    /// A pass inside this one. Gradients of this pass's values are collected here.
    ///
    /// @param records whether it walks back; if not, it releases values layer by layer
    /// @param salts   counts its dropouts
    Pass inside(boolean records, AtomicInteger salts) {
        Pass inside = new Pass(kernels, ws, precision, values, into, trains, records, salts, Optional.of(gradients));
        inside.recomputing = recomputing;
        inside.checked = checked;
        return inside;
    }

    /// The element type of everything computed here.
    public DType precision() {
        return precision;
    }

    public Kernels kernels() {
        return kernels;
    }

    /// Counts dropouts: each has noise of its own.
    AtomicInteger salts() {
        return salts;
    }

    /// A value that gets no gradient.
    public Var constant(Tensor t) {
        return new Var(this, t, false);
    }

    /// A weight: a constant if it is frozen; otherwise a leaf, whose gradient adds up over passes until it is set to zero.
    public Var use(Weight w) {
        return switch (w) {
            case Weight.Frozen(Tensor value) -> constant(value);
            case Param p -> trains
                    ? leaves.computeIfAbsent(p, _ -> leaf(values.apply(p), into.apply(p)))
                    : constant(values.apply(p));
        };
    }

    /// A value whose gradient is added to `into`.
    Var leaf(Tensor value, Tensor into) {
        Var v = new Var(this, value, true);
        gradients.collect(v, into);
        return v;
    }

    /// See [Var#layer].
    Var layer(Var x, UnaryOperator<Var> f) {
        if (trains && recomputing) {
            return new Recompute(x, f).apply();
        }
        boolean replaced = !tape.isEmpty() && tape.getLast().y() == x;
        int kept = replaced ? tape.size() - 1 : tape.size();
        Var y = f.apply(x);
        if (!records) {
            Node last = removeLast(y);
            release(kept);
            tape.add(last);
        }
        return y;
    }

    /// Takes `result`, the last value, out of this pass: its memory is the caller's.
    Var leave(Var result) {
        List<Tensor> held = removeLast(result).held();
        held.subList(1, held.size()).forEach(ws::give);
        return result;
    }

    private Node removeLast(Var result) {
        if (tape.isEmpty() || tape.getLast().y() != result) {
            throw new IllegalArgumentException("layer: needs a function that returns the result of its last operation");
        }
        return tape.removeLast();
    }

    /// Runs an operation and adds it to the tape. It computes through kernels only, so that a recorded pass
    /// ([t2l.tensor.backend.Recording]) can run again on new contents of the same tensors.
    ///
    /// @param name    what messages call it: its method of [Var]
    /// @param inputs  the values it reads that may need a gradient
    /// @param forward computes the result, the first tensor that it takes; returns what adds `(∂y/∂input)ᵀ · dy` to the
    ///                gradient of every input that needs one. What it takes is held until then.
    Var apply(String name, List<Var> inputs, Supplier<Consumer<Tensor>> forward) {
        return apply(name, inputs.stream().anyMatch(Var::wanted), inputs, forward);
    }

    /// The same for an operation with other ways for gradients than its inputs.
    ///
    /// @param wanted whether a gradient flows to the result
    Var apply(String name, boolean wanted, List<Var> inputs, Supplier<Consumer<Tensor>> forward) {
        Consumer<Tensor> backward;
        try {
            backward = forward.get();
        } catch (RuntimeException | Error e) {
            giveTaken();
            throw e;
        }
        List<Tensor> held = List.copyOf(taken);
        taken.clear();
        Var y = new Var(this, held.getFirst(), trains && wanted);
        tape.add(new Node(y, name, inputs, held, backward));
        if (checked) {
            requireFinite(name, y.value());
        }
        return y;
    }

    /// Throws [T2lException] unless all numbers of `t` are finite.
    private static void requireFinite(String what, Tensor t) {
        for (long i = 0, n = t.size(); i < n; i++) {
            if (!Double.isFinite(t.get(i))) {
                throw new T2lException("training: " + what + " gives " + t.get(i) + " at element " + i + " of " + t
                        + "; a smaller learning rate may help");
            }
        }
    }

    /// Memory of the operation that runs: its result, what its backward pass needs, or scratch memory.
    Tensor take(DType dtype, int... shape) {
        return hold(ws.take(dtype, shape));
    }

    /// Memory that was taken by a pass inside this one, for the operation that runs.
    Tensor hold(Tensor t) {
        taken.add(t);
        return t;
    }

    /// Gives back the last tensor that was taken.
    void give(Tensor last) {
        if (taken.removeLast() != last) {
            throw new IllegalArgumentException("pass: needs the tensor taken last, got " + last);
        }
        ws.give(last);
    }

    private void giveTaken() {
        taken.forEach(ws::give);
        taken.clear();
    }

    void run(Kernel kernel) {
        kernels.run(kernel);
    }

    /// To which the gradient of `x` is added. If `x` needs no gradient, it is scratch memory, for kernels that compute several
    /// gradients at once.
    Tensor gradient(Var x) {
        return x.wanted() ? gradients.of(x) : take(x.value().dtype(), x.value().dims());
    }

    /// Runs the kernel that adds to the gradient of `x`, if it needs one.
    void accumulate(Var x, Function<Tensor, Kernel> kernel) {
        if (x.wanted()) {
            run(kernel.apply(gradients.of(x)));
        }
    }

    /// The operations so far, by name.
    List<String> operations() {
        return tape.stream().map(Node::operation).toList();
    }

    /// Walks back from `loss[1]`, adds its gradient to those of all trained weights, and releases all values.
    public void backward(Var loss) {
        if (loss.wanted()) {
            kernels.run(new Fill(1, gradients.of(loss)));
        }
        walk();
    }

    /// The same from `y`, whose gradient is `dy`.
    public void backward(Var y, Tensor dy) {
        if (y.wanted()) {
            kernels.run(new Copy(dy, gradients.of(y)));
        }
        walk();
    }

    private void walk() {
        for (int at = tape.size() - 1; at >= 0; at--) {
            Node n = tape.get(at);
            if (gradients.holds(n.y())) {
                n.backward().accept(gradients.of(n.y()));
                if (tape.size() > at + 1) {
                    throw new IllegalStateException(
                            "layer: needs a function that works in the pass of its argument, used the outer pass");
                }
                if (checked) {
                    n.inputs().stream().filter(Var::wanted)
                            .forEach(x -> requireFinite("the gradient of " + n.operation(), gradients.of(x)));
                }
                giveTaken();
                gradients.release(n.y());
            }
            release(at);
        }
    }

    /// Releases all nodes but the first `kept`.
    private void release(int kept) {
        while (tape.size() > kept) {
            Node n = tape.removeLast();
            n.y().release();
            n.held().forEach(ws::give);
        }
    }

    /// Releases everything that is still held.
    @Override
    public void close() {
        release(0);
        giveTaken();
        gradients.close();
        guard.ifPresent(ThreadGuard::close);
        guard = Optional.empty();
    }
}
