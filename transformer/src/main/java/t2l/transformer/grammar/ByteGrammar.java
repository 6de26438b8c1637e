package t2l.transformer.grammar;

import module java.base;

/// What a text in UTF-8 may be, as an expression over its bytes: a regular expression with rules, which may name each other.
/// After a byte, the rest of the text has a grammar of its own, the derivative ([#after]; Brzozowski 1964, Might et al. 2011).
///
/// Immutable, and made by the methods here, which keep equal things equal. What is made of others knows its hash, so that
/// finding a grammar in a table costs no walk through it.
sealed interface ByteGrammar {
    int ENDLESS = Integer.MAX_VALUE;

    /// The bytes from place `from` on, each a character of a string.
    record Literal(String bytes, int from) implements ByteGrammar {}

    /// One of these bytes. The set does not change.
    record OneByte(BitSet bytes) implements ByteGrammar {}

    /// One after the other.
    record Chain(ByteGrammar first, ByteGrammar rest, int hash) implements ByteGrammar {
        @Override
        public int hashCode() {
            return hash;
        }
    }

    /// One of several.
    record Either(Set<ByteGrammar> options, int hash) implements ByteGrammar {
        @Override
        public int hashCode() {
            return hash;
        }
    }

    /// At least so many times and at most; `body` is never empty.
    record Repeated(ByteGrammar body, int least, int most) implements ByteGrammar {}

    /// A name for a grammar that has no empty text, for what stands in several places. Each is equal to itself alone. A rule
    /// names only rules that were made before it.
    final class Rule implements ByteGrammar {
        private final ByteGrammar body;

        private Rule(ByteGrammar body) {
            this.body = body;
        }

        ByteGrammar body() {
            return body;
        }
    }

    /// Any text up to one of some marks, and what follows that.
    ///
    /// @param tail of the text so far, as long as it begins a mark
    /// @param ends whether the text may end without a mark
    record Until(Marks marks, String tail, boolean ends) implements ByteGrammar {
        private ByteGrammar next(int b) {
            String longer = tail + (char) b;
            while (!longer.isEmpty()) {
                if (marks.after.containsKey(longer)) {
                    return marks.after.get(longer);
                }
                String mark = marks.after.ceilingKey(longer);
                if (mark != null && mark.startsWith(longer)) {
                    break;
                }
                longer = longer.substring(1);
            }
            return new Until(marks, longer, ends);
        }
    }

    /// What follows each mark, whose bytes are the characters of a string. Each is equal to itself alone.
    final class Marks {
        private final NavigableMap<String, ByteGrammar> after;

        Marks(NavigableMap<String, ByteGrammar> after) {
            this.after = after;
        }

        NavigableMap<String, ByteGrammar> after() {
            return after;
        }
    }

    /// Any text up to a mark, which goes on as `after` says of that.
    ///
    /// @param ends whether the text may end before a mark
    static ByteGrammar until(Map<String, ByteGrammar> after, boolean ends) {
        NavigableMap<String, ByteGrammar> bytes = new TreeMap<>();
        after.forEach((mark, rest) -> bytes.put(((Literal) text(mark)).bytes, rest));
        return new Until(new Marks(bytes), "", ends);
    }

    /// A rule for `body`, unless that is a rule or [#never].
    static ByteGrammar rule(ByteGrammar body) {
        return body instanceof Rule || body.isNever() ? body : new Rule(body);
    }

    /// No text, not even an empty one.
    static ByteGrammar never() {
        return new Either(Set.of(), 0);
    }

    /// The empty text.
    static ByteGrammar empty() {
        return new Literal("", 0);
    }

    /// Whether it is [#never].
    default boolean isNever() {
        return this instanceof Either either && either.options.isEmpty();
    }

    /// Whether it is [#empty].
    default boolean isEmpty() {
        return this instanceof Literal literal && literal.bytes.isEmpty();
    }

    /// A text in UTF-8.
    static ByteGrammar text(String text) {
        return new Literal(new String(text.getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1), 0);
    }

    /// One of the bytes of some ranges: `from, to, from, to, …`, both inclusive.
    static ByteGrammar bytes(int... ranges) {
        BitSet bytes = new BitSet(256);
        for (int i = 0; i < ranges.length; i += 2) {
            bytes.set(ranges[i], ranges[i + 1] + 1);
        }
        return new OneByte(bytes);
    }

    static ByteGrammar chain(ByteGrammar... parts) {
        ByteGrammar all = empty();
        for (int i = parts.length - 1; i >= 0; i--) {
            all = chain(parts[i], all);
        }
        return all;
    }

    private static ByteGrammar chain(ByteGrammar first, ByteGrammar rest) {
        if (first.isNever() || rest.isNever()) {
            return never();
        }
        if (first.isEmpty() || rest.isEmpty()) {
            return first.isEmpty() ? rest : first;
        }
        return first instanceof Chain(ByteGrammar a, ByteGrammar b, _)
                ? chain(a, chain(b, rest))
                : new Chain(first, rest, 31 * first.hashCode() + rest.hashCode());
    }

    static ByteGrammar either(ByteGrammar... options) {
        return either(List.of(options));
    }

    static ByteGrammar either(Iterable<ByteGrammar> options) {
        Set<ByteGrammar> all = new LinkedHashSet<>();
        for (ByteGrammar each : options) {
            if (each instanceof Either either) {
                all.addAll(either.options);
            } else {
                all.add(each);
            }
        }
        return all.size() == 1 ? all.iterator().next() : new Either(Collections.unmodifiableSet(all), all.hashCode());
    }

    static ByteGrammar repeated(ByteGrammar body, int least, int most) {
        if (least > most || (body.isNever() && least > 0)) {
            return never();
        }
        if (body.mayEnd()) {
            return repeated(body.some(), 0, most);
        }
        return most == 0 || body.isNever()
                ? empty()
                : least == 1 && most == 1 ? body : new Repeated(body, least, most);
    }

    static ByteGrammar optional(ByteGrammar body) {
        return repeated(body, 0, 1);
    }

    /// Whether the text may end here.
    default boolean mayEnd() {
        return switch (this) {
            case Literal literal -> literal.isEmpty();
            case Until until -> until.ends;
            case OneByte _,Rule _ -> false;
            case Chain(ByteGrammar first, ByteGrammar rest, _) -> first.mayEnd() && rest.mayEnd();
            case Either(Set<ByteGrammar> options, _) -> options.stream().anyMatch(ByteGrammar::mayEnd);
            case Repeated(_, int least, _) -> least == 0;
        };
    }

    /// The texts that are not empty.
    private ByteGrammar some() {
        return switch (this) {
            case ByteGrammar _ when !mayEnd() -> this;
            case Chain(ByteGrammar first, ByteGrammar rest, _) -> either(chain(first.some(), rest), rest.some());
            case Either(Set<ByteGrammar> options, _) -> either(options.stream().map(ByteGrammar::some).toList());
            case Repeated(ByteGrammar body, _, int most) -> repeated(body, 1, most);
            default -> never();
        };
    }

    /// What may follow byte `b`, or [#never].
    default ByteGrammar after(int b) {
        Set<ByteGrammar> found = new LinkedHashSet<>();
        Deque<ByteGrammar> open = new ArrayDeque<>(List.of(this)); // rules are followed without recursion, for they may be long
        Set<Rule> met = new HashSet<>(); // alternatives may name a rule many times, and that of theirs again
        while (!open.isEmpty()) {
            switch (open.pop()) {
                case Rule rule when met.add(rule) -> open.push(rule.body());
                case Rule _ -> {}
                case Either(Set<ByteGrammar> options, _) -> options.forEach(open::push);
                case Literal(String bytes, int from) when from < bytes.length() && bytes.charAt(from) == b ->
                    found.add(from + 1 == bytes.length() ? empty() : new Literal(bytes, from + 1));
                case Literal _ -> {}
                case Until until -> found.add(until.next(b));
                case OneByte(BitSet bytes) when bytes.get(b) -> found.add(empty());
                case OneByte _ -> {}
                case Chain(ByteGrammar first, ByteGrammar rest, _) -> {
                    if (first.mayEnd()) {
                        open.push(rest);
                    }
                    add(first.after(b), rest, found);
                }
                case Repeated(ByteGrammar body, int least, int most) -> add(body.after(b),
                        repeated(body, Math.max(0, least - 1), most == ENDLESS ? ENDLESS : most - 1), found);
            }
        }
        return either(found);
    }

    /// Adds the bytes with which a text may begin. Returns how many parts were looked at, about as many as [#after] looks at.
    default int begin(BitSet bytes) {
        int parts = 0;
        Deque<ByteGrammar> open = new ArrayDeque<>(List.of(this));
        Set<Rule> met = new HashSet<>();
        for (; !open.isEmpty(); parts++) {
            switch (open.pop()) {
                case Rule rule when met.add(rule) -> open.push(rule.body());
                case Either(Set<ByteGrammar> options, _) -> options.forEach(open::push);
                case Literal literal when !literal.isEmpty() -> bytes.set(literal.bytes.charAt(literal.from));
                case OneByte(BitSet some) -> bytes.or(some);
                case Until _ -> bytes.set(0, 256);
                case Chain(ByteGrammar first, ByteGrammar rest, _) -> {
                    if (first.mayEnd()) {
                        open.push(rest);
                    }
                    open.push(first);
                }
                case Repeated(ByteGrammar body, _, _) -> open.push(body);
                case Rule _,Literal _ -> {}
            }
        }
        return parts;
    }

    /// Adds `first` and then `rest`, for each option of `first`, so that what is equal can be seen.
    private static void add(ByteGrammar first, ByteGrammar rest, Set<ByteGrammar> to) {
        if (first instanceof Either either) {
            either.options.forEach(option -> to.add(chain(option, rest)));
        } else {
            to.add(chain(first, rest));
        }
    }
}
