package t2l.hypernet.eval;

import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import t2l.tensor.settings.Source;
import t2l.transformer.text.Characters;

/// A row of MBPP, as published or as evalplus publishes it: there `prompt` is a docstring with the text and the first
/// assertion, `assertion` has all of them, and `canonical_solution` the code (t2l-spec §11.3).
///
/// @param instruction the text, which ends with a full stop
/// @param assertion   the first assertion, shown in the prompt
/// @param assertions  all of them, shown in worked examples
/// @param tests       imports and assertions, to be run
/// @param code        a correct program
record MbppProblem(String instruction, String assertion, String assertions, String tests, String code) {
    private static final String QUOTES = "\"\"\"";
    private static final String ASSERT = "assert";
    private static final String ASSERTION = "assertion";
    private static final String SOLUTION = "canonical_solution";

    /// Throws [t2l.tensor.T2lException] if the row lacks a column, or its docstring an assertion.
    static MbppProblem of(Source line) {
        List<String> tests = line.values().containsKey(ASSERTION)
                ? List.of(Characters.strip(line.text(ASSERTION)))
                : line.someTexts("test_list");
        String prompt = line.text("prompt");
        int begin = prompt.indexOf(QUOTES);
        String text = begin < 0
                ? prompt + "\n" + tests.getFirst()
                : prompt.substring(begin + QUOTES.length(),
                        Math.max(begin + QUOTES.length(), prompt.lastIndexOf(QUOTES)));
        int assertion = text.indexOf(ASSERT);
        if (assertion < 0) {
            throw line.wrong("prompt", "a text with an assertion", prompt);
        }
        String instruction = Characters.strip(text.substring(0, assertion));
        Stream<String> imports = line.values().get("test_imports") instanceof List<?> lines
                ? lines.stream().map(String::valueOf)
                : Stream.of();
        return new MbppProblem(instruction.endsWith(".") ? instruction : instruction + ".",
                Characters.strip(text.substring(assertion)), String.join("\n", tests),
                Stream.concat(imports, tests.stream()).collect(Collectors.joining("\n")),
                line.text(line.values().containsKey(SOLUTION) ? SOLUTION : "code"));
    }

    /// By name, for templates.
    Map<String, String> columns() {
        return Map.of("instruction", instruction, ASSERTION, assertion, "assertions", assertions, "tests", tests,
                "code", code);
    }
}
