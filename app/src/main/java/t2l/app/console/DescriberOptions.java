package t2l.app.console;

import module java.base;
import picocli.CommandLine.*;
import t2l.*;
import t2l.tensor.backend.Kernels;

/// The options of text generation: model, adapters and sampling.
public final class DescriberOptions {
    @Mixin
    public ModelOptions model;

    @Mixin
    private ChatTemplateOption template;

    @Mixin
    private PrecisionOptions precision;

    @Option(names = "--describe", paramLabel = "TEXT", order = 11,
            description = "A task, for which --t2l generates another adapter.")
    public Optional<String> description;

    @Mixin
    public SamplingOptions sampling;

    @Mixin
    public HypernetOptions hypernet;

    /// Opens the model, and the hypernetwork when it is needed.
    public T2l open(CommonOptions common, Kernels kernels) {
        return precision.apply(hypernet.builder(model.model(), template.name(), common, kernels)).mapped().open();
    }

    /// Says how prompts of `builtin:tiny` end, if this one does not.
    public void check(String prompt, Out out) {
        if (model.model().equals("builtin:tiny") && !prompt.stripTrailing().endsWith(">")) {
            out.say("builtin:tiny continues a list of words that ends with >, as in \"pear apple fig >\"");
        }
    }

    /// The sum of the adapters that were named and of `made`.
    public Adapter sum(Adapter made, T2l t2l) {
        List<Adapter> all = new ArrayList<>(model.adapters(t2l));
        if (all.isEmpty() || made != Adapter.NONE) {
            all.add(made);
        }
        return all.size() == 1 ? all.getFirst() : t2l.sum("the adapters", all);
    }
}
