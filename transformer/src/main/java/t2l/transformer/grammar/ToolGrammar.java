package t2l.transformer.grammar;

import static t2l.transformer.grammar.ByteGrammar.*;

import module java.base;
import t2l.tensor.settings.Source;
import t2l.transformer.tools.*;
import t2l.transformer.tools.ToolSyntax.Form;
import t2l.transformer.tools.Tools.Tool;

/// Makes a grammar of the answers that may call tools. Its calls name one of them, with arguments that its parameters describe.
final class ToolGrammar {
    /// Most calls in an answer.
    static final int MAX_CALLS = 32;
    /// Keywords that say nothing of an object's members.
    private static final Set<String> EMPTY = Set.of("type", "properties", "required", "title", "description", "$schema",
            "additionalProperties");

    private final Tools tools;
    private final ToolSyntax syntax;
    /// What follows the name of each tool in a call.
    private final Map<String, ByteGrammar> named = new LinkedHashMap<>();

    /// Throws [t2l.tensor.T2lException] for parameters that are not supported.
    ToolGrammar(Tools tools, ToolSyntax syntax) {
        this.tools = tools;
        this.syntax = syntax;
        int steps = SchemaCompiler.MAX_STEPS; // of all tools together
        for (Tool tool : tools.callable()) {
            Source parameters = parameters(tool);
            var compiler = new SchemaCompiler(parameters, steps,
                    syntax.form == Form.BARE ? JsonGrammar.BARE : JsonGrammar.JSON);
            named.put(tool.name(), rule(switch (syntax.form) {
                case JSON -> chain(JsonGrammar.COMMA, JsonGrammar.member(text("\"" + syntax.arguments + "\""),
                        object(parameters, compiler)), JsonGrammar.GAP, text("}"));
                case BARE -> object(parameters, compiler);
                case PYTHON -> compiler.arguments();
                case ELEMENTS -> chain(text("\n"), compiler.elements(tool));
            }));
            steps -= compiler.steps();
        }
    }

    /// @param schema of an answer without calls; empty for any text
    ByteGrammar grammar(Optional<JsonSchema> schema) {
        ByteGrammar calls = chain(text(syntax.mark), calls());
        if (tools.choice() == Tools.Choice.REQUIRED) {
            return calls;
        }
        if (schema.isPresent()) {
            return either(schema.get().grammar(), calls);
        }
        Map<String, ByteGrammar> marks = new LinkedHashMap<>();
        if (!syntax.mark.isEmpty()) {
            marks.put(syntax.mark, calls());
        }
        named.forEach((name, rest) -> syntax.beginnings(name).forEach(beginning -> marks.put(beginning, rest)));
        return ByteGrammar.until(marks, true);
    }

    /// What follows the mark.
    private ByteGrammar calls() {
        List<ByteGrammar> all = new ArrayList<>();
        named.forEach((name, rest) -> all.add(chain(text(syntax.beginning(name)), rest)));
        ByteGrammar one = rule(either(all));
        int more = tools.parallel() ? MAX_CALLS - 1 : 0;
        if (syntax.mark.isEmpty()) {
            return one;
        }
        if (syntax.open.isEmpty()) {
            ByteGrammar marked = chain(JsonGrammar.GAP, one, JsonGrammar.GAP, text(syntax.end));
            return chain(marked, repeated(chain(JsonGrammar.GAP, text(syntax.mark), marked), 0, more));
        }
        return chain(JsonGrammar.GAP, text(syntax.open), JsonGrammar.GAP, one,
                repeated(chain(JsonGrammar.COMMA, one), 0, more), JsonGrammar.GAP, text(syntax.close + syntax.end));
    }

    private static ByteGrammar object(Source parameters, SchemaCompiler compiler) {
        boolean none = parameters.object("properties").map(all -> all.values().isEmpty()).orElse(true)
                && EMPTY.containsAll(parameters.values().keySet())
                && !Boolean.TRUE.equals(parameters.values().get("additionalProperties"));
        return none ? text("{}") : compiler.grammar();
    }

    private static Source parameters(Tool tool) {
        Source all = Source.of("parameters of " + tool.name(), (Object) tool.parameters());
        if (!all.text("type", "object").equals("object")) {
            throw all.wrong("type", "object", all.values().get("type"));
        }
        return all;
    }
}
