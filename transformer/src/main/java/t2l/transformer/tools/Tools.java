package t2l.transformer.tools;

import static t2l.tensor.Argument.given;

import com.fasterxml.jackson.jr.ob.JSON;
import module java.base;
import t2l.tensor.settings.Source;

/// The tools that an answer may call, and whether it shall.
///
/// @param all      at least one, with different names
/// @param named    the only one that may be called; empty for any
/// @param parallel whether an answer may have several calls
public record Tools(List<Tool> all, Choice choice, Optional<String> named, boolean parallel) {
    /// Whether an answer calls tools.
    public enum Choice {
        /// If the model begins a call.
        AUTO,
        /// Always.
        REQUIRED
    }

    /// Throws [IllegalArgumentException] if there is no tool, if two have one name, and if there is none called `named`.
    public Tools {
        all = List.copyOf(given("all", all));
        given("choice", choice);
        List<String> names = all.stream().map(Tool::name).toList();
        if (all.isEmpty() || Set.copyOf(names).size() < names.size()) {
            throw new IllegalArgumentException("tools: needs at least one, each with a name of its own, got " + names);
        }
        if (given("named", named).isPresent() && !names.contains(named.get())) {
            throw new IllegalArgumentException("tools: needs one of " + names + " to be called, got " + named.get());
        }
    }

    /// Tools that the model calls if it needs them.
    public static Tools of(Tool... some) {
        return new Tools(List.of(some), Choice.AUTO, Optional.empty(), true);
    }

    /// The same for an answer that calls at most one.
    public Tools single() {
        return new Tools(all, choice, named, false);
    }

    /// The same for an answer that calls at least one.
    public Tools required() {
        return new Tools(all, Choice.REQUIRED, named, parallel);
    }

    /// The same for an answer that calls the tool of this name.
    public Tools required(String name) {
        return new Tools(all, Choice.REQUIRED, Optional.of(name), parallel);
    }

    /// Those that may be called.
    public List<Tool> callable() {
        return all.stream().filter(tool -> named.isEmpty() || named.get().equals(tool.name)).toList();
    }

    /// A value of [Source] as JSON.
    public static String json(Object value) {
        try {
            return JSON.std.asString(Source.plain(value));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// A function that a model may call.
    ///
    /// @param name        1 to 64 letters, digits, `_`, `-` and `.`
    /// @param description what it does, for the model; may be empty
    /// @param parameters  a JSON Schema of an object, as [Source#values] has it
    public record Tool(String name, String description, Map<String, Object> parameters) {
        /// What a name is, as a regular expression.
        static final String NAME = "[A-Za-z0-9_.-]{1,64}";

        /// Throws [IllegalArgumentException] for another name.
        public Tool {
            if (!given("name", name).matches(NAME)) {
                throw new IllegalArgumentException("name: needs 1 to 64 letters, digits, _, - and ., got "
                        + Source.shown(name));
            }
            given("description", description);
            parameters = Collections.unmodifiableMap(new LinkedHashMap<>(given("parameters", parameters)));
        }

        /// A function with these parameters. Throws [t2l.tensor.T2lException] if they are no object in JSON.
        ///
        /// @param schema a JSON Schema: `{"type": "object", "properties": {"city": {"type": "string"}}, "required": ["city"]}`
        public static Tool of(String name, String description, String schema) {
            return new Tool(name, description, Source.parse("parameters of " + name, schema).values());
        }

        /// Whether a parameter can only be a text.
        public boolean isText(String parameter) {
            return parameters.get("properties") instanceof Map<?, ?> all
                    && all.get(parameter) instanceof Map<?, ?> schema && "string".equals(schema.get("type"));
        }

        /// As chat templates and OpenAI's API have it.
        public Map<String, Object> json() {
            Map<String, Object> function = new LinkedHashMap<>();
            function.put("name", name);
            function.put("description", description);
            function.put("parameters", parameters);
            Map<String, Object> tool = new LinkedHashMap<>();
            tool.put("type", "function");
            tool.put("function", function);
            return tool;
        }
    }
}
