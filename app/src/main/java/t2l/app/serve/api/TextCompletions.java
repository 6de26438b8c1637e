package t2l.app.serve.api;

import module java.base;
import t2l.*;
import t2l.app.serve.http.Endpoint;
import t2l.app.serve.http.Endpoint.Notes;
import t2l.tensor.settings.Source;
import t2l.transformer.generate.Settings;

/// `POST /v1/completions`: texts to be continued, without a chat template.
public record TextCompletions(Service service) implements Endpoint {
    /// Tokens of an answer, if the request does not say, as OpenAI's.
    private static final int TOKENS = 16;
    private static final int MAX_PROMPTS = 64;

    @Override
    public Reply take(Source fields, Notes notes) {
        Settings usual = service.settings().apply(TOKENS);
        int most = fields.count("max_tokens", 0, Integer.MAX_VALUE).orElse(usual.maxTokens());
        GenerationFields writing = GenerationFields.of(fields, usual.maxTokens(most),
                fields.count("logprobs", 0, GenerationFields.MAX_LIKELY).orElse(-1), service);
        Unused.take(Unused.OF_TOOLS, fields);
        Object prompt = fields.need("prompt");
        List<ReplyWriter.Opening> prompts = prompts(fields, prompt);
        service.note("prompt", prompt, notes);
        return new Reply(writing.stream(),
                out -> new ChoicesWriter(service, writing, false, notes, out).write("prompt", prompts, false));
    }

    /// A text, a list of texts, a list of tokens, or a list of such lists.
    private List<ReplyWriter.Opening> prompts(Source fields, Object prompt) {
        List<?> some = prompt instanceof List<?> list && !list.isEmpty() && !(list.getFirst() instanceof Number)
                ? list
                : List.of(prompt);
        if (some.size() > MAX_PROMPTS) {
            throw fields.wrong("prompt", "at most " + MAX_PROMPTS + " prompts", some.size());
        }
        List<ReplyWriter.Opening> prompts = new ArrayList<>();
        for (Object each : some) {
            if (each instanceof List<?> tokens) {
                int[] ids = ids(fields, tokens);
                prompts.add((adapter, settings) -> service.t2l().stream(T2l.Prompt.tokens(ids), adapter, settings));
            } else {
                String text = service.readable("prompt", fields.asText("prompt", each));
                prompts.add((adapter, settings) -> service.t2l().stream(T2l.Prompt.tokens(
                        service.t2l().model().tokenizer().encode(text, true)), adapter, settings));
            }
        }
        return prompts;
    }

    private int[] ids(Source fields, List<?> tokens) {
        int vocabulary = service.t2l().model().config().vocabulary();
        return tokens.stream().mapToInt(token -> fields.asCount("prompt", token, 0, vocabulary - 1)).toArray();
    }
}
