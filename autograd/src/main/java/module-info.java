/// Gradients, parameters and optimisers.
module t2l.autograd {
    requires transitive t2l.tensor;

    exports t2l.autograd;
}
