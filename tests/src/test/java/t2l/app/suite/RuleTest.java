package t2l.app.suite;

import static org.junit.jupiter.api.Assertions.*;

import module java.base;
import net.jqwik.api.*;
import org.junit.jupiter.api.Test;
import t2l.app.suite.Rule.Example;
import t2l.hypernet.SplitMix64;

class RuleTest {
    private static final Suite SUITE = Suite.load();

    @Provide
    Arbitrary<Task> tasks() {
        return Arbitraries.of(SUITE.tasks());
    }

    @Property(tries = 300)
    void inputsAreThreeToFiveDifferentWordsOfTheDomain(@ForAll("tasks") Task task, @ForAll long seed) {
        Example example = task.rule().example(SUITE.lexicon(), new SplitMix64(seed));
        List<String> items = List.of(example.input().split(" "));
        assertTrue(3 <= items.size() && items.size() <= 5);
        assertEquals(items.size(), new HashSet<>(items).size());
        assertTrue(SUITE.lexicon().words(task.rule().domain()).containsAll(items));
        assertEquals(example.output(), task.rule().answer(SUITE.lexicon(), items));
    }

    /// Rules whose answer a line of other code can tell.
    @Property(tries = 200)
    void answersAreRight(@ForAll long seed) {
        check("N.first.id", seed, x -> x[0]);
        check("N.penult.firstletter", seed, x -> x[x.length - 2].substring(0, 1));
        check("N.alphlast.upper", seed, x -> sorted(x)[x.length - 1].toUpperCase(Locale.ROOT));
        check("N.third.length", seed, x -> "" + x[2].length());
        check("N.sort.id", seed, x -> String.join(" ", sorted(x)));
        check("N.droplast.id", seed, x -> String.join(" ", Arrays.copyOf(x, x.length - 1)));
        check("N.lasttwo.id", seed, x -> x[x.length - 2] + " " + x[x.length - 1]);
        check("N.count.id", seed, x -> "" + x.length);
        check("V.last.upper", seed, x -> x[x.length - 1].toUpperCase(Locale.ROOT));
        check("D.largest.double", seed, x -> "" + 2 * Arrays.stream(x).mapToInt(Integer::parseInt).max().orElseThrow());
        check("D.smallest.minus1", seed,
                x -> "" + (Arrays.stream(x).mapToInt(Integer::parseInt).min().orElseThrow() - 1));
        check("D.sumends.id", seed, x -> "" + (Integer.parseInt(x[0]) + Integer.parseInt(x[x.length - 1])));
        check("D.second.parity", seed, x -> "13579".indexOf(x[1].charAt(x[1].length() - 1)) < 0 ? "even" : "odd");
        check("L.first.next", seed, x -> x[0].equals("z") ? "a" : "" + (char) (x[0].charAt(0) + 1));
        check("L.last.prev", seed, x -> {
            char last = x[x.length - 1].charAt(0);
            return last == 'a' ? "z" : "" + (char) (last - 1);
        });
    }

    private interface Answer {
        String of(String[] items);
    }

    private static void check(String name, long seed, Answer answer) {
        Example example = SUITE.task(name).rule().example(SUITE.lexicon(), new SplitMix64(seed));
        assertEquals(answer.of(example.input().split(" ")), example.output(), name);
    }

    private static String[] sorted(String[] items) {
        String[] sorted = items.clone();
        Arrays.sort(sorted);
        return sorted;
    }

    @Test
    void everyKindOfOperation() {
        assertEquals("oiseau", answer("N.last.french", "cat", "dog", "bird"));
        assertEquals("t a c", answer("N.shortest.backwards", "horse", "cat", "rabbit"));
        assertEquals("gato", answer("N.animal.spanish", "axe", "cat", "hat"));
        assertEquals("cats birds", answer("N.only-animal.plural", "cat", "axe", "bird"));
        assertEquals("yes", answer("N.has-tool.id", "cat", "axe", "bird"));
        assertEquals("no", answer("N.has-fruit.id", "cat", "axe", "bird"));
        assertEquals("2", answer("N.count-animal.id", "cat", "axe", "bird"));
        assertEquals("bird axe saw cat", answer("N.swapends.id", "cat", "axe", "saw", "bird"));
        assertEquals("20 9 3", answer("D.descending.id", "3", "20", "9"));
        assertEquals("three nine twenty", answer("D.ascending.words", "3", "20", "9"));
        assertEquals("no", answer("D.firstbigger.id", "3", "20", "9"));
        assertEquals("cold", answer("A.first.opposite", "hot", "big", "dry"));
        assertEquals("went", answer("V.second.past", "run", "go", "eat"));
        assertEquals("D A Z", answer("L.reverse.upper", "z", "a", "d"));
    }

    private static String answer(String name, String... items) {
        return SUITE.task(name).rule().answer(SUITE.lexicon(), List.of(items));
    }
}
