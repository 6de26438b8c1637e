package t2l.app.worker;

import java.lang.foreign.Arena;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import t2l.tensor.T2lException;
import t2l.tensor.io.JsonFile;

/// A line of work: `{"id": text or whole number, "op": name, …}`.
///
/// @param id     comes back with the answer
/// @param op     the operation
/// @param fields of the whole line
record WorkLine(Object id, String op, JsonFile fields) {
    private static final String ID = "id";
    private static final String OP = "op";

    /// The id in the fields of a line, if it has a good one.
    static Optional<Object> id(JsonFile fields) {
        return fields.find(ID).filter(id -> id instanceof String || id instanceof Integer || id instanceof Long);
    }

    /// Throws [T2lException] if the id or the operation is missing.
    static WorkLine of(JsonFile fields) {
        Object id = id(fields)
                .orElseThrow(() -> fields.wrong(ID, "a text or a whole number", fields.find(ID).orElse("none")));
        return new WorkLine(id, fields.text(OP), fields);
    }

    /// Throws [T2lException] if there are other fields than these and the id and the operation.
    void requireOnly(Set<String> known) {
        for (String name : fields.fields().keySet()) {
            if (!name.equals(ID) && !name.equals(OP) && !known.contains(name)) {
                throw fields.wrong(name, "no such field in " + op + ", which takes " + String.join(", ", known.stream()
                        .sorted().toList()), fields.fields().get(name));
            }
        }
    }

    String text(String name) {
        return fields.text(name);
    }

    Optional<String> find(String name) {
        return fields.findText(name);
    }

    /// A whole number of at least `least`; throws [T2lException] for anything else.
    long whole(JsonFile of, String name, long least) {
        Object value = of.find(name).orElse("none");
        if (value instanceof Number number && (value instanceof Integer || value instanceof Long)
                && number.longValue() >= least) {
            return number.longValue();
        }
        throw of.wrong(name, "a whole number of at least " + least, value);
    }

    /// The path in a field.
    Path path(String name) {
        return T2lException.blaming(fields.where(), () -> Path.of(text(name)));
    }

    /// What this line becomes.
    interface Work {
        /// The answer's fields. Throws [T2lException] or [IllegalArgumentException] with a sentence for the answer.
        ///
        /// @param arena for what is needed until the answer is there
        Map<String, Object> answer(WorkLine line, Arena arena);
    }
}
