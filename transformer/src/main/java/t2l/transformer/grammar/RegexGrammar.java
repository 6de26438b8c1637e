package t2l.transformer.grammar;

import static t2l.transformer.grammar.ByteGrammar.ENDLESS;
import static t2l.transformer.grammar.ByteGrammar.chain;
import static t2l.transformer.grammar.ByteGrammar.either;
import static t2l.transformer.grammar.ByteGrammar.empty;
import static t2l.transformer.grammar.ByteGrammar.repeated;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiFunction;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// The strings of JSON that a regular expression of ECMA-262 finds something in, as `pattern` means it: literals, classes, groups,
/// alternatives, quantifiers, anchors, and escapes, over code points. Look-around, back references, word boundaries and properties
/// of Unicode are refused.
final class RegexGrammar {
    private static final int END_OF_TEXT = -1;
    private static final int POINTS = Character.MAX_CODE_POINT + 1;
    /// Most characters of an expression after its counts are written out: each may be a state that is open at the same time.
    private static final int MOST_CHARACTERS = 2000;
    private static final int DEEPEST = 50;
    private static final Pattern COUNT = Pattern.compile("\\{(\\d{1,6})(,(\\d{0,6}))?\\}");
    private static final Pattern GROUP = Pattern.compile("\\((\\?:|\\?<[A-Za-z_$][\\w$]*>|(?!\\?))");
    private static final Pattern CODE = Pattern
            .compile("x(\\p{XDigit}{2})|u(\\p{XDigit}{4})|u\\{(\\p{XDigit}{1,6})\\}");
    private static final BitSet DIGITS = points("09");
    private static final BitSet WORD = points("azAZ09__");
    private static final BitSet SPACE = points(
            "\t\r  \u00a0\u00a0\u1680\u1680\u2000\u200a\u2028\u2029\u202f\u202f\u205f\u205f"
                    + "\u3000\u3000\ufeff\ufeff");
    private static final BitSet LINE_ENDS = points("\n\n\r\r\u2028\u2029");

    private sealed interface Part {
        /// Whether it stands at the begin or the end of what a string contains.
        enum Edge implements Part {
            BEGIN, END
        }

        record One(ByteGrammar character) implements Part {}

        record Group(List<List<Part>> alternatives) implements Part {}

        record Times(Part part, int least, int most) implements Part {}
    }

    private final String text;
    /// Makes an exception of what was needed and what was there.
    private final BiFunction<String, Object, RuntimeException> wrong;
    private final Map<BitSet, ByteGrammar> characters = new HashMap<>();
    private final ByteGrammar anything = repeated(character(not(new BitSet())), 0, ENDLESS);
    private int at;
    private int depth;

    private RegexGrammar(String text, BiFunction<String, Object, RuntimeException> wrong) {
        this.text = text;
        this.wrong = wrong;
    }

    /// The strings with their quotes.
    ///
    /// @param wrong makes an exception of what was needed and what was there
    static ByteGrammar of(String text, BiFunction<String, Object, RuntimeException> wrong) {
        RegexGrammar regex = new RegexGrammar(text, wrong);
        List<List<Part>> all = regex.alternatives();
        if (regex.at < text.length()) {
            throw regex.refused("a ( for each )");
        }
        if (characters(all) > MOST_CHARACTERS) {
            throw regex.refused("one of at most " + MOST_CHARACTERS + " characters with its counts written out");
        }
        return chain(ByteGrammar.text("\""), regex.grammar(all, true, true), ByteGrammar.text("\""));
    }

    private RuntimeException refused(String needs) {
        return wrong.apply("a regular expression: " + needs, text);
    }

    private static double characters(List<List<Part>> alternatives) {
        return alternatives.stream().flatMap(List::stream).mapToDouble(RegexGrammar::characters).sum();
    }

    private static double characters(Part part) {
        return switch (part) {
            case Part.Times(Part body, int least, int most) ->
                characters(body) * Math.max(1, most == ENDLESS ? least : most);
            case Part.Group(List<List<Part>> alternatives) -> 1 + characters(alternatives);
            case Part.One _,Part.Edge _ -> 1;
        };
    }

    /// @param begins whether anything may come before, where there is no `^`
    /// @param ends   whether anything may come after, where there is no `$`
    private ByteGrammar grammar(List<List<Part>> alternatives, boolean begins, boolean ends) {
        return either(alternatives.stream().map(parts -> {
            ByteGrammar all = parts.isEmpty() && (begins || ends) ? anything : empty();
            for (int i = parts.size() - 1; i >= 0; i--) {
                all = chain(grammar(parts.get(i), begins && i == 0, ends && i == parts.size() - 1), all);
            }
            return all;
        }).toList());
    }

    private ByteGrammar grammar(Part part, boolean begins, boolean ends) {
        ByteGrammar before = begins ? anything : empty();
        ByteGrammar after = ends ? anything : empty();
        return switch (part) {
            case Part.Edge edge when edge == Part.Edge.BEGIN ? begins : ends ->
                edge == Part.Edge.BEGIN ? after : before;
            case Part.Edge _ -> throw refused("^ where it or an alternative of it begins, and $ where it ends");
            case Part.Group(List<List<Part>> alternatives) -> grammar(alternatives, begins, ends);
            case Part.Times(Part body, int least, int most) ->
                chain(before, repeated(grammar(body, false, false), least, most), after);
            case Part.One(ByteGrammar character) -> chain(before, character, after);
        };
    }

    private List<List<Part>> alternatives() {
        List<List<Part>> all = new ArrayList<>(List.of(new ArrayList<>()));
        while (at < text.length() && peek() != ')') {
            if (peek() == '|') {
                at++;
                all.add(new ArrayList<>());
            } else {
                all.getLast().add(times(atom()));
            }
        }
        return all;
    }

    private int peek() {
        return at < text.length() ? text.codePointAt(at) : END_OF_TEXT;
    }

    private int next() {
        int point = peek();
        if (point == END_OF_TEXT) {
            throw refused("an end for each (, [ and \\");
        }
        at += Character.charCount(point);
        return point;
    }

    /// What matches here; moves behind it.
    private Matcher take(Pattern pattern, String needs) {
        Matcher matcher = pattern.matcher(text).region(at, text.length());
        if (!matcher.lookingAt()) {
            throw refused(needs);
        }
        at = matcher.end();
        return matcher;
    }

    private boolean counts() {
        return COUNT.matcher(text).region(at, text.length()).lookingAt();
    }

    private Part times(Part atom) {
        int least = peek() == '+' ? 1 : 0;
        int most = peek() == '?' ? 1 : ENDLESS;
        if (peek() == '{' && counts()) {
            Matcher count = take(COUNT, "");
            least = Integer.parseInt(count.group(1));
            most = count.group(2) == null
                    ? least
                    : count.group(3).isEmpty() ? ENDLESS : Integer.parseInt(count.group(3));
        } else if (peek() == '*' || peek() == '+' || peek() == '?') {
            at++;
        } else {
            return atom;
        }
        if (least > most || atom instanceof Part.Edge) {
            throw refused("counts of characters and groups, the smaller one first");
        }
        if (peek() == '?') {
            at++; // as few as possible: of no concern for whether it matches
        }
        return new Part.Times(atom, least, most);
    }

    private Part atom() {
        if (peek() == '(') {
            take(GROUP, "groups without look-around");
            depth++;
            if (depth > DEEPEST) {
                throw refused("groups nested at most " + DEEPEST + " deep");
            }
            Part group = new Part.Group(alternatives());
            next(); // the )
            depth--;
            return group;
        }
        if (peek() == '{' && counts()) {
            throw refused("something before a count");
        }
        int point = next();
        return switch (point) {
            case '^' -> Part.Edge.BEGIN;
            case '$' -> Part.Edge.END;
            case '*', '+', '?' -> throw refused("something before a quantifier, and one quantifier");
            case '.' -> new Part.One(character(not(LINE_ENDS)));
            case '[' -> new Part.One(character(characterClass()));
            case '\\' -> new Part.One(character(escaped(false)));
            default -> new Part.One(character(range(point, point)));
        };
    }

    private BitSet characterClass() {
        boolean negated = peek() == '^';
        if (negated) {
            at++;
        }
        BitSet all = new BitSet();
        while (peek() != ']') {
            BitSet from = member();
            if (peek() == '-' && at + 1 < text.length() && text.charAt(at + 1) != ']') {
                at++;
                BitSet to = member();
                if (from.cardinality() != 1 || to.cardinality() != 1 || from.length() > to.length()) {
                    throw refused("ranges from one character to a later one");
                }
                from = range(from.length() - 1, to.length() - 1);
            }
            all.or(from);
        }
        at++;
        return negated ? not(all) : all;
    }

    private BitSet member() {
        int point = next();
        return point == '\\' ? escaped(true) : range(point, point);
    }

    private BitSet escaped(boolean inClass) {
        int point = next();
        return switch (point) {
            case 'd' -> DIGITS;
            case 'D' -> not(DIGITS);
            case 'w' -> WORD;
            case 'W' -> not(WORD);
            case 's' -> SPACE;
            case 'S' -> not(SPACE);
            case 't' -> points("\t\t");
            case 'n' -> points("\n\n");
            case 'r' -> points("\r\r");
            case 'f' -> points("\f\f");
            case 'v' -> range(0xB, 0xB);
            case '0' -> range(0, 0);
            case 'x', 'u' -> {
                at--;
                yield code();
            }
            default -> {
                if (inClass && point == 'b') {
                    yield points("\b\b");
                }
                if (point < 0x80 && Character.isLetterOrDigit(point)) {
                    throw refused("no \\" + (char) point
                            + " (back references, word boundaries and properties of Unicode are not supported)");
                }
                yield range(point, point);
            }
        };
    }

    private BitSet code() {
        String needs = "two digits after \\x, four after \\u, or \\u{…}";
        int point = hex(take(CODE, needs));
        if (Character.isHighSurrogate((char) point) && point < POINTS && text.startsWith("\\u", at)) {
            at++;
            int low = hex(take(CODE, needs));
            point = low < 0x10000 && Character.isLowSurrogate((char) low)
                    ? Character.toCodePoint((char) point, (char) low)
                    : POINTS;
        }
        if (point >= POINTS) {
            throw refused("code points of Unicode after \\u");
        }
        return range(point, point);
    }

    private static int hex(Matcher code) {
        for (int i = 1; i <= code.groupCount(); i++) {
            if (code.group(i) != null) {
                return Integer.parseInt(code.group(i), 16);
            }
        }
        throw new AssertionError(code);
    }

    private ByteGrammar character(BitSet points) {
        return characters.computeIfAbsent(points, JsonGrammar::character);
    }

    private static BitSet range(int from, int to) {
        BitSet points = new BitSet();
        points.set(from, to + 1);
        return points;
    }

    /// Ranges of characters: from, to, from, to.
    private static BitSet points(String ranges) {
        BitSet points = new BitSet();
        for (int i = 0; i < ranges.length(); i += 2) {
            points.set(ranges.charAt(i), ranges.charAt(i + 1) + 1);
        }
        return points;
    }

    private static BitSet not(BitSet points) {
        BitSet others = (BitSet) points.clone();
        others.flip(0, POINTS);
        return others;
    }
}
