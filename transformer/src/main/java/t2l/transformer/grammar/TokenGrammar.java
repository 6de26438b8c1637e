package t2l.transformer.grammar;

import java.util.BitSet;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;

/// Which tokens of a vocabulary may come next in a text that follows a grammar: an automaton whose states are made when a text comes
/// to them. Thread-safe.
public final class TokenGrammar {
    /// Memory for what is known of states. Few grammars need so much: those that count far.
    private static final long MOST_BYTES = 32 << 20;
    private static final long STATE_BYTES = 2048;

    private final ByteGrammar grammar;
    private final TokenTrie first;
    private final TokenTrie later;
    private final Set<Integer> ends;
    private final Map<ByteGrammar, GrammarState> states = new HashMap<>();
    private long held;

    /// @param first  the tokens that begin a text
    /// @param later  all others
    /// @param ends   tokens that end a text
    TokenGrammar(ByteGrammar grammar, TokenTrie first, TokenTrie later, Set<Integer> ends) {
        this.grammar = grammar;
        this.first = first;
        this.later = later;
        this.ends = ends;
    }

    GrammarState state(ByteGrammar rest) {
        return states.computeIfAbsent(rest, _ -> {
            hold(STATE_BYTES);
            return new GrammarState(this, rest);
        });
    }

    /// Counts memory that a state needs.
    void hold(long bytes) {
        held += bytes;
    }

    synchronized GrammarState start() {
        return state(grammar);
    }

    /// The tokens that may come next.
    ///
    /// @param fresh whether they begin the text
    synchronized BitSet allowed(GrammarState state, boolean fresh) {
        if (held > MOST_BYTES) {
            states.clear(); // a run still has its own, and what follows
            held = 0;
        }
        BitSet text = fresh ? first.allowed(state) : state.allowed(later);
        if (!state.mayEnd()) {
            return text;
        }
        BitSet all = (BitSet) text.clone();
        ends.forEach(all::set);
        return all;
    }

    /// The state after a token that is allowed.
    synchronized GrammarState after(GrammarState state, int token, boolean fresh) {
        GrammarState next = state;
        for (byte each : (fresh ? first : later).bytes(token)) {
            next = next.after(each & 0xFF);
        }
        return next;
    }

    /// Follows a new text.
    ///
    /// @param fresh whether its first token begins a text, and does not go on with one
    public GrammarRun run(boolean fresh) {
        return new GrammarRun(this, fresh);
    }
}
