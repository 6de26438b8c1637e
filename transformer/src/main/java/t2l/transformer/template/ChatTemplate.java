package t2l.transformer.template;

import module java.base;
import t2l.tensor.T2lException;
import t2l.tensor.io.*;
import t2l.tensor.settings.Source;
import t2l.transformer.template.TemplateParser.Statement;
import t2l.transformer.template.TemplateValue.TemplateError;
import t2l.transformer.text.Tokenizer;

/// Renders a conversation in the format that a model was trained on: the `chat_template` of a Hugging Face directory or
/// a GGUF file.
///
/// A template is a program in Jinja. This is the part of Jinja that chat templates use, configured as in transformers
/// (`trim_blocks`, `lstrip_blocks`, loop controls, sandboxed). Templates are untrusted: their running time and output
/// are limited. Immutable and thread-safe. Source: Jinja 3.1; transformers, `utils/chat_template_utils.py`.
public final class ChatTemplate {
    /// One turn of a conversation.
    ///
    /// @param role    the speaker: `system`, `user`, `assistant` or `tool`
    /// @param content the message, or the result of a tool
    /// @param calls   of tools, by an assistant
    /// @param id      of the call that a tool answers, else empty
    public record Message(String role, String content, List<Call> calls, String id) {
        public Message {
            calls = List.copyOf(calls);
        }

        /// A text.
        public Message(String role, String content) {
            this(role, content, List.of(), "");
        }

        /// What tools gave back for a call.
        public static Message result(Call call, String text) {
            return new Message("tool", text, List.of(), call.id);
        }

        /// As templates have it.
        ///
        /// @param all the conversation, whose calls have the names of the tools
        private Map<String, Object> json(List<Message> all) {
            Map<String, Object> fields = new LinkedHashMap<>();
            fields.put("role", role);
            fields.put("content", content);
            if (!calls.isEmpty()) {
                fields.put("tool_calls", calls.stream().map(Call::json).toList());
            }
            if (!id.isEmpty()) {
                fields.put("tool_call_id", id);
                all.stream().flatMap(each -> each.calls.stream()).filter(call -> call.id.equals(id)).findFirst()
                        .ifPresent(call -> fields.put("name", call.name));
            }
            return fields;
        }
    }

    /// A call of a tool.
    ///
    /// @param id        by which a result names it
    /// @param arguments an object in JSON
    public record Call(String id, String name, String arguments) {
        private Map<String, Object> json() {
            Map<String, Object> function = new LinkedHashMap<>(); // templates write it in this order
            function.put("name", name);
            function.put("arguments", Source.parse("arguments of " + name, arguments).values());
            return Map.of("id", id, "type", "function", "function", function);
        }
    }

    /// The name of its file in a directory of a model or adapter.
    public static final String FILE = "chat_template.jinja";

    private static final String GGUF_KEY = "tokenizer.chat_template";

    /// What a template that tells a text before a conversation begins with: the text, escaped, stands between these two.
    private static final String BEFORE = """
            {%- set first = 1 if messages[0]['role'] == 'system' else 0 -%}
            {%- set asked = messages[first]['content'] if messages | length > first else '' -%}
            {%- set told = {'role': 'user', 'content': \"""";
    private static final String AFTER = """
            \\n\\n" + asked} -%}
            {%- set messages = messages[:first] + [told] + messages[first + 1:] %}
            """;

    private final String where;
    private final String source;
    private final List<Statement> statements;

    private ChatTemplate(String where, String source, List<Statement> statements) {
        this.where = where;
        this.source = source;
        this.statements = statements;
    }

    /// Parses a template. Throws [T2lException] if it is malformed or uses an unsupported feature.
    ///
    /// @param where its name in error messages
    public static ChatTemplate parse(String where, String source) {
        try {
            return new ChatTemplate(where, source, TemplateParser.parse(source));
        } catch (TemplateError e) {
            throw new T2lException(where + ": " + e.getMessage(), e);
        }
    }

    /// The template of a Hugging Face directory: `chat_template.jinja`, or the field of `tokenizer_config.json`. If
    /// that has several, the one named `default`. Throws [T2lException] if a file is damaged.
    public static Optional<ChatTemplate> read(Path directory) {
        Path own = directory.resolve(FILE);
        Path config = directory.resolve("tokenizer_config.json");
        try {
            if (Files.isRegularFile(own)) {
                return Optional.of(parse(own.toString(), Files.readString(own)));
            }
            if (!Files.isRegularFile(config)) {
                return Optional.empty();
            }
            return source(Source.read(config)).map(source -> parse(config + ".chat_template", source));
        } catch (IOException e) {
            throw new T2lException(directory + ": the chat template cannot be read: " + e.getMessage(), e);
        }
    }

    /// The template in the metadata of a GGUF file. Throws [T2lException] if it is malformed or uses an unsupported
    /// feature.
    public static Optional<ChatTemplate> of(Gguf file) {
        return file.has(GGUF_KEY)
                ? Optional.of(parse(file.path() + ": " + GGUF_KEY, file.text(GGUF_KEY)))
                : Optional.empty();
    }

    /// The template of prompts: `chosen`, else the one that adapters were trained with, else the model's own, which is
    /// then empty here. If the adapters' templates tell descriptions, it tells all of them, each on a line, in the order
    /// of the adapters.
    /// Throws [T2lException] if the adapters were trained with several and none is chosen.
    ///
    /// @param where   what names the adapters in error messages
    /// @param trained those of the adapters that were not trained with the model's own
    public static Optional<ChatTemplate> choose(String where, Optional<ChatTemplate> chosen,
            List<ChatTemplate> trained) {
        if (chosen.isPresent() || trained.isEmpty()) {
            return chosen;
        }
        long several = trained.stream().map(ChatTemplate::bare).distinct().count();
        if (several > 1) {
            throw new T2lException(where + ": needs adapters with one chat template, got " + several
                    + " templates; choose one in the setting chatTemplate");
        }
        List<String> told = trained.stream().map(ChatTemplate::told).flatMap(Optional::stream).distinct().toList();
        ChatTemplate first = trained.getFirst();
        return Optional
                .of(told.size() < 2 ? first : parse(first.where, opened(String.join("\\n", told), first.bare())));
    }

    /// The same, but with `text` and an empty line before the first message that is not the system's, in place of a text that it
    /// has there already.
    public ChatTemplate opening(String text) {
        String literal = text.replace("\\", "\\\\").replace("\"", "\\\"").replace("\n", "\\n").replace("\r", "\\r");
        return parse(where, opened(literal, bare()));
    }

    private static String opened(String literal, String bare) {
        return BEFORE + literal + AFTER + bare;
    }

    /// The text that it tells before a conversation, escaped; nothing of that kind is in the text itself, as its quotes
    /// are escaped.
    private Optional<String> told() {
        int end = source.startsWith(BEFORE) ? source.indexOf(AFTER, BEFORE.length()) : -1;
        return end < 0 ? Optional.empty() : Optional.of(source.substring(BEFORE.length(), end));
    }

    /// Its source without what tells that text.
    private String bare() {
        return told().map(text -> source.substring(BEFORE.length() + text.length() + AFTER.length())).orElse(source);
    }

    /// Writes [#FILE] into a directory, replacing one there.
    public void write(Path directory) {
        WholeFile.replace(directory.resolve(FILE), source.getBytes(StandardCharsets.UTF_8));
    }

    /// The source of the template.
    public String source() {
        return source;
    }

    private static Optional<String> source(Source config) {
        if (config.find("chat_template").filter(List.class::isInstance).isEmpty()) {
            return config.findText("chat_template");
        }
        return config.objects("chat_template").stream()
                .filter(named -> named.text("name").equals("default"))
                .map(named -> named.text("template"))
                .findFirst();
    }

    /// Renders `messages`, followed by the start of an answer if `addGenerationPrompt`. The begin and end tokens are
    /// those of `tokenizer`. Throws [T2lException] if the template rejects the conversation.
    ///
    /// @param tools as OpenAI's API has them
    public String render(List<Message> messages, boolean addGenerationPrompt, Tokenizer tokenizer,
            List<Map<String, Object>> tools) {
        var variables = new LinkedHashMap<String, Object>();
        tokenizer.special().begin().ifPresent(id -> variables.put("bos_token", tokenizer.token(id)));
        tokenizer.special().end().ifPresent(id -> variables.put("eos_token", tokenizer.token(id)));
        tokenizer.special().padding().ifPresent(id -> variables.put("pad_token", tokenizer.token(id)));
        tokenizer.special().unknown().ifPresent(id -> variables.put("unk_token", tokenizer.token(id)));
        variables.put("messages", messages.stream().map(message -> message.json(messages)).toList());
        if (!tools.isEmpty()) {
            variables.put("tools", tools);
        }
        variables.put("add_generation_prompt", addGenerationPrompt);
        return render(variables);
    }

    /// Runs the template with these variables: strings, numbers, booleans, and lists and maps of them. `tools` and
    /// `documents` default to none. Throws [T2lException] if the template fails, rejects the conversation, or exceeds
    /// its limits of time or space.
    public String render(Map<String, ?> variables) {
        var values = new LinkedHashMap<String, TemplateValue>();
        values.put("tools", new TemplateValue.None());
        values.put("documents", new TemplateValue.None());
        variables.forEach((name, value) -> values.put(name, TemplateValue.of(value)));
        try {
            return new TemplateEvaluator(values).run(statements);
        } catch (TemplateError e) {
            throw new T2lException(where + ": " + e.getMessage(), e);
        }
    }

    /// Whether the other has the same source.
    @Override
    public boolean equals(Object other) {
        return other instanceof ChatTemplate template && source.equals(template.source);
    }

    @Override
    public int hashCode() {
        return source.hashCode();
    }
}
