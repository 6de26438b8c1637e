package t2l.app.suite;

/// The use of a task (`mini-suite.md` §2.6). Hypernetworks are trained on [#TRAIN] only.
public enum Split {
    /// Training tasks, on which the base model was pretrained as well.
    TRAIN("train"),
    /// Combinations not used in training, for choosing hyperparameters.
    VAL("val"),
    /// Combinations not used in training; the base model has seen the behaviour.
    TEST_A("testA"),
    /// Combinations that neither the base model nor a hypernetwork has seen in any form.
    TEST_B("testB"),
    /// Tasks with a number or category that no training description of this kind mentions.
    PARAM("param"),
    /// Tasks with a map that no training description mentions.
    FAR("far");

    private final String label;

    Split(String label) {
        this.label = label;
    }

    /// The name in the task file.
    public String label() {
        return label;
    }

    /// Whether the base model sees the behaviour in pretraining.
    public boolean pretrained() {
        return this != TEST_B;
    }
}
