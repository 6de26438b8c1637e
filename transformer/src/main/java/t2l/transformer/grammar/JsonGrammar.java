package t2l.transformer.grammar;

import static t2l.transformer.grammar.ByteGrammar.ENDLESS;
import static t2l.transformer.grammar.ByteGrammar.bytes;
import static t2l.transformer.grammar.ByteGrammar.chain;
import static t2l.transformer.grammar.ByteGrammar.either;
import static t2l.transformer.grammar.ByteGrammar.optional;
import static t2l.transformer.grammar.ByteGrammar.repeated;
import static t2l.transformer.grammar.ByteGrammar.text;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/// The values of JSON (RFC 8259), somewhat narrower: little white space, numbers that fit into a double, and no escaped surrogates.
/// Whoever writes like this is read by every parser.
final class JsonGrammar {
    /// Digits of a number before the point: as many as always fit into a long.
    private static final int DIGITS = 18;
    private static final int INDENT = 32;
    /// Most arrays and objects inside each other.
    static final int DEEPEST = 64;

    /// Between a bracket or a comma and what is next to it: nothing, a space, or a new line with its indent.
    static final ByteGrammar GAP = optional(rule(either(text(" "), chain(text("\n"),
            repeated(either(text(" "), text("\t")), 0, INDENT)))));
    static final ByteGrammar COLON = chain(text(":"), optional(text(" ")));
    static final ByteGrammar COMMA = chain(text(","), GAP);
    static final ByteGrammar NULL = text("null");
    static final ByteGrammar BOOLEAN = either(text("true"), text("false"));

    private static final ByteGrammar DIGIT = bytes('0', '9');
    static final ByteGrammar INTEGER = chain(optional(text("-")),
            either(text("0"), chain(bytes('1', '9'), repeated(DIGIT, 0, DIGITS - 1))));
    static final ByteGrammar NUMBER = chain(INTEGER, optional(chain(text("."), repeated(DIGIT, 1, DIGITS))),
            optional(chain(bytes('e', 'e', 'E', 'E'), optional(bytes('+', '+', '-', '-')), repeated(DIGIT, 1, 2))));

    private static final ByteGrammar TAIL = bytes(0x80, 0xBF);
    private static final ByteGrammar HEX = bytes('0', '9', 'A', 'F', 'a', 'f');
    /// A character of a string: itself in UTF-8, or escaped.
    private static final ByteGrammar CHARACTER = rule(either(bytes(' ', '!', '#', '[', ']', 0x7F),
            chain(bytes(0xC2, 0xDF), TAIL),
            chain(one(0xE0), bytes(0xA0, 0xBF), TAIL), chain(bytes(0xE1, 0xEC, 0xEE, 0xEF), TAIL, TAIL),
            chain(one(0xED), bytes(0x80, 0x9F), TAIL), chain(one(0xF0), bytes(0x90, 0xBF), TAIL, TAIL),
            chain(bytes(0xF1, 0xF3), TAIL, TAIL, TAIL), chain(one(0xF4), bytes(0x80, 0x8F), TAIL, TAIL),
            chain(text("\\"), either(bytes('"', '"', '\\', '\\', '/', '/', 'b', 'b', 'f', 'f', 'n', 'n', 'r', 'r', 't',
                    't'),
                    chain(text("u"), either(chain(bytes('0', '9', 'A', 'C', 'a', 'c', 'E', 'F', 'e', 'f'), HEX),
                            chain(bytes('D', 'D', 'd', 'd'), bytes('0', '7'))), HEX, HEX)))));

    /// Values by how deep they are nested.
    private static final List<ByteGrammar> ANY = values();

    private JsonGrammar() {}

    /// What is met again and again, as a rule, which is compared by its identity.
    private static ByteGrammar rule(ByteGrammar is) {
        return new ByteGrammar.Rule().define(is);
    }

    private static ByteGrammar one(int b) {
        return bytes(b, b);
    }

    /// A string of so many characters.
    static ByteGrammar string(int least, int most) {
        return chain(text("\""), repeated(CHARACTER, least, most), text("\""));
    }

    /// A string in printable ASCII without escapes that is none of these.
    static ByteGrammar otherName(Set<String> than) {
        return chain(text("\""), other(than));
    }

    private static ByteGrammar other(Set<String> than) {
        BitSet free = new BitSet();
        free.set(' ', 0x7F);
        free.clear('"');
        free.clear('\\');
        Set<ByteGrammar> all = new HashSet<>();
        if (!than.contains("")) {
            all.add(text("\""));
        }
        than.stream().filter(name -> !name.isEmpty() && free.get(name.charAt(0)))
                .collect(Collectors.groupingBy(name -> name.charAt(0),
                        Collectors.mapping(name -> name.substring(1), Collectors.toSet())))
                .forEach((first, rests) -> {
                    free.clear(first);
                    all.add(chain(text(first.toString()), other(rests)));
                });
        all.add(chain(new ByteGrammar.OneByte(free), other()));
        return either(all);
    }

    private static ByteGrammar other() {
        return chain(repeated(bytes(' ', '!', '#', '[', ']', '~'), 0, ENDLESS), text("\""));
    }

    /// An array of so many items.
    static ByteGrammar array(ByteGrammar item, int least, int most) {
        ByteGrammar some = chain(item, repeated(chain(COMMA, item), Math.max(0, least - 1),
                most == ENDLESS ? ENDLESS : most - 1), GAP);
        ByteGrammar items = least > most
                ? ByteGrammar.never()
                : most == 0 ? ByteGrammar.empty() : least == 0 ? optional(some) : some;
        return chain(text("["), GAP, items, text("]"));
    }

    /// An object of any members of this kind.
    static ByteGrammar object(ByteGrammar member) {
        return chain(text("{"), GAP, optional(chain(member, repeated(chain(COMMA, member), 0, ENDLESS), GAP)),
                text("}"));
    }

    static ByteGrammar member(ByteGrammar name, ByteGrammar value) {
        return chain(name, COLON, value);
    }

    /// Any value, nested at most so deep.
    static ByteGrammar any(int depth) {
        return ANY.get(Math.max(0, depth));
    }

    /// Any object, nested at most so deep.
    static ByteGrammar anyObject(int depth) {
        return object(member(string(0, ENDLESS), any(depth - 1)));
    }

    private static List<ByteGrammar> values() {
        List<ByteGrammar> all = new ArrayList<>();
        ByteGrammar simple = either(string(0, ENDLESS), NUMBER, BOOLEAN, NULL);
        all.add(simple);
        for (int depth = 1; depth <= DEEPEST; depth++) {
            ByteGrammar inside = all.getLast();
            all.add(rule(either(simple, object(member(string(0, ENDLESS), inside)), array(inside, 0, ENDLESS))));
        }
        return List.copyOf(all);
    }
}
