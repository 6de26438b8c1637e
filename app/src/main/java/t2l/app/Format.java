package t2l.app;

import module java.base;
import t2l.app.console.OneOf;
import t2l.transformer.lora.Lora;

/// The formats in which adapters, models and tensors are written.
enum Format {
    PEFT, PEFT_PLAIN, PEFT_RSLORA, GGUF, SAFETENSORS, HUGGINGFACE;

    /// The name on the command line.
    @Override
    public String toString() {
        return name().replace('_', '-').toLowerCase(Locale.ROOT);
    }

    /// The adapter with its scale in the form expected by readers of this format.
    Lora said(Lora lora) {
        return switch (this) {
            case PEFT_PLAIN -> lora.with(lora.config().plain());
            case PEFT_RSLORA -> lora.with(lora.config().stable());
            case PEFT, GGUF, SAFETENSORS, HUGGINGFACE -> lora;
        };
    }

    /// Parses a format for new adapters by name.
    static final class AdapterName extends OneOf<Format> {
        AdapterName() {
            super(List.of(PEFT, PEFT_PLAIN, GGUF));
        }
    }
}
