package t2l.transformer.text;

import module java.base;
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
    private static final int MAX_BYTES = 5;
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
    public String apply(String text) {
        var normal = new StringBuilder(text.length());
        Matcher graphemes = GRAPHEME.matcher(text);
        while (graphemes.find()) {
            String grapheme = graphemes.group();
            if (!replace(grapheme, normal)) {
                grapheme.codePoints().forEach(c -> {
                    if (!replace(Character.toString(c), normal)) {
                        normal.appendCodePoint(c);
                    }
                });
            }
        }
        return normal.toString();
    }

    /// Appends the replacement of `old`; false if there is none.
    private boolean replace(String old, StringBuilder to) {
        byte[] utf8 = old.getBytes(StandardCharsets.UTF_8);
        int at = utf8.length > MAX_BYTES ? -1 : replacement(utf8);
        if (at < 0) {
            return false;
        }
        int end = at;
        while (end < replacements.length && replacements[end] != 0) {
            end++;
        }
        to.append(new String(replacements, Math.min(at, end), end - Math.min(at, end), StandardCharsets.UTF_8));
        return true;
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
}
