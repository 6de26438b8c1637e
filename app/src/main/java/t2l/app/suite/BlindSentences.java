package t2l.app.suite;

import java.util.List;
import t2l.app.console.Resources;

/// Descriptions of one hundred tasks, half of them trained, by someone who knew neither the descriptions of the suite nor
/// its grammars (`blind.tsv`: task, tab, sentence). They measure what users type, so they are never changed.
final class BlindSentences {
    private BlindSentences() {}

    /// A trial for each, in the order of the file.
    static List<Trial> read(Suite suite) {
        return Resources.text(BlindSentences.class, "blind.tsv").lines().map(line -> line.split("\t"))
                .map(parts -> new Trial(suite.task(parts[0]), parts[1])).toList();
    }
}
