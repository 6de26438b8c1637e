package t2l.app;

import java.util.List;
import java.util.Locale;
import t2l.cli.OneOf;
import t2l.transformer.lora.Lora;

/// The formats in which adapters, models and tensors are written.
enum Format {
    PEFT, PEFT_PLAIN, PEFT_RSLORA, GGUF, SAFETENSORS;

    /// As the user writes it.
    @Override
    public String toString() {
        return name().replace('_', '-').toLowerCase(Locale.ROOT);
    }

    /// The same adapter, with its strength said as readers of this format expect it.
    Lora said(Lora lora) {
        return switch (this) {
            case PEFT_PLAIN -> new Lora(lora.config().plain(), lora.updates());
            case PEFT_RSLORA -> new Lora(lora.config().stable(), lora.updates());
            case PEFT, GGUF, SAFETENSORS -> lora;
        };
    }

    /// Any of them by name.
    static final class Name extends OneOf<Format> {
        Name() {
            super(List.of(values()));
        }
    }

    /// One of those that a new adapter is written in.
    static final class AdapterName extends OneOf<Format> {
        AdapterName() {
            super(List.of(PEFT, PEFT_PLAIN, GGUF));
        }
    }
}
