package t2l.spark;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import module java.base;
import org.apache.spark.TaskContext;
import org.apache.spark.api.java.function.FlatMapFunction;

/// Evaluates slices of packs on tasks, with one worker for all slices of a partition, and gives the rows of the table as JSON.
///
/// @param command     of the worker
/// @param fingerprint that it must have
/// @param packs       the folder of the packs
/// @param tasks       the folder of the tasks
/// @param names       of the tasks there
/// @param limit       the first questions of each alone; 0 for all
record EvalAsker(WorkerCommand command, String fingerprint, SharedFolder packs, SharedFolder tasks, List<String> names,
        int limit) implements FlatMapFunction<Iterator<EvalAsker.Slice>, String> {
    /// Some adapters of a pack that are evaluated in turn.
    ///
    /// @param pack  the name of its file; empty for the bare model
    /// @param from  the first, in the order of ids
    /// @param count their number, if there are so many
    record Slice(String pack, int from, int count) implements Serializable {}

    @Override
    public Iterator<String> call(Iterator<Slice> slices) {
        List<String> rows = new ArrayList<>();
        try (Scratch scratch = new Scratch(); WorkerClient worker = command.open(TaskContext.get(), fingerprint)) {
            names.forEach(name -> tasks.fetch(name, scratch.path().resolve(name)));
            String there = "";
            while (slices.hasNext()) {
                Slice slice = slices.next();
                if (!there.isEmpty() && !slice.pack().equals(there)) {
                    scratch.remove(there); // packs are large: only one is on the local disk at a time
                }
                there = slice.pack();
                rows.addAll(rows(slice, scratch, worker));
            }
        }
        return rows.iterator();
    }

    private List<String> rows(Slice slice, Scratch scratch, WorkerClient worker) {
        List<ObjectNode> rows = new ArrayList<>();
        List<ObjectNode> lines = new ArrayList<>();
        if (slice.pack().isEmpty()) {
            add(Wire.object().put("adapter", ""), "", scratch.path(), rows, lines);
        } else {
            Path pack = packs.local(slice.pack()).orElseGet(() -> fetched(slice.pack(), scratch.path()));
            JsonNode all = worker.askOne(Wire.ask("list").put("pack", pack.toString())).get("adapters");
            for (int i = slice.from(); i < Math.min(all.size(), slice.from() + slice.count()); i++) {
                String id = all.get(i).get("id").asText();
                add(Wire.object().put("adapter", id).put("describe", all.get(i).get("describe").asText()),
                        pack + "/" + id, scratch.path(), rows, lines);
            }
        }
        List<ObjectNode> answers = worker.ask(lines);
        for (int i = 0; i < rows.size(); i++) {
            ObjectNode answer = answers.get(i);
            if (answer.has("error")) {
                answer.put("error", scratch.without(answer));
            }
            rows.get(i).setAll(answer);
        }
        return rows.stream().map(Wire::text).toList();
    }

    private Path fetched(String pack, Path scratch) {
        Path local = scratch.resolve(pack);
        if (!Files.exists(local)) {
            packs.fetch(pack, local);
        }
        return local;
    }

    private void add(ObjectNode about, String adapter, Path scratch, List<ObjectNode> rows, List<ObjectNode> lines) {
        for (String name : names) {
            rows.add(about.deepCopy().put("task", name.replaceFirst("\\.jsonl$", "")));
            ObjectNode line = Wire.ask("eval").put("task", scratch.resolve(name).toString());
            if (!adapter.isEmpty()) {
                line.putObject("adapter").put("name", adapter);
            }
            if (limit > 0) {
                line.put("limit", limit);
            }
            lines.add(line);
        }
    }
}
