package t2l.autograd;

import module java.base;
import t2l.tensor.*;
import t2l.tensor.kernel.Elementwise.Fill;

/// The gradients of a pass. Each exists from its first use until the backward walk has passed its value.
final class Gradients {
    private final Pass pass;
    private final Workspace ws;
    private final Optional<Gradients> outer;
    private final Map<Var, Tensor> leaves = new HashMap<>();
    private final Map<Var, Tensor> taken = new HashMap<>();

    /// @param outer gradients of the outer pass
    Gradients(Pass pass, Workspace ws, Optional<Gradients> outer) {
        this.pass = pass;
        this.ws = ws;
        this.outer = outer;
    }

    /// From now on the gradient of `leaf` is added to `into`.
    void collect(Var leaf, Tensor into) {
        leaves.put(leaf, into);
    }

    /// Whether anything was added to the gradient of `v`, which is not a leaf.
    boolean holds(Var v) {
        return taken.containsKey(v);
    }

    /// The tensor to which the gradient of `v` is added. For a view this is a view of the gradient of its source.
    Tensor of(Var v) {
        if (v.pass() != pass) {
            return outer.orElseThrow(
                    () -> new IllegalArgumentException("pass: needs values of its own, got one of another pass")).of(v);
        }
        if (v.view().isPresent()) {
            Var.View view = v.view().get();
            return view.look().apply(of(view.x()));
        }
        Tensor into = leaves.get(v);
        return into != null ? into : taken.computeIfAbsent(v, this::zeros);
    }

    private Tensor zeros(Var v) {
        Tensor zeros = ws.take(v.value().dtype(), v.value().dims());
        pass.kernels().run(new Fill(0, zeros));
        return zeros;
    }

    /// Releases the gradient of `v`: the operation that computed `v` is done.
    void release(Var v) {
        ws.give(taken.remove(v));
    }

    /// Releases what a failed walk has left.
    void close() {
        taken.values().forEach(ws::give);
        taken.clear();
    }
}
