package t2l.app.data.codec;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import t2l.GoldenFile;
import t2l.hypernet.SplitMix64;
import t2l.hypernet.data.JsonLines;

/// Blocks that pyarrow's codecs compressed (make.py beside them), and damaged ones.
class CodecTest {
    /// A block, and the content that is made again as make.py made it.
    record Golden(String codec, String kind, int size, String base64) {
        byte[] block() {
            return Base64.getDecoder().decode(base64);
        }

        byte[] content() {
            SplitMix64 draw = new SplitMix64(size);
            byte[] content = new byte[size];
            switch (kind) {
                case "zeros" -> {}
                case "random" -> fill(content, draw);
                case "pattern" -> {
                    byte[] pattern = new byte[37];
                    fill(pattern, draw);
                    for (int i = 0; i < size; i++) {
                        content[i] = pattern[i % pattern.length];
                    }
                }
                case "numbers" -> {
                    for (int i = 0; i < size; i += 8) {
                        int number = draw.below(1 << draw.below(12));
                        content[i] = (byte) number;
                        content[i + 1] = (byte) (number >> 8);
                    }
                }
                case "words" -> words(content, draw);
                default -> throw new IllegalStateException(kind);
            }
            return content;
        }

        private static void fill(byte[] bytes, SplitMix64 draw) {
            for (int i = 0; i < bytes.length; i++) {
                bytes[i] = (byte) draw.below(256);
            }
        }

        private static void words(byte[] content, SplitMix64 draw) {
            byte[][] words = new byte[300][];
            for (int w = 0; w < words.length; w++) {
                words[w] = new byte[2 + draw.below(7)];
                for (int i = 0; i < words[w].length; i++) {
                    words[w][i] = (byte) (97 + draw.below(26));
                }
            }
            for (int at = 0; at < content.length; at++) {
                byte[] word = words[draw.below(1 + draw.below(300))];
                for (int i = 0; i < word.length && at < content.length; i++) {
                    content[at++] = word[i];
                }
                if (at < content.length) content[at] = ' ';
            }
        }

        int decode(byte[] some, byte[] out) {
            // Somewhere in a buffer that is not on the heap, as of a mapped file.
            ByteBuffer in = ByteBuffer.allocateDirect(some.length + 5).position(3).put(some).flip().position(3);
            return switch (codec) {
                case "snappy" -> SnappyBlock.decode(in, out);
                case "lz4_raw" -> Lz4Block.decode(in, out, 0);
                default -> ZstdFrame.decode(in, out);
            };
        }

        @Override
        public String toString() {
            return codec + " " + kind + " " + size;
        }
    }

    static Stream<Golden> goldens() {
        return JsonLines.read(GoldenFile.path("data/codec/blocks.jsonl")).stream().map(line -> new Golden(
                line.text("codec"), line.text("kind"), (Integer) line.values().get("size"),
                line.text("block")));
    }

    @ParameterizedTest
    @MethodSource("goldens")
    void isDecodedToWhatWasCompressed(Golden golden) {
        byte[] out = new byte[golden.size()];
        assertEquals(golden.size(), golden.decode(golden.block(), out));
        assertArrayEquals(golden.content(), out);
        byte[] longer = new byte[golden.size() + 9];
        assertEquals(golden.size(), golden.decode(golden.block(), longer));
        assertArrayEquals(golden.content(), Arrays.copyOf(longer, golden.size()));
    }

    @ParameterizedTest
    @MethodSource("goldens")
    void whatDoesNotFitIsRefused(Golden golden) {
        if (golden.size() > 0) {
            byte[] out = new byte[golden.size() - 1];
            assertTrue(assertThrows(IllegalArgumentException.class, () -> golden.decode(golden.block(), out))
                    .getMessage().contains(": needs "));
        }
    }

    @ParameterizedTest
    @MethodSource("goldens")
    void whatIsDamagedIsDecodedOrRefused(Golden golden) {
        Random random = new Random(golden.size());
        int refused = 0;
        int tries = golden.size() > 10_000 ? 20 : 200;
        for (int i = 0; i < tries; i++) {
            byte[] block = golden.block().clone();
            for (int k = 0; k <= i % 3 && block.length > 0; k++) {
                block[random.nextInt(random.nextBoolean() ? block.length : Math.min(block.length, 24))] = (byte) random
                        .nextInt();
            }
            block = i % 5 == 0 ? Arrays.copyOf(block, random.nextInt(block.length + 1)) : block;
            try {
                golden.decode(block, new byte[golden.size()]);
            } catch (IllegalArgumentException e) {
                assertTrue(e.getMessage().contains(": needs "), e.getMessage());
                refused++;
            }
        }
        assertTrue(refused > 0);
    }

    /// RFC 8878: frames one after another, one to be passed over, sizes and checksums in all widths.
    @Test
    void framesFollowEachOther() {
        byte[] skippable = HexFormat.of().parseHex("5b2a4d1802000000abcd");
        byte[] raw = HexFormat.of().parseHex("28b52ffd" + "24" + "05" + "290000" + "68656c6c6f" + "00000000");
        byte[] repeated = HexFormat.of().parseHex("28b52ffd" + "00" + "58" + "230000" + "21");
        byte[] all = new byte[skippable.length + raw.length + repeated.length];
        ByteBuffer.wrap(all).put(raw).put(skippable).put(repeated);
        byte[] out = new byte[9];
        assertEquals(9, ZstdFrame.decode(ByteBuffer.wrap(all), out));
        assertEquals("hello!!!!", new String(out, StandardCharsets.US_ASCII));
    }

    @Test
    void whatIsNotSupportedIsNamed() {
        for (String[] wrong : new String[][] {{"00000000", "needs a frame"},
            {"28b52ffd0158070100", "without a dictionary"},
            {"28b52ffd0058070000", "blocks of a known kind"},
            {"28b52ffd005825000013400080", "codes in its first block"}}) {
            String says = assertThrows(IllegalArgumentException.class,
                    () -> ZstdFrame.decode(ByteBuffer.wrap(HexFormat.of().parseHex(wrong[0])), new byte[9]))
                    .getMessage();
            assertTrue(says.contains(wrong[1]), says);
        }
    }
}
