package t2l.studies;

import com.fasterxml.jackson.jr.ob.JSON;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import t2l.cli.Json;
import t2l.cli.OutputDirectory;
import t2l.tensor.T2lException;
import t2l.tensor.io.WholeFile;

/// `outcomes.jsonl`: the finished parts of a study, one per line, so that a study can be resumed. The first line
/// describes the study.
final class OutcomeLog {
    private static final String SETTINGS = "settings";
    private static final String PART = "part";
    private static final String RUN = "run";
    private static final String SECONDS = "seconds";
    private static final String LOSS = "loss";
    private static final String CELLS = "cells";

    private final Path file;
    private final List<Outcome> outcomes = new ArrayList<>();

    /// The log of a study in `directory`, which is created.
    ///
    /// @param settings description of the study; the file of another study is refused
    /// @param resume   whether to continue an existing one
    /// @param force    whether an existing one may be replaced
    OutcomeLog(Path directory, String settings, boolean resume, boolean force) {
        file = directory.resolve("outcomes.jsonl");
        if (resume && !Files.exists(file)) {
            throw new T2lException("--resume: needs " + file + ", there is none; start without --resume");
        }
        OutputDirectory.makeForRun("--out", directory, resume || force, file.getFileName().toString());
        try {
            List<String> lines = Files.exists(file) ? Files.readAllLines(file) : List.of();
            Object written = lines.isEmpty() ? "" : fields(lines.getFirst()).get(SETTINGS);
            if (written == null) {
                throw new T2lException(
                        "--out: " + file + ": needs a study, was not written by one; choose another directory");
            }
            if (resume) {
                require(settings, written);
                read(lines);
            }
            // Rewritten completely: the last line of a killed study may be incomplete.
            WholeFile.replace(file, Json.line(Map.of(SETTINGS, settings)) + "\n" + String.join("",
                    outcomes.stream().map(OutcomeLog::line).toList()));
        } catch (IOException e) {
            throw new T2lException("--out: " + directory + " cannot be written: " + e.getMessage(), e);
        }
    }

    private void require(String settings, Object written) {
        if (!settings.equals(written)) {
            throw new T2lException("--resume: " + file + ": needs a study of " + settings + ", is one of " + written);
        }
    }

    private void read(List<String> lines) {
        for (String line : lines.subList(1, lines.size())) {
            Map<String, Object> fields = fields(line);
            if (!fields.isEmpty()) {
                outcomes.add(outcome(fields));
            }
        }
    }

    /// Empty if the line is incomplete.
    private static Map<String, Object> fields(String line) {
        try {
            return JSON.std.mapFrom(line);
        } catch (IOException _) {
            return Map.of();
        }
    }

    /// The finished parts.
    List<Outcome> outcomes() {
        return List.copyOf(outcomes);
    }

    boolean has(String part) {
        return outcomes.stream().anyMatch(outcome -> outcome.part().equals(part));
    }

    /// Adds a part and syncs the file to disk.
    void add(Outcome outcome) {
        outcomes.add(outcome);
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE, StandardOpenOption.APPEND)) {
            ByteBuffer bytes = ByteBuffer.wrap(line(outcome).getBytes(StandardCharsets.UTF_8));
            while (bytes.hasRemaining()) channel.write(bytes);
            channel.force(true);
        } catch (IOException e) {
            throw new T2lException(file + ": cannot be written: " + e.getMessage(), e);
        }
    }

    private static String line(Outcome outcome) {
        Map<String, Object> line = Json.object(PART, outcome.part(), RUN, outcome.run(), SECONDS, outcome.seconds());
        outcome.loss().ifPresent(loss -> line.put(LOSS, loss));
        line.put(CELLS, outcome.cells().stream().map(cell -> Json.object(RUN, cell.run(), "set", cell.set(),
                "seed", cell.seed(), "items", cell.items(), "tasks", cell.shares())).toList());
        return Json.line(line) + "\n";
    }

    private static Outcome outcome(Map<String, Object> line) {
        return new Outcome(line.get(PART).toString(), line.get(RUN).toString(), number(line.get(SECONDS)),
                line.get(LOSS) instanceof Number loss ? OptionalDouble.of(loss.doubleValue()) : OptionalDouble.empty(),
                ((List<?>) line.get(CELLS)).stream().map(cell -> cell((Map<?, ?>) cell)).toList());
    }

    private static Cell cell(Map<?, ?> fields) {
        Map<String, Double> shares = new LinkedHashMap<>();
        ((Map<?, ?>) fields.get("tasks")).forEach((task, share) -> shares.put(task.toString(), number(share)));
        return new Cell(fields.get(RUN).toString(), fields.get("set").toString(), (long) number(fields.get("seed")),
                shares, (int) number(fields.get("items")));
    }

    private static double number(Object field) {
        return ((Number) field).doubleValue();
    }
}
