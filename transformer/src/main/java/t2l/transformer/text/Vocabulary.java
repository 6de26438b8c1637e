package t2l.transformer.text;

import it.unimi.dsi.fastutil.ints.IntArrayList;
import it.unimi.dsi.fastutil.ints.IntList;
import it.unimi.dsi.fastutil.objects.Object2IntOpenHashMap;
import module java.base;
import t2l.tensor.T2lException;

/// The tokens of a model and their ids.
///
/// There may be gaps in the ids.
final class Vocabulary {
    private static final String REMEDY = "fetch the tokenizer again";

    /// There is no such token.
    static final int NONE = -1;

    /// No token comes near this many characters either.
    private static final int MAX_TOKEN_LENGTH = 1 << 12;

    /// No vocabulary comes near this; a larger id means a damaged file, and would only exhaust memory.
    private static final int MAX_ID = 1 << 24;

    private final Object2IntOpenHashMap<String> ids;
    private final String[] tokens;

    /// Distinct tokens and their ids; of equal ids the last token wins. Throws [T2lException] if an id is negative or
    /// absurdly large, or a token absurdly long.
    ///
    /// @param where its name in error messages
    Vocabulary(String where, List<String> pieces, IntList numbers) {
        int largest = -1;
        for (int i = 0; i < pieces.size(); i++) {
            checkId(where, pieces.get(i), numbers.getInt(i));
            if (pieces.get(i).length() > MAX_TOKEN_LENGTH) {
                throw new T2lException(where + ": a piece may have " + MAX_TOKEN_LENGTH + " characters, piece "
                        + numbers.getInt(i) + " has " + pieces.get(i).length() + "; " + REMEDY);
            }
            largest = Math.max(largest, numbers.getInt(i));
        }
        tokens = new String[largest + 1];
        ids = new Object2IntOpenHashMap<>(pieces.size());
        ids.defaultReturnValue(NONE);
        for (int i = 0; i < pieces.size(); i++) {
            tokens[numbers.getInt(i)] = pieces.get(i);
            ids.put(pieces.get(i), numbers.getInt(i));
        }
    }

    /// Tokens whose indices are their ids. Of equal tokens the last is found, as in llama.cpp. Throws [T2lException] if
    /// a token is absurdly long.
    ///
    /// @param where its name in error messages
    Vocabulary(String where, List<String> tokens) {
        this(where, tokens, IntArrayList.toList(IntStream.range(0, tokens.size())));
    }

    /// Throws [T2lException] if `id` is negative or absurdly large.
    static int checkId(String where, String token, long id) {
        if (id < 0 || id > MAX_ID) {
            throw new T2lException(
                    where + ": the id of '" + token + "' must lie in 0 … " + MAX_ID + ", got " + id + "; " + REMEDY);
        }
        return (int) id;
    }

    /// The id of `token`, or [#NONE].
    int id(String token) {
        return ids.getInt(token);
    }

    /// The id of `token`, which is named elsewhere in the file and must exist.
    OptionalInt find(String token) {
        int id = ids.getInt(token);
        return id == NONE ? OptionalInt.empty() : OptionalInt.of(id);
    }

    boolean has(int id) {
        return id >= 0 && id < tokens.length && tokens[id] != null;
    }

    /// The token with the existing `id`.
    String token(int id) {
        return tokens[id];
    }

    /// One more than the largest id.
    int size() {
        return tokens.length;
    }
}
