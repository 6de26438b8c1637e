package t2l.transformer.generate;

import module java.base;
import t2l.tensor.T2lException;
import t2l.transformer.grammar.TokenGrammar;
import t2l.transformer.lora.Lora;
import t2l.transformer.tools.ToolReader;

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
/// @param calls     makes a reader of the calls of tools in its text; empty if there can be none
@SuppressWarnings("ArrayRecordComponent") // nobody compares requests
public record Request(int[] prompt, Lora adapter, Sampler.Sampling sampling, int maxTokens, StopRule stop,
        TokenText text, int scores, Deadline deadline, Optional<TokenGrammar> grammar,
        Optional<Supplier<ToolReader>> calls) {
    /// `maxTokens` tokens by greedy decoding with the bare model.
    public static Request greedy(int[] prompt, int maxTokens) {
        return new Request(prompt, Lora.NONE, Sampler.Sampling.GREEDY, maxTokens, StopRule.NEVER, TokenText.NUMBERS, -1,
                Deadline.NONE, Optional.empty(), Optional.empty());
    }

    /// The same with an adapter.
    public Request adapter(Lora lora) {
        return new Request(prompt, lora, sampling, maxTokens, stop, text, scores, deadline, grammar, calls);
    }

    /// The same with another way to choose tokens.
    public Request sampling(Sampler.Sampling other) {
        return new Request(prompt, adapter, other, maxTokens, stop, text, scores, deadline, grammar, calls);
    }

    /// The same with another end.
    public Request stop(StopRule other) {
        return new Request(prompt, adapter, sampling, maxTokens, other, text, scores, deadline, grammar, calls);
    }

    /// The same with another text.
    public Request text(TokenText other) {
        return new Request(prompt, adapter, sampling, maxTokens, stop, other, scores, deadline, grammar, calls);
    }

    /// When an answer ends before its maximum number of tokens.
    ///
    /// @param ends  tokens that end it
    /// @param texts texts that end it, which are not part of it
    /// @param early whether the text so far is enough; asked after each token, by the scheduler's thread
    public record StopRule(Set<Integer> ends, List<String> texts, Optional<Predicate<String>> early) {
        /// Never.
        public static final StopRule NEVER = new StopRule(Set.of(), List.of());

        public StopRule {
            ends = Set.copyOf(ends);
            texts = List.copyOf(texts);
        }

        /// At a token or a text.
        public StopRule(Set<Integer> ends, List<String> texts) {
            this(ends, texts, Optional.empty());
        }

        /// At a token, or when the text so far is enough.
        public StopRule(Set<Integer> ends, Predicate<String> early) {
            this(ends, List.of(), Optional.of(early));
        }
    }

    /// The deadline of an answer.
    ///
    /// @param at      in [System#nanoTime]
    /// @param allowed the time allowed at the start
    public record Deadline(long at, Duration allowed) {
        /// Longer than any program runs, but short enough to add to a time.
        private static final Duration LONG = Duration.ofNanos(Long.MAX_VALUE / 4);

        /// No deadline.
        public static final Deadline NONE = in(ChronoUnit.FOREVER.getDuration());

        /// `allowed` from now.
        public static Deadline in(Duration allowed) {
            return new Deadline(System.nanoTime() + (allowed.compareTo(LONG) < 0 ? allowed : LONG).toNanos(), allowed);
        }

        /// Nanoseconds left, 0 after the deadline.
        public long left() {
            return Math.max(0, at - System.nanoTime());
        }

        /// The exception after the deadline.
        public T2lException missed() {
            return new T2lException(T2lException.Kind.DEADLINE, "T2l: needs more than the "
                    + BigDecimal.valueOf(allowed.toNanos(), 9).stripTrailingZeros().toPlainString()
                    + " s that were allowed; allow more in Settings.timeout(…), or fewer tokens");
        }
    }
}
