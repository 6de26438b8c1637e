package t2l.langchain4j;

import t2l.T2l;

/// `builtin:tiny`, for all tests of a process.
final class Tiny {
    static final T2l T2L = T2l.builder().model("builtin:tiny").threads(1).open();

    private Tiny() {}
}
