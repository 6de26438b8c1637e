package t2l.app.serve.api;

import java.util.Map;
import t2l.app.console.Json;
import t2l.app.serve.endpoint.Notes;
import t2l.transformer.generate.Answer;
import t2l.transformer.generate.Completion;

/// The tokens of a reply, and their speed.
final class Tally {
    private int prompt;
    private int written;
    private double reading;
    private double writing;
    private int steps;

    /// Adds an answer, in whatever state it is.
    ///
    /// @param first whether it is the first for its prompt, whose tokens count once
    void add(Answer answer, boolean first) {
        Completion completion = answer.completion();
        int tokens = completion.tokens().size();
        if (first) {
            prompt += answer.promptTokens();
            reading += completion.promptSeconds();
        }
        written += tokens;
        steps += Math.max(0, tokens - 1);
        writing += completion.seconds();
    }

    void note(Notes notes) {
        notes.put("prompt_tokens", prompt);
        notes.put("completion_tokens", written);
    }

    /// Adds `usage` and `timings` to a reply.
    Map<String, Object> put(Map<String, Object> reply) {
        reply.put("usage", Json.object("prompt_tokens", prompt, "completion_tokens", written, "total_tokens",
                prompt + written));
        reply.put("timings", timings());
        return reply;
    }

    /// The same by the names of `/v1/responses`.
    void putResponse(Map<String, Object> reply) {
        reply.put("usage", Json.object("input_tokens", prompt, "input_tokens_details",
                Json.object("cached_tokens", 0, "cache_write_tokens", 0),
                "output_tokens", written, "output_tokens_details", Json.object("reasoning_tokens", 0), "total_tokens",
                prompt + written));
        reply.put("timings", timings());
    }

    private Map<String, Object> timings() {
        return Json.object("prompt_ms", rounded(1e3 * reading), "tokens_per_second",
                rounded(writing > 0 ? steps / writing : 0));
    }

    private static double rounded(double x) {
        return Math.round(1e3 * x) / 1e3;
    }
}
