package t2l.cli;

import java.util.Optional;
import picocli.CommandLine.Option;
import t2l.transformer.template.BuiltinTemplate;
import t2l.transformer.template.ChatTemplate;

/// `--chat-template`: a template instead of the model's own.
public final class ChatTemplateOption {
    @Option(names = "--chat-template", paramLabel = "FILE", order = 42,
            description = "The chat template: a Jinja file, or builtin:t2l-mistral, -llama or -gemma, Text-to-LoRA's"
                    + " (default: the model's).")
    private Optional<String> name;

    /// Its name, if one is given.
    public Optional<String> name() {
        return name;
    }

    /// What the arguments of a training say of it, if one is given: `builtin:NAME`, or the text of the file, which may be gone later.
    public Optional<String> argument() {
        return name.map(given -> given.startsWith("builtin:") ? given : BuiltinTemplate.open(given).source());
    }

    /// The template, if one is given. Throws [t2l.tensor.T2lException] if it cannot be read.
    public Optional<ChatTemplate> template() {
        return name.map(BuiltinTemplate::open);
    }
}
