package t2l.transformer.grammar;

import java.util.BitSet;

/// Follows a text, token by token. For one thread.
public final class GrammarRun {
    private final TokenGrammar grammar;
    private GrammarState state;
    private boolean fresh;

    GrammarRun(TokenGrammar grammar, boolean fresh) {
        this.grammar = grammar;
        this.fresh = fresh;
        state = grammar.start();
    }

    /// The tokens that may come next, at least one; must not be changed.
    public BitSet allowed() {
        return grammar.allowed(state, fresh);
    }

    /// Takes the next token, one of those that were allowed and has a text. Returns whether the text must end with it.
    public boolean accept(int token) {
        state = grammar.after(state, token, fresh);
        fresh = false;
        return state.mustEnd();
    }
}
