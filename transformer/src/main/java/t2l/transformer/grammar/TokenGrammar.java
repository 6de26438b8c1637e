package t2l.transformer.grammar;

import module java.base;
import t2l.tensor.T2lException;

/// Which tokens of a vocabulary may come next in a text that follows a grammar: an automaton whose states are made when a text
/// comes to them. Thread-safe.
public final class TokenGrammar {
    /// Memory for what is known of states. Few grammars need so much: those that count far.
    private static final long MAX_BYTES = 32 << 20;
    private static final long STATE_BYTES = 2048;
    private static final long PART_BYTES = 128;
    /// Most parts of the grammar to look at, so that no answer holds others up for longer than a moment: this many, and so many
    /// more for each token. A schema of twenty properties takes some thousands.
    static final long MAX_PARTS = 1_000_000;
    private static final long PARTS_OF_TOKEN = 50_000;

    /// What may follow a text: a grammar of its own. What follows each byte, and the tokens that may come next, are found once.
    final class State {
        private final ByteGrammar rest;
        private final State[] next = new State[256];
        private final BitSet begin = new BitSet(256);
        private final int parts;
        private Optional<BitSet> allowed = Optional.empty();

        private State(ByteGrammar rest) {
            this.rest = rest;
            parts = rest.begin(begin);
        }

        /// The state after byte `b`. Throws [T2lException] if too much has been looked at for states.
        State after(int b) {
            if (next[b] == null) {
                if (begin.get(b)) {
                    look(parts);
                }
                next[b] = state(begin.get(b) ? rest.after(b) : ByteGrammar.never());
            }
            return next[b];
        }

        /// Whether no text leads here.
        boolean isDead() {
            return rest.isNever();
        }

        /// Whether the text must end here.
        boolean mustEnd() {
            return rest.isEmpty();
        }

        /// The tokens that may come next.
        private BitSet allowed() {
            if (allowed.isEmpty()) {
                BitSet tokens = later.allowed(this);
                held += tokens.size() / Byte.SIZE;
                allowed = Optional.of(tokens);
            }
            return allowed.get();
        }
    }

    private final ByteGrammar grammar;
    private final TokenTrie first;
    private final TokenTrie later;
    private final Set<Integer> ends;
    private final Map<ByteGrammar, State> states = new HashMap<>();
    private long held;
    /// Parts looked at, less what the tokens so far allowed; stays as it is once there were too many.
    private long looked;

    /// @param first  the tokens that begin a text
    /// @param later  all others
    /// @param ends   tokens that end a text
    TokenGrammar(ByteGrammar grammar, TokenTrie first, TokenTrie later, Set<Integer> ends) {
        this.grammar = grammar;
        this.first = first;
        this.later = later;
        this.ends = ends;
    }

    private State state(ByteGrammar rest) {
        return states.computeIfAbsent(rest, _ -> {
            State made = new State(rest);
            held += STATE_BYTES + made.parts * PART_BYTES;
            return made;
        });
    }

    private void look(int parts) {
        looked += parts;
        if (looked > MAX_PARTS) {
            throw new T2lException(T2lException.Kind.SCHEMA, "schema: needs at most " + MAX_PARTS
                    + " steps to find the next token, needs more; give fewer properties, alternatives or lengths");
        }
    }

    synchronized State start() {
        return state(grammar);
    }

    /// The tokens that may come next. Throws [T2lException] of the kind [T2lException.Kind#SCHEMA] if finding them is too much
    /// work, from then on always.
    ///
    /// @param fresh whether they begin the text
    synchronized BitSet allowed(State state, boolean fresh) {
        if (looked <= MAX_PARTS) {
            looked = Math.max(0, looked - PARTS_OF_TOKEN);
        }
        if (held > MAX_BYTES) {
            states.clear(); // a run still has its own, and what follows
            held = 0;
        }
        BitSet text = fresh ? first.allowed(state) : state.allowed();
        if (!state.rest.mayEnd()) {
            return text;
        }
        BitSet all = (BitSet) text.clone();
        ends.forEach(all::set);
        return all;
    }

    /// The state after a token that is allowed.
    synchronized State after(State state, int token, boolean fresh) {
        State next = state;
        for (byte each : (fresh ? first : later).bytes(token)) {
            next = next.after(each & 0xFF);
        }
        return next;
    }

    /// Follows a new text.
    ///
    /// @param fresh whether its first token begins a text, and does not go on with one
    public Run run(boolean fresh) {
        return new Run(this, fresh);
    }

    /// Follows a text, token by token. For one thread.
    public static final class Run {
        private final TokenGrammar grammar;
        private State state;
        private boolean fresh;

        private Run(TokenGrammar grammar, boolean fresh) {
            this.grammar = grammar;
            this.fresh = fresh;
            state = grammar.start();
        }

        /// The tokens that may come next, at least one; must not be changed. Throws [T2lException] of the kind
        /// [T2lException.Kind#SCHEMA] if finding them is too much work.
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
}
