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
    static final int DIGITS = 18;
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

    static final ByteGrammar DIGIT = bytes('0', '9');
    static final ByteGrammar INTEGER = chain(optional(text("-")),
            either(text("0"), chain(bytes('1', '9'), repeated(DIGIT, 0, DIGITS - 1))));
    static final ByteGrammar NUMBER = chain(INTEGER, optional(chain(text("."), repeated(DIGIT, 1, DIGITS))),
            optional(chain(bytes('e', 'e', 'E', 'E'), optional(bytes('+', '+', '-', '-')), repeated(DIGIT, 1, 2))));

    private static final ByteGrammar HEX = bytes('0', '9', 'A', 'F', 'a', 'f');
    /// A character of a string: itself in UTF-8, or escaped.
    private static final ByteGrammar CHARACTER = rule(either(plain(' ', '!'), plain('#', '['),
            plain(']', Character.MAX_CODE_POINT),
            chain(text("\\"), either(bytes('"', '"', '\\', '\\', '/', '/', 'b', 'b', 'f', 'f', 'n', 'n', 'r', 'r', 't',
                    't'),
                    chain(text("u"), either(chain(bytes('0', '9', 'A', 'C', 'a', 'c', 'E', 'F', 'e', 'f'), HEX),
                            chain(bytes('D', 'D', 'd', 'd'), bytes('0', '7'))), HEX, HEX)))));

    /// Values by how deep they are nested.
    private static final List<ByteGrammar> ANY = values();

    private JsonGrammar() {}

    /// What is met again and again, as a rule, which is compared by its identity.
    static ByteGrammar rule(ByteGrammar is) {
        return is.isNever() ? is : new ByteGrammar.Rule().define(is);
    }

    /// The code points of a range in UTF-8, without surrogates.
    private static ByteGrammar plain(int from, int to) {
        List<ByteGrammar> all = new ArrayList<>();
        int[] parts = {0, 0x80, 0x800, Character.MIN_SURROGATE, Character.MAX_SURROGATE + 1, 0x10000,
            Character.MAX_CODE_POINT + 1};
        int[] leads = {0, 0xC0, 0xE0, 0, 0xE0, 0xF0};
        int[] tails = {0, 1, 2, -1, 2, 3};
        for (int i = 0; i < leads.length; i++) {
            int first = Math.max(from, parts[i]);
            int last = Math.min(to, parts[i + 1] - 1);
            if (first <= last && tails[i] >= 0) {
                all.add(utf8(first, last, leads[i], tails[i]));
            }
        }
        return either(all);
    }

    /// The numbers of a range, in 6 bits for each of so many bytes after the first, which has what is left.
    private static ByteGrammar utf8(int from, int to, int lead, int tails) {
        int below = 6 * tails;
        int low = from >> below;
        int high = to >> below;
        int rest = (1 << below) - 1;
        if ((from & rest) == 0 && (to & rest) == rest) {
            return chain(bytes(lead + low, lead + high), repeated(bytes(0x80, 0xBF), tails, tails));
        }
        if (low == high) {
            return chain(bytes(lead + low, lead + low), utf8(from & rest, to & rest, 0x80, tails - 1));
        }
        int second = (from & rest) == 0 ? low : low + 1;
        int last = (to & rest) == rest ? high : high - 1;
        return either(second > low ? utf8(from, (second << below) - 1, lead, tails) : ByteGrammar.never(),
                second <= last ? utf8(second << below, (last << below) | rest, lead, tails) : ByteGrammar.never(),
                last < high ? utf8(high << below, to, lead, tails) : ByteGrammar.never());
    }

    /// One of these code points, as a character of a string, each written in one way.
    static ByteGrammar character(BitSet points) {
        List<ByteGrammar> all = new ArrayList<>();
        for (int from = points.nextSetBit(0); from >= 0; from = points.nextSetBit(from)) {
            if (from < ' ' || from == '"' || from == '\\') {
                String text = SchemaCompiler.json(Character.toString(from));
                all.add(text(text.substring(1, text.length() - 1)));
                from++;
                continue;
            }
            int to = points.nextClearBit(from);
            int end = from < '"' ? Math.min(to, '"') : from < '\\' ? Math.min(to, '\\') : to;
            all.add(plain(from, end - 1));
            from = end;
        }
        ByteGrammar any = either(all);
        return any instanceof ByteGrammar.Either && !any.isNever() ? rule(any) : any;
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
            ByteGrammar from = chain(COMMA, leading.get(i), rest);
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
        for (int depth = 1; depth <= DEEPEST; depth++) {
            ByteGrammar inside = all.getLast();
            all.add(rule(
                    either(simple, object(member(string(0, ENDLESS), inside)), array(List.of(), inside, 0, ENDLESS))));
        }
        return List.copyOf(all);
    }
}
