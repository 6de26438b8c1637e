package t2l.autograd;

import module java.base;

/// `y = f(x)`, of which only the result is kept: the values inside are computed again in the backward pass (Chen et al.
/// 2016, "Training Deep Nets with Sublinear Memory Cost").
///
/// `f` first runs in a pass that releases its values, then in one that records and walks back at once. Both run the same
/// kernels on the same numbers, noise included, so the gradients are the same bits as without recomputing. `f` may use
/// parameters and values of the outer pass.
record Recompute(Var x, UnaryOperator<Var> f) {
    Var apply() {
        Pass pass = x.pass();
        int salt = pass.salts().get();
        Var result;
        try (Pass first = pass.inside(false, pass.salts())) {
            result = first.leave(f.apply(new Var(first, x.value(), x.wanted())));
        }
        return pass.apply("Layer", result.wanted(), List.of(x), () -> {
            pass.hold(result.value());
            return dy -> {
                try (Pass second = pass.inside(true, new AtomicInteger(salt))) {
                    Var in = x.wanted() ? second.leaf(x.value(), pass.gradient(x)) : second.constant(x.value());
                    second.backward(f.apply(in), dy);
                }
            };
        });
    }
}
