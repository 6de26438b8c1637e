package t2l.transformer.text;

import it.unimi.dsi.fastutil.ints.IntArrayList;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import t2l.tensor.T2lException;

/// SentencePiece's compiled table of character replacements, the `precompiled_charsmap` of a `tokenizer.json`.
///
/// Four bytes give the length of the following trie, a double array of 32-bit units. It maps strings to offsets of
/// zero-terminated replacements in the rest. Source: SentencePiece, `normalizer.cc`; Darts-clone (units); Hugging Face,
/// `spm_precompiled`.
///
/// @param units        of the trie
/// @param replacements in UTF-8
@SuppressWarnings("ArrayRecordComponent") // nobody compares tables
record CharsMap(int[] units, byte[] replacements) implements Normalizer {
    /// Longer grapheme clusters are replaced character by character.
    private static final int LONGEST = 5;
    private static final Pattern GRAPHEME = Pattern.compile("\\X");

    /// Parses the table. Throws [T2lException] if it is invalid.
    ///
    /// @param where its name in error messages
    static CharsMap parse(String where, String base64) {
        ByteBuffer all;
        try {
            all = ByteBuffer.wrap(Base64.getDecoder().decode(base64)).order(ByteOrder.LITTLE_ENDIAN);
        } catch (IllegalArgumentException e) {
            throw new T2lException(where + ": needs Base64: " + e.getMessage(), e);
        }
        int bytes = all.remaining() < 4 ? -1 : all.getInt();
        if (bytes < 4 || bytes % 4 != 0 || bytes > all.remaining()) {
            throw new T2lException(where + ": needs the length of a trie and the trie, got a length of " + bytes
                    + " in " + all.capacity() + " bytes");
        }
        int[] units = new int[bytes / 4];
        all.asIntBuffer().get(units);
        byte[] replacements = new byte[all.remaining() - bytes];
        all.get(all.position() + bytes, replacements);
        try {
            StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(replacements));
        } catch (CharacterCodingException e) {
            throw new T2lException(where + ": needs replacements in UTF-8", e);
        }
        return new CharsMap(units, replacements);
    }

    @Override
    public void rewrite(String text, Rewriting out) {
        var changes = new Changes();
        Matcher graphemes = GRAPHEME.matcher(text);
        while (graphemes.find()) {
            String grapheme = graphemes.group();
            if (!replace(grapheme, changes)) {
                grapheme.codePoints().forEach(c -> {
                    if (!replace(Character.toString(c), changes)) {
                        changes.put(c, 0);
                    }
                });
            }
        }
        for (int i = 0; i < changes.characters.size(); i++) {
            out.put(changes.characters.getInt(i), changes.changes.getInt(i));
        }
    }

    /// Appends the replacement of `old`; false if there is none.
    private boolean replace(String old, Changes out) {
        byte[] utf8 = old.getBytes(StandardCharsets.UTF_8);
        int at = utf8.length > LONGEST ? -1 : replacement(utf8);
        if (at >= 0) {
            out.replace(old, text(at));
        }
        return at >= 0;
    }

    /// The offset of the replacement for the shortest prefix of `utf8` in the trie; −1 if there is none.
    private int replacement(byte[] utf8) {
        int node = offset(units[0]);
        for (byte b : utf8) {
            node ^= b & 0xFF;
            if (b == 0 || node >= units.length || (units[node] & 0x800000FF) != (b & 0xFF)) {
                return -1;
            }
            boolean ends = ((units[node] >>> 8) & 1) == 1;
            node ^= offset(units[node]);
            if (ends && node < units.length) {
                return units[node] & Integer.MAX_VALUE;
            }
        }
        return -1;
    }

    private static int offset(int unit) {
        return (unit >>> 10) << ((unit & 0x200) >>> 6);
    }

    private String text(int at) {
        int end = at;
        while (end < replacements.length && replacements[end] != 0) {
            end++;
        }
        return at < end ? new String(replacements, at, end - at, StandardCharsets.UTF_8) : "";
    }

    /// The new characters and their changes for [Rewriting#put], which may still be adjusted.
    private static final class Changes {
        private final IntArrayList characters = new IntArrayList();
        private final IntArrayList changes = new IntArrayList();

        private void put(int codePoint, int change) {
            characters.add(codePoint);
            changes.add(change);
        }

        /// As in the reference, surplus new characters map to no old ones, and surplus old characters are assigned to
        /// the last new one that was added, or dropped at the start.
        private void replace(String old, String replacement) {
            int more = replacement.codePointCount(0, replacement.length()) - old.codePointCount(0, old.length());
            replacement.codePoints().forEach(c -> put(c, 0));
            for (int i = 1; i <= more; i++) {
                changes.set(changes.size() - i, 1);
            }
            if (more < 0 && !changes.isEmpty()) {
                changes.set(changes.size() - 1, changes.getInt(changes.size() - 1) + more);
            }
        }
    }
}
