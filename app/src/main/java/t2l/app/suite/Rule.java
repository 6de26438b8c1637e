package t2l.app.suite;

import static java.util.stream.Collectors.joining;

import module java.base;
import t2l.app.suite.Operation.*;
import t2l.hypernet.SplitMix64;

/// A hidden rule: apply `operation` to a list of items of `domain`, then `map` to each resulting item. `N.last.french`
/// is "among nouns, take the last one, say it in French".
public record Rule(Domain domain, Operation operation, WordMap map) {
    /// A list of items and the rule's output, both as words separated by single spaces.
    public record Example(String input, String output) {}

    /// `domain.operation.map`
    public String name() {
        return domain.letter() + "." + operation.label() + "." + map.label();
    }

    /// The next example of this rule. The number and order of draws are part of the suite's definition (`mini-suite.md`
    /// §2.4).
    public Example example(Lexicon lexicon, SplitMix64 draws) {
        List<String> items = items(lexicon, draws);
        return new Example(String.join(" ", items), answer(lexicon, items));
    }

    private List<String> items(Lexicon lexicon, SplitMix64 draws) {
        int size = 3 + draws.below(3);
        return switch (operation) {
            case Member(String category) -> mixed(lexicon, draws, category, 1, size);
            case Only(String category) -> {
                size = 3 + draws.below(3);
                yield mixed(lexicon, draws, category, 1 + draws.below(2), size);
            }
            case Has(String category) -> mixed(lexicon, draws, category, draws.below(2), size);
            case CountOf(String category) -> mixed(lexicon, draws, category, draws.below(4), size);
            case Pick pick when pick == Pick.LONGEST || pick == Pick.SHORTEST -> {
                List<String> items;
                do {
                    items = draws.sample(lexicon.words(domain), size);
                } while (!hasOne(items, pick.of(items).length()));
                yield items;
            }
            case Pick _,Arrange _,Sum _ -> draws.sample(lexicon.words(domain), size);
        };
    }

    private static List<String> mixed(Lexicon lexicon, SplitMix64 draws, String category, int inside, int size) {
        var items = new ArrayList<String>(draws.sample(lexicon.inside(category), inside));
        items.addAll(draws.sample(lexicon.outside(category), size - inside));
        draws.shuffle(items);
        return items;
    }

    private static boolean hasOne(List<String> items, int length) {
        return items.stream().filter(item -> item.length() == length).count() == 1;
    }

    /// The rule's output for `items`.
    public String answer(Lexicon lexicon, List<String> items) {
        return switch (operation) {
            case Pick pick -> map.apply(lexicon, pick.of(items));
            case Member(String category) -> mapped(lexicon, inside(lexicon, category, items));
            case Arrange arrange -> mapped(lexicon, arrange.of(items));
            case Only(String category) -> mapped(lexicon, inside(lexicon, category, items));
            case Has(String category) -> inside(lexicon, category, items).isEmpty() ? "no" : "yes";
            case CountOf(String category) -> Integer.toString(inside(lexicon, category, items).size());
            case Sum sum -> sum.of(items);
        };
    }

    private String mapped(Lexicon lexicon, List<String> items) {
        return items.stream().map(item -> map.apply(lexicon, item)).collect(joining(" "));
    }

    private static List<String> inside(Lexicon lexicon, String category, List<String> items) {
        return items.stream().filter(item -> lexicon.category(item).equals(category)).toList();
    }

    /// The kind of items in a list. Its letter is the first part of a task's name.
    public enum Domain {
        NOUN("N"), ADJECTIVE("A"), VERB("V"), NUMBER("D"), LETTER("L");

        private final String letter;

        Domain(String letter) {
            this.letter = letter;
        }

        /// The first part of a task's name.
        public String letter() {
            return letter;
        }
    }
}
