package t2l.spark;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.spark.TaskContext;
import org.apache.spark.api.java.function.FlatMapFunction;

/// Makes the packs of units, with one worker for all units of a partition: adapters of descriptions, or those of tasks.
///
/// A unit that was made before, by an attempt or a run that did not come to its end, has a record and is not made again.
///
/// @param command     of the worker
/// @param fingerprint that it must have
/// @param out         the folder of the packs
/// @param tasks       the folder of the tasks; `null` for descriptions
record PackMaker(WorkerCommand command, String fingerprint, SharedFolder out, SharedFolder tasks)
        implements
            FlatMapFunction<Iterator<Unit>, Made> {
    private static final long serialVersionUID = 1L;

    /// The folder of the records, inside that of the packs. It is gone when the manifest is there.
    static final String RECORDS = "_units";
    private static final String CONFIG = "adapter_config";

    @Override
    public Iterator<Made> call(Iterator<Unit> units) {
        TaskContext context = TaskContext.get();
        List<Made> all = new ArrayList<>();
        try (WorkerClient worker = new WorkerClient(command.command(context.cpus()), fingerprint,
                context::isInterrupted)) {
            while (units.hasNext()) {
                all.add(made(units.next(), worker));
            }
        }
        return all.iterator();
    }

    private Made made(Unit unit, WorkerClient worker) {
        try (Scratch scratch = new Scratch()) {
            List<String> work = new ArrayList<>(List.of(fingerprint));
            List<ObjectNode> lines = new ArrayList<>();
            for (Unit.Row row : unit.rows()) {
                lines.add(line(row, scratch, work));
            }
            String key = Hashes.of(work);
            Optional<Made> before = recorded(key);
            if (before.isPresent()) {
                return before.get();
            }
            Made made = pack(key, unit, worker.ask(lines), scratch, worker);
            record(made);
            return made;
        }
    }

    /// The line for a row; what its answer depends on is added to `work`.
    private ObjectNode line(Unit.Row row, Scratch scratch, List<String> work) {
        work.add(row.id());
        ObjectNode line = Wire.ask(tasks == null ? "generate" : "oracle").put("spool", scratch.spool().toString());
        if (tasks == null) {
            work.add(row.what());
            return line.put("describe", row.what());
        }
        Path task = scratch.path().resolve(row.what());
        tasks.fetch(row.what(), task);
        work.addAll(scratch.hashes(task));
        return line.put("task", task.toString());
    }

    private Made pack(String key, Unit unit, List<ObjectNode> answers, Scratch scratch, WorkerClient worker) {
        ObjectNode pack = Wire.ask("pack").put("spool", scratch.spool().toString()).put("out",
                scratch.path().toString());
        ArrayNode adapters = pack.putArray("adapters");
        List<String> failed = new ArrayList<>();
        for (int i = 0; i < answers.size(); i++) {
            Unit.Row row = unit.rows().get(i);
            ObjectNode answer = answers.get(i);
            if (answer.has("error")) {
                failed.add(Wire.text(Wire.object().put("id", row.id()).put("error", scratch.without(answer))));
                continue;
            }
            if (pack.has(CONFIG) && !pack.get(CONFIG).equals(answer.get(CONFIG))) {
                throw new BulkException(
                        "pack: needs adapters of one configuration, that of " + row.id() + " is another");
            }
            pack.set(CONFIG, answer.get(CONFIG));
            ObjectNode adapter = adapters.addObject().put("id", row.id()).put("describe",
                    tasks == null ? row.what() : answer.get("task").asText());
            List.of("offset", "bytes", "sha256").forEach(name -> adapter.set(name, answer.get(name)));
        }
        if (adapters.isEmpty()) {
            return new Made(key, "", failed);
        }
        ObjectNode entry = worker.askOne(pack);
        String name = entry.get("sha256").asText() + ".safetensors";
        out.put(scratch.path().resolve(name), name);
        return new Made(key, Wire.text(entry), failed);
    }

    private Optional<Made> recorded(String key) {
        SharedFolder records = out.in(RECORDS);
        if (!records.has(key + ".json")) {
            return Optional.empty();
        }
        ObjectNode record = Wire.parse(RECORDS + "/" + key, records.text(key + ".json"));
        List<String> failed = new ArrayList<>();
        record.get("failed").forEach(line -> failed.add(Wire.text(line)));
        if (!record.has("pack")) {
            return Optional.of(new Made(key, "", failed));
        }
        Optional<Long> length = out.length(record.get("pack").get("sha256").asText() + ".safetensors");
        return length.equals(Optional.of(record.get("pack").get("bytes").asLong()))
                ? Optional.of(new Made(key, Wire.text(record.get("pack")), failed))
                : Optional.empty();
    }

    private void record(Made made) {
        ObjectNode record = Wire.object();
        if (!made.pack().isEmpty()) {
            record.set("pack", Wire.parse("pack", made.pack()));
        }
        ArrayNode failed = record.putArray("failed");
        made.failed().forEach(line -> failed.add(Wire.parse("failed", line)));
        out.in(RECORDS).put(Wire.text(record).getBytes(StandardCharsets.UTF_8), made.key() + ".json");
    }

    /// A local directory for what a unit needs, removed when it is done.
    record Scratch(Path path) implements AutoCloseable {
        Scratch() {
            this(make());
        }

        private static Path make() {
            try {
                return Files.createTempDirectory("t2l-unit-");
            } catch (IOException e) {
                throw new UncheckedIOException("java.io.tmpdir", e);
            }
        }

        /// The file that adapters are appended to.
        Path spool() {
            return path.resolve("spool");
        }

        /// The error of an answer, without where the directory is, which differs.
        String without(ObjectNode answer) {
            return answer.get("error").asText().replace(path + "/", "");
        }

        /// Names and hashes of a file, or of all files below a folder.
        List<String> hashes(Path task) {
            try (Stream<Path> files = Files.walk(task)) {
                List<String> all = new ArrayList<>();
                for (Path file : files.filter(Files::isRegularFile).sorted().toList()) {
                    all.add(path.relativize(file).toString());
                    all.add(Hashes.of(file));
                }
                return all;
            } catch (IOException e) {
                throw new UncheckedIOException(task.toString(), e);
            }
        }

        @Override
        public void close() {
            try (Stream<Path> files = Files.walk(path)) {
                for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                    Files.delete(file);
                }
            } catch (IOException e) {
                throw new UncheckedIOException(path.toString(), e);
            }
        }
    }
}
