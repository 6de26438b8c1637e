package t2l.transformer.grammar;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import t2l.transformer.grammar.ByteGrammar.Chain;
import t2l.transformer.grammar.ByteGrammar.Either;
import t2l.transformer.grammar.ByteGrammar.Literal;
import t2l.transformer.grammar.ByteGrammar.OneByte;
import t2l.transformer.grammar.ByteGrammar.Repeated;
import t2l.transformer.grammar.ByteGrammar.Rule;

/// Leaves out of a grammar what cannot be written byte by byte. From each of its states, a text of these bytes leads to an end then,
/// so that no answer can get stuck.
final class WritableGrammar {
    private final BitSet bytes;
    private final Map<Rule, Rule> copies = new HashMap<>();

    private WritableGrammar(BitSet bytes) {
        this.bytes = bytes;
    }

    /// The part of `grammar` that can be written; [ByteGrammar#never] if nothing can.
    ///
    /// @param bytes those for which the vocabulary has a token
    static ByteGrammar of(ByteGrammar grammar, BitSet bytes) {
        WritableGrammar writable = new WritableGrammar(bytes);
        List<Rule> rules = rules(grammar);
        int live;
        do { // from the last: rules mostly name those after them
            live = writable.copies.size();
            rules.reversed().stream().filter(rule -> writable.isLive(rule.body()))
                    .forEach(rule -> writable.copies.putIfAbsent(rule, new Rule()));
        } while (writable.copies.size() > live);
        writable.copies.forEach((rule, copy) -> copy.define(writable.copy(rule.body())));
        return writable.copy(grammar);
    }

    private static List<Rule> rules(ByteGrammar grammar) {
        Set<Rule> found = new LinkedHashSet<>();
        Deque<ByteGrammar> open = new ArrayDeque<>(List.of(grammar));
        while (!open.isEmpty()) {
            switch (open.pop()) {
                case Rule rule when found.add(rule) -> open.push(rule.body());
                case Chain(ByteGrammar first, ByteGrammar rest) -> {
                    open.push(rest);
                    open.push(first);
                }
                case Either(Set<ByteGrammar> options) -> options.forEach(open::push);
                case Repeated(ByteGrammar body, _, _) -> open.push(body);
                case Rule _,Literal _,OneByte _ -> {}
            }
        }
        return new ArrayList<>(found);
    }

    private boolean isLive(ByteGrammar grammar) {
        return switch (grammar) {
            case Literal(String text) -> text.chars().allMatch(bytes::get);
            case OneByte(BitSet some) -> some.intersects(bytes);
            case Chain(ByteGrammar first, ByteGrammar rest) -> isLive(first) && isLive(rest);
            case Either(Set<ByteGrammar> options) -> options.stream().anyMatch(this::isLive);
            case Repeated(ByteGrammar body, int least, _) -> least == 0 || isLive(body);
            case Rule rule -> copies.containsKey(rule);
        };
    }

    private ByteGrammar copy(ByteGrammar grammar) {
        return switch (grammar) {
            case ByteGrammar _ when !isLive(grammar) -> ByteGrammar.never();
            case Chain(ByteGrammar first, ByteGrammar rest) -> ByteGrammar.chain(copy(first), copy(rest));
            case Either(Set<ByteGrammar> options) ->
                ByteGrammar.either(options.stream().filter(this::isLive).map(this::copy).toList());
            case Repeated(ByteGrammar body, int least, int most) ->
                isLive(body) ? ByteGrammar.repeated(copy(body), least, most) : ByteGrammar.empty();
            case Rule rule -> copies.get(rule);
            case Literal _,OneByte _ -> grammar;
        };
    }
}
