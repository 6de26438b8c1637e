package t2l.transformer.grammar;

import t2l.tensor.Argument;
import t2l.tensor.settings.Source;
import t2l.transformer.tools.Tools;

/// What JSON an answer shall be: any object, or what a JSON Schema describes. Two that were made of the same text are equal.
public final class JsonSchema {
    /// Any object.
    public static final JsonSchema OBJECT = new JsonSchema("", JsonGrammar.JSON.anyObject(JsonGrammar.MAX_DEPTH));

    private final String text;
    private final ByteGrammar grammar;

    private JsonSchema(String text, ByteGrammar grammar) {
        this.text = text;
        this.grammar = grammar;
    }

    /// Reads a schema. Throws [t2l.tensor.T2lException] for what is no schema, and for keywords that are not supported.
    ///
    /// @param where its name in error messages
    public static JsonSchema parse(String where, String text) {
        return of(Source.parse(where, Argument.given("text", text)));
    }

    /// The same of a schema that has been read; throws what its source throws.
    public static JsonSchema of(Source schema) {
        return new JsonSchema(Tools.json(schema.values()), new SchemaCompiler(schema).grammar());
    }

    ByteGrammar grammar() {
        return grammar;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof JsonSchema schema && text.equals(schema.text);
    }

    @Override
    public int hashCode() {
        return text.hashCode();
    }

    @Override
    public String toString() {
        return text;
    }
}
