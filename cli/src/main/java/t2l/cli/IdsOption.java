package t2l.cli;

import java.util.Arrays;
import java.util.stream.Collectors;
import picocli.CommandLine.Option;
import t2l.tensor.T2lException;

/// `--ids`: tokens by number, for models without a tokenizer and for comparing with other programs.
public final class IdsOption {
    @Option(names = "--ids", paramLabel = "ID", split = ",", order = 3,
            description = "Token numbers in place of text, as 1,2,3; no tokenizer is needed.")
    private int[] ids = {};

    public boolean given() {
        return ids.length > 0;
    }

    /// The numbers; throws [T2lException] unless all are tokens of a vocabulary of that size.
    public int[] below(int vocabulary) {
        return require("--ids", ids, vocabulary);
    }

    /// `ids` themselves, if all are below `vocabulary`; else throws [T2lException].
    public static int[] require(String option, int[] ids, int vocabulary) {
        for (int id : ids) {
            if (id < 0 || id >= vocabulary) {
                throw new T2lException(option + ": needs token numbers from 0 to " + (vocabulary - 1) + ", got " + id);
            }
        }
        return ids;
    }

    /// As [#ids] are written: `1,2,3`.
    public static String text(int... ids) {
        return Arrays.stream(ids).mapToObj(Integer::toString).collect(Collectors.joining(","));
    }
}
