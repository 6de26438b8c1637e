package t2l.app.suite;

import static java.util.stream.Collectors.toSet;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import t2l.tensor.kernel.Losses.CrossEntropy;

class PretrainRowsTest {
    private static final Suite SUITE = Suite.load();
    private static final SuiteVocabulary VOCABULARY = SuiteVocabulary.of(SUITE);
    private static final int ROWS = 40;
    private static final int LENGTH = 96;
    private static final PretrainRows PRETRAIN = new PretrainRows(SUITE, VOCABULARY, ROWS, LENGTH);

    private final int[] ids = new int[ROWS * LENGTH];
    private final int[] targets = new int[ROWS * LENGTH];

    private List<String> lines(int row) {
        int[] tokens = Arrays.copyOfRange(ids, row * LENGTH + 1, (row + 1) * LENGTH);
        List<String> lines = List.of(VOCABULARY.decode(tokens).split(" ?\n ?"));
        // The last line is cut off unless it happens to fit.
        return tokens[LENGTH - 2] == SuiteVocabulary.END ? lines : lines.subList(0, lines.size() - 1);
    }

    private static boolean obeys(Task task, String line) {
        String[] parts = line.split(" > ", -1);
        List<String> items = List.of(parts[0].split(" "));
        return parts.length == 2 && SUITE.lexicon().words(task.rule().domain()).containsAll(items)
                && task.rule().answer(SUITE.lexicon(), items).equals(parts[1]);
    }

    @Test
    void aStepIsAFunctionOfSeedAndNumber() {
        PRETRAIN.fill(42, 1000, ids, targets);
        int[] before = ids.clone();
        int[] targetsBefore = targets.clone();
        PRETRAIN.fill(42, 1001, ids, targets);
        assertFalse(Arrays.equals(before, ids));
        PRETRAIN.fill(43, 1000, ids, targets);
        assertFalse(Arrays.equals(before, ids));
        PRETRAIN.fill(42, 1000, ids, targets);
        assertArrayEquals(before, ids);
        assertArrayEquals(targetsBefore, targets);
    }

    /// Finds, from the text of each row alone, which tasks it may belong to, and holds header and targets against it.
    @Test
    void everyRowIsPlainTextOrObeysOneTask() {
        Set<String> sentences = SUITE.tasks(Split.TRAIN).stream().flatMap(task -> task.descriptions().stream())
                .map(sentence -> VOCABULARY.decode(VOCABULARY.encode(sentence.toLowerCase(Locale.ROOT))))
                .collect(toSet());
        for (int step = 0; step < 5; step++) {
            PRETRAIN.fill(7, step, ids, targets);
            for (int row = 0; row < ROWS; row++) {
                List<String> lines = lines(row);
                if (lines.getFirst().contains(" > ") || lines.getFirst().startsWith("# ")) {
                    boolean header = lines.getFirst().startsWith("# ");
                    List<String> examples = header ? lines.subList(1, lines.size()) : lines;
                    assertTrue(SUITE.tasks().stream().anyMatch(task -> task.split().pretrained()
                            && (!header
                                    || (task.split() == Split.TRAIN && lines.getFirst().equals("# " + task.terse())))
                            && examples.stream().allMatch(line -> obeys(task, line))), lines::toString);
                    onlyAnswersAreLearnt(row);
                } else {
                    assertTrue(sentences.containsAll(lines), lines::toString);
                    IntStream.range(row * LENGTH, (row + 1) * LENGTH - 1)
                            .forEach(i -> assertEquals(ids[i + 1], targets[i]));
                }
            }
        }
    }

    private void onlyAnswersAreLearnt(int row) {
        boolean answer = false;
        for (int i = row * LENGTH; i < (row + 1) * LENGTH; i++) {
            answer = ids[i] == SuiteVocabulary.ARROW || (answer && ids[i] != SuiteVocabulary.END);
            boolean last = i == (row + 1) * LENGTH - 1;
            assertEquals(answer && !last ? ids[i + 1] : CrossEntropy.IGNORE, targets[i]);
        }
    }

    @Test
    void sharesOfTextAndHeadersAreAsAskedFor() {
        int text = 0;
        int headers = 0;
        int steps = 100;
        for (int step = 0; step < steps; step++) {
            PRETRAIN.fill(1, step, ids, targets);
            for (int row = 0; row < ROWS; row++) {
                headers += ids[row * LENGTH + 1] == SuiteVocabulary.HASH ? 1 : 0;
                text += targets[row * LENGTH] != CrossEntropy.IGNORE ? 1 : 0;
            }
        }
        double n = ROWS * steps;
        assertEquals(0.04, text / n, 4 * Math.sqrt(0.04 * 0.96 / n));
        double header = 0.96 * 328 / 401 * 0.36;
        assertEquals(header, headers / n, 4 * Math.sqrt(header * (1 - header) / n));
    }

    /// Rows whose every line adds the ends of a list of numbers can hardly belong to another task.
    @Test
    void examplesAreThoseOfTheStreamsCalledPre() {
        Task task = SUITE.task("D.sumends.id");
        Set<String> known = SUITE.examples(task, "pre", 2500).stream()
                .map(example -> example.input() + " > " + example.output()).collect(toSet());
        int rows = 0;
        for (int step = 0; step < 200; step++) {
            PRETRAIN.fill(3, step, ids, targets);
            for (int row = 0; row < ROWS; row++) {
                List<String> lines = lines(row).stream().filter(line -> !line.startsWith("# ")).toList();
                if (lines.stream().allMatch(line -> obeys(task, line))) {
                    assertTrue(known.containsAll(lines), lines::toString);
                    rows++;
                }
            }
        }
        assertNotEquals(0, rows);
    }
}
