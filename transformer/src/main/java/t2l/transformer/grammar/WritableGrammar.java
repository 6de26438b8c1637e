package t2l.transformer.grammar;

import module java.base;
import t2l.transformer.grammar.ByteGrammar.*;

/// Leaves out of a grammar what cannot be written byte by byte. From each of its states, a text of these bytes leads to an end
/// then, so that no answer can get stuck. Each rule is copied once, after those that it names.
final class WritableGrammar {
    private final BitSet bytes;
    private final Map<Rule, ByteGrammar> copies = new HashMap<>();

    private WritableGrammar(BitSet bytes) {
        this.bytes = bytes;
    }

    /// The part of `grammar` that can be written; [ByteGrammar#never] if nothing can.
    ///
    /// @param bytes those for which the vocabulary has a token
    static ByteGrammar of(ByteGrammar grammar, BitSet bytes) {
        WritableGrammar writable = new WritableGrammar(bytes);
        Deque<Rule> open = new ArrayDeque<>(); // without recursion, for rules may name each other in a long row
        rules(grammar, open::push);
        while (!open.isEmpty()) {
            Rule rule = open.peek();
            int before = open.size();
            if (!writable.copies.containsKey(rule)) {
                rules(rule.body(), each -> {
                    if (!writable.copies.containsKey(each)) {
                        open.push(each);
                    }
                });
            }
            if (open.size() == before) {
                writable.copies.computeIfAbsent(open.pop(), _ -> ByteGrammar.rule(writable.copy(rule.body())));
            }
        }
        return writable.copy(grammar);
    }

    /// The rules that a grammar names, without those that they name.
    static void rules(ByteGrammar grammar, Consumer<Rule> found) {
        switch (grammar) {
            case Rule rule -> found.accept(rule);
            case Chain(ByteGrammar first, ByteGrammar rest, _) -> {
                rules(first, found);
                rules(rest, found);
            }
            case Either(Set<ByteGrammar> options, _) -> options.forEach(option -> rules(option, found));
            case Repeated(ByteGrammar body, _, _) -> rules(body, found);
            case ByteGrammar.Until(ByteGrammar.Marks marks, _, _) ->
                marks.after().values().forEach(rest -> rules(rest, found));
            case Literal _,OneByte _ -> {}
        }
    }

    private ByteGrammar copy(ByteGrammar grammar) {
        return switch (grammar) {
            case Rule rule -> copies.get(rule);
            case Chain(ByteGrammar first, ByteGrammar rest, _) -> ByteGrammar.chain(copy(first), copy(rest));
            case Either(Set<ByteGrammar> options, _) -> ByteGrammar.either(options.stream().map(this::copy).toList());
            case Repeated(ByteGrammar body, int least, int most) -> ByteGrammar.repeated(copy(body), least, most);
            case Literal(String text, _) -> text.chars().allMatch(bytes::get) ? grammar : ByteGrammar.never();
            case ByteGrammar.Until(ByteGrammar.Marks marks, String tail, boolean ends) -> {
                NavigableMap<String, ByteGrammar> after = new TreeMap<>(marks.after());
                after.replaceAll((_, rest) -> copy(rest));
                boolean closes = after.entrySet().stream().anyMatch(
                        each -> !each.getValue().isNever() && each.getKey().chars().allMatch(bytes::get));
                yield ends || closes
                        ? new ByteGrammar.Until(new ByteGrammar.Marks(after), tail, ends)
                        : ByteGrammar.never();
            }
            case OneByte(BitSet some) -> some.intersects(bytes) ? grammar : ByteGrammar.never();
        };
    }
}
