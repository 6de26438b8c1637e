package t2l.app.serve.api;

import module java.base;
import t2l.*;
import t2l.app.serve.adapters.AdapterRef;
import t2l.app.serve.api.GenerationFields.*;
import t2l.app.serve.http.*;
import t2l.app.serve.http.Endpoint.Notes;
import t2l.tensor.settings.Source;
import t2l.transformer.generate.Settings;
import t2l.transformer.template.ChatTemplate.Message;

/// `POST /v1/chat/completions`
public record ChatCompletions(Service service) implements Endpoint {
    private static final Set<String> KINDS = Set.of("text");
    /// Tokens of an answer, if the request does not say.
    static final int TOKENS = 1024;

    @Override
    public Reply take(Source fields, Notes notes) {
        Settings settings = settings(fields);
        GenerationFields writing = GenerationFields.of(fields, settings, scores(fields), service);
        List<Message> messages = new MessageFields(service, settings, KINDS).take(fields, "messages");
        service.note("messages", messages, notes);
        return new Reply(writing.stream(), out -> new ChoicesWriter(service, writing, true, notes, out).write(
                "messages",
                List.of((adapter, each) -> service.t2l().stream(T2l.Prompt.messages(messages), adapter, each)), true));
    }

    private Settings settings(Source fields) {
        Settings settings = tokens(fields);
        Settings templated = AdapterRef.template(fields).map(settings::template).orElse(settings);
        return new ToolFields(service, true).take(fields, fields.object("response_format")
                .map(format -> ResponseFormat.take(format, true, templated, service.t2l())).orElse(templated));
    }

    private Settings tokens(Source fields) {
        OptionalInt old = fields.count("max_tokens", 1, Integer.MAX_VALUE);
        OptionalInt most = fields.count("max_completion_tokens", 1, Integer.MAX_VALUE);
        if (old.isPresent() && most.isPresent()) {
            throw Refusal.field("max_tokens", "max_tokens: is the old name of max_completion_tokens; use one of both");
        }
        Settings usual = service.settings().apply(TOKENS);
        return usual.maxTokens(most.orElse(old.orElse(usual.maxTokens())));
    }

    private static int scores(Source fields) {
        boolean wanted = fields.flag("logprobs", false);
        OptionalInt likely = fields.count("top_logprobs", 0, GenerationFields.MAX_LIKELY);
        if (likely.isPresent() && !wanted) {
            throw Refusal.field("top_logprobs", "top_logprobs: needs logprobs to be true");
        }
        return wanted ? likely.orElse(0) : -1;
    }
}
