package t2l.app.suite;

import static java.util.stream.Collectors.toSet;
import static org.junit.jupiter.api.Assertions.*;

import com.fasterxml.jackson.jr.ob.JSON;
import module java.base;
import org.junit.jupiter.api.Test;
import t2l.app.suite.Task.Split;

/// The rich grammar has enough phrases, composes English, and stays away from the phrases that the suite holds out.
class PhrasebookTest {
    private static final Suite SUITE = Suite.load();
    private static final Suite RICH = Suite.rich(40);
    private static final Phrasebook BOOK = Phrasebook.load(SUITE.lexicon().numberWords());

    private static final Set<String> STOP = Set.of(("a an the of in on at to for from by with as is are be it its them"
            + " their that this these which what whatever whichever who do does you your me my i if or and not no but so"
            + " there one ones each please would could should can will has had was were into than then when how")
            .split(" "));

    /// Tried in this order, at most twice.
    private static final List<String> ENDINGS = List.of("ically", "ical", "ing", "ed", "est", "er", "ly", "es", "s",
            "e");

    private static final Phrases ORDINARY = Phrases.read();

    /// The phrases of the ordinary descriptions, by part, and their names for items.
    private record Phrases(Map<String, Set<Set<String>>> known, Map<String, List<String>> held) {
        static Phrases read() {
            Map<String, Set<Set<String>>> known = new HashMap<>();
            Map<String, List<String>> held = new HashMap<>();
            try (var in = PhrasebookTest.class.getResourceAsStream("phrases.json")) {
                Map<String, Object> file = JSON.std.mapFrom(in);
                ((Map<?, ?>) file.get("parts")).forEach((name, both) -> {
                    String part = part(name.toString());
                    strings(((Map<?, ?>) both).get("train"))
                            .forEach(text -> known.computeIfAbsent(part, _ -> new HashSet<>()).add(words(text)));
                    held.computeIfAbsent(part, _ -> new ArrayList<>()).addAll(strings(((Map<?, ?>) both).get("held")));
                });
                known.put("names", strings(file.get("names")).stream().map(PhrasebookTest::words).collect(toSet()));
            } catch (IOException e) {
                throw new AssertionError("phrases.json cannot be read", e);
            }
            return new Phrases(known, held);
        }

        private static List<String> strings(Object list) {
            return ((List<?>) list).stream().map(Object::toString).toList();
        }

        Stream<Set<String>> allKnown() {
            return known.values().stream().flatMap(Set::stream);
        }
    }

    /// The part of the ordinary grammar for a section: both languages are one, and so are all joins and all wrappers.
    private static String part(String section) {
        String first = section.split(" ", -1)[0];
        return first.equals("join") || first.equals("wrap")
                ? first
                : section.replaceAll("^map (french|spanish)$", "map language");
    }

    /// The stems of the words that say something.
    private static Set<String> words(String text) {
        String plain = text.toLowerCase(Locale.ROOT).replaceAll("\\{\\w+}", " ").replaceAll("[^a-z0-9]+", " ").strip();
        return Stream.of(plain.split(" ")).filter(word -> !word.isEmpty() && !STOP.contains(word))
                .map(word -> stem(stem(word))).collect(toSet());
    }

    private static String stem(String word) {
        String stem = ENDINGS.stream().filter(end -> word.endsWith(end) && word.length() - end.length() >= 3)
                .findFirst()
                .map(end -> word.substring(0, word.length() - end.length())).orElse(word);
        return stem.matches(".*([^ls])\\1") && stem.length() > 3 ? stem.substring(0, stem.length() - 1) : stem;
    }

    private static Set<String> minus(Set<String> some, Set<String> others) {
        Set<String> rest = new HashSet<>(some);
        rest.removeAll(others);
        return rest;
    }

    @Test
    void everyPartHasFortyPhrases() {
        Set<String> needed = SUITE.tasks(Split.TRAIN).stream().map(Task::rule)
                .flatMap(rule -> Stream.of(rule.operation().label(), rule.map().label())).collect(toSet());
        assertTrue(needed.size() > 60);
        BOOK.sections().forEach((section, phrases) -> {
            assertEquals(phrases.size(), phrases.stream().distinct().count(), section);
            if (section.matches("(op|map|say) .*")) {
                assertTrue(phrases.size() >= 40, () -> section + " has " + phrases.size());
            }
        });
        long joins = BOOK.sections().entrySet().stream().filter(entry -> entry.getKey().startsWith("join "))
                .mapToLong(entry -> entry.getValue().size()).sum();
        assertTrue(joins >= 100, () -> joins + " joins");
        for (String form : List.of("do", "np", "ask", "bit")) {
            assertTrue(BOOK.sections().get("wrap " + form).size() >= 10, form);
        }
        // A kind of item or a category is named in as many ways as it has names times those to point at one of them.
        BOOK.sections().forEach((section, names) -> assertTrue(!section.startsWith("kind ")
                || names.size() * BOOK.sections().get("op cat").size() >= 40, section));
    }

    /// The held-out phrases are those of the sentences that are tested with, and of no training description.
    @Test
    void theListOfHeldOutPhrasesIsRight() {
        List<String> training = SUITE.tasks().stream().flatMap(task -> task.descriptions().stream()).toList();
        List<String> unseen = SUITE.tasks().stream().flatMap(task -> task.unseenPhrases().stream()).toList();
        ORDINARY.held().values().stream().flatMap(List::stream).forEach(phrase -> {
            String literal = phrase.replaceAll("\\ba \\{", "an? {")
                    .replace("{w}", "(word|item|noun|adjective|verb|number|value|character)")
                    .replaceAll("\\{\\w+}", ".+?").replace(".+?.", ".+?\\.");
            Pattern pattern = Pattern.compile(literal, Pattern.CASE_INSENSITIVE);
            assertTrue(unseen.stream().anyMatch(text -> pattern.matcher(text).find()), phrase);
            assertFalse(training.stream().anyMatch(text -> pattern.matcher(text).find()), phrase);
        });
    }

    /// No phrase is close to one that the suite holds out. Phrases are compared by the stems of their content words, and
    /// what some ordinary training phrase has as well is no secret:
    ///
    /// 1. No phrase of any part has a word that occurs in held-out phrases only.
    /// 2. A phrase of the same part has less than a third of the words of a held-out phrase that no ordinary phrase of this
    ///    part has: none, where these are three or fewer.
    /// 3. No phrase has all words of a held-out phrase, of whatever part, unless an ordinary one has them, too.
    ///
    /// By rule 2, no phrase lies within a held-out one of the same part either, but for words that are known there.
    @Test
    void noPhraseIsCloseToOneHeldOut() {
        Set<String> known = ORDINARY.allKnown().flatMap(Set::stream).collect(toSet());
        List<String> held = ORDINARY.held().values().stream().flatMap(List::stream).toList();
        Set<String> secret = held.stream().flatMap(phrase -> minus(words(phrase), known).stream()).collect(toSet());
        assertTrue(secret.containsAll(List.of("penultimat", "lengthi", "twofold")));
        List<String> close = new ArrayList<>();
        BOOK.sections().forEach((section, phrases) -> phrases.forEach(phrase -> {
            Set<String> words = words(phrase.text());
            if (words.stream().anyMatch(secret::contains)) {
                close.add(section + ": " + phrase.text() + ": has a word that is held out");
            }
            held.stream().map(PhrasebookTest::words)
                    .filter(all -> words.containsAll(all)
                            && ORDINARY.allKnown().noneMatch(other -> other.containsAll(all)))
                    .forEach(all -> close.add(section + ": " + phrase.text() + ": has all of " + all));
            String part = part(section);
            Set<String> here = ORDINARY.known().getOrDefault(part, Set.of()).stream().flatMap(Set::stream)
                    .collect(toSet());
            ORDINARY.held().getOrDefault(part, List.of()).forEach(other -> {
                Set<String> fresh = minus(words(other), here);
                long shared = fresh.stream().filter(words::contains).count();
                if (shared > 0 && 3 * shared >= fresh.size()) {
                    close.add(section + ": " + phrase.text() + ": is close to " + other);
                }
            });
        }));
        assertEquals(List.of(), close);
    }

    @Test
    void everyTrainingTaskHasItsDescriptions() {
        Map<String, String> meanings = new HashMap<>();
        for (Task task : RICH.tasks(Split.TRAIN)) {
            Task ordinary = SUITE.task(task.name());
            assertEquals(Suite.RICH, task.descriptions().stream().map(text -> text.toLowerCase(Locale.ROOT)).distinct()
                    .count(), task.name());
            assertTrue(task.descriptions().containsAll(ordinary.descriptions()));
            assertEquals(ordinary.descriptions().subList(0, 16), Stream.iterate(0, i -> i + 4).limit(16)
                    .map(task.descriptions()::get).toList());
            Set<String> tested = Stream.concat(task.heldOutDescriptions().stream(), task.unseenPhrases().stream())
                    .map(text -> text.toLowerCase(Locale.ROOT)).collect(toSet());
            Rule rule = task.rule();
            String meaning = rule.operation().label() + "." + rule.map().label();
            for (String text : task.descriptions()) {
                assertFalse(tested.contains(text.toLowerCase(Locale.ROOT)), text);
                if (!ordinary.descriptions().contains(text)) {
                    assertEquals(meaning, meanings.computeIfAbsent(text.toLowerCase(Locale.ROOT), _ -> meaning), text);
                }
            }
        }
        for (Split split : Split.values()) {
            assertTrue(split == Split.TRAIN || SUITE.tasks(split).equals(RICH.tasks(split)), split.label());
        }
        assertEquals(RICH.tasks(), Suite.rich(40).tasks());
    }

    /// One item is not several, and no part of the notation is left.
    @Test
    void theEnglishAgrees() {
        Pattern wrong = Pattern.compile(
                "[{}\\[\\]|]|  |\\b(is|has|does|was) these\\b|\\bare (it|each|every)\\b|\\bthese (is|has|was|goes)\\b"
                        + "|(?<!two of )\\bit are\\b|\\bthem\\b.*\\bare them\\b|\\bof each of each\\b|\\bbut but\\b"
                        + "|\\b(out|down|back) it\\b|\\ba (animal|item|edible|article|implement|anatomical)\\b"
                        + "|\\ban (fruit|vehicle|tool|garment|place|piece|body)\\b",
                Pattern.CASE_INSENSITIVE);
        for (Suite suite : List.of(RICH, Suite.rich(5))) {
            for (Task task : suite.tasks(Split.TRAIN)) {
                List<String> ordinary = SUITE.task(task.name()).descriptions();
                assertEquals(List.of(), task.descriptions().stream()
                        .filter(text -> !ordinary.contains(text) && wrong.matcher(text).find()).toList());
            }
        }
    }

    @Test
    void sentencesThatPeopleType() {
        assertTrue(says("D.descending.plus1", "biggest first, each plus one"));
        assertTrue(says("N.reverse.upper", "back to front, in capitals"));
        assertTrue(says("N.reverse.upper", "in upper case, back to front"));
        assertTrue(says("N.firsttwo.french", "what are these in french?"));
        assertTrue(says("V.second.past", "the second verb should be put in the past tense"));
    }

    private static boolean says(String task, String words) {
        return BOOK.describe(SUITE.task(task).rule(), 20, 20_000, List.of()).stream()
                .anyMatch(text -> text.toLowerCase(Locale.ROOT).contains(words));
    }
}
