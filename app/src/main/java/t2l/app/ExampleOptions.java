package t2l.app;

import module java.base;
import picocli.CommandLine.Option;
import t2l.*;
import t2l.Adapter.Example;
import t2l.app.console.Out;
import t2l.app.data.rows.RowFile;
import t2l.hypernet.train.FewShotTuning;
import t2l.tensor.T2lException;

/// `--example` and `--examples`: examples of a task, on which the adapter of its description is sharpened.
final class ExampleOptions {
    @Option(names = "--example", paramLabel = "INPUT=>OUTPUT", order = 11,
            description = "An example of the task, on which the adapter is sharpened; may be repeated.")
    private List<String> given = List.of();

    @Option(names = "--examples", paramLabel = "FILE", order = 11,
            description = "More examples: a .jsonl, .json, .csv or .tsv file with input and output, or prompt and answer.")
    private Optional<Path> file;

    /// Whether there are any.
    boolean given() {
        return !given.isEmpty() || file.isPresent();
    }

    /// The adapter that a description and these examples name; empty if there is neither.
    Optional<AdapterChoice.Described> choice(Optional<String> description) {
        return given()
                ? Optional.of(new AdapterChoice.Described(description.orElse(""), all()))
                : description.map(text -> new AdapterChoice.Described(text, List.of()));
    }

    /// Makes an adapter, and says how many of its examples are right.
    static Adapter make(T2l t2l, AdapterChoice.Described choice, Out out) {
        Adapter made = t2l.sharpen(choice.description(), choice.examples());
        made.learnt().ifPresent(score -> out.say(score.toString()));
        return made;
    }

    /// All examples. Throws [T2lException] if one is wrong, or there are too many.
    List<Example> all() {
        List<Example> all = new ArrayList<>(given.stream().map(Example::of).toList());
        file.ifPresent(path -> RowFile.read(path).forEach(row -> all.add(example(path, row))));
        if (all.size() > FewShotTuning.MAX_EXAMPLES) {
            throw new T2lException("--examples: needs at most " + FewShotTuning.MAX_EXAMPLES + " examples, got "
                    + all.size() + "; t2l lora --init-from learns more");
        }
        return all;
    }

    private static Example example(Path path, Map<String, Object> row) {
        Object input = row.containsKey("prompt") ? row.get("prompt") : row.get("input");
        Object output = row.containsKey("answer") ? row.get("answer") : row.get("output");
        Object first = output instanceof List<?> several && !several.isEmpty() ? several.getFirst() : output;
        if (input instanceof String in && first instanceof String out && !out.isBlank()) {
            return new Example(in, out);
        }
        throw new T2lException(path + ": needs rows with texts input and output, or prompt and answer, has " + row);
    }
}
