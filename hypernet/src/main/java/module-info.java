/// From text to adapter: the hypernetwork, its training and evaluation, and the façade [t2l.T2l].
module t2l.hypernet {
    requires transitive t2l.transformer;
    requires it.unimi.dsi.fastutil;
    requires org.snakeyaml.engine;

    exports t2l;
    exports t2l.hypernet;
    exports t2l.hypernet.data;
    exports t2l.hypernet.eval;
    exports t2l.hypernet.train;

    // Files of a built-in model, which `Builtin` looks for in all modules.
    opens t2l.builtin.tiny;
    opens t2l.builtin.tiny.t2l;
}
