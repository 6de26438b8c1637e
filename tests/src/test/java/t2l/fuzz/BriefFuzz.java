package t2l.fuzz;

import com.code_intelligence.jazzer.junit.FuzzTest;
import module java.base;
import org.junit.jupiter.params.provider.MethodSource;

/// All parsers in one fuzz target, which a build fuzzes for a moment: the first byte says which one reads the rest. The build
/// fixes the fuzzer's seed and the number of executions, so that a commit fails for what it did and not for its luck; new inputs
/// are what {@link ParserFuzzTest} looks for, run by hand.
class BriefFuzz {
    private static final List<Parser> PARSERS = List.of(Parser.values());

    static Stream<byte[]> seeds() {
        return PARSERS.stream().flatMap(parser -> parser.seeds().map(seed -> {
            byte[] content = new byte[seed.length + 1];
            content[0] = (byte) PARSERS.indexOf(parser);
            System.arraycopy(seed, 0, content, 1, seed.length);
            return content;
        }));
    }

    @MethodSource("seeds")
    @FuzzTest(maxExecutions = 10_000)
    void everyParser(byte[] content) {
        if (content.length > 0) {
            PARSERS.get(Math.floorMod(content[0], PARSERS.size()))
                    .survives(Arrays.copyOfRange(content, 1, content.length));
        }
    }
}
