package t2l.app.suite;

import module java.base;
import t2l.app.console.Resources;
import t2l.hypernet.SplitMix64;

/// The rich grammar of descriptions (`phrases.txt`): at least forty phrases for each part of a rule, and the ways to put
/// the parts together. It describes every rule that is trained; [Wording] composes.
final class Phrasebook {
    /// Draws for a new sentence, as a multiple of the sentences wanted, before it is accepted that there are no more.
    private static final int PATIENCE = 100;

    private final Map<String, List<Phrase>> sections;
    private final List<String> numbers;

    /// @param form what it can be combined with; empty for names and whole sentences
    record Phrase(String form, String text) {}

    private Phrasebook(Map<String, List<Phrase>> sections, List<String> numbers) {
        this.sections = sections;
        this.numbers = numbers;
    }

    /// The phrases among the resources.
    ///
    /// @param numbers the words for 0, 1, …
    static Phrasebook load(List<String> numbers) {
        Map<String, List<Phrase>> sections = new LinkedHashMap<>();
        String section = "";
        for (String line : Resources.text(Phrasebook.class, "phrases.txt").lines().toList()) {
            if (line.startsWith("[")) {
                section = line.substring(1, line.length() - 1);
                sections.put(section, new ArrayList<>());
            } else if (!line.isBlank() && !line.startsWith("#")) {
                sections.get(section).add(phrase(section, line));
            }
        }
        return new Phrasebook(sections, numbers);
    }

    private static Phrase phrase(String section, String line) {
        if (section.startsWith("kind ") || section.startsWith("wrap ")) {
            return new Phrase("", line);
        }
        int space = line.indexOf(' ');
        return new Phrase(line.substring(0, space), line.substring(space + 1));
    }

    /// All phrases by section, such as `map past`, in the order of the file.
    Map<String, List<Phrase>> sections() {
        return sections;
    }

    /// The first `most` phrases of a section. Throws [IllegalArgumentException] if there is no such section.
    List<Phrase> first(String section, int most) {
        List<Phrase> all = sections.get(section);
        if (all == null) {
            throw new IllegalArgumentException("phrases.txt: needs a section '%s', has none".formatted(section));
        }
        return all.subList(0, Math.min(most, all.size()));
    }

    /// `count` different descriptions of a rule, drawn from the stream `phrases/N/rule`; fewer if there are no more.
    ///
    /// @param phrases `N`, the phrases used of each section
    /// @param without sentences that are not drawn
    List<String> describe(Rule rule, int phrases, int count, Collection<String> without) {
        var wording = new Wording(this, numbers, rule, phrases, SplitMix64.named("phrases", phrases, rule.name()));
        Set<String> known = new HashSet<>();
        without.forEach(sentence -> known.add(sentence.toLowerCase(Locale.ROOT)));
        List<String> drawn = new ArrayList<>();
        for (int i = 0; i < PATIENCE * count && drawn.size() < count; i++) {
            String sentence = wording.next();
            if (known.add(sentence.toLowerCase(Locale.ROOT))) {
                drawn.add(sentence);
            }
        }
        return drawn;
    }
}
