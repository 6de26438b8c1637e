package t2l.transformer.generate;

import module java.base;
import t2l.transformer.grammar.TokenGrammar;
import t2l.transformer.lora.Lora;
import t2l.transformer.tools.ToolReader;

/// A prompt to continue. The scheduler reads the numbers of the settings; their template, JSON and tools are those of a model,
/// and come as `prompt`, `grammar` and `calls`.
///
/// @param prompt   at least one token; must not change
/// @param adapter  its factors must not change; [Lora#NONE] for the bare model
/// @param settings how each token is chosen, and when the answer ends; the timeout starts when the request is submitted
/// @param ends     tokens that end the answer
/// @param enough   whether the text so far is enough; asked after each token, by the scheduler's thread
/// @param text     how its tokens become text
/// @param grammar  that its text follows; it may end only where the grammar allows it
/// @param calls    makes a reader of the calls of tools in its text; empty if there can be none
@SuppressWarnings("ArrayRecordComponent") // nobody compares requests
public record Request(int[] prompt, Lora adapter, Settings settings, Set<Integer> ends,
        Optional<Predicate<String>> enough,
        TokenText text, Optional<TokenGrammar> grammar, Optional<Supplier<ToolReader>> calls) {
    public Request {
        ends = Set.copyOf(ends);
    }

    /// With an answer of text that no grammar restricts.
    public Request(int[] prompt, Lora adapter, Settings settings, Set<Integer> ends) {
        this(prompt, adapter, settings, ends, Optional.empty(), TokenText.NUMBERS, Optional.empty(), Optional.empty());
    }

    /// `maxTokens` tokens by greedy decoding with the bare model.
    public static Request greedy(int[] prompt, int maxTokens) {
        return new Request(prompt, Lora.NONE, Settings.DEFAULT.maxTokens(maxTokens), Set.of());
    }

    /// This request with an adapter.
    public Request adapter(Lora lora) {
        return new Request(prompt, lora, settings, ends, enough, text, grammar, calls);
    }

    /// This request with tokens that end its answer.
    public Request ends(Set<Integer> tokens) {
        return new Request(prompt, adapter, settings, tokens, enough, text, grammar, calls);
    }

    /// This request with an answer that ends when its text is enough.
    public Request enough(Predicate<String> when) {
        return new Request(prompt, adapter, settings, ends, Optional.of(when), text, grammar, calls);
    }

    /// This request with another way to make text of tokens.
    public Request text(TokenText other) {
        return new Request(prompt, adapter, settings, ends, enough, other, grammar, calls);
    }
}
