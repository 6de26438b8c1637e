package t2l.app.console;

import module java.base;
import picocli.CommandLine.Option;
import t2l.tensor.T2lException;

/// `--ids`: token ids, for models without a tokenizer and for comparison with other programs.
public final class IdsOption {
    @Option(names = "--ids", paramLabel = "ID", split = ",", order = 3,
            description = "Token ids instead of text, such as 1,2,3; needs no tokenizer.")
    private int[] ids = {};

    public boolean given() {
        return ids.length > 0;
    }

    /// The ids; throws [T2lException] unless all are in a vocabulary of this size.
    public int[] below(int vocabulary) {
        return require("--ids", ids, vocabulary);
    }

    /// Returns `ids` if all are below `vocabulary`; else throws [T2lException].
    public static int[] require(String option, int[] ids, int vocabulary) {
        for (int id : ids) {
            if (id < 0 || id >= vocabulary) {
                throw new T2lException(option + ": needs token ids from 0 to " + (vocabulary - 1) + ", got " + id);
            }
        }
        return ids;
    }

    /// Formats ids: `1,2,3`.
    public static String text(int... ids) {
        return Arrays.stream(ids).mapToObj(Integer::toString).collect(Collectors.joining(","));
    }
}
