package t2l.transformer.generate;

import module java.base;

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
