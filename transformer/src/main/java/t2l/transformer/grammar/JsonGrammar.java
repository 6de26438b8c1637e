package t2l.transformer.grammar;

import static t2l.transformer.grammar.ByteGrammar.*;
import static t2l.transformer.tools.ToolSyntax.QUOTE;

import module java.base;
import t2l.tensor.T2lException;
import t2l.tensor.settings.Source;
import t2l.transformer.tools.Tools;

/// The values of JSON (RFC 8259), somewhat narrower: little white space, numbers that fit into a double, and no escaped
/// surrogates. Whoever writes like this is read by every parser. The same values can be written with bare names.
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
    private static final ByteGrammar PLAIN = rule(either(bytes('\t', '\n', ' ', ';', '=', '~'), WIDE));

    private static final Pattern BARE_NAME = Pattern.compile("(?!\\s)[^\\[\\]{},:<]*(?<!\\s)");
    private static final Pattern BARE_TEXT = Pattern.compile("(?s)(?!.*" + Pattern.quote(QUOTE) + ").*");

    static final JsonGrammar JSON = new JsonGrammar("\"", bytes(' ', '!', '#', '[', ']', '~'));
    /// With names as they are, and texts between [ToolSyntax#QUOTE].
    static final JsonGrammar BARE = new JsonGrammar("", bytes('0', '9', 'A', 'Z', '_', '_', 'a', 'z'));

    /// Before and after a name.
    private final String quote;
    /// A character of a name that is not known.
    private final ByteGrammar.OneByte character;
    /// Values by how deep they are nested.
    private final List<ByteGrammar> values = new ArrayList<>();

    private JsonGrammar(String quote, ByteGrammar character) {
        this.quote = quote;
        this.character = (ByteGrammar.OneByte) character;
        ByteGrammar simple = either(string(0, ENDLESS), NUMBER, BOOLEAN, NULL);
        values.add(simple);
        for (int depth = 1; depth <= MAX_DEPTH; depth++) {
            ByteGrammar inside = values.getLast();
            values.add(rule(either(simple, object(member(anyName(), inside)), array(List.of(), inside, 0, ENDLESS))));
        }
    }

    private boolean bare() {
        return quote.isEmpty();
    }

    /// A text of so many characters.
    ByteGrammar string(int least, int most) {
        return bare()
                ? chain(text(QUOTE), plain(least, most, QUOTE))
                : chain(text("\""), repeated(CHARACTER, least, most), text("\""));
    }

    /// A text as it is, and its end. One that has a longest or a shortest length has no `<`.
    static ByteGrammar plain(int least, int most, String end) {
        return least == 0 && most == ENDLESS
                ? until(Map.of(end, empty()), false)
                : chain(repeated(PLAIN, least, most), text(end));
    }

    /// A value as it is written. Throws [T2lException] if it is bare, and no reader could tell what it is.
    String written(Object value) {
        return !bare() ? Tools.json(value) : switch (value) {
            case String text -> QUOTE + require(BARE_TEXT, text) + QUOTE;
            case List<?> all -> all.stream().map(this::written).collect(Collectors.joining(",", "[", "]"));
            case Map<?, ?> all -> all.entrySet().stream().map(e -> name((String) e.getKey()) + ":"
                    + written(e.getValue())).collect(Collectors.joining(",", "{", "}"));
            default -> Tools.json(value);
        };
    }

    /// A name as it is written; throws what [#written] throws.
    String name(String name) {
        return bare() ? require(BARE_NAME, name) : Tools.json(name);
    }

    private static String require(Pattern bare, String text) {
        if (!bare.matcher(text).matches()) {
            throw new T2lException("tools: needs names without brackets, commas, colons, < and outer spaces, and values"
                    + " without " + QUOTE + ", as this model writes calls, got " + Source.shown(text));
        }
        return text;
    }

    /// Names in the order in which models write them: bare ones are sorted, as Gemma's template sorts them.
    Collection<String> ordered(Set<String> names) {
        return bare() ? names.stream().sorted(String.CASE_INSENSITIVE_ORDER).toList() : names;
    }

    ByteGrammar anyName() {
        return bare() ? otherName(Set.of()) : string(0, ENDLESS);
    }

    /// A name in printable ASCII without escapes that is none of these. Of a long name it is none with the same beginning.
    ByteGrammar otherName(Set<String> than) {
        return rule(chain(text(quote), other(than, 0)));
    }

    /// @param than the names that begin with the characters before place `at`
    private ByteGrammar other(Collection<String> than, int at) {
        BitSet free = (BitSet) character.bytes().clone();
        List<ByteGrammar> all = new ArrayList<>();
        if ((at > 0 || !bare()) && than.stream().noneMatch(name -> name.length() == at)) {
            all.add(text(quote));
        }
        than.stream().filter(name -> name.length() > at && free.get(name.charAt(at)))
                .collect(Collectors.groupingBy(name -> name.charAt(at), TreeMap::new, Collectors.toList()))
                .forEach((first, names) -> {
                    free.clear(first);
                    if (at < MAX_NAME_BEGINNING) {
                        all.add(chain(text(first.toString()), other(names, at + 1)));
                    }
                });
        all.add(chain(new ByteGrammar.OneByte(free), repeated(character, 0, ENDLESS), text(quote)));
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
    ByteGrammar any(int depth) {
        return values.get(Math.max(0, depth));
    }

    /// Any object, nested at most so deep.
    ByteGrammar anyObject(int depth) {
        return object(member(anyName(), any(depth - 1)));
    }
}
