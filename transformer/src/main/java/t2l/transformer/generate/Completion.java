package t2l.transformer.generate;

import java.util.List;
import t2l.transformer.text.Tokenizer;

/// What a model wrote.
///
/// @param tokens        the new tokens; one that ended the text is the last
/// @param finish        why it stopped
/// @param promptSeconds time to read the prompt
/// @param seconds       time to write
public record Completion(List<Integer> tokens, Finish finish, double promptSeconds, double seconds) {
    /// Why a text ends.
    public enum Finish {
        /// The model wrote a token that ends texts.
        END,
        /// Whoever listens had enough, for example at a stop string.
        STOP,
        /// As long as allowed, or as the model can.
        LENGTH
    }

    public Completion {
        tokens = List.copyOf(tokens);
    }

    /// What was written as text, without special tokens.
    public String text(Tokenizer tokenizer) {
        return tokenizer.decode(tokens.stream().mapToInt(Integer::intValue).toArray(), true);
    }

    /// Tokens written a second, without the first, which comes with reading the prompt; 0 if there is no other.
    public double speed() {
        return tokens.size() > 1 ? (tokens.size() - 1) / seconds : 0;
    }
}
