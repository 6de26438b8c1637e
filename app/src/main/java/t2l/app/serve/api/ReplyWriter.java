package t2l.app.serve.api;

import module java.base;
import t2l.*;
import t2l.app.console.Json;
import t2l.app.serve.adapters.AdapterRegistry.RequestAdapter;
import t2l.app.serve.http.*;
import t2l.app.serve.http.Endpoint.Notes;
import t2l.transformer.generate.*;
import t2l.transformer.tools.ToolReader;
import t2l.transformer.tools.ToolReader.Part;

/// Answers a request, one choice after the other, so that it never waits for memory while it holds some; they share what was
/// read. What the JSON looks like is up to the endpoint.
abstract class ReplyWriter {
    final Service service;
    final GenerationFields writing;
    final Notes notes;
    final Endpoint.Output out;
    /// 32 hexadecimal digits.
    final String name;
    final long created;
    final Tally tally = new Tally();
    /// What replies say of the adapter; empty before [#write], and for the base model.
    Optional<Map<String, Object>> adapter = Optional.empty();

    /// Begins an answer.
    interface Opening {
        /// Throws [IllegalArgumentException] or [t2l.tensor.T2lException] for a prompt that cannot be read.
        Answer open(Adapter adapter, Settings settings);
    }

    /// @param out takes the events, or the whole reply
    ReplyWriter(Service service, GenerationFields writing, Notes notes, Endpoint.Output out) {
        this.service = service;
        this.writing = writing;
        this.notes = notes;
        this.out = out;
        name = service.clock().names().get();
        created = service.clock().created();
    }

    /// Writes the choices for each prompt.
    ///
    /// @param param   the field with the prompts
    /// @param prompts one or more
    /// @param chats   whether they are written in a chat template
    final void write(String param, List<Opening> prompts, boolean chats) throws IOException, InterruptedException {
        Adapter used = adapter(chats);
        for (int index = 0; index < prompts.size() * writing.choices(); index++) {
            Opening prompt = prompts.get(index / writing.choices());
            int choice = index % writing.choices();
            try (Answer answer = Refusal.blaming(param, () -> prompt.open(used, writing.settings(choice)))) {
                Optional<ToolReader> reader = answer.reader();
                begin(index, answer);
                try {
                    for (String chunk : answer) {
                        notes.putFirst("first_ms", service.clock().since(notes.begin()));
                        parts(reader.map(each -> each.accept(chunk)).orElseGet(() -> List.of(new Part.Text(chunk))));
                    }
                    parts(reader.map(ToolReader::finish).orElse(List.of()));
                } finally {
                    tally.add(answer, choice == 0);
                    tally.note(notes);
                }
                end(answer);
                service.note("reply", answer.text(), notes);
            }
        }
        end();
    }

    private Adapter adapter(boolean chats) throws InterruptedException {
        if (writing.adapter().isEmpty()) {
            return Adapter.NONE;
        }
        RequestAdapter found = service.find(writing.adapter().get(), notes);
        Map<String, Object> view = Adapters.brief(found);
        found.adapter().template().ifPresent(own -> view.put("chat_template", chats
                && service.t2l().format(found.adapter(), writing.settings(0)).template().equals(Optional.of(own))
                        ? "applied"
                        : "not applied"));
        adapter = Optional.of(view);
        return found.adapter();
    }

    private void parts(List<Part> some) throws IOException {
        for (Part each : some) {
            part(each);
        }
    }

    /// Begins choice `index`.
    abstract void begin(int index, Answer answer) throws IOException;

    /// Goes on with it.
    abstract void part(Part part) throws IOException;

    /// Ends it.
    abstract void end(Answer answer) throws IOException;

    /// Ends the reply.
    abstract void end() throws IOException;

    /// The tokens of a reply, and their speed.
    static final class Tally {
        private int prompt;
        private int cached;
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
                cached += answer.cachedTokens();
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
                    prompt + written, "prompt_tokens_details", Json.object("cached_tokens", cached)));
            reply.put("timings", timings());
            return reply;
        }

        /// The same by the names of `/v1/responses`.
        Map<String, Object> putResponse(Map<String, Object> reply) {
            reply.put("usage", Json.object("input_tokens", prompt, "input_tokens_details",
                    Json.object("cached_tokens", cached, "cache_write_tokens", 0), "output_tokens", written,
                    "output_tokens_details", Json.object("reasoning_tokens", 0), "total_tokens", prompt + written));
            reply.put("timings", timings());
            return reply;
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
