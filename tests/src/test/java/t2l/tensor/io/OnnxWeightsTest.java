package t2l.tensor.io;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Random;
import java.util.Set;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import t2l.GoldenFile;
import t2l.tensor.T2lException;
import t2l.tensor.Tensor;

/// `tiny.onnx` was written by the onnx package; `make.py` beside it says what is in it.
class OnnxWeightsTest {
    private static void read(Path path, Arena arena) {
        OnnxWeights file = OnnxWeights.open(path, arena);
        file.tensors().values().forEach(Tensor::toDoubles);
        file.raw().values().forEach(raw -> raw.data().toArray(JAVA_BYTE));
    }

    @TempDir
    Path dir;

    @Test
    void weightsHaveTheirNamesAndLieAsInTorch() {
        try (Arena arena = Arena.ofConfined()) {
            OnnxWeights file = OnnxWeights.open(Hostile.file(dir, "tiny", Hostile.resource("tiny.onnx")), arena);
            assertEquals(Set.of("a.weight", "b.c.weight", "b.c.bias", "half"), file.tensors().keySet());
            Tensor c = file.get("b.c.weight");
            assertArrayEquals(new int[] {64, 32}, c.dims());
            assertEquals(64, c.at(0, 1));
            assertEquals(1, c.at(1, 0));
            assertArrayEquals(new int[] {32, 32}, file.get("a.weight").dims());
            assertEquals(33, file.get("a.weight").at(1, 1));
            assertEquals(63, file.get("b.c.bias").get(63));
            assertEquals(1.5, file.get("half").get(0));
            assertArrayEquals(new double[] {0, 1},
                    GoldenFile.integers(file.raw().get("position_ids"), arena).toDoubles());
            assertThrows(T2lException.class, () -> file.get("onnx::MatMul_7"));
        }
    }

    @Test
    void badFilesAreRefusedInOneSentence() {
        refuses(new byte[0], "needs an ONNX model with a graph");
        refuses(new byte[] {0x08}, "the message ends");
        refuses(new byte[] {0x0b}, "needs a wire type 0, 1, 2 or 5, got 3");
        refuses(new byte[] {0x08, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, 1}, "at most 10 bytes");
        refuses(new byte[] {0x3a, 5}, "needs 5 bytes, the message ends after 0");
        refuses(new byte[] {0x3a, -1, -1, -1, -1, -1, -1, -1, -1, -1, 1}, "bytes, the message ends after 0");
        refuses(new byte[] {0x38, 5}, "needs a graph with a length");
        refuses(graph(tensor("w", 1, new byte[4], 1), tensor("w", 1, new byte[4], 1)), "its own name, got 'w' again");
        refuses(graph(tensor("", 1, new byte[4], 1)), "its own name, got ''");
        refuses(graph(tensor("w", 8, new byte[4], 1)), "w: needs raw numbers");
        refuses(graph(tensor("w", 1, new byte[4], 2)), "w: needs raw numbers");
        refuses(graph(tensor("w", 1, new byte[0], 1 << 30, 1 << 30, 1 << 30)), "w: needs fewer than 2^63 bytes");
        refuses(graph(tensor("w", 1, new byte[0], -1)), "needs at most 8 sizes from 0");
        refuses(graph(tensor("w", 1, new byte[4], 1, 1, 1, 1, 1, 1, 1, 1, 1)), "needs at most 8 sizes from 0");
        refuses(graph(field(13, new byte[0])), "they are in another file");
        refuses(graph(field(8, new byte[] {(byte) 0xc0})), "UTF-8");
    }

    private static byte[] graph(byte[]... tensors) {
        var graph = new ByteArrayOutputStream();
        for (byte[] tensor : tensors) {
            graph.writeBytes(field(5, tensor));
        }
        return field(7, graph.toByteArray());
    }

    private static byte[] tensor(String name, int type, byte[] data, long... sizes) {
        var tensor = new ByteArrayOutputStream();
        for (long size : sizes) {
            tensor.write(1 << 3);
            varint(tensor, size);
        }
        tensor.write(2 << 3);
        varint(tensor, type);
        tensor.writeBytes(field(8, name.getBytes(StandardCharsets.UTF_8)));
        tensor.writeBytes(field(9, data));
        return tensor.toByteArray();
    }

    private static byte[] field(int number, byte[] content) {
        var out = new ByteArrayOutputStream();
        out.write((number << 3) | 2);
        varint(out, content.length);
        out.writeBytes(content);
        return out.toByteArray();
    }

    private static void varint(ByteArrayOutputStream out, long v) {
        for (; (v & ~0x7fL) != 0; v >>>= 7) {
            out.write((int) ((v & 0x7f) | 0x80));
        }
        out.write((int) v);
    }

    private void refuses(byte[] content, String words) {
        Hostile.refuses(dir, content, OnnxWeightsTest::read, words);
    }

    @Property(tries = 300)
    void damagedFilesAreReadOrRefused(@ForAll Random random) throws IOException {
        byte[] good = Hostile.resource("tiny.onnx");
        Hostile.survives(Hostile.damage(good, random, good.length), OnnxWeightsTest::read);
    }

    @Property(tries = 300)
    void damagedMessagesAreReadOrRefused(@ForAll Random random) throws IOException {
        byte[] good = graph(tensor("w", 1, new byte[8], 2), tensor("ids", 7, new byte[8], 1));
        Hostile.survives(Hostile.damage(good, random, good.length), OnnxWeightsTest::read);
    }
}
