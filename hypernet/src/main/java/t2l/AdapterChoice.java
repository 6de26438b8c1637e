package t2l;

import static t2l.tensor.Argument.given;

import module java.base;

/// Names an adapter in a request; [T2l#stream(T2l.Prompt, AdapterChoice, Settings)] finds it.
public sealed interface AdapterChoice {
    /// The unchanged model.
    AdapterChoice NONE = new Given(Adapter.NONE);

    /// The adapter that a hypernetwork makes of a description. The last ones are kept in memory.
    static AdapterChoice describe(String description) {
        return describe(description, List.of());
    }

    /// The adapter of a description that has learnt examples, as [T2l#sharpen(String, List)] makes it. The last ones are kept in
    /// memory.
    static AdapterChoice describe(String description, List<Adapter.Example> examples) {
        return new Described(given("description", description), given("examples", examples));
    }

    /// An adapter in a PEFT directory or a GGUF file. The last ones are kept in memory: a changed file is not
    /// read again.
    static AdapterChoice path(Path file) {
        return new Stored(given("file", file).toAbsolutePath().normalize());
    }

    /// An adapter at hand.
    static AdapterChoice of(Adapter adapter) {
        return new Given(given("adapter", adapter));
    }

    /// An adapter by its description and examples.
    ///
    /// @param description the task in words
    /// @param examples    that it learns, may be empty
    record Described(String description, List<Adapter.Example> examples) implements AdapterChoice {
        /// Copies the list.
        public Described {
            examples = List.copyOf(examples);
        }
    }

    /// An adapter in a file.
    ///
    /// @param file absolute
    record Stored(Path file) implements AdapterChoice {}

    /// An adapter at hand.
    ///
    /// @param adapter by its identity
    record Given(Adapter adapter) implements AdapterChoice {}
}
