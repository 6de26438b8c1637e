package t2l.hypernet.train;

import java.util.List;
import t2l.tensor.T2lException;

/// A row of a Super-NaturalInstructions task as Lots-of-LoRAs publishes it, taken apart as Text-to-LoRA does (t2l-spec
/// §12). Its texts are read by models that were trained on exactly these.
///
/// A marker ends what another occurrence of it follows: a problem that contains `Input: ` is cut there. That is the
/// reference's way, and kept for comparable prompts.
///
/// @param definition what is to be done
/// @param problem    one instance of it
/// @param answer     all accepted outputs, with commas between them
record InstructionRow(String definition, String problem, String answer) {
    private static final String NO_EXPLANATION = " Please complete the task without any explanation.";
    private static final String SEVERAL = "\nThe answer should be a comma-separated list of possible completions.";

    /// Takes a row apart. Throws [T2lException] if a marker is missing.
    ///
    /// @param where what messages call it
    static InstructionRow of(String where, String input, List<String> outputs) {
        String definition = before(after(where, input, "Definition: "), "\n\nPositive Example 1 -");
        String problem = before(after(where, after(where, input, "Now complete the following example -"), "Input: "),
                "\nOutput:");
        return new InstructionRow(definition + NO_EXPLANATION + (outputs.size() > 1 ? SEVERAL : ""), problem,
                String.join(", ", outputs));
    }

    /// What stands between the first and the second occurrence of a marker.
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
