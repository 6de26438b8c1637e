package t2l.transformer.generate;

import module java.base;

/// A part of a streamed answer: a token and the text that it completes, which may be empty.
///
/// @param token empty for text that was held back when the answer was cancelled
/// @param text  never ends inside a character, and contains no possible start of a stop text
/// @param score of the token, if scores were requested
/// @param nanos when it was decoded, in [System#nanoTime]
public record Chunk(OptionalInt token, String text, Optional<TokenScore> score, long nanos) {}
