package t2l.app.serve.api;

import java.util.Optional;
import t2l.Settings;
import t2l.T2l;
import t2l.app.serve.endpoint.Refusal;
import t2l.tensor.settings.Source;
import t2l.transformer.grammar.JsonSchema;

/// The field `response_format`, or `text.format`: what form an answer shall have.
final class ResponseFormat {
    /// Characters of a schema, as OpenAI's.
    private static final int LONGEST = 120_000;

    private ResponseFormat() {}

    /// `settings` with the form that a request asks for. Throws a [Refusal] for a schema that is not supported, or that the model
    /// cannot write.
    ///
    /// @param nested whether a schema is in an object of its own, `json_schema`
    static Settings take(Source format, boolean nested, Settings settings, T2l t2l) {
        Optional<JsonSchema> schema = switch (format.text("type")) {
            case "text" -> Optional.empty();
            case "json_object" -> Optional.of(JsonSchema.OBJECT);
            case "json_schema" -> Optional.of(schema(nested ? format.requireObject("json_schema") : format));
            case String other -> throw format.wrong("type", "text, json_object or json_schema", other);
        };
        format.end(Refusal.REQUEST);
        schema.ifPresent(each -> Refusal.blaming(format.where(), () -> {
            t2l.require(each);
            return each;
        }));
        return schema.map(settings::json).orElse(settings);
    }

    private static JsonSchema schema(Source fields) {
        fields.findText("name"); // for people
        fields.findText("description");
        fields.flag("strict", true); // answers always are
        JsonSchema schema = JsonSchema.of(fields.requireObject("schema"));
        fields.end(Refusal.REQUEST);
        if (schema.toString().length() > LONGEST) {
            throw fields.wrong("schema", "at most " + LONGEST + " characters", schema.toString().length());
        }
        return schema;
    }
}
