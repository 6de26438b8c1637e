package t2l.app;

import module java.base;
import picocli.CommandLine;
import t2l.Adapter.Example;

/// The examples of the option `--examples`.
public final class ExampleTexts {
    private ExampleTexts() {}

    /// Those of a file. Throws like the option.
    public static List<Example> of(Path file) {
        return CommandLine.populateCommand(new ExampleOptions(), "--examples", file.toString()).all();
    }
}
