package t2l.spark;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import module java.base;
import org.apache.spark.TaskContext;
import org.apache.spark.api.java.function.FlatMapFunction;

/// Makes the packs of units, with one worker for all units of a partition. A unit is rows in the order of ids; it is made as a
/// whole, and again as a whole if it fails.
///
/// A unit that was made before, by an attempt or a run that did not come to its end, has a record and is not made again.
///
/// @param command     of the worker
/// @param fingerprint that it must have
/// @param out         the folder of the packs
/// @param source      what the adapters are made of
record PackMaker(WorkerCommand command, String fingerprint, SharedFolder out, JobInput source)
        implements
            FlatMapFunction<Iterator<List<PackMaker.Row>>, PackMaker.Made> {
    /// The folder of the records, inside that of the packs. It is gone when the manifest is there.
    static final String RECORDS = "_units";
    private static final String CONFIG = "adapter_config";

    /// One adapter of a unit.
    ///
    /// @param id   its name
    /// @param what a description, or the name of a task's file
    record Row(String id, String what) implements Serializable {
        /// The form of an id.
        static final String ID = "[A-Za-z0-9][A-Za-z0-9._-]{0,127}";
    }

    /// The result of a unit.
    ///
    /// @param key    a hash of all that it depends on, the name of its record
    /// @param pack   the line of its pack for the manifest; empty if there is none
    /// @param failed lines `{"id", "error"}`
    record Made(String key, String pack, List<String> failed) implements Serializable {}

    @Override
    public Iterator<Made> call(Iterator<List<Row>> units) {
        List<Made> all = new ArrayList<>();
        try (WorkerClient worker = command.open(TaskContext.get(), fingerprint)) {
            while (units.hasNext()) {
                all.add(made(units.next(), worker));
            }
        }
        return all.iterator();
    }

    private Made made(List<Row> unit, WorkerClient worker) {
        try (Scratch scratch = new Scratch()) {
            List<String> basis = new ArrayList<>(List.of(fingerprint));
            List<ObjectNode> lines = new ArrayList<>();
            for (Row row : unit) {
                basis.add(row.id());
                lines.add(source.line(row, scratch, basis).put("spool", scratch.spool().toString()));
            }
            String key = Hashes.of(basis);
            Optional<Made> before = recorded(key);
            if (before.isPresent()) {
                return before.get();
            }
            Made made = pack(key, unit, worker.ask(lines), scratch, worker);
            record(made);
            return made;
        }
    }

    private Made pack(String key, List<Row> unit, List<ObjectNode> answers, Scratch scratch, WorkerClient worker) {
        ObjectNode pack = Wire.ask("pack").put("spool", scratch.spool().toString()).put("out",
                scratch.path().toString());
        ArrayNode adapters = pack.putArray("adapters");
        List<String> failed = new ArrayList<>();
        for (int i = 0; i < answers.size(); i++) {
            Row row = unit.get(i);
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
                    source.description(row, answer));
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
}
