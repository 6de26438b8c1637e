package t2l.tensor.io;

import com.fasterxml.jackson.core.*;
import module java.base;
import t2l.tensor.T2lException;

/// A strict streaming JSON reader: UTF-8, unique names in each object, at most 100 levels of nesting, nothing after the
/// value. Errors name their position.
///
/// A reader is positioned at the first token of a value. Each method consumes that value; the callbacks of [#fields]
/// and [#elements] must consume each value inside.
public final class JsonReader implements AutoCloseable {
    private static final int MAX_DEPTH = 100;
    /// Names are not interned: the tokens of a vocabulary are names, and all differ.
    private static final JsonFactory JSON = JsonFactory.builder()
            .disable(JsonFactory.Feature.CANONICALIZE_FIELD_NAMES).disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .streamReadConstraints(StreamReadConstraints.builder().maxNestingDepth(MAX_DEPTH).build()).build();

    /// What the parser tells programmers: how to set it.
    private static final Pattern ADVICE = Pattern
            .compile(": enable `[^`]*` to allow|, from `[^`]*`| \\(not recognized[^)]*\\)"
                    + "|\\[Source: [^;]*; (line: \\d+, column: \\d+)]");

    private final BiFunction<JsonLocation, String, T2lException> failure;
    private final JsonParser json;

    private JsonReader(Reader text, BiFunction<JsonLocation, String, T2lException> failure) {
        this.failure = failure;
        try {
            this.json = JSON.createParser(text);
        } catch (IOException e) {
            throw new IllegalStateException(e); // nothing has been read yet
        }
        next();
    }

    /// Reads a stream, and closes it when the reader is closed. Throws [T2lException] if it does not begin with JSON.
    ///
    /// @param where its name in error messages
    public static JsonReader of(String where, InputStream in) {
        return of(where, new InputStreamReader(in, StandardCharsets.UTF_8.newDecoder()));
    }

    /// Like [#of(String, InputStream)], for a text.
    public static JsonReader of(String where, String text) {
        return of(where, new StringReader(text));
    }

    private static JsonReader of(String where, Reader text) {
        return new JsonReader(text, (at, what) -> new T2lException(where + ": line " + at.getLineNr() + ", column "
                + Math.max(1, at.getColumnNr()) + ": " + what));
    }

    /// Reads a range of a file; error messages give the byte offset.
    static JsonReader within(FileBytes file, long start, long length, String what) {
        String text = file.utf8(start, length, what);
        return new JsonReader(new StringReader(text), (at, wrong) -> {
            int end = Math.clamp(at.getCharOffset(), 0, text.length());
            return file.error(start + text.substring(0, end).getBytes(StandardCharsets.UTF_8).length, wrong);
        });
    }

    /// An object: calls `each` with every name.
    public void fields(Consumer<String> each) {
        require(JsonToken.START_OBJECT, "an object");
        while (next() == JsonToken.FIELD_NAME) {
            String name = text();
            next();
            each.accept(name);
        }
    }

    /// A list: calls `each` for every value.
    public void elements(Runnable each) {
        require(JsonToken.START_ARRAY, "a list");
        while (next() != JsonToken.END_ARRAY) {
            each.run();
        }
    }

    /// An object of strings.
    public Map<String, String> strings() {
        Map<String, String> all = new LinkedHashMap<>();
        fields(name -> all.put(name, string()));
        return all;
    }

    /// Whether the value is a string.
    public boolean isString() {
        return json.currentToken() == JsonToken.VALUE_STRING;
    }

    /// Whether the value is a list.
    public boolean isList() {
        return json.currentToken() == JsonToken.START_ARRAY;
    }

    public String string() {
        require(JsonToken.VALUE_STRING, "a string");
        return text();
    }

    /// A list of non-negative integers.
    public List<Long> counts() {
        List<Long> all = new ArrayList<>();
        elements(() -> all.add(count()));
        return all;
    }

    /// A non-negative integer.
    public long count() {
        if (json.currentToken() == JsonToken.VALUE_NUMBER_INT && parsed(JsonParser::getLongValue) >= 0) {
            return parsed(JsonParser::getLongValue);
        }
        throw error("needs a whole number of at least 0");
    }

    /// A number.
    public double number() {
        if (json.currentToken().isNumeric()) {
            return parsed(JsonParser::getDoubleValue);
        }
        throw error("needs a number");
    }

    /// A value of any kind: a map, a list, a string, a number (`Integer`, `Long` or `BigInteger` for integers, else
    /// `Double`) or a boolean. A `null` field counts as absent, as in Hugging Face's code; in a list it is an empty
    /// `Optional`.
    public Object value() {
        return switch (json.currentToken()) {
            case null -> throw error("needs a value");
            case START_OBJECT -> {
                Map<String, Object> all = new LinkedHashMap<>();
                fields(name -> {
                    if (json.currentToken() != JsonToken.VALUE_NULL) {
                        all.put(name, value());
                    }
                });
                yield all;
            }
            case START_ARRAY -> {
                List<Object> all = new ArrayList<>();
                elements(() -> all.add(value()));
                yield all;
            }
            case VALUE_STRING -> text();
            case VALUE_TRUE -> true;
            case VALUE_FALSE -> false;
            case VALUE_NULL -> Optional.empty();
            case VALUE_NUMBER_INT -> parsed(JsonParser::getNumberValue);
            case VALUE_NUMBER_FLOAT -> number();
            case END_OBJECT, END_ARRAY, FIELD_NAME, NOT_AVAILABLE, VALUE_EMBEDDED_OBJECT ->
                throw error("needs a value");
        };
    }

    /// Skips a value of any kind.
    public void skip() {
        parsed(JsonParser::skipChildren);
    }

    /// Only white space may follow.
    public void end() {
        if (next() != null) {
            throw error("needs nothing after the first value");
        }
    }

    /// An exception about the value just read, to be thrown by the caller.
    public T2lException error(String what) {
        return failure.apply(json.currentTokenLocation(), what);
    }

    @Override
    public void close() {
        try {
            json.close();
        } catch (IOException e) {
            throw malformed(e);
        }
    }

    private void require(JsonToken token, String what) {
        if (json.currentToken() != token) {
            throw error("needs " + what);
        }
    }

    private String text() {
        return parsed(JsonParser::getText);
    }

    private JsonToken next() {
        return parsed(JsonParser::nextToken);
    }

    /// A call of the parser.
    private interface Parsing<T> {
        T of(JsonParser json) throws IOException;
    }

    private <T> T parsed(Parsing<T> call) {
        try {
            return call.of(json);
        } catch (IOException e) {
            throw malformed(e);
        }
    }

    private T2lException malformed(IOException e) {
        String why = switch (e) {
            case JsonProcessingException j -> "needs JSON: " + ADVICE.matcher(j.getOriginalMessage()).replaceAll("$1");
            case CharacterCodingException _ -> "needs UTF-8";
            default -> "cannot be read: " + e.getMessage();
        };
        return new T2lException(failure.apply(json.currentLocation(), why).getMessage(), e);
    }
}
