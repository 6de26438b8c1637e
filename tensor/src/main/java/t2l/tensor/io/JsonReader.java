package t2l.tensor.io;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadFeature;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import t2l.tensor.T2lException;

/// JSON inside a file, read token by token: what is not as expected is an error at its byte. A name twice in one
/// object is an error too.
final class JsonReader implements AutoCloseable {
    private static final JsonFactory JSON = JsonFactory.builder().enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .build();

    private final MappedFile file;
    private final long start;
    private final String text;
    private final JsonParser json;

    JsonReader(MappedFile file, long start, long length, String what) {
        this.file = file;
        this.start = start;
        this.text = file.utf8(start, length, what);
        try {
            this.json = JSON.createParser(text);
        } catch (IOException e) {
            throw new T2lException(file.path() + ": cannot be read: " + e.getMessage(), e);
        }
    }

    /// An object: calls `each` with every name; `each` must take the value.
    void fields(Consumer<String> each) {
        expect(JsonToken.START_OBJECT, "an object");
        while (next() == JsonToken.FIELD_NAME) {
            try {
                each.accept(json.currentName());
            } catch (IOException e) {
                throw malformed(e);
            }
        }
    }

    /// An object of strings.
    Map<String, String> strings() {
        Map<String, String> all = new LinkedHashMap<>();
        fields(name -> all.put(name, string()));
        return all;
    }

    String string() {
        expect(JsonToken.VALUE_STRING, "a string");
        try {
            return json.getText();
        } catch (IOException e) {
            throw malformed(e);
        }
    }

    /// An array of whole numbers of at least 0.
    List<Long> counts() {
        expect(JsonToken.START_ARRAY, "an array of whole numbers");
        List<Long> all = new ArrayList<>();
        while (next() != JsonToken.END_ARRAY) {
            all.add(count());
        }
        return all;
    }

    private long count() {
        try {
            if (json.currentToken() == JsonToken.VALUE_NUMBER_INT && json.getLongValue() >= 0) {
                return json.getLongValue();
            }
        } catch (IOException e) {
            throw malformed(e);
        }
        throw error("needs a whole number of at least 0");
    }

    /// Passes over a value of any kind.
    void skip() {
        next();
        try {
            json.skipChildren();
        } catch (IOException e) {
            throw malformed(e);
        }
    }

    /// Nothing but blanks may follow.
    void end() {
        if (next() != null) {
            throw error("needs nothing after the object");
        }
    }

    /// What is wrong at the token just read, as an exception to throw.
    T2lException error(String what) {
        return file.error(byteOf(json.currentTokenLocation().getCharOffset()), what);
    }

    @Override
    public void close() {
        try {
            json.close();
        } catch (IOException e) {
            throw new T2lException(file.path() + ": cannot be read: " + e.getMessage(), e);
        }
    }

    private void expect(JsonToken token, String what) {
        if (next() != token) {
            throw error("needs " + what);
        }
    }

    private JsonToken next() {
        try {
            return json.nextToken();
        } catch (IOException e) {
            throw malformed(e);
        }
    }

    private T2lException malformed(IOException e) {
        long at = json.currentLocation().getCharOffset();
        String why = e instanceof JsonProcessingException j ? j.getOriginalMessage() : e.getMessage();
        return new T2lException(file.error(byteOf(at), "needs JSON: " + why).getMessage(), e);
    }

    private long byteOf(long character) {
        int end = (int) Math.max(0, Math.min(character, text.length()));
        return start + text.substring(0, end).getBytes(StandardCharsets.UTF_8).length;
    }
}
