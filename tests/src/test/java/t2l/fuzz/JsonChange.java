package t2l.fuzz;

import com.fasterxml.jackson.jr.ob.JSON;
import module java.base;

/// Changes values inside JSON, which stays JSON: most changes of its bytes would not reach what takes the fields.
final class JsonChange {
    private static final List<Object> VALUES = Arrays.asList(null, true, -1, 0, 1, 1e308, 9223372036854775807L,
            BigInteger.TEN.pow(40), "", " ", "x", "\ud800", "\u0000", "\u001b[2J", "a".repeat(5000), List.of(),
            Map.of(),
            List.of(List.of()), Map.of("", Map.of()), Map.of("$ref", "#"), "{{ x", "..", "some/french", "function",
            "required",
            "auto", "string", "object", "array", "assistant", "tool");
    private static final List<String> NAMES = List.of("type", "name", "anyOf", "enum", "const", "items", "pattern",
            "mix",
            "describe", "examples", "id", "role", "strict", "", "\u0000", "lora_path", "minLength", "not");

    private final SplittableRandom random;

    private JsonChange(SplittableRandom random) {
        this.random = random;
    }

    /// A text that is no JSON stays as it is.
    static byte[] of(byte[] json, SplittableRandom random) {
        try {
            Object value = JSON.std.anyFrom(json);
            var change = new JsonChange(random);
            for (int changes = random.nextInt(4); changes >= 0; changes--) {
                value = change.changed(value, 0);
            }
            return JSON.std.asBytes(value);
        } catch (IOException _) {
            return json;
        }
    }

    /// The value with one place in it changed.
    private Object changed(Object value, int depth) {
        if (value instanceof Map<?, ?> map && !map.isEmpty() && random.nextInt(4) > 0) {
            Map<Object, Object> copy = new LinkedHashMap<>(map);
            Object key = List.copyOf(copy.keySet()).get(random.nextInt(copy.size()));
            switch (random.nextInt(6)) {
                case 0 -> copy.remove(key);
                case 1 -> copy.put(NAMES.get(random.nextInt(NAMES.size())), copy.remove(key));
                case 2 -> copy.put(NAMES.get(random.nextInt(NAMES.size())), copy.get(key));
                default -> copy.put(key, changed(copy.get(key), depth + 1));
            }
            return copy;
        }
        if (value instanceof List<?> list && !list.isEmpty() && random.nextInt(4) > 0) {
            List<Object> copy = new ArrayList<>(list);
            int at = random.nextInt(copy.size());
            switch (random.nextInt(5)) {
                case 0 -> copy.remove(at);
                case 1 -> copy.addAll(Collections.nCopies(random.nextInt(150), copy.get(at)));
                default -> copy.set(at, changed(copy.get(at), depth + 1));
            }
            return copy;
        }
        return switch (random.nextInt(5)) {
            case 0 -> new ArrayList<>(Arrays.asList(value));
            case 1 -> new LinkedHashMap<>(Collections.singletonMap(NAMES.get(random.nextInt(NAMES.size())), value));
            case 2 -> value instanceof String text && !text.isEmpty()
                    ? text.substring(0, random.nextInt(text.length())) + (char) random.nextInt(0x3000) + text
                    : value instanceof Integer number ? number + random.nextInt(-2, 3) : value;
            default -> VALUES.get(random.nextInt(VALUES.size()));
        };
    }
}
