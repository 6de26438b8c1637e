package t2l.app.console;

import module java.base;
import picocli.CommandLine.Option;
import t2l.hypernet.Arguments;
import t2l.transformer.template.*;

/// `--chat-template`: a template instead of the model's own.
public final class ChatTemplateOption {
    @Option(names = "--chat-template", paramLabel = "FILE", order = 42,
            description = "The chat template: a Jinja file, or builtin:t2l-mistral, -llama or -gemma, Text-to-LoRA's"
                    + " (default: the adapter's, else the model's).")
    private Optional<String> name;

    /// Its name, if one is given.
    public Optional<String> name() {
        return name;
    }

    /// The arguments of a training with the text of the template's file in place of its name: the file may be gone later.
    public static Arguments kept(Arguments all) {
        return Optional.ofNullable(all.values().get("chat_template")).map(Object::toString)
                .filter(name -> !name.isEmpty() && !name.startsWith("builtin:"))
                .map(name -> all.with(Map.of("chat_template", BuiltinTemplate.open(name).source()))).orElse(all);
    }

    /// The template, if one is given. Throws [t2l.tensor.T2lException] if it cannot be read.
    public Optional<ChatTemplate> template() {
        return name.map(BuiltinTemplate::open);
    }
}
