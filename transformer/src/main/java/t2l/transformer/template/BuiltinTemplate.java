package t2l.transformer.template;

import module java.base;
import t2l.tensor.T2lException;
import t2l.tensor.io.WholeFile;
import t2l.tensor.settings.Source;

/// The chat templates that Text-to-LoRA uses instead of a model's own, named `builtin:t2l-mistral`, `builtin:t2l-llama` and
/// `builtin:t2l-gemma`. All take a system message, which the templates of Mistral and Gemma 2 refuse. They print what the
/// reference's print for conversations of text (t2l-spec §9.1); tools are left out.
public enum BuiltinTemplate {
    /// Mistral 7B Instruct v0.2.
    T2L_MISTRAL("[INST]"),
    /// Llama 3 Instruct.
    T2L_LLAMA("<|start_header_id|>"),
    /// Gemma 2.
    T2L_GEMMA("<start_of_turn>");

    private static final String PREFIX = "builtin:";

    /// Llama 2's template has Mistral's mark, and this one for a system message.
    private static final String LLAMA_2 = "<<SYS>>";

    private final String mark;

    /// @param mark a text that its model's own template contains
    BuiltinTemplate(String mark) {
        this.mark = mark;
    }

    /// The template for models whose own is `own`, if Text-to-LoRA has one for them.
    public static Optional<BuiltinTemplate> replacing(ChatTemplate own) {
        return Arrays.stream(values()).filter(t -> own.source().contains(t.mark))
                .filter(_ -> !own.source().contains(LLAMA_2)).findFirst();
    }

    /// The chat template that the setting `chat_template` names ([#open]); empty if it is not set.
    public static Optional<ChatTemplate> of(Source settings) {
        return settings.findText("chat_template").filter(name -> !name.isEmpty()).map(BuiltinTemplate::open);
    }

    /// Reads the template in a file, or a built-in one. Throws [T2lException] if there is none or it is malformed.
    ///
    /// @param name `FILE`, `builtin:NAME`, or the template itself, as in Hugging Face's `chat_template`
    public static ChatTemplate open(String name) {
        if (isText(name) || name.startsWith(PREFIX)) {
            return inline("chat template", name, "a file");
        }
        try {
            return ChatTemplate.parse(name, Files.readString(WholeFile.regular(Path.of(name))));
        } catch (IOException e) {
            throw new T2lException("chat template " + name + ": needs to be a readable text file in UTF-8, "
                    + (Files.exists(Path.of(name)) ? "cannot be read as such" : "there is none; check the path"), e);
        }
    }

    /// The same, but never a file.
    ///
    /// @param where the name of a text in error messages
    public static ChatTemplate inline(String where, String name) {
        return inline(where, name, "a text in Jinja");
    }

    private static ChatTemplate inline(String where, String name, String other) {
        if (isText(name)) {
            return ChatTemplate.parse(where, name);
        }
        return Arrays.stream(values()).filter(t -> t.toString().equals(name)).findFirst()
                .orElseThrow(() -> new T2lException("chat template " + Source.shown(name) + ": needs "
                        + List.of(values()).stream().map(BuiltinTemplate::toString).collect(Collectors.joining(", "))
                        + " or " + other + ", there is none of that name"))
                .template();
    }

    private static boolean isText(String name) {
        return name.contains("{{") || name.contains("{%");
    }

    /// The template itself.
    public ChatTemplate template() {
        String file = toString().substring(PREFIX.length()) + ".jinja";
        try (InputStream in = BuiltinTemplate.class.getResourceAsStream(file)) {
            return ChatTemplate.parse(toString(), new String(in.readAllBytes(), StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// `builtin:NAME`.
    @Override
    public String toString() {
        return PREFIX + name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
