package t2l.app.serve;

import module java.base;
import t2l.Adapter;
import t2l.Settings;
import t2l.tensor.settings.Source;
import t2l.transformer.template.ChatTemplate.Message;

/// The messages of a conversation in a request: `messages` of chats, or `input` of responses.
///
/// @param kinds of parts that are text, by the names of this endpoint
record MessageFields(Service service, Settings settings, Set<String> kinds) {
    private static final Set<String> ROLES = Set.of("system", "developer", "user", "assistant");

    /// Takes a list of messages. Throws a [Refusal] for what is not text, and for roles that the model's chat template lacks.
    List<Message> take(Source fields, String name) {
        List<Message> messages = new ArrayList<>();
        for (Source each : fields.objects(name)) {
            messages.add(message(each));
        }
        if (messages.isEmpty()) {
            throw fields.wrong(name, "at least one message", messages);
        }
        service.readable(name, messages.stream().map(Message::content).collect(Collectors.joining()));
        return messages;
    }

    private Message message(Source fields) {
        Unused.takeFromMessage(fields);
        String role = fields.text("role");
        if (!ROLES.contains(role)) {
            throw fields.wrong("role", "system, developer, user or assistant", role);
        }
        boolean instructs = role.equals("system") || role.equals("developer");
        if (instructs) {
            requireTemplate(fields.path("role"));
        }
        Message message = new Message(instructs ? "system" : role, content(fields));
        fields.end(Refusal.REQUEST);
        return message;
    }

    /// Throws a [Refusal] if there is no chat template, which a system message needs.
    void requireTemplate(String param) {
        if (service.t2l().format(Adapter.NONE, settings).template().isEmpty()) {
            throw Refusal.field(param, param
                    + ": this model has no chat template, so it reads the last message alone; leave the system message out");
        }
    }

    /// A string, or a list of parts of text.
    private String content(Source fields) {
        Object content = fields.need("content");
        if (!(content instanceof List<?>)) {
            return fields.asText("content", content);
        }
        return fields.objects("content").stream().map(part -> {
            if (!kinds.contains(part.text("type"))) {
                throw Refusal.field(part.path("type"),
                        part.path("type") + ": needs text, other kinds are not supported");
            }
            String text = part.text("text");
            Unused.takeFromMessage(part);
            part.end(Refusal.REQUEST);
            return text;
        }).collect(Collectors.joining());
    }
}
