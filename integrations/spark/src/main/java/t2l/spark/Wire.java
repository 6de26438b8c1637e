package t2l.spark;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Optional;

/// JSON as it goes to workers and comes from them.
final class Wire {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int SHOWN = 100;

    /// A line for a worker.
    static ObjectNode ask(String op) {
        return JSON.createObjectNode().put("id", 0).put("op", op);
    }

    static ObjectNode object() {
        return JSON.createObjectNode();
    }

    /// One line, without its end.
    static String text(JsonNode node) {
        return node.toString();
    }

    /// A number that a worker says of itself; throws [BulkException] if it does not.
    ///
    /// @param what   what the worker needs for it
    /// @param option an example of the option that names it
    static long require(ObjectNode about, String field, String what, String option) {
        if (!about.has(field)) {
            throw new BulkException("worker: needs " + what + ", has none; name it behind --, as in -- " + option);
        }
        return about.get(field).asLong();
    }

    /// Parses an object; empty if the text is none.
    static Optional<ObjectNode> find(String text) {
        try {
            return JSON.readTree(text) instanceof ObjectNode object ? Optional.of(object) : Optional.empty();
        } catch (JsonProcessingException _) {
            return Optional.empty();
        }
    }

    /// Parses an object; throws [BulkException] if the text is none.
    static ObjectNode parse(String where, String text) {
        return find(text).orElseThrow(() -> new BulkException(where + ": needs an object of JSON, got "
                + (text.length() > SHOWN ? text.substring(0, SHOWN) + "…" : text)));
    }
}
