package t2l.cli.training;

import com.fasterxml.jackson.jr.ob.JSON;
import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import t2l.hypernet.train.Trainer;
import t2l.hypernet.train.Validation;
import t2l.tensor.T2lException;
import t2l.tensor.io.WholeFile;

/// `metrics.jsonl`: a line of JSON for each step of a training, on the disk as soon as the step is done, and one for each
/// look at a validation set.
final class Metrics implements AutoCloseable {
    private static final String STEP = "step";
    private static final String LOSS = "loss";
    private static final String SET = "validation";
    private static final String WATCHED = "validation_loss";
    private static final String ACCURACY = "accuracy";

    private final Path file;
    private final BufferedWriter writer;

    /// Opens `file` to go on after step `done`: what a run that was killed wrote beyond it is removed.
    Metrics(Path file, long done) {
        this.file = file;
        try {
            if (Files.exists(file)) {
                StringBuilder kept = new StringBuilder();
                for (String line : Files.readAllLines(file)) {
                    if (number(line, STEP).orElse(Double.POSITIVE_INFINITY) <= done) kept.append(line).append('\n');
                }
                WholeFile.replace(file, kept.toString());
            }
            writer = Files.newBufferedWriter(file, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
        } catch (IOException e) {
            throw failed(e);
        }
    }

    /// Adds a line.
    void note(Trainer.Progress step, double seconds) {
        Map<String, Object> line = new LinkedHashMap<>();
        line.put(STEP, step.step());
        line.put(LOSS, step.loss());
        line.put("total", step.total());
        line.put("gradient_norm", step.gradient());
        line.put("lr", step.rate());
        line.put("seconds", seconds);
        write(line);
    }

    /// Adds what came out on a validation set after a step.
    void note(long step, String set, Validation.Score score) {
        Map<String, Object> line = new LinkedHashMap<>();
        line.put(STEP, step);
        line.put(SET, set);
        line.put(WATCHED, score.loss());
        line.put(ACCURACY, score.accuracy());
        line.put("entropy", score.entropy());
        write(line);
    }

    private void write(Map<String, Object> line) {
        try {
            writer.write(JSON.std.asString(line));
            writer.write('\n');
            writer.flush();
        } catch (IOException e) {
            throw failed(e);
        }
    }

    /// The losses in `file`, step by step. Throws [T2lException] that names the first line without one.
    static List<Double> losses(Path file) {
        try {
            List<Double> losses = new ArrayList<>();
            int at = 0;
            for (String line : Files.readAllLines(file)) {
                at++;
                if (number(line, WATCHED).isPresent()) {
                    continue;
                }
                int here = at;
                losses.add(number(line, LOSS).orElseThrow(() -> new T2lException(file + ": line " + here
                        + ": needs a JSON object with a number " + LOSS + ", got " + line)));
            }
            return losses;
        } catch (IOException e) {
            throw new T2lException(file + ": cannot be read: " + e.getMessage(), e);
        }
    }

    /// What came out on a validation set after a step.
    record Point(long step, double loss, double accuracy) {}

    /// What came out on each validation set, step by step.
    static Map<String, List<Point>> validations(Path file) {
        try {
            Map<String, List<Point>> all = new LinkedHashMap<>();
            for (String line : Files.readAllLines(file)) {
                OptionalDouble loss = number(line, WATCHED);
                if (loss.isPresent()) {
                    all.computeIfAbsent(String.valueOf(JSON.std.mapFrom(line).get(SET)), _ -> new ArrayList<>())
                            .add(new Point((long) number(line, STEP).orElseThrow(), loss.getAsDouble(),
                                    number(line, ACCURACY).orElseThrow()));
                }
            }
            return all;
        } catch (IOException e) {
            throw new T2lException(file + ": cannot be read: " + e.getMessage(), e);
        }
    }

    /// A field of a line; nothing if the line is not whole.
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
        return new T2lException(file + ": cannot be written: " + e.getMessage(), e);
    }

    @Override
    public void close() {
        try {
            writer.close();
        } catch (IOException e) {
            throw failed(e);
        }
    }
}
