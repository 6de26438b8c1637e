package t2l.app.serve;

import module java.base;
import t2l.Adapter;
import t2l.app.console.Json;
import t2l.app.serve.Form.TokenViews;
import t2l.app.serve.Service.Adapted;
import t2l.app.serve.Endpoint.Notes;
import t2l.transformer.generate.Answer;
import t2l.transformer.generate.Completion;
import t2l.transformer.generate.Completion.Finish;

/// Writes the choices of one request, one after the other, so that it never waits for memory while it holds some; they share
/// what was read.
final class Choices {
    private final Service service;
    private final GenerationFields writing;
    private final Form form;
    private final Notes notes;
    private final Endpoint.Output out;
    private final String id;
    private final long created;
    private final List<Map<String, Object>> choices = new ArrayList<>();
    private final Tally tally = new Tally();
    private Optional<Map<String, Object>> adapter = Optional.empty();

    /// Begins an answer.
    interface Opening {
        /// Throws [IllegalArgumentException] or [t2l.tensor.T2lException] for a prompt that cannot be read.
        Answer open(Adapter adapter, t2l.Settings settings);
    }

    /// @param out takes the events, or the whole reply
    Choices(Service service, GenerationFields writing, Form form, Notes notes, Endpoint.Output out) {
        this.service = service;
        this.writing = writing;
        this.form = form;
        this.notes = notes;
        this.out = out;
        id = form.prefix() + service.clock().names().get();
        created = service.clock().created();
    }

    /// Writes the choices for each prompt.
    ///
    /// @param param   the field with the prompts
    /// @param prompts one or more
    void write(String param, List<Opening> prompts) throws IOException, InterruptedException {
        Adapted adapted = Adapted.of(writing, !form.equals(Form.TEXT), service, notes);
        adapter = adapted.view();
        for (int p = 0; p < prompts.size(); p++) {
            for (int i = 0; i < writing.choices(); i++) {
                Opening prompt = prompts.get(p);
                int index = p * writing.choices() + i;
                var settings = writing.settings(i);
                try (Answer answer = Refusal.blaming(param, () -> prompt.open(adapted.adapter(), settings))) {
                    choice(index, answer);
                }
            }
        }
        end();
    }

    private void choice(int index, Answer answer) throws IOException {
        TokenViews scores = new TokenViews(answer, form);
        if (writing.stream()) {
            event(index, scores.add(form.opening().get()), null);
        }
        try {
            for (String chunk : answer) {
                notes.putFirst("first_ms", service.clock().since(notes.begin()));
                if (writing.stream()) {
                    event(index, scores.add(form.chunk().apply(chunk)), null);
                }
            }
        } finally {
            tally.add(answer, index % writing.choices() == 0);
            tally.note(notes);
        }
        String finish = finish(answer.completion());
        if (writing.stream()) {
            event(index, scores.add(form.chunk().apply("")), finish);
        } else {
            choices.add(indexed(index, scores.add(form.choice().apply(answer.text())), finish));
        }
        service.note("reply", answer.text(), notes);
    }

    private static String finish(Completion completion) {
        return completion.finish() == Finish.LENGTH ? "length" : "stop";
    }

    private void event(int index, Map<String, Object> content, String finish) throws IOException {
        Map<String, Object> event = reply(form.event(), List.of(indexed(index, content, finish)));
        adapter.ifPresent(used -> event.put("adapter", used)); // in the first one
        adapter = Optional.empty();
        if (writing.usage()) {
            event.put("usage", null); // until the last one
        }
        out.accept(event);
    }

    private void end() throws IOException {
        if (!writing.stream()) {
            Map<String, Object> whole = reply(form.whole(), choices);
            adapter.ifPresent(used -> whole.put("adapter", used));
            out.accept(tally.put(whole));
        } else if (writing.usage()) {
            out.accept(tally.put(reply(form.event(), List.of())));
        }
    }

    private static Map<String, Object> indexed(int index, Map<String, Object> content, String finish) {
        Map<String, Object> choice = Json.object("index", index);
        choice.putAll(content);
        choice.put("finish_reason", finish);
        return choice;
    }

    private Map<String, Object> reply(String kind, List<Map<String, Object>> all) {
        return Json.object("id", id, "object", kind, "created", created, "model", service.name(), "choices", all);
    }

    /// The tokens of a reply, and their speed.
    static final class Tally {
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
                    "output_tokens", written, "output_tokens_details", Json.object("reasoning_tokens", 0),
                    "total_tokens",
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
}
