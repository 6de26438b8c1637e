package t2l.transformer.text;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import t2l.tensor.T2lException;

/// SentencePiece's compiled table of what replaces which characters, the `precompiled_charsmap` of a `tokenizer.json`.
///
/// Four bytes say how long the trie is that follows, a double array of 32-bit units; each string in it stands for a
/// place in the rest, where the replacement stands, ended by a zero. Source: SentencePiece, `normalizer.cc`; Darts-clone
/// (units); Hugging Face, `spm_precompiled`.
final class CharsMap implements Normalizer {
    /// Longer user-perceived characters are replaced character by character.
    private static final int LONGEST = 5;
    private static final Pattern GRAPHEME = Pattern.compile("\\X");

    private final int[] units;
    private final byte[] replacements;

    private CharsMap(int[] units, byte[] replacements) {
        this.units = units;
        this.replacements = replacements;
    }

    /// Reads the table from its text.
    ///
    /// @param where what to call it in messages
    /// @throws T2lException if it is not such a table
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
    public String apply(String text) {
        var out = new StringBuilder(text.length());
        Matcher graphemes = GRAPHEME.matcher(text);
        while (graphemes.find()) {
            String grapheme = graphemes.group();
            byte[] utf8 = grapheme.getBytes(StandardCharsets.UTF_8);
            if (utf8.length > LONGEST || !replace(utf8, out)) {
                grapheme.codePoints().forEach(c -> {
                    if (!replace(Character.toString(c).getBytes(StandardCharsets.UTF_8), out)) {
                        out.appendCodePoint(c);
                    }
                });
            }
        }
        return out.toString();
    }

    /// Appends what replaces the shortest string of the trie that `utf8` begins with; false if there is none.
    private boolean replace(byte[] utf8, StringBuilder out) {
        int node = offset(units[0]);
        for (byte b : utf8) {
            node ^= b & 0xFF;
            if (b == 0 || node >= units.length || (units[node] & 0x800000FF) != (b & 0xFF)) {
                return false;
            }
            boolean ends = ((units[node] >>> 8) & 1) == 1;
            node ^= offset(units[node]);
            if (ends && node < units.length) {
                append(units[node] & Integer.MAX_VALUE, out);
                return true;
            }
        }
        return false;
    }

    private static int offset(int unit) {
        return (unit >>> 10) << ((unit & 0x200) >>> 6);
    }

    private void append(int at, StringBuilder out) {
        int end = at;
        while (end < replacements.length && replacements[end] != 0) {
            end++;
        }
        if (at < end) {
            out.append(new String(replacements, at, end - at, StandardCharsets.UTF_8));
        }
    }
}
