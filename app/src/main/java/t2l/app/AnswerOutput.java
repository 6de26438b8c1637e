package t2l.app;

import module java.base;
import t2l.app.console.Json;
import t2l.app.console.Out;
import t2l.transformer.generate.Answer;
import t2l.transformer.generate.Completion;

/// Prints an answer while it is generated, or with `--json` when it is complete.
public final class AnswerOutput {
    private AnswerOutput() {}

    /// Shows `answer` to its end, or until the user has had enough.
    ///
    /// @param enough  called after each chunk: whether the user stops the answer
    /// @param asText  whether its chunks are text, not numbers of tokens
    static void show(Out out, Answer answer, boolean asText, BooleanSupplier enough) {
        for (String chunk : answer) {
            if (!out.isJson()) {
                out.text(chunk);
            }
            if (enough.getAsBoolean()) {
                answer.cancel();
            }
        }
        if (!out.isJson()) {
            out.text(System.lineSeparator());
        } else if (!out.stopping()) {
            out.json(result(answer, asText));
        }
    }

    /// The answer as JSON.
    public static Map<String, Object> result(Answer answer, boolean asText) {
        Completion written = answer.completion();
        return Json.object("prompt_tokens", answer.promptTokens(),
                "tokens", written.tokens(),
                "text", asText ? answer.text() : "",
                "finish_reason", written.finish() == Completion.Finish.LENGTH ? "length" : "stop",
                "tokens_per_second", written.speed());
    }
}
