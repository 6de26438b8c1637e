package t2l.transformer.text;

import it.unimi.dsi.fastutil.objects.Object2IntMap;
import it.unimi.dsi.fastutil.objects.Object2IntOpenHashMap;
import java.util.OptionalInt;
import t2l.tensor.T2lException;

/// The pieces of text a model knows, each with its number.
///
/// Numbers may have holes; a hole has no piece.
final class Vocabulary {
    /// Stands for "no such piece".
    static final int NONE = -1;

    /// No piece comes near this many characters either.
    private static final int LONGEST_TOKEN = 1 << 12;

    /// No vocabulary comes near this; a larger number in a file is damage, and would only exhaust memory.
    private static final int LARGEST_ID = 1 << 24;

    private final Object2IntOpenHashMap<String> ids;
    private final String[] tokens;

    /// @throws T2lException if a number is negative or absurdly large
    Vocabulary(Object2IntOpenHashMap<String> ids) {
        this.ids = ids;
        ids.defaultReturnValue(NONE);
        int largest = -1;
        for (var entry : ids.object2IntEntrySet()) {
            checkId(entry.getKey(), entry.getIntValue());
            if (entry.getKey().length() > LONGEST_TOKEN) {
                throw new T2lException("vocabulary: a piece may have " + LONGEST_TOKEN + " characters, piece "
                        + entry.getIntValue() + " has " + entry.getKey().length());
            }
            largest = Math.max(largest, entry.getIntValue());
        }
        tokens = new String[largest + 1];
        for (var entry : ids.object2IntEntrySet()) {
            tokens[entry.getIntValue()] = entry.getKey();
        }
    }

    /// @throws T2lException if `id` is negative or absurdly large
    static int checkId(String token, int id) {
        if (id < 0 || id > LARGEST_ID) {
            throw new T2lException(
                    "vocabulary: the id of '" + token + "' must lie in 0 … " + LARGEST_ID + ", got " + id);
        }
        return id;
    }

    /// The number of `token`, or [#NONE].
    int id(String token) {
        return ids.getInt(token);
    }

    /// The number of `token`, for a piece named elsewhere in the file, which must exist.
    OptionalInt find(String token) {
        int id = ids.getInt(token);
        return id == NONE ? OptionalInt.empty() : OptionalInt.of(id);
    }

    boolean has(int id) {
        return id >= 0 && id < tokens.length && tokens[id] != null;
    }

    /// The piece numbered `id`, which [#has].
    String token(int id) {
        return tokens[id];
    }

    /// One more than the largest number.
    int size() {
        return tokens.length;
    }

    /// All pieces with their numbers, in no particular order.
    Iterable<Object2IntMap.Entry<String>> entries() {
        return ids.object2IntEntrySet();
    }
}
