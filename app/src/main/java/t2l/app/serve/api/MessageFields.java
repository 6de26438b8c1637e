package t2l.app.serve.api;

import module java.base;
import t2l.*;
import t2l.app.serve.http.Refusal;
import t2l.tensor.settings.Source;
import t2l.transformer.generate.Settings;
import t2l.transformer.template.ChatTemplate.*;

/// The messages of a conversation in a request: `messages` of chats, or `input` of responses.
///
/// @param templated whether prompts are written in a chat template
/// @param kinds     of parts that are text, by the names of this endpoint
record MessageFields(Service service, boolean templated, Set<String> kinds) {
    private static final Set<String> ROLES = Set.of("system", "developer", "user", "assistant", "tool");

    /// Of an endpoint whose prompts are written as these settings say.
    MessageFields(Service service, Settings settings, Set<String> kinds) {
        this(service, service.t2l().format(Adapter.NONE, settings).template().isPresent(), kinds);
    }

    /// Takes a list of messages. Throws a [Refusal] for what is not text, and for roles that the model's chat template lacks.
    List<Message> take(Source fields, String name) {
        List<Message> messages = new ArrayList<>();
        for (Source each : fields.objects(name)) {
            switch (each.text("type", "message")) {
                case "function_call" -> called(each, messages);
                case "function_call_output" -> messages.add(result(each, "call_id", "output"));
                default -> messages.add(message(each));
            }
        }
        if (messages.isEmpty()) {
            throw fields.wrong(name, "at least one message", messages);
        }
        service.readable(name, messages.stream().flatMap(each -> Stream.concat(Stream.of(each.content()),
                each.calls().stream().map(Call::arguments))).collect(Collectors.joining()));
        return messages;
    }

    private Message message(Source fields) {
        Unused.take(Unused.MESSAGE, fields);
        String role = fields.text("role");
        if (!ROLES.contains(role)) {
            throw fields.wrong("role", "system, developer, user, assistant or tool", role);
        }
        if (role.equals("tool")) {
            return result(fields, "tool_call_id", "content");
        }
        boolean instructs = role.equals("system") || role.equals("developer");
        if (instructs) {
            requireTemplate(fields.path("role"), "the system message");
        }
        List<Call> calls = fields.list("tool_calls").isEmpty()
                ? List.of()
                : fields.objects("tool_calls").stream().map(this::call).toList();
        if (!calls.isEmpty() && !role.equals("assistant")) {
            throw fields.wrong("tool_calls", "the role assistant", role);
        }
        String content = !calls.isEmpty() && fields.find("content").isEmpty() ? "" : content(fields, "content");
        fields.end(Refusal.REQUEST);
        return new Message(instructs ? "system" : role, content, calls, "");
    }

    private Call call(Source fields) {
        requireTemplate(fields.where().replaceFirst("\\[\\d+\\]$", ""), "calls of tools");
        fields.only("type", "function", "other tools are not supported");
        Source function = fields.requireObject("function");
        Call call = call(fields.text("id"), function);
        function.end(Refusal.REQUEST);
        fields.findText("index");
        fields.end(Refusal.REQUEST);
        return call;
    }

    private Call call(String id, Source fields) {
        String arguments = fields.text("arguments");
        fields.find("parsed_arguments"); // what OpenAI's client for Python has read from them
        String json = arguments.isBlank() ? "{}" : arguments;
        return Refusal.blaming(fields.path("arguments"), () -> {
            Source.parse(fields.path("arguments"), json);
            return new Call(id, fields.text("name"), json);
        });
    }

    /// An item `function_call`; those in a row are one message, with the text before them.
    private void called(Source fields, List<Message> messages) {
        Unused.takeItem(fields, "function_call");
        requireTemplate(fields.where(), "calls of tools");
        Call call = call(fields.text("call_id"), fields);
        fields.end(Refusal.REQUEST);
        boolean more = !messages.isEmpty() && messages.getLast().role().equals("assistant");
        Message before = more ? messages.removeLast() : new Message("assistant", "");
        messages.add(new Message("assistant", before.content(),
                Stream.concat(before.calls().stream(), Stream.of(call)).toList(), ""));
    }

    /// What a tool gave back.
    private Message result(Source fields, String id, String text) {
        Unused.takeItem(fields, "function_call_output");
        requireTemplate(fields.where(), "results of tools");
        fields.findText("role");
        Message result = new Message("tool", content(fields, text), List.of(), fields.text(id));
        fields.end(Refusal.REQUEST);
        return result;
    }

    /// Throws a [Refusal] if there is no chat template, which `what` needs.
    void requireTemplate(String param, String what) {
        if (!templated) {
            throw Refusal.field(param, param
                    + ": this model has no chat template, so it reads the last message alone; leave " + what + " out");
        }
    }

    /// A string, or a list of parts of text.
    private String content(Source fields, String name) {
        Object content = fields.need(name);
        if (!(content instanceof List<?>)) {
            return fields.asText(name, content);
        }
        return fields.objects(name).stream().map(part -> {
            if (!kinds.contains(part.text("type"))) {
                throw Refusal.field(part.path("type"),
                        part.path("type") + ": needs text, other kinds are not supported");
            }
            String text = part.text("text");
            Unused.take(Unused.MESSAGE, part);
            part.end(Refusal.REQUEST);
            return text;
        }).collect(Collectors.joining());
    }
}
