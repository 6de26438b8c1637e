package t2l.transformer.generate;

import java.util.Optional;
import t2l.transformer.grammar.TokenGrammar;
import t2l.transformer.lora.Lora;

/// A prompt to continue.
///
/// @param prompt    at least one token; must not change
/// @param adapter   its factors must not change; [Lora#NONE] for the bare model
/// @param sampling  how each token is chosen
/// @param maxTokens maximum number of new tokens
/// @param stop      when the answer ends before that
/// @param text      how its tokens become text
/// @param scores    for each token, how many of the most likely ones are scored; 0 for its own score alone, -1 for none
/// @param deadline  after which the answer fails
/// @param grammar   that its text follows; it may end only where the grammar allows it
@SuppressWarnings("ArrayRecordComponent") // nobody compares requests
public record Request(int[] prompt, Lora adapter, Sampler.Sampling sampling, int maxTokens, StopRule stop,
        TokenText text,
        int scores, Deadline deadline, Optional<TokenGrammar> grammar) {
    /// `maxTokens` tokens by greedy decoding with the bare model.
    public static Request greedy(int[] prompt, int maxTokens) {
        return new Request(prompt, Lora.NONE, Sampler.Sampling.GREEDY, maxTokens, StopRule.NEVER, TokenText.NUMBERS, -1,
                Deadline.NONE, Optional.empty());
    }

    /// The same with an adapter.
    public Request adapter(Lora lora) {
        return new Request(prompt, lora, sampling, maxTokens, stop, text, scores, deadline, grammar);
    }

    /// The same with another way to choose tokens.
    public Request sampling(Sampler.Sampling other) {
        return new Request(prompt, adapter, other, maxTokens, stop, text, scores, deadline, grammar);
    }

    /// The same with another end.
    public Request stop(StopRule other) {
        return new Request(prompt, adapter, sampling, maxTokens, other, text, scores, deadline, grammar);
    }

    /// The same with another text.
    public Request text(TokenText other) {
        return new Request(prompt, adapter, sampling, maxTokens, stop, other, scores, deadline, grammar);
    }
}
