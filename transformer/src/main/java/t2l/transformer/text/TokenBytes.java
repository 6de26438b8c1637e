package t2l.transformer.text;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import t2l.transformer.text.TokenDecoder.ByteFallback;
import t2l.transformer.text.TokenDecoder.ByteLevel;
import t2l.transformer.text.TokenDecoder.EachToken;
import t2l.transformer.text.TokenDecoder.EndOfWord;
import t2l.transformer.text.TokenDecoder.Fuse;
import t2l.transformer.text.TokenDecoder.Strip;

/// What a [TokenDecoder] makes of one token: its bytes, so that texts can be followed token by token before they are decoded.
final class TokenBytes {
    private TokenBytes() {}

    /// The bytes of a token; empty if they depend on the next one.
    static Optional<byte[]> of(TokenDecoder decoder, String token, boolean first) {
        String text = token;
        boolean fused = false;
        for (TokenDecoder step : decoder instanceof TokenDecoder.Sequence all ? all.steps() : List.of(decoder)) {
            switch (step) {
                case EachToken each -> text = each.decoded(text, first);
                case ByteLevel _ -> {
                    return Optional.of(ByteLevel.bytes(text));
                }
                case ByteFallback _ -> {
                    int b = ByteFallback.value(text);
                    if (b >= 0x80) {
                        return Optional.of(new byte[] {(byte) b});
                    }
                    text = b < 0 ? text : Character.toString(b);
                }
                case Fuse _ -> fused = true;
                case Strip strip when strip.stop() == 0 -> text = fused && !first ? text : stripped(text, strip);
                case Strip _,EndOfWord _,TokenDecoder.Sequence _ -> {
                    return Optional.empty();
                }
            }
        }
        return Optional.of(text.getBytes(StandardCharsets.UTF_8));
    }

    private static String stripped(String text, Strip strip) {
        int from = 0;
        for (int i = 0; i < strip.start() && from < text.length() && text.codePointAt(from) == strip.content(); i++) {
            from += Character.charCount(strip.content());
        }
        return text.substring(from);
    }
}
