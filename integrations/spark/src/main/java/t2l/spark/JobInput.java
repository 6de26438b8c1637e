package t2l.spark;

import com.fasterxml.jackson.databind.node.ObjectNode;
import module java.base;

/// What adapters are made of.
sealed interface JobInput extends Serializable {
    /// Bytes of the factors of one adapter, by what a worker says of itself. Throws [BulkException] if the worker cannot make
    /// any.
    long adapterBytes(ObjectNode about);

    /// The line for a row, without where its adapter goes. What its answer depends on is added to `basis`.
    ObjectNode line(PackMaker.Row row, Scratch scratch, List<String> basis);

    /// What the index of a pack says of an adapter.
    String description(PackMaker.Row row, ObjectNode answer);

    /// Descriptions, of which a hypernetwork makes adapters.
    record Descriptions() implements JobInput {
        @Override
        public long adapterBytes(ObjectNode about) {
            return Wire.require(about, "generated_bytes", "a hypernetwork for this model", "--t2l /models/t2l");
        }

        @Override
        public ObjectNode line(PackMaker.Row row, Scratch scratch, List<String> basis) {
            basis.add(row.what());
            return Wire.ask("generate").put("describe", row.what());
        }

        @Override
        public String description(PackMaker.Row row, ObjectNode answer) {
            return row.what();
        }
    }

    /// Tasks, on which adapters are trained.
    ///
    /// @param folder of their files
    record Tasks(SharedFolder folder) implements JobInput {
        @Override
        public long adapterBytes(ObjectNode about) {
            return Wire.require(about, "oracle_bytes", "a base model", "--model /models/mistral");
        }

        @Override
        public ObjectNode line(PackMaker.Row row, Scratch scratch, List<String> basis) {
            Path task = scratch.path().resolve(row.what());
            folder.fetch(row.what(), task);
            basis.addAll(scratch.hashes(task));
            return Wire.ask("oracle").put("task", task.toString());
        }

        @Override
        public String description(PackMaker.Row row, ObjectNode answer) {
            return answer.get("task").asText();
        }
    }
}
