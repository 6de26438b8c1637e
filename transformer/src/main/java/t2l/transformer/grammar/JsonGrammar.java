package t2l.transformer.grammar;

import static t2l.transformer.grammar.ByteGrammar.*;

import module java.base;

/// The values of JSON (RFC 8259), somewhat narrower: little white space, numbers that fit into a double, and no escaped
/// surrogates. Whoever writes like this is read by every parser.
final class JsonGrammar {
    /// Digits of a number before the point: as many as always fit into a long.
    static final int MAX_DIGITS = 18;
    private static final int MAX_INDENT = 32;
    /// Most arrays and objects inside each other.
    static final int MAX_DEPTH = 64;
    /// Characters by which names are told apart.
    private static final int MAX_NAME_BEGINNING = 32;

    /// Between a bracket or a comma and what is next to it: nothing, a space, or a new line with its indent.
    static final ByteGrammar GAP = optional(rule(either(text(" "), chain(text("\n"),
            repeated(either(text(" "), text("\t")), 0, MAX_INDENT)))));
    static final ByteGrammar COLON = chain(text(":"), optional(text(" ")));
    static final ByteGrammar COMMA = chain(text(","), GAP);
    static final ByteGrammar NULL = text("null");
    static final ByteGrammar BOOLEAN = either(text("true"), text("false"));

    static final ByteGrammar DIGIT = bytes('0', '9');
    static final ByteGrammar INTEGER = chain(optional(text("-")),
            either(text("0"), chain(bytes('1', '9'), repeated(DIGIT, 0, MAX_DIGITS - 1))));
    static final ByteGrammar NUMBER = chain(INTEGER, optional(chain(text("."), repeated(DIGIT, 1, MAX_DIGITS))),
            optional(chain(bytes('e', 'e', 'E', 'E'), optional(bytes('+', '+', '-', '-')), repeated(DIGIT, 1, 2))));

    private static final ByteGrammar HEX = bytes('0', '9', 'A', 'F', 'a', 'f');
    private static final ByteGrammar ESCAPED = chain(text("\\"), either(
            bytes('"', '"', '\\', '\\', '/', '/', 'b', 'b', 'f', 'f', 'n', 'n', 'r', 'r', 't', 't'),
            chain(text("u"), either(chain(bytes('0', '9', 'A', 'C', 'a', 'c', 'E', 'F', 'e', 'f'), HEX),
                    chain(bytes('D', 'D', 'd', 'd'), bytes('0', '7'))), HEX, HEX)));
    private static final ByteGrammar TAIL = bytes(0x80, 0xBF);
    /// A character of more than one byte in UTF-8 (RFC 3629).
    private static final ByteGrammar WIDE = rule(
            either(chain(bytes(0xC2, 0xDF), TAIL), chain(bytes(0xE0, 0xE0), bytes(0xA0, 0xBF), TAIL),
                    chain(bytes(0xE1, 0xEC, 0xEE, 0xEF), TAIL, TAIL), chain(bytes(0xED, 0xED), bytes(0x80, 0x9F), TAIL),
                    chain(bytes(0xF0, 0xF0), bytes(0x90, 0xBF), TAIL, TAIL), chain(bytes(0xF1, 0xF3), TAIL, TAIL, TAIL),
                    chain(bytes(0xF4, 0xF4), bytes(0x80, 0x8F), TAIL, TAIL)));
    /// A character of a string: itself, or escaped.
    private static final ByteGrammar CHARACTER = rule(either(bytes(' ', '!', '#', '[', ']', 0x7F), ESCAPED, WIDE));
    /// A character of a text outside JSON, but for `<`.
    static final ByteGrammar PLAIN = rule(either(bytes('\t', '\n', ' ', ';', '=', '~'), WIDE));

    /// Values by how deep they are nested.
    private static final List<ByteGrammar> ANY = values();

    /// A string of so many characters.
    static ByteGrammar string(int least, int most) {
        return chain(text("\""), repeated(CHARACTER, least, most), text("\""));
    }

    /// A string in printable ASCII without escapes that is none of these. Of a long name it is none with the same beginning.
    static ByteGrammar otherName(Set<String> than) {
        return rule(chain(text("\""), other(than, 0)));
    }

    /// @param than the names that begin with the characters before place `at`
    private static ByteGrammar other(Collection<String> than, int at) {
        BitSet free = new BitSet();
        free.set(' ', 0x7F);
        free.clear('"');
        free.clear('\\');
        List<ByteGrammar> all = new ArrayList<>();
        if (than.stream().noneMatch(name -> name.length() == at)) {
            all.add(text("\""));
        }
        than.stream().filter(name -> name.length() > at && free.get(name.charAt(at)))
                .collect(Collectors.groupingBy(name -> name.charAt(at), TreeMap::new, Collectors.toList()))
                .forEach((first, names) -> {
                    free.clear(first);
                    if (at < MAX_NAME_BEGINNING) {
                        all.add(chain(text(first.toString()), other(names, at + 1)));
                    }
                });
        all.add(chain(new ByteGrammar.OneByte(free), repeated(bytes(' ', '!', '#', '[', ']', '~'), 0, ENDLESS),
                text("\"")));
        return either(all);
    }

    /// An array of so many items.
    ///
    /// @param first what the first ones are
    /// @param item  what those after them are
    static ByteGrammar array(List<ByteGrammar> first, ByteGrammar item, int least, int most) {
        if (least > most) {
            return ByteGrammar.never();
        }
        List<ByteGrammar> leading = first.isEmpty() ? List.of(item) : first;
        int n = leading.size();
        ByteGrammar rest = most < n
                ? ByteGrammar.empty()
                : repeated(chain(COMMA, item), Math.max(0, least - n), most == ENDLESS ? ENDLESS : most - n);
        for (int i = Math.min(n, most) - 1; i > 0; i--) {
            ByteGrammar from = rule(chain(COMMA, leading.get(i), rest));
            rest = i < least ? from : optional(from);
        }
        ByteGrammar some = chain(leading.getFirst(), rest, GAP);
        return chain(text("["), GAP, most == 0 ? ByteGrammar.empty() : least == 0 ? optional(some) : some, text("]"));
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
        for (int depth = 1; depth <= MAX_DEPTH; depth++) {
            ByteGrammar inside = all.getLast();
            all.add(rule(
                    either(simple, object(member(string(0, ENDLESS), inside)), array(List.of(), inside, 0, ENDLESS))));
        }
        return List.copyOf(all);
    }
}
