package t2l;

import static t2l.tensor.Argument.given;

import java.nio.file.Path;

/// Names an adapter in a request; [T2l#stream(T2l.Prompt, AdapterChoice, Settings)] finds it.
public sealed interface AdapterChoice {
    /// The unchanged model.
    AdapterChoice NONE = new Given(Adapter.NONE);

    /// The adapter that a hypernetwork makes of a description. The last ones are kept in memory.
    static AdapterChoice describe(String description) {
        return new Described(given("description", description));
    }

    /// An adapter in a PEFT directory or a GGUF file, or `PACK/ID`. The last ones are kept in memory: a changed file is not
    /// read again.
    static AdapterChoice path(Path file) {
        return new Stored(given("file", file).toAbsolutePath().normalize());
    }

    /// An adapter at hand.
    static AdapterChoice of(Adapter adapter) {
        return new Given(given("adapter", adapter));
    }

    /// An adapter by its description.
    ///
    /// @param description the task in words
    record Described(String description) implements AdapterChoice {}

    /// An adapter in a file.
    ///
    /// @param file absolute
    record Stored(Path file) implements AdapterChoice {}

    /// An adapter at hand.
    ///
    /// @param adapter by its identity
    record Given(Adapter adapter) implements AdapterChoice {}
}
