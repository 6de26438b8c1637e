package t2l.transformer.text;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import t2l.tensor.T2lException;
import t2l.tensor.io.Gguf;
import t2l.tensor.io.JsonFile;
import t2l.transformer.text.TemplateSyntax.Statement;

/// Writes a conversation the way a model was trained to read it: the `chat_template` of a Hugging Face directory or a
/// GGUF file.
///
/// A template is a small program in Jinja. What is here is the part of Jinja that such templates use, set up as
/// transformers does (`trim_blocks`, `lstrip_blocks`, loop controls, nothing but the values given to it in reach). A
/// template comes from outside: its running time and what it makes are bounded. Immutable and safe for many threads.
/// Source: Jinja 3.1; transformers, `utils/chat_template_utils.py`.
public final class ChatTemplate {
    /// One turn of a conversation.
    ///
    /// @param role    who speaks: `system`, `user`, `assistant`
    /// @param content what is said
    public record Message(String role, String content) {}

    private static final String GGUF_KEY = "tokenizer.chat_template";

    private final String where;
    private final String source;
    private final List<Statement> statements;

    private ChatTemplate(String where, String source, List<Statement> statements) {
        this.where = where;
        this.source = source;
        this.statements = statements;
    }

    /// The template written in `source`. Throws [T2lException] if it is not well-formed or uses what is not known here.
    ///
    /// @param where what to call the template in messages
    public static ChatTemplate parse(String where, String source) {
        try {
            return new ChatTemplate(where, source, TemplateParser.parse(source));
        } catch (TemplateError e) {
            throw failed(where, e);
        }
    }

    /// The template of a Hugging Face directory: `chat_template.jinja`, or the field of `tokenizer_config.json`. Where
    /// that names several, the one called `default`. Throws [T2lException] if a file is damaged.
    public static Optional<ChatTemplate> read(Path directory) {
        Path own = directory.resolve("chat_template.jinja");
        Path config = directory.resolve("tokenizer_config.json");
        try {
            if (Files.isRegularFile(own)) {
                return Optional.of(parse(own.toString(), Files.readString(own)));
            }
            if (!Files.isRegularFile(config)) {
                return Optional.empty();
            }
            return source(JsonFile.read(config)).map(source -> parse(config + ".chat_template", source));
        } catch (IOException e) {
            throw new T2lException(directory + ": the chat template cannot be read: " + e.getMessage(), e);
        }
    }

    /// The template in the metadata of a GGUF file. Throws [T2lException] if it is not well-formed or uses what is not
    /// known here.
    public static Optional<ChatTemplate> of(Gguf file) {
        return file.has(GGUF_KEY)
                ? Optional.of(parse(file.path() + ": " + GGUF_KEY, file.text(GGUF_KEY)))
                : Optional.empty();
    }

    /// As it was written.
    public String source() {
        return source;
    }

    private static Optional<String> source(JsonFile config) {
        if (config.find("chat_template").filter(List.class::isInstance).isEmpty()) {
            return config.findText("chat_template");
        }
        return config.objects("chat_template").stream()
                .filter(named -> named.text("name").equals("default"))
                .map(named -> named.text("template"))
                .findFirst();
    }

    /// Writes `messages`, with the beginning of an answer at the end if `addGenerationPrompt`. The tokens that begin
    /// and end texts are those of `tokenizer`. Throws [T2lException] if the template refuses the conversation.
    public String render(List<Message> messages, boolean addGenerationPrompt, Tokenizer tokenizer) {
        var variables = new LinkedHashMap<String, Object>();
        tokenizer.special().begin().ifPresent(id -> variables.put("bos_token", tokenizer.token(id)));
        tokenizer.special().end().ifPresent(id -> variables.put("eos_token", tokenizer.token(id)));
        tokenizer.special().padding().ifPresent(id -> variables.put("pad_token", tokenizer.token(id)));
        tokenizer.special().unknown().ifPresent(id -> variables.put("unk_token", tokenizer.token(id)));
        variables.put("messages", messages.stream()
                .map(message -> Map.of("role", message.role(), "content", message.content()))
                .toList());
        variables.put("add_generation_prompt", addGenerationPrompt);
        return render(variables);
    }

    /// Runs the template with these variables: strings, numbers, booleans, and lists and maps of them. `tools` and
    /// `documents` are none unless given. Throws [T2lException] if the template fails, refuses, or takes too much time
    /// or space.
    public String render(Map<String, ?> variables) {
        var values = new LinkedHashMap<String, TemplateValue>();
        values.put("tools", new TemplateValue.None());
        values.put("documents", new TemplateValue.None());
        variables.forEach((name, value) -> values.put(name, TemplateValue.of(value)));
        try {
            return new TemplateEvaluator(values).run(statements);
        } catch (TemplateError e) {
            throw failed(where, e);
        }
    }

    private static T2lException failed(String where, TemplateError e) {
        return new T2lException(where + ": " + e.getMessage(), e);
    }
}
