package t2l.app.train;

import com.fasterxml.jackson.jr.ob.JSON;
import module java.base;
import t2l.app.console.Json;
import t2l.hypernet.data.JsonLines;
import t2l.hypernet.train.*;
import t2l.tensor.T2lException;
import t2l.tensor.io.WholeFile;
import t2l.tensor.settings.Source;

/// `metrics.jsonl`: a line of JSON for each step of a training, written as soon as the step is done, and one for each
/// validation set whenever the run is validated.
final class Metrics implements AutoCloseable {
    private static final String STEP = "step";
    private static final String LOSS = "loss";
    private static final String SET = "validation";
    private static final String VALIDATION_LOSS = "validation_loss";
    private static final String ACCURACY = "accuracy";

    private final Path path;
    private final RandomAccessFile file;

    /// Opens `path` to continue after step `done`. Lines that a killed run wrote after its last checkpoint are removed.
    ///
    /// @param validated the step of the last validation that counts, −1 if there is none
    Metrics(Path path, long done, long validated) {
        this.path = path;
        try {
            file = new RandomAccessFile(path.toFile(), "rw");
            file.setLength(counted(Files.readString(path), done, validated));
            file.seek(file.length());
        } catch (IOException e) {
            throw failed(e);
        }
    }

    /// The length in bytes of the valid lines.
    private static int counted(String lines, long done, long validated) {
        int end = 0;
        for (int next; (next = lines.indexOf('\n', end)) >= 0; end = next + 1) {
            String line = lines.substring(end, next);
            long last = number(line, VALIDATION_LOSS).isPresent() ? validated : done;
            if (!(number(line, STEP).orElse(Double.POSITIVE_INFINITY) <= last)) {
                break;
            }
        }
        return lines.substring(0, end).getBytes(StandardCharsets.UTF_8).length;
    }

    /// Adds a line.
    ///
    /// @param heap bytes that kernels took so far
    void add(Trainer.Progress step, double seconds, long heap) {
        write(Json.object(STEP, step.step(), LOSS, step.loss(), "total", step.total(), "gradient_norm",
                step.gradient(), "lr", step.rate(), "seconds", seconds, "kernel_heap_bytes", heap));
    }

    /// Adds the score on a validation set after a step.
    ///
    /// @param answers   scores of answers to it, by name
    /// @param distances of its loss from that with other descriptions, by [Validator.Result#distances]
    void add(long step, String set, ValidationSet.Score score, Map<String, Double> answers,
            Map<String, Double> distances) {
        Map<String, Object> line = Json.object(STEP, step, SET, set, VALIDATION_LOSS, score.loss(), ACCURACY,
                score.accuracy(), "entropy", score.entropy());
        line.putAll(answers);
        distances.forEach((control, nats) -> line.put("distance_" + control, nats));
        write(line);
    }

    private void write(Map<String, Object> line) {
        try {
            file.write((Json.line(line) + "\n").getBytes(StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw failed(e);
        }
    }

    /// Syncs the file to disk; called before each checkpoint.
    void force() {
        try {
            file.getFD().sync();
        } catch (IOException e) {
            throw failed(e);
        }
    }

    /// A score on a validation set.
    record Point(long step, double loss, double accuracy) {
        /// How far it is below another point of the same step.
        Point below(Point other) {
            return new Point(step, other.loss - loss, accuracy - other.accuracy);
        }
    }

    /// The content of a file.
    ///
    /// @param losses      of each step
    /// @param validations by the name of the set
    record History(List<Double> losses, Map<String, List<Point>> validations) {}

    /// Reads `file`. Throws [T2lException] that names the first line that is not one of this class's.
    static History read(Path file) {
        var history = new History(new ArrayList<>(), new LinkedHashMap<>());
        for (Source line : JsonLines.read(file)) {
            if (line.values().containsKey(VALIDATION_LOSS)) {
                history.validations.computeIfAbsent(line.text(SET), _ -> new ArrayList<>()).add(new Point(
                        line.wholeFrom(STEP, 0), line.number(VALIDATION_LOSS), line.number(ACCURACY)));
            } else {
                history.losses.add(line.number(LOSS));
            }
        }
        return history;
    }

    /// Whether there is a line of a step.
    static boolean hasSteps(Path file) {
        try {
            return Files.exists(file)
                    && Files.readAllLines(file).stream().anyMatch(line -> number(line, LOSS).isPresent());
        } catch (IOException e) {
            throw new T2lException(file + ": cannot be read: " + e.getMessage(), e);
        }
    }

    /// A field of a line; empty if the line is incomplete.
    private static OptionalDouble number(String line, String field) {
        try {
            return JSON.std.mapFrom(line).get(field) instanceof Number n
                    ? OptionalDouble.of(n.doubleValue())
                    : OptionalDouble.empty();
        } catch (IOException _) {
            return OptionalDouble.empty();
        }
    }

    private T2lException failed(IOException e) {
        return new T2lException(path + ": cannot be written: " + WholeFile.reason(e), e);
    }

    @Override
    public void close() {
        try {
            file.close();
        } catch (IOException e) {
            throw failed(e);
        }
    }
}
