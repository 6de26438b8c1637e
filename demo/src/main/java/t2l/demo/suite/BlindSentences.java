package t2l.demo.suite;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.List;
import t2l.tensor.T2lException;

/// Descriptions of one hundred tasks, half of them trained, by someone who knew neither the descriptions of the suite nor
/// its grammars (`blind.tsv`: task, tab, sentence). They measure what users type, so they are never changed.
final class BlindSentences {
    private BlindSentences() {}

    /// A trial for each, in the order of the file.
    static List<Trial> read(Suite suite) {
        try (var lines = new BufferedReader(new InputStreamReader(
                BlindSentences.class.getResourceAsStream("blind.tsv"), StandardCharsets.UTF_8))) {
            return lines.lines().map(line -> line.split("\t"))
                    .map(parts -> new Trial(suite.task(parts[0]), parts[1])).toList();
        } catch (IOException e) {
            throw new T2lException("blind.tsv: cannot be read from the program's own resources; build it again", e);
        }
    }
}
