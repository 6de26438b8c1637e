package t2l.langchain4j;

import t2l.T2l;

/// SmolLM2-135M-Instruct, for the tests of the group `real`.
final class Smol {
    static final T2l T2L = T2l.open(System.getProperty("t2l.shared")
            + "/models/smollm2-135m-instruct/SmolLM2-135M-Instruct.Q4_1.gguf");

    private Smol() {}
}
