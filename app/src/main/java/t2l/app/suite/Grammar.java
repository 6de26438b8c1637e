package t2l.app.suite;

import static t2l.app.suite.Operation.Arrange.*;
import static t2l.app.suite.Operation.Pick.*;

import module java.base;
import t2l.app.suite.Operation.*;
import t2l.app.suite.Rule.Domain;

/// The rules of the suite: every sensible combination of an operation and a map (`mini-suite.md` §2.3).
final class Grammar {
    private static final List<Operation> PLACES = List.of(FIRST, SECOND, THIRD, LAST, PENULT);
    private static final List<Operation> PLACES_OR_FIRST_IN_ALPHABET = List.of(FIRST, SECOND, THIRD, LAST, PENULT,
            ALPHFIRST);

    private final List<Rule> rules = new ArrayList<>();

    private Grammar() {}

    /// All 433 rules, in the order from which the suite's splits are drawn.
    static List<Rule> rules(Lexicon lexicon) {
        var grammar = new Grammar();
        grammar.nouns(lexicon.categories());
        grammar.cross(Domain.ADJECTIVE, PLACES_OR_FIRST_IN_ALPHABET,
                WordMap.OPPOSITE, WordMap.COMPARATIVE, WordMap.SUPERLATIVE, WordMap.UPPER);
        grammar.cross(Domain.VERB, PLACES_OR_FIRST_IN_ALPHABET,
                WordMap.PAST, WordMap.ING, WordMap.THIRD, WordMap.UPPER);
        grammar.numbers();
        grammar.cross(Domain.LETTER, PLACES, WordMap.NEXT, WordMap.PREV, WordMap.UPPER);
        grammar.cross(Domain.LETTER, List.of(ALL, REVERSE), WordMap.NEXT, WordMap.UPPER);
        return List.copyOf(grammar.rules);
    }

    private void nouns(List<String> categories) {
        List<Operation> picks = Stream.<Operation>concat(
                Stream.of(FIRST, SECOND, THIRD, LAST, PENULT, ALPHFIRST, ALPHLAST, LONGEST, SHORTEST),
                categories.stream().map(Member::new)).toList();
        cross(Domain.NOUN, picks, WordMap.ID, WordMap.PLURAL, WordMap.FRENCH, WordMap.SPANISH, WordMap.UPPER,
                WordMap.CATEGORY, WordMap.FIRSTLETTER, WordMap.LASTLETTER, WordMap.LENGTH, WordMap.SPELL,
                WordMap.BACKWARDS);
        cross(Domain.NOUN, List.of(ALL, REVERSE, DROPFIRST, DROPLAST, SWAPENDS, SORT, FIRSTTWO, LASTTWO), WordMap.ID,
                WordMap.PLURAL, WordMap.FRENCH, WordMap.SPANISH, WordMap.UPPER, WordMap.FIRSTLETTER);
        cross(Domain.NOUN, categories.stream().map(Only::new).toList(), WordMap.ID, WordMap.UPPER, WordMap.PLURAL);
        cross(Domain.NOUN, categories.stream().map(Has::new).toList(), WordMap.ID);
        cross(Domain.NOUN, categories.stream().map(CountOf::new).toList(), WordMap.ID);
        cross(Domain.NOUN, List.of(Sum.COUNT), WordMap.ID);
    }

    private void numbers() {
        List<Operation> picks = Stream.concat(PLACES.stream(), Stream.of(LARGEST, SMALLEST)).toList();
        cross(Domain.NUMBER, picks, WordMap.ID, WordMap.PLUS1, WordMap.PLUS2, WordMap.PLUS3, WordMap.PLUS4,
                WordMap.PLUS5, WordMap.PLUS10, WordMap.MINUS1, WordMap.DOUBLE, WordMap.WORDS, WordMap.PARITY);
        cross(Domain.NUMBER, List.of(ALL, REVERSE, ASCENDING, DESCENDING), WordMap.ID, WordMap.PLUS1, WordMap.PLUS2,
                WordMap.DOUBLE, WordMap.WORDS);
        cross(Domain.NUMBER, List.of(Sum.SUMENDS, Sum.FIRSTBIGGER, Sum.COUNT), WordMap.ID);
    }

    private void cross(Domain domain, List<? extends Operation> operations, WordMap... maps) {
        for (Operation operation : operations) {
            for (WordMap map : maps) {
                if (!trivial(operation, map)) {
                    rules.add(new Rule(domain, operation, map));
                }
            }
        }
    }

    /// The unchanged list and the category of the only item of that category are trivial.
    private static boolean trivial(Operation operation, WordMap map) {
        return (operation == ALL && map == WordMap.ID) || (operation instanceof Member && map == WordMap.CATEGORY);
    }
}
