package t2l.hypernet.eval;

import java.util.Optional;

/// How a program written by a model is tested: it is combined with tests that must run without an error.
///
/// @param before the code that the model continued, such as the head of a function; empty if it wrote everything
/// @param entry  the function that the tests call
/// @param tests  Python code to run after the program
public record UnitTests(String before, String entry, String tests) {
    /// The name of the metric.
    public static final String METRIC = "pass@1";

    private static final String FENCE = "```";

    /// Whether the model has finished its program.
    static boolean ended(String completion) {
        return completion.contains(FENCE);
    }

    /// The program with its tests. A completion ends at the first fence; from a whole program, code that the tested
    /// function does not need is removed ([PythonSource]).
    public String source(String completion) {
        int end = completion.indexOf(FENCE);
        String code = end < 0 ? completion : completion.substring(0, end);
        return (before.isEmpty() ? PythonSource.needed(code, entry) : before + code) + "\n" + tests + "\n";
    }

    /// The function of `code` that `test` calls.
    static Optional<String> entry(String code, String test) {
        return PythonSource.functions(code).stream().filter(name -> test.contains(name + "(")).findFirst();
    }
}
