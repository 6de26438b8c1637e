package t2l.transformer.grammar;

import java.util.BitSet;
import java.util.Optional;

/// A state of a [TokenGrammar]: the grammar of the rest of the text. What follows each byte, and the tokens that may come next, are
/// found once.
final class GrammarState {
    private static final int BYTES = 256;

    private final TokenGrammar owner;
    private final ByteGrammar rest;
    private final GrammarState[] next = new GrammarState[BYTES];
    private Optional<BitSet> allowed = Optional.empty();

    GrammarState(TokenGrammar owner, ByteGrammar rest) {
        this.owner = owner;
        this.rest = rest;
    }

    /// The state after byte `b`.
    GrammarState after(int b) {
        if (next[b] == null) {
            next[b] = owner.state(rest.after(b));
        }
        return next[b];
    }

    /// Whether no text leads here.
    boolean isDead() {
        return rest.isNever();
    }

    /// Whether the text may end here.
    boolean mayEnd() {
        return rest.mayEnd();
    }

    /// Whether it must.
    boolean mustEnd() {
        return rest.isEmpty();
    }

    /// The tokens that may come next.
    BitSet allowed(TokenTrie trie) {
        if (allowed.isEmpty()) {
            BitSet tokens = trie.allowed(this);
            owner.hold(tokens.size() / Byte.SIZE);
            allowed = Optional.of(tokens);
        }
        return allowed.get();
    }
}
