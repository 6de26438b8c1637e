package t2l.transformer.text;

import module java.base;

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

    /// Decodes UTF-8 byte by byte into whole code points.
    ///
    /// Invalid bytes become U+FFFD, one for each maximal prefix of a character: the rule of Unicode (§3.9), of the WHATWG
    /// and of Rust's `from_utf8_lossy`.
    static final class Utf8 {
        private int codePoint;
        private int missing;
        private int lower = 0x80;
        private int upper = 0xBF;

        /// Appends the characters completed by `b` to `text`.
        void accept(byte b, StringBuilder text) {
            int unsigned = b & 0xFF;
            if (missing > 0) {
                if (Characters.lies(unsigned, lower, upper)) {
                    lower = 0x80;
                    upper = 0xBF;
                    codePoint = (codePoint << 6) | (unsigned & 0x3F);
                    if (--missing == 0) {
                        text.appendCodePoint(codePoint);
                    }
                    return;
                }
                finish(text);
            }
            if (unsigned < 0x80) {
                text.append((char) unsigned);
            } else if (Characters.lies(unsigned, 0xC2, 0xDF)) {
                begin(unsigned & 0x1F, 1, 0x80, 0xBF);
            } else if (Characters.lies(unsigned, 0xE0, 0xEF)) {
                // No overlong forms, no surrogates.
                begin(unsigned & 0x0F, 2, unsigned == 0xE0 ? 0xA0 : 0x80, unsigned == 0xED ? 0x9F : 0xBF);
            } else if (Characters.lies(unsigned, 0xF0, 0xF4)) {
                // No overlong forms, nothing above U+10FFFF.
                begin(unsigned & 0x07, 3, unsigned == 0xF0 ? 0x90 : 0x80, unsigned == 0xF4 ? 0x8F : 0xBF);
            } else {
                text.append('\uFFFD');
            }
        }

        private void begin(int bits, int following, int lowest, int highest) {
            codePoint = bits;
            missing = following;
            lower = lowest;
            upper = highest;
        }

        /// Appends U+FFFD if a character is incomplete.
        void finish(StringBuilder text) {
            if (missing > 0) {
                text.append('\uFFFD');
                missing = 0;
                lower = 0x80;
                upper = 0xBF;
            }
        }
    }
}
