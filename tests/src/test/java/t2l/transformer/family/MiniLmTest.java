package t2l.transformer.family;

import static org.junit.jupiter.api.Assertions.*;

import com.fasterxml.jackson.jr.ob.JSON;
import module java.base;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import t2l.autograd.*;
import t2l.tensor.*;
import t2l.tensor.backend.Backends;
import t2l.tensor.io.Gguf;
import t2l.tensor.settings.Source;
import t2l.transformer.*;
import t2l.transformer.text.Tokenizer;

/// `builtin:minilm` is in the program and is still all-MiniLM-L6-v2. `minilm-embeddings.json`: embeddings of the F32
/// ONNX model by ONNX Runtime 1.22.
class MiniLmTest {
    @TempDir
    Path dir;

    @Test
    void embeddingsAreThoseOfTheModelInFullPrecision() throws IOException {
        try (Arena arena = Arena.ofShared();
                Workspace ws = new Workspace();
                Parallel threads = new Parallel(2);
                InputStream model = resource("/t2l/builtin/minilm/model.gguf");
                InputStream words = resource("/t2l/builtin/minilm/tokenizer.json")) {
            Files.copy(model, dir.resolve("model.gguf"));
            Gguf weights = Gguf.open(dir.resolve("model.gguf"), arena);
            assertEquals(DType.Q8_0, weights.get("embeddings.word_embeddings.weight").dtype());
            var state = new StateDict("builtin:minilm", new Bert().weights(weights.tensors()));
            Encoder encoder = new Bert().encoder(config(), state);
            state.requireAllUsed();
            Tokenizer tokenizer = Tokenizer.read(words, "builtin:minilm");
            for (Map<?, ?> golden : goldens()) {
                int[] ids = tokenizer.encode((String) golden.get("text"), true);
                assertEquals(golden.get("ids"), Arrays.stream(ids).boxed().toList());
                Tokens tokens = Tokens.right(arena, new int[][] {ids});
                Tensor positions = Tensor.allocate(arena, DType.I32, ids.length);
                for (int i = 0; i < ids.length; i++) {
                    positions.set(i, i);
                }
                Tensor mean = Tensor.allocate(arena, DType.F32, 1, 1, ids.length);
                Pooling.MEAN.fill(tokens.span(), mean);
                try (Pass pass = Pass.inference(Backends.open("auto", threads), ws, DType.F32)) {
                    Var hidden = encoder.hidden(pass, tokens.ids(), positions,
                            Tensor.allocate(arena, DType.I32, ids.length), tokens.span());
                    double cosine = cosine(Pooling.pool(hidden, mean).value(), (List<?>) golden.get("embedding"));
                    assertTrue(cosine >= 0.9995, golden.get("text") + ": " + cosine);
                }
            }
        }
    }

    private static double cosine(Tensor a, List<?> golden) {
        double ab = 0;
        double aa = 0;
        double bb = 0;
        for (int i = 0; i < golden.size(); i++) {
            double b = ((Number) golden.get(i)).doubleValue();
            ab += a.get(i) * b;
            aa += a.get(i) * a.get(i);
            bb += b * b;
        }
        return ab / Math.sqrt(aa * bb);
    }

    private Source config() throws IOException {
        try (InputStream in = resource("/t2l/builtin/minilm/config.json")) {
            return Source.read(Files.write(dir.resolve("config.json"), in.readAllBytes()));
        }
    }

    private static List<Map<?, ?>> goldens() throws IOException {
        try (InputStream in = resource("minilm-embeddings.json")) {
            List<?> cases = (List<?>) JSON.std.mapFrom(in).get("cases");
            assertEquals(7, cases.size());
            return cases.stream().<Map<?, ?>>map(c -> (Map<?, ?>) c).toList();
        }
    }

    private static InputStream resource(String name) {
        return Objects.requireNonNull(MiniLmTest.class.getResourceAsStream(name), name);
    }

    /// Runs the step of the build.
    static void make(Path from, Path to, String type) throws IOException, InterruptedException {
        Process made = new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--add-modules=jdk.incubator.vector", "--enable-native-access=ALL-UNNAMED", "-classpath",
                System.getProperty("java.class.path"), "../transformer/src/build/java/MiniLm.java", from.toString(),
                to.toString(), type).redirectErrorStream(true).start();
        String output = new String(made.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertEquals(0, made.waitFor(), output);
    }

    /// `tiny.onnx` was written by the onnx package; `make.py` beside it says what is in it.
    @Test
    void theDirectoryIsMadeOnceAndTheSameEveryTime() throws IOException, InterruptedException {
        Path from = Files.createDirectory(dir.resolve("from"));
        try (InputStream onnx = resource("/t2l/tensor/io/tiny.onnx")) {
            Files.write(from.resolve("all-minilm-l6-v2.onnx"), onnx.readAllBytes());
        }
        Files.writeString(from.resolve("all-minilm-l6-v2-tokenizer.json"), "{}");
        Path to = dir.resolve("to");
        make(from, to, "F32");
        byte[] first = Files.readAllBytes(to.resolve("model.gguf"));
        assertEquals("{}", Files.readString(to.resolve("tokenizer.json")));
        try (Arena arena = Arena.ofConfined()) {
            Gguf model = Gguf.open(to.resolve("model.gguf"), arena);
            assertEquals(Set.of("a.weight", "b.c.weight", "b.c.bias", "half"), model.tensors().keySet());
            assertEquals("f32[64, 32]", model.get("b.c.weight").toString());
            assertEquals(64, model.get("b.c.weight").at(0, 1));
            assertEquals(1, model.get("b.c.weight").at(1, 0));
            assertEquals(33, model.get("a.weight").at(1, 1));
            assertEquals(63, model.get("b.c.bias").get(63));
            assertEquals(1.5, model.get("half").get(0));
        }

        Files.write(to.resolve("model.gguf"), "untouched".getBytes(StandardCharsets.UTF_8));
        make(from, to, "F32");
        assertEquals("untouched", Files.readString(to.resolve("model.gguf")));
        Files.setLastModifiedTime(from.resolve("all-minilm-l6-v2.onnx"), FileTime.fromMillis(1));
        make(from, to, "F32");
        assertArrayEquals(first, Files.readAllBytes(to.resolve("model.gguf")));
    }
}
