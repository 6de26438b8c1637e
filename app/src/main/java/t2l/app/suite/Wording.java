package t2l.app.suite;

import module java.base;
import t2l.app.suite.Operation.*;
import t2l.app.suite.Phrasebook.Phrase;
import t2l.hypernet.SplitMix64;

/// Composes descriptions of a rule from a [Phrasebook]. A phrase for the operation and one for the map are drawn freely;
/// their forms determine how they can be joined, and the form of the clause how it becomes a description.
final class Wording {
    private static final Pattern NUMBER = Pattern.compile("\\[([^|\\]]*)\\|([^\\]]*)]");

    private final Phrasebook book;
    private final List<String> numbers;
    private final Rule rule;
    private final int most;
    private final SplitMix64 draws;

    private Name kind;
    private Name category;
    private String added;

    private record Name(String one, String many) {}

    /// @param numbers the words for 0, 1, …
    /// @param most    phrases used of each section
    Wording(Phrasebook book, List<String> numbers, Rule rule, int most, SplitMix64 draws) {
        this.book = book;
        this.numbers = numbers;
        this.rule = rule;
        this.most = most;
        this.draws = draws;
    }

    /// The next description.
    String next() {
        kind = name("kind " + rule.domain().letter());
        category = categoryOf(rule.operation()).isEmpty() ? kind : name("kind " + categoryOf(rule.operation()));
        String digits = rule.map().label().replaceAll("\\D", "");
        added = digits.isEmpty() || draws.below(2) == 0 ? digits : numbers.get(Integer.parseInt(digits));
        Phrase clause = isSummary() ? some("say " + section(rule.operation())) : joined();
        String wrap = filled(early("wrap " + clause.form()).text());
        String text = put(wrap, wrapped(clause.form()), filled(clause.text()));
        return text.replaceAll("\\?[.!]", "?");
    }

    private boolean isSummary() {
        return switch (rule.operation()) {
            case Has _,CountOf _,Sum _ -> true;
            default -> false;
        };
    }

    private static char wrapped(String form) {
        return switch (form) {
            case "do" -> 'd';
            case "np" -> 'n';
            case "ask" -> 'a';
            default -> 'b';
        };
    }

    /// A phrase for the operation and one for the map, joined.
    private Phrase joined() {
        boolean list = rule.operation() instanceof Arrange || rule.operation() instanceof Only;
        Phrase op;
        Phrase map;
        do {
            op = some("op " + section(rule.operation()));
            map = some("map " + section(rule.map()));
        } while (isAmbiguous(op, map));
        boolean named = op.form().equals("np");
        if (rule.map() == WordMap.ID && (!named || map.form().equals("np"))) {
            map = new Phrase("id", map.text());
        }
        String way = named ? "np" : (list ? "list " : "one ") + op.form();
        Phrase join = early("join " + way + " " + map.form());
        Phrase left = early("each " + left(op.form(), list));
        boolean several = left.form().equals("many");
        boolean agrees = named ? list : several && !op.form().equals("how");
        String s = filled(op.text());
        String r = filled(left.text());
        String text = agreeing(join.text(), agrees);
        text = put(text, 's', s);
        text = put(text, 'r', r);
        text = put(text, 'm', applied(map, named ? s : r, agrees));
        text = text.replace("{mm}", applied(map, r, true));
        text = put(text, 't', applied(map, r, several));
        return new Phrase(join.form(), text);
    }

    /// Whether it is open if words are sorted before or after they are translated.
    private boolean isAmbiguous(Phrase op, Phrase map) {
        return rule.operation() == Arrange.SORT && (rule.map() == WordMap.FRENCH || rule.map() == WordMap.SPANISH)
                && (op.form().equals("how") || map.form().equals("how") || map.form().equals("be"));
    }

    /// The section of words for what an operation leaves.
    private String left(String form, boolean list) {
        if (!list) {
            return "one";
        }
        return !form.equals("do") ? form : switch (rule.operation()) {
            case Arrange arrange -> switch (arrange) {
                case ALL, REVERSE, SWAPENDS, SORT, ASCENDING, DESCENDING -> "reorder";
                case DROPFIRST, DROPLAST -> "drop";
                case FIRSTTWO, LASTTWO -> "keep";
            };
            default -> "keep";
        };
    }

    private String applied(Phrase map, String x, boolean many) {
        String text = agreeing(filled(map.text()), many);
        if (x.equals("it") || x.equals("these")) {
            text = text.replaceAll("\\b(out|down|back) \\{x}", "{x} $1");
        }
        return text.replace("{x}", x);
    }

    private static String agreeing(String text, boolean many) {
        return NUMBER.matcher(text).replaceAll(many ? "$2" : "$1");
    }

    /// `text` with `{key}` replaced, or with the key in upper case by the value as the beginning of a sentence.
    private static String put(String text, char key, String value) {
        String begun = value.isEmpty() ? "" : value.substring(0, 1).toUpperCase(Locale.ROOT) + value.substring(1);
        return text.replace("{" + key + "}", value).replace("{" + Character.toUpperCase(key) + "}", begun);
    }

    private String filled(String text) {
        String article = category.one().matches("[aeiou].*") ? "an {c}" : "a {c}";
        return text.replaceAll("\\ba \\{c}", article).replace("{ws}", kind.many()).replace("{w}", kind.one())
                .replace("{cs}", category.many()).replace("{c}", category.one()).replace("{k}", added)
                .replace("{L}", rule.map() == WordMap.FRENCH ? "French" : "Spanish");
    }

    private static String categoryOf(Operation operation) {
        return switch (operation) {
            case Member(String category) -> category;
            case Only(String category) -> category;
            case Has(String category) -> category;
            case CountOf(String category) -> category;
            default -> "";
        };
    }

    private static String section(Operation operation) {
        return switch (operation) {
            case Member _ -> "cat";
            case Only _ -> "only";
            case Has _ -> "has";
            case CountOf _ -> "count-";
            default -> operation.label();
        };
    }

    private static String section(WordMap map) {
        return switch (map) {
            case FRENCH, SPANISH -> "language";
            case PLUS1, PLUS2, PLUS3, PLUS4, PLUS5, PLUS10 -> "plus";
            default -> map.label();
        };
    }

    private Name name(String section) {
        String[] both = early(section).text().split("\\|", -1);
        return new Name(both[0], both[1]);
    }

    private Phrase some(String section) {
        List<Phrase> phrases = book.first(section, most);
        return phrases.get(draws.below(phrases.size()));
    }

    /// The earlier of two draws, so that the plainest ways, which come first, stay common.
    private Phrase early(String section) {
        List<Phrase> phrases = book.first(section, most);
        int first = draws.below(phrases.size());
        int second = draws.below(phrases.size());
        return phrases.get(Math.min(first, second));
    }
}
