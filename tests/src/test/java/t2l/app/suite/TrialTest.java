package t2l.app.suite;

import static java.util.stream.Collectors.joining;
import static java.util.stream.Collectors.toSet;
import static org.junit.jupiter.api.Assertions.*;

import module java.base;
import org.junit.jupiter.api.Test;
import t2l.app.suite.Task.Split;
import t2l.hypernet.SplitMix64;

class TrialTest {
    private static final Suite SUITE = Suite.load();
    private static final List<Task> TEST = Trial.test(SUITE);

    @Test
    void everyRowHasFourSentencesATask() {
        assertEquals(256, Trial.descriptions(Trial.seen(SUITE)).size());
        assertEquals(256, Trial.of(Trial.seen(SUITE), Task::heldOutDescriptions).size());
        assertEquals(256, Trial.of(Trial.seen(SUITE), Task::unseenPhrases).size());
        assertEquals(128, Trial.descriptions(SUITE.tasks(Split.TEST_B)).size());
        for (List<Trial> controls : List.of(Trial.wrongDescriptions(TEST), Trial.of(TEST, _ -> Suite.NONSENSE))) {
            assertEquals(256, controls.size());
            assertEquals(64, controls.stream().map(Trial::task).distinct().count());
        }
    }

    @Test
    void seenTasksAreTrainedOnAndNewTasksAreNot() {
        assertTrue(Trial.descriptions(Trial.seen(SUITE)).stream().allMatch(trial -> trial.task().split() == Split.TRAIN
                && trial.task().descriptions().contains(trial.description())));
        assertTrue(Trial.of(Trial.seen(SUITE), Task::heldOutDescriptions).stream()
                .noneMatch(trial -> trial.task().descriptions().contains(trial.description())));
        assertTrue(
                Trial.descriptions(SUITE.tasks(Split.TEST_A)).stream()
                        .allMatch(trial -> trial.task().split() == Split.TEST_A));
    }

    @Test
    void wrongDescriptionsAreAboutOtherTestTasks() {
        for (Trial trial : Trial.wrongDescriptions(TEST)) {
            assertFalse(trial.task().descriptions().contains(trial.description()));
        }
        assertEquals(Trial.wrongDescriptions(TEST), Trial.wrongDescriptions(Trial.test(Suite.load())));
    }

    /// Written before the rich grammar and without a look at any other; the number is that of the file as it was written.
    @Test
    void blindSentencesAreThoseWritten() {
        List<Trial> seen = Trial.blind(SUITE, SUITE.tasks(Split.TRAIN));
        List<Trial> fresh = Trial.blind(SUITE, TEST);
        for (List<Trial> half : List.of(seen, fresh)) {
            assertEquals(50, half.size());
            assertEquals(50, half.stream().map(Trial::task).distinct().count());
        }
        String all = Stream.concat(seen.stream(), fresh.stream())
                .map(trial -> trial.task().name() + "\t" + trial.description()).sorted().collect(joining("\n"));
        assertEquals("52dc9308e287bfd4", Long.toHexString(SplitMix64.fnv1a(all)));
    }

    @Test
    void nonsenseIsNonsense() {
        assertTrue(
                Suite.NONSENSE
                        .containsAll(
                                Trial.of(TEST, _ -> Suite.NONSENSE).stream().map(Trial::description).collect(toSet())));
    }
}
