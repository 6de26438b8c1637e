package t2l.app.suite;

import static java.util.stream.Collectors.toSet;
import static org.junit.jupiter.api.Assertions.*;

import module java.base;
import org.junit.jupiter.api.Test;
import t2l.Refused;
import t2l.app.suite.Operation.Arrange;
import t2l.app.suite.Rule.*;
import t2l.app.suite.Task.Split;
import t2l.hypernet.SplitMix64;

class SuiteTest {
    private static final Suite SUITE = Suite.load();

    @Test
    void hasTheTasksOfItsGrammarOnce() {
        assertEquals(433, SUITE.tasks().size());
        assertEquals(433, SUITE.tasks().stream().map(Task::name).distinct().count());
        assertEquals("N.first.id", SUITE.tasks().getFirst().name());
        assertEquals("L.reverse.upper", SUITE.tasks().getLast().name());
        Map<Domain, Long> sizes = SUITE.tasks().stream()
                .collect(Collectors.groupingBy(task -> task.rule().domain(), Collectors.counting()));
        assertEquals(Map.of(Domain.NOUN, 267L, Domain.ADJECTIVE, 24L, Domain.VERB, 24L, Domain.NUMBER, 99L,
                Domain.LETTER, 19L), sizes);
    }

    @Test
    void splitsHaveTheirSizes() {
        List<Integer> sizes = Stream.of(Split.values()).map(split -> SUITE.tasks(split).size()).toList();
        assertEquals(List.of(328, 24, 32, 32, 11, 6), sizes);
    }

    /// The splits come with the descriptions; here they are drawn again from the stream `split/1`.
    @Test
    void splitsAreTheOnesDrawn() {
        Set<String> params = Set.of("has-tool", "count-tool", "has-place", "count-place");
        var compound = new ArrayList<Task>();
        var train = new ArrayList<Task>();
        for (Task task : SUITE.tasks()) {
            Rule rule = task.rule();
            if (rule.map() == WordMap.SUPERLATIVE) {
                assertEquals(Split.FAR, task.split(), task.name());
            } else if (rule.map() == WordMap.PLUS4 || params.contains(rule.operation().label())) {
                assertEquals(Split.PARAM, task.split(), task.name());
            } else {
                (rule.map() != WordMap.ID && rule.operation() != Arrange.ALL ? compound : train).add(task);
            }
        }
        SplitMix64 draws = SplitMix64.named("split", 1);
        draws.shuffle(compound);
        train.addAll(compound.subList(88, compound.size()));
        draws.shuffle(train);
        assertEquals(compound.subList(0, 32), SUITE.tasks(Split.TEST_B));
        assertEquals(compound.subList(32, 64), SUITE.tasks(Split.TEST_A));
        assertEquals(compound.subList(64, 88), SUITE.tasks(Split.VAL));
        assertEquals(train, SUITE.tasks(Split.TRAIN));
    }

    @Test
    void everyTaskIsDescribedFortyTimes() {
        for (Task task : SUITE.tasks()) {
            assertEquals(List.of(32, 4, 4), List.of(task.descriptions().size(), task.heldOutDescriptions().size(),
                    task.unseenPhrases().size()), task.name());
            Set<String> known = task.descriptions().stream().map(sentence -> sentence.toLowerCase(Locale.ROOT))
                    .collect(toSet());
            Stream.concat(task.heldOutDescriptions().stream(), task.unseenPhrases().stream())
                    .forEach(sentence -> assertFalse(known.contains(sentence.toLowerCase(Locale.ROOT)), sentence));
            assertFalse(task.terse().isBlank());
        }
    }

    @Test
    void testInputsAreNotTrainedOn() {
        for (Task task : SUITE.tasks()) {
            Set<String> trained = SUITE.train(task).stream().map(Example::input).collect(toSet());
            List<Example> test = SUITE.test(task, 40);
            assertEquals(40, test.size());
            test.forEach(example -> assertFalse(trained.contains(example.input()), task.name()));
        }
    }

    @Test
    void moreTestExamplesBeginWithFewer() {
        Task task = SUITE.task("V.last.past");
        assertEquals(SUITE.test(task, 20), SUITE.test(task, 40).subList(0, 20));
    }

    @Test
    void anUnknownTaskIsNamed() {
        Refused.says(IllegalArgumentException.class, "N.last.german", () -> SUITE.task("N.last.german"));
    }

    @Test
    void nonsenseIsNoDescription() {
        Set<String> sentences = new HashSet<>();
        SUITE.tasks().forEach(task -> sentences.addAll(task.descriptions()));
        assertEquals(8, Suite.NONSENSE.size());
        Suite.NONSENSE.forEach(sentence -> assertFalse(sentences.contains(sentence)));
    }
}
