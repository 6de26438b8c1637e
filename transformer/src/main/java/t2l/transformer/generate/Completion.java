package t2l.transformer.generate;

import java.util.List;
import t2l.transformer.text.Tokenizer;

/// The text that a model generated.
///
/// @param tokens        the new tokens, including an end token
/// @param finish        why generation stopped
/// @param promptSeconds time to read the prompt
/// @param seconds       time to generate
public record Completion(List<Integer> tokens, Finish finish, double promptSeconds, double seconds) {
    /// Why a text ends.
    public enum Finish {
        /// The model generated an end token, or all that its grammar allows.
        END,
        /// The listener stopped it, for example at a stop string.
        STOP,
        /// The limit of tokens or the model's maximum length was reached.
        LENGTH
    }

    public Completion {
        tokens = List.copyOf(tokens);
    }

    /// The new tokens as text, without special tokens.
    public String text(Tokenizer tokenizer) {
        return tokenizer.decode(tokens.stream().mapToInt(Integer::intValue).toArray(), true);
    }

    /// Tokens generated per second, not counting the first, which comes with the prompt; 0 if there is no other.
    public double speed() {
        return tokens.size() > 1 ? (tokens.size() - 1) / seconds : 0;
    }
}
