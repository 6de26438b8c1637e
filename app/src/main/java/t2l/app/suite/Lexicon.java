package t2l.app.suite;

import static java.util.stream.Collectors.toMap;

import com.fasterxml.jackson.jr.ob.JSON;
import module java.base;
import t2l.app.suite.Rule.Domain;
import t2l.tensor.T2lException;

/// The words of the suite and their forms (`lexicon.json`), in the order of the file, on which random draws depend.
public final class Lexicon {
    private final Map<Domain, List<String>> words = new EnumMap<>(Domain.class);
    private final Map<WordMap, Map<String, String>> forms = new LinkedHashMap<>();
    private final List<String> numberWords;
    private final List<String> categories;
    private final Map<String, List<String>> inside;
    private final Map<String, List<String>> outside;

    private record Noun(String word, String category, String plural, String french, String spanish) {}

    private record Adjective(String word, String opposite, String comparative, String superlative) {}

    private record Verb(String word, String past, String ing, String third) {}

    private record File(List<Noun> nouns, List<Adjective> adjectives, List<Verb> verbs, List<String> numwords,
            List<String> categories) {}

    private Lexicon(File file) {
        numberWords = file.numwords;
        categories = file.categories;
        words.put(Domain.NOUN, file.nouns.stream().map(Noun::word).toList());
        words.put(Domain.ADJECTIVE, file.adjectives.stream().map(Adjective::word).toList());
        words.put(Domain.VERB, file.verbs.stream().map(Verb::word).toList());
        words.put(Domain.NUMBER, IntStream.rangeClosed(1, 20).mapToObj(Integer::toString).toList());
        words.put(Domain.LETTER, IntStream.rangeClosed('a', 'z').mapToObj(Character::toString).toList());
        table(WordMap.PLURAL, file.nouns, Noun::word, Noun::plural);
        table(WordMap.FRENCH, file.nouns, Noun::word, Noun::french);
        table(WordMap.SPANISH, file.nouns, Noun::word, Noun::spanish);
        table(WordMap.CATEGORY, file.nouns, Noun::word, Noun::category);
        table(WordMap.OPPOSITE, file.adjectives, Adjective::word, Adjective::opposite);
        table(WordMap.COMPARATIVE, file.adjectives, Adjective::word, Adjective::comparative);
        table(WordMap.SUPERLATIVE, file.adjectives, Adjective::word, Adjective::superlative);
        table(WordMap.PAST, file.verbs, Verb::word, Verb::past);
        table(WordMap.ING, file.verbs, Verb::word, Verb::ing);
        table(WordMap.THIRD, file.verbs, Verb::word, Verb::third);
        inside = nounsByCategory(true);
        outside = nounsByCategory(false);
    }

    /// The lexicon among the resources.
    public static Lexicon load() {
        try (InputStream in = Lexicon.class.getResourceAsStream("lexicon.json")) {
            return new Lexicon(JSON.std.beanFrom(File.class, in));
        } catch (IOException e) {
            throw new T2lException("lexicon.json: cannot be read from the program's own resources; build it again", e);
        }
    }

    private <W> void table(WordMap map, List<W> entries, Function<W, String> word, Function<W, String> form) {
        var table = new LinkedHashMap<String, String>();
        entries.forEach(entry -> table.put(word.apply(entry), form.apply(entry)));
        forms.put(map, table);
    }

    private Map<String, List<String>> nounsByCategory(boolean inside) {
        return categories.stream().collect(toMap(category -> category, category -> words(Domain.NOUN).stream()
                .filter(noun -> category(noun).equals(category) == inside).toList()));
    }

    /// The items of a domain.
    public List<String> words(Domain domain) {
        return words.get(domain);
    }

    /// The categories of nouns.
    public List<String> categories() {
        return categories;
    }

    /// The category of a noun.
    public String category(String noun) {
        return form(WordMap.CATEGORY, noun);
    }

    /// The nouns of a category.
    public List<String> inside(String category) {
        return inside.get(category);
    }

    /// The nouns of all other categories.
    public List<String> outside(String category) {
        return outside.get(category);
    }

    /// The word for `n`, 0 to 20.
    public String numberWord(int n) {
        return numberWords.get(n);
    }

    /// The form of `word` in the table of `map`, one of the ten maps with tables.
    public String form(WordMap map, String word) {
        return forms.get(map).get(word);
    }

    /// All entries of all tables, table by table.
    public List<String> forms() {
        return forms.values().stream().flatMap(table -> table.values().stream()).toList();
    }
}
