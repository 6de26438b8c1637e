package t2l.spring;

import module java.base;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.util.unit.DataSize;
import t2l.T2l;
import t2l.tensor.*;

/// The properties `t2l.…`: those of [T2l.Builder].
///
/// @param model         `builtin:NAME`, a Hugging Face directory or a .gguf file.
/// @param hypernetwork  `builtin:NAME`, or a directory with a trained hypernetwork. Default: the model's own, or a built-in one.
/// @param encoder       `builtin:NAME`, or a directory with a text encoder. Default: that of the hypernetwork.
/// @param targets       The order of the hypernetwork's targets, overriding its files.
/// @param threads       The number of threads that share the work of a step. Default: all cores.
/// @param backend       A backend. Default: auto.
/// @param dtype         The type of the model's matrices in memory. Default: that of the file.
/// @param activations   What quantised weights are multiplied with, f32 or int8. Default: int8 where there is code for this
///                      machine.
/// @param kv            The type of keys and values in memory, f16 or f32. Default: f16 for all but tiny models.
/// @param mapped        Whether the model is mapped instead of read into memory.
/// @param chatTemplate  A file with a chat template, `builtin:NAME`, or the template itself. Default: that of the adapter or
///                     model.
/// @param memory        The most memory for keys and values. Default: 1GB.
/// @param adapterMemory The most memory for adapters that requests have named. Default: 256MB.
@ConfigurationProperties("t2l")
public record T2lProperties(String model, String hypernetwork, String encoder, List<String> targets, Integer threads,
        String backend, DType dtype, T2l.Activations activations, DType kv, boolean mapped, String chatTemplate,
        DataSize memory,
        DataSize adapterMemory) {
    /// Opens what they name. Throws [T2lException] if it cannot be opened, or a value is out of range.
    T2l open() {
        return T2lException.blaming("t2l", this::opened);
    }

    private T2l opened() {
        T2l.Builder builder = T2l.builder().model(model);
        set(hypernetwork, builder::hypernetwork);
        set(encoder, builder::encoder);
        set(targets, builder::targets);
        set(threads, builder::threads);
        set(backend, builder::backend);
        set(dtype, builder::dtype);
        set(activations, builder::activations);
        set(kv, builder::kv);
        set(chatTemplate, builder::chatTemplate);
        set(memory, size -> builder.memory(size.toBytes()));
        set(adapterMemory, size -> builder.adapterMemory(size.toBytes()));
        if (mapped) {
            builder.mapped();
        }
        return builder.open();
    }

    private static <V> void set(V value, Consumer<V> to) {
        Optional.ofNullable(value).ifPresent(to);
    }
}
