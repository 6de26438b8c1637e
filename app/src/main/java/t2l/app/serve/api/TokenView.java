package t2l.app.serve.api;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import t2l.transformer.generate.Answer;
import t2l.transformer.generate.TokenScore;

/// How likely a token of an answer was, in words.
///
/// @param likely the most likely ones in its place
/// @param offset where its text begins in the answer
record TokenView(Scored chosen, List<Scored> likely, int offset) {
    /// OpenAI's number for a token that cannot come, since JSON has no infinity.
    private static final double NEVER = -9999;

    /// A token's text and the logarithm of its probability.
    record Scored(String text, double logprob) {
        /// Its bytes in UTF-8; empty if it is a part of a character.
        Optional<int[]> bytes() {
            return text.indexOf('\uFFFD') >= 0
                    ? Optional.empty()
                    : Optional.of(text.getBytes(StandardCharsets.UTF_8)).map(Scored::unsigned);
        }

        private static int[] unsigned(byte[] bytes) {
            int[] all = new int[bytes.length];
            for (int i = 0; i < all.length; i++) {
                all[i] = Byte.toUnsignedInt(bytes[i]);
            }
            return all;
        }
    }

    /// Token `i` of `answer`, which has this score.
    static TokenView of(Answer answer, int i, TokenScore score, int offset) {
        return new TokenView(scored(answer, i, score.chosen()),
                score.likely().stream().map(one -> scored(answer, i, one)).toList(), offset);
    }

    private static Scored scored(Answer answer, int i, TokenScore.Scored one) {
        return new Scored(answer.text(i, one.token()), Math.max(NEVER, one.logProbability()));
    }
}
