package t2l.hypernet.eval;

import java.util.Optional;

/// How a program that a model wrote is tried: it is put together with tests, which must run without an error.
///
/// @param before what the model continued, for example the head of a function; empty if it wrote all
/// @param entry  the function that the tests call
/// @param tests  Python, to run behind the program
public record Program(String before, String entry, String tests) {
    /// What the share of programs that pass is called.
    public static final String METRIC = "pass@1";

    private static final String FENCE = "```";

    /// Whether the model has closed its program.
    static boolean ended(String completion) {
        return completion.contains(FENCE);
    }

    /// The program with its tests. A completion ends at the first fence; if it is the whole program, what the tested
    /// function does not need is left out ([PythonSource]).
    public String source(String completion) {
        int end = completion.indexOf(FENCE);
        String code = end < 0 ? completion : completion.substring(0, end);
        return (before.isEmpty() ? PythonSource.needed(code, entry) : before + code) + "\n" + tests + "\n";
    }

    /// The name of the function that `test` calls, out of those that `code` defines.
    static Optional<String> entry(String code, String test) {
        return PythonSource.functions(code).stream().filter(name -> test.contains(name + "(")).findFirst();
    }
}
