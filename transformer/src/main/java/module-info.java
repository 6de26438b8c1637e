/// Models, tokenizers, text generation and adapters.
module t2l.transformer {
    requires transitive t2l.autograd;
    requires com.fasterxml.jackson.core;
    requires com.fasterxml.jackson.jr.ob;
    requires it.unimi.dsi.fastutil;

    exports t2l.transformer;
    exports t2l.transformer.family;
    exports t2l.transformer.generate;
    exports t2l.transformer.grammar;
    exports t2l.transformer.hub;
    exports t2l.transformer.lora;
    exports t2l.transformer.template;
    exports t2l.transformer.text;
    exports t2l.transformer.tools;

    // Files of built-in models, which `Builtin` looks for in all modules.
    opens t2l.builtin.minilm;
    opens t2l.builtin.stories260k;
}
