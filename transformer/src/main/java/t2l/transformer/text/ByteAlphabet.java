package t2l.transformer.text;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/// A printable character for each of the 256 bytes, which lets BPE work on bytes as text.
///
/// Printable Latin-1 bytes map to themselves; the other 68 are written as U+0100 … U+0143 in order. Source: GPT-2,
/// `encoder.py`, `bytes_to_unicode`.
final class ByteAlphabet {
    private static final char[] LETTERS = new char[256];
    private static final int[] BYTES = new int[256 + 68];

    static {
        Arrays.fill(BYTES, -1);
        char next = 256;
        for (int b = 0; b < 256; b++) {
            boolean printable = Characters.lies(b, '!', '~') || Characters.lies(b, '¡', '¬') || b >= '®';
            LETTERS[b] = printable ? (char) b : next++;
            BYTES[LETTERS[b]] = b;
        }
    }

    private ByteAlphabet() {}

    /// The character for byte `b`, `0 … 255`.
    static char letter(int b) {
        return LETTERS[b];
    }

    /// The byte of character `letter`, or −1.
    static int unsignedByte(char letter) {
        return letter < BYTES.length ? BYTES[letter] : -1;
    }

    /// The UTF-8 bytes of `text`, as one character each.
    static String encode(String text) {
        int i = 0;
        while (i < text.length() && LETTERS[text.charAt(i) & 0xFF] == text.charAt(i) && text.charAt(i) < 128) {
            i++;
        }
        if (i == text.length()) {
            return text;
        }
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        var letters = new char[bytes.length];
        for (int k = 0; k < bytes.length; k++) {
            letters[k] = LETTERS[bytes[k] & 0xFF];
        }
        return new String(letters);
    }
}
