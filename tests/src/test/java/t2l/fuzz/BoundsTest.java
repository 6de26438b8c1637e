package t2l.fuzz;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import java.util.logging.Level;
import java.util.logging.Logger;
import module java.base;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// Sizes at the ends of what 32 and 64 bits hold, wherever a file may have one, and files that end too soon.
class BoundsTest {
    /// Held, since a logger that nobody holds forgets its level: what is said about such files is of no interest.
    private static final Logger LOG = Logger.getLogger("t2l");

    /// All places of a small file; of others the first ones and a choice of the rest.
    private static final int PLACES = 100;
    private static final Duration PATIENCE = Duration.ofMinutes(5);
    private static final List<BigInteger> EDGES = List.of(BigInteger.ONE.shiftLeft(31), BigInteger.ONE.shiftLeft(32),
            BigInteger.ONE.shiftLeft(63), BigInteger.ONE.shiftLeft(64));
    private static final Pattern NUMBER = Pattern.compile("(?<![\\d.])\\d+");

    @BeforeAll
    static void beSilent() {
        LOG.setLevel(Level.OFF);
    }

    @AfterAll
    static void speakAgain() {
        LOG.setLevel(null);
    }

    @ParameterizedTest
    @EnumSource(names = {"SAFETENSORS", "GGUF", "GGUF_MODEL", "TORCH", "PICKLE"})
    void binarySizesAtTheEdge(Parser parser) {
        assertTimeoutPreemptively(PATIENCE, () -> parser.seeds().forEach(seed -> {
            for (int place : places(seed.length)) {
                for (int bytes : new int[] {4, 8}) {
                    for (long edge : new long[] {bytes == 4 ? Integer.MAX_VALUE : Long.MAX_VALUE,
                        bytes == 4 ? Integer.MIN_VALUE : Long.MIN_VALUE, -1}) {
                        if (place + bytes <= seed.length) {
                            ByteBuffer changed = ByteBuffer.wrap(seed.clone()).order(ByteOrder.LITTLE_ENDIAN);
                            if (bytes == 4) {
                                changed.putInt(place, (int) edge);
                            } else {
                                changed.putLong(place, edge);
                            }
                            parser.survives(changed.array());
                        }
                    }
                }
            }
        }));
    }

    @ParameterizedTest
    @EnumSource(names = {"SAFETENSORS", "INDEX", "GGUF", "GGUF_MODEL", "TORCH", "PICKLE", "TOKENIZER", "CONFIG",
        "ADAPTER_CONFIG", "YAML", "JSONL"})
    void writtenSizesAtTheEdge(Parser parser) {
        assertTimeoutPreemptively(PATIENCE, () -> parser.seeds()
                .forEach(seed -> numbers(parser, new String(seed, ISO_8859_1))));
    }

    /// Each number in the text of a file, or of its header.
    private static void numbers(Parser parser, String text) {
        Matcher number = NUMBER.matcher(text);
        for (int i = 0; i < PLACES && number.find(); i++) {
            for (BigInteger edge : EDGES) {
                for (BigInteger each : List.of(edge, edge.subtract(BigInteger.ONE))) {
                    parser.survives((text.substring(0, number.start()) + each + text.substring(number.end()))
                            .getBytes(ISO_8859_1));
                }
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void filesThatEndTooSoon(Parser parser) {
        assertTimeoutPreemptively(PATIENCE, () -> parser.seeds().forEach(seed -> {
            for (int length : places(seed.length)) {
                parser.survives(Arrays.copyOf(seed, length));
            }
        }));
    }

    private static int[] places(int length) {
        var random = new SplittableRandom(length);
        return IntStream.concat(IntStream.range(0, Math.min(length, PLACES)),
                length <= PLACES ? IntStream.empty() : random.ints(PLACES, PLACES, length)).toArray();
    }
}
