package t2l.hypernet.data;

import java.util.List;
import t2l.tensor.T2lException;

/// A row of a Super-NaturalInstructions task as published by Lots-of-LoRAs, parsed exactly as in Text-to-LoRA (t2l-spec
/// §12).
///
/// A problem that contains `Input: ` is cut there, as in the reference, to keep prompts comparable.
///
/// @param definition the instruction
/// @param problem    an instance of the task
/// @param answer     all accepted outputs, separated by commas
record InstructionRow(String definition, String problem, String answer) {
    private static final String NO_EXPLANATION = " Please complete the task without any explanation.";
    private static final String SEVERAL = "\nThe answer should be a comma-separated list of possible completions.";

    /// Parses a row. Throws [T2lException] if a marker is missing.
    ///
    /// @param where its name in error messages
    static InstructionRow of(String where, String input, List<String> outputs) {
        String definition = before(after(where, input, "Definition: "), "\n\nPositive Example 1 -");
        String problem = before(after(where, after(where, input, "Now complete the following example -"), "Input: "),
                "\nOutput:");
        return new InstructionRow(definition + NO_EXPLANATION + (outputs.size() > 1 ? SEVERAL : ""), problem,
                String.join(", ", outputs));
    }

    /// The text between the first and the second occurrence of a marker.
    private static String after(String where, String text, String marker) {
        int at = text.indexOf(marker);
        if (at < 0) {
            throw new T2lException(where + ": field 'input' needs to contain '" + marker + "', does not");
        }
        return before(text.substring(at + marker.length()), marker);
    }

    private static String before(String text, String marker) {
        int at = text.indexOf(marker);
        return at < 0 ? text : text.substring(0, at);
    }
}
