package t2l.transformer.text;

/// Decodes UTF-8 byte by byte into whole code points.
///
/// Invalid bytes become U+FFFD, one for each maximal prefix of a character: the rule of Unicode (§3.9), of the WHATWG
/// and of Rust's `from_utf8_lossy`.
final class Utf8 {
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
