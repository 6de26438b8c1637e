package t2l.transformer.grammar;

import static t2l.transformer.grammar.ByteGrammar.chain;
import static t2l.transformer.grammar.ByteGrammar.either;
import static t2l.transformer.grammar.ByteGrammar.empty;

import java.util.ArrayDeque;
import java.util.BitSet;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import t2l.transformer.grammar.ByteGrammar.Chain;
import t2l.transformer.grammar.ByteGrammar.Either;
import t2l.transformer.grammar.ByteGrammar.Literal;
import t2l.transformer.grammar.ByteGrammar.OneByte;
import t2l.transformer.grammar.ByteGrammar.Repeated;
import t2l.transformer.grammar.ByteGrammar.Rule;

/// The texts that two grammars have in common: a rule for each pair of derivatives that a text leads to.
final class CommonGrammar {
    /// @param states how many rules it has
    record Texts(ByteGrammar grammar, int states) {}

    private record Pair(ByteGrammar one, ByteGrammar other) {}

    private final Map<Pair, Rule> rules = new HashMap<>();
    private final Deque<Pair> open = new ArrayDeque<>();
    /// The bytes in classes that neither grammar tells apart.
    private List<BitSet> classes = List.of(range(0, 256));

    private CommonGrammar(ByteGrammar one, ByteGrammar other) {
        Set<Rule> rulesSeen = new HashSet<>();
        Deque<ByteGrammar> parts = new ArrayDeque<>(List.of(one, other));
        while (!parts.isEmpty()) {
            switch (parts.pop()) {
                case Rule rule -> {
                    if (rulesSeen.add(rule)) parts.push(rule.body());
                }
                case Chain(ByteGrammar first, ByteGrammar rest) -> {
                    parts.push(first);
                    parts.push(rest);
                }
                case Either(Set<ByteGrammar> options) -> options.forEach(parts::push);
                case Repeated(ByteGrammar body, _, _) -> parts.push(body);
                case OneByte(BitSet bytes) -> split(bytes);
                case Literal(String bytes) -> bytes.chars().forEach(b -> split(range(b, b + 1)));
            }
        }
    }

    private static BitSet range(int from, int to) {
        BitSet bytes = new BitSet(256);
        bytes.set(from, to);
        return bytes;
    }

    private void split(BitSet bytes) {
        classes = classes.stream().flatMap(each -> {
            BitSet in = (BitSet) each.clone();
            in.and(bytes);
            BitSet out = (BitSet) each.clone();
            out.andNot(bytes);
            return Stream.of(in, out).filter(part -> !part.isEmpty());
        }).toList();
    }

    /// Nothing, if that takes more than `most` rules.
    static Optional<Texts> of(ByteGrammar one, ByteGrammar other, int most) {
        CommonGrammar common = new CommonGrammar(one, other);
        ByteGrammar all = common.rest(new Pair(one, other));
        while (!common.open.isEmpty()) {
            Pair pair = common.open.remove();
            common.rules.get(pair).define(common.body(pair));
            if (common.rules.size() > most) {
                return Optional.empty();
            }
        }
        return Optional.of(new Texts(all, common.rules.size()));
    }

    private ByteGrammar rest(Pair pair) {
        if (pair.one.isEmpty() && pair.other.isEmpty()) {
            return empty();
        }
        Rule rule = rules.computeIfAbsent(pair, _ -> {
            open.add(pair);
            return new Rule();
        });
        return pair.one.mayEnd() && pair.other.mayEnd() ? either(rule, empty()) : rule;
    }

    private ByteGrammar body(Pair pair) {
        Map<Pair, BitSet> next = new LinkedHashMap<>();
        for (BitSet each : classes) {
            ByteGrammar one = pair.one.after(each.nextSetBit(0));
            ByteGrammar other = one.isNever() ? one : pair.other.after(each.nextSetBit(0));
            if (!other.isNever()) {
                next.computeIfAbsent(new Pair(one, other), _ -> new BitSet(256)).or(each);
            }
        }
        return either(next.entrySet().stream().map(each -> chain(new OneByte(each.getValue()), rest(each.getKey())))
                .toList());
    }
}
