package t2l.app.serve.api;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import t2l.Settings;
import t2l.app.console.Json;
import t2l.app.serve.adapter.AdapterWish;
import t2l.app.serve.endpoint.Endpoint;
import t2l.app.serve.endpoint.Notes;
import t2l.app.serve.endpoint.Refusal;
import t2l.tensor.settings.Source;
import t2l.transformer.template.ChatTemplate.Message;

/// `POST /v1/responses`: a text, or a conversation, that is answered. Nothing is stored.
public record Responses(Service service) implements Endpoint {
    private static final Set<String> KINDS = Set.of("input_text", "output_text");

    @Override
    public Reply take(Source fields, Notes notes) {
        refuse(fields, "prompt", "this server keeps no prompts; send the text in input");
        refuse(fields, "response_format", "is a field of chats; send text.format");
        Settings settings = settings(fields);
        GenerationFields writing = GenerationFields.of(fields, settings, -1, service);
        if (writing.choices() > 1) {
            throw fields.wrong("n", "1", writing.choices());
        }
        Optional<String> instructions = fields.findText("instructions");
        Map<String, Object> echo = Json.object("instructions", instructions.orElse(null), "metadata",
                Source.plain(fields.find("metadata").orElse(Map.of())), "text",
                Json.object("format", Source.plain(fields.object("text").flatMap(text -> text.find("format"))
                        .orElse(Map.of("type", "text")))));
        List<Message> messages = messages(fields, new MessageFields(service, settings, KINDS), instructions);
        service.note("messages", messages, notes);
        return new Reply(writing.stream(),
                out -> new ResponseWriter(service, writing, echo, notes, out).write(messages));
    }

    private static void refuse(Source fields, String name, String why) {
        fields.find(name).ifPresent(_ -> {
            throw Refusal.field(name, name + ": " + why);
        });
    }

    private Settings settings(Source fields) {
        Settings usual = service.settings().apply(ChatCompletions.TOKENS);
        OptionalInt most = fields.count("max_output_tokens", 1, Integer.MAX_VALUE);
        Settings settings = usual.maxTokens(most.orElse(usual.maxTokens()));
        Settings templated = AdapterWish.template(fields).map(settings::template).orElse(settings);
        return fields.object("text").map(text -> {
            Settings formed = text.object("format")
                    .map(format -> ResponseFormat.take(format, false, templated, service.t2l())).orElse(templated);
            Unused.take(text);
            text.end(Refusal.REQUEST);
            return formed;
        }).orElse(templated);
    }

    private List<Message> messages(Source fields, MessageFields all, Optional<String> instructions) {
        List<Message> messages = new ArrayList<>();
        instructions.ifPresent(text -> {
            all.requireTemplate("instructions");
            messages.add(new Message("system", service.readable("instructions", text)));
        });
        if (fields.need("input") instanceof String text) {
            messages.add(new Message("user", service.readable("input", text)));
        } else {
            messages.addAll(all.take(fields, "input"));
        }
        return messages;
    }
}
