package t2l.hypernet.suite;

/// What a task is for (`mini-suite.md` §2.6). A hypernetwork is trained on [#TRAIN] alone.
public enum Split {
    /// The base model was pretrained on these, the hypernetwork learns from them.
    TRAIN("train"),
    /// Combinations no hypernetwork has met, for choosing hyper-parameters.
    VAL("val"),
    /// Combinations no hypernetwork has met; the base has seen the behaviour.
    TEST_A("testA"),
    /// Combinations that neither the base nor a hypernetwork has met in any form.
    TEST_B("testB"),
    /// A number or category that no training description of this kind mentions.
    PARAM("param"),
    /// A map that no training description mentions.
    FAR("far");

    private final String label;

    Split(String label) {
        this.label = label;
    }

    /// The name in the task file.
    public String label() {
        return label;
    }

    /// Whether the base model meets the behaviour while it is pretrained.
    public boolean pretrained() {
        return this != TEST_B;
    }
}
