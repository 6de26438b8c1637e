package t2l.app.console;

import module java.base;
import picocli.CommandLine.Option;
import t2l.hypernet.data.JsonLines;
import t2l.tensor.T2lException;
import t2l.tensor.settings.Source;

/// `--batch`: many texts from a file or stdin.
public final class BatchOption {
    private static final Path STDIN = Path.of("-");

    @Option(names = "--batch", paramLabel = "FILE", order = 6,
            description = "Many texts, from a .jsonl file, or - for stdin; prints a line of JSON for each.")
    private Optional<Path> file;

    public boolean given() {
        return file.isPresent();
    }

    /// The lines of the file. Throws [T2lException] if it cannot be read, a line is not an object, or there is none.
    public List<Source> lines(Out out) {
        return lines(file.orElseThrow(), out);
    }

    /// The lines of `file`, or of stdin if it is called `-`; throws the same.
    public static List<Source> lines(Path file, Out out) {
        boolean piped = file.equals(STDIN);
        List<Source> lines = piped
                ? JsonLines.parse(Path.of("stdin"), out.input("lines of JSON").lines().toList())
                : JsonLines.read(file);
        if (lines.isEmpty()) {
            throw new T2lException((piped ? "stdin" : file) + ": needs at least one line of JSON, has none");
        }
        return lines;
    }
}
