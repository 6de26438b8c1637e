package t2l.transformer.family;

import static org.junit.jupiter.api.Assertions.*;

import ai.onnxruntime.*;
import com.fasterxml.jackson.jr.ob.JSON;
import module java.base;
import org.junit.jupiter.api.*;
import org.junit.jupiter.api.io.TempDir;
import t2l.autograd.*;
import t2l.tensor.*;
import t2l.tensor.backend.*;
import t2l.tensor.io.Gguf;
import t2l.tensor.settings.Source;
import t2l.transformer.*;
import t2l.transformer.text.Tokenizer;

/// all-MiniLM-L6-v2 in full precision, from the ONNX file that `builtin:minilm` is made of, against ONNX Runtime on that
/// very file.
class MiniLmOnnxTest {
    private static final String WORDS = "the a of spell count sort reverse translate answer question number list word "
            + "French naïve Zürich MATH 12 3.14 [x] Größe, don't co-operate? 日本 emoji😀 antidisestablishmentarianism";

    @TempDir
    Path dir;

    @AutoClose
    private final Arena arena = Arena.ofShared();
    @AutoClose
    private final Workspace ws = new Workspace();
    @AutoClose
    private final Parallel threads = new Parallel(2);
    private final Kernels kernels = Backends.open("auto", threads);
    private Encoder encoder;
    private Path onnx;

    @BeforeEach
    void open() throws IOException, InterruptedException {
        onnx = dir.resolve("all-minilm-l6-v2.onnx");
        try (InputStream in = resource("/all-minilm-l6-v2.onnx")) {
            Files.copy(in, onnx);
        }
        Files.writeString(dir.resolve("all-minilm-l6-v2-tokenizer.json"), "{}");
        MiniLmTest.make(dir, dir.resolve("made"), "F32");
        try (InputStream in = resource("/t2l/builtin/minilm/config.json")) {
            var config = Source.of("config.json", Source.Form.JSON, JSON.std.mapFrom(in));
            EncoderFamily family = EncoderFamily.of(config);
            Gguf floats = Gguf.open(dir.resolve("made/model.gguf"), arena);
            var state = new StateDict(onnx.toString(), family.weights(floats.tensors()));
            encoder = family.encoder(config, state);
            state.requireAllUsed();
        }
    }

    private static InputStream resource(String name) {
        return Objects.requireNonNull(MiniLmOnnxTest.class.getResourceAsStream(name), name);
    }

    private double[] embedding(int[] ids) {
        Tokens tokens = Tokens.right(arena, new int[][] {ids});
        Tensor mean = Tensor.allocate(arena, DType.F32, 1, 1, ids.length);
        Pooling.MEAN.fill(tokens.span(), mean);
        try (Pass pass = Pass.inference(kernels, ws, DType.F32)) {
            Var hidden = encoder.hidden(pass, tokens.ids(), tokens.positions(),
                    Tensor.allocate(arena, DType.I32, ids.length), tokens.span());
            return TextEncoder.normalise(Pooling.pool(hidden, mean).value()).toDoubles();
        }
    }

    @Test
    void goldenEmbeddingsToFiveDigits() {
        List<Object> cases = Source.read(Golden.resource("family/minilm-embeddings.json")).list("cases");
        assertEquals(7, cases.size());
        for (Object element : cases) {
            Map<?, ?> golden = (Map<?, ?>) element;
            double[] want = numbers(golden.get("embedding"));
            double[] got = embedding(Arrays.stream(numbers(golden.get("ids"))).mapToInt(x -> (int) x).toArray());
            for (int i = 0; i < want.length; i++) {
                assertEquals(want[i], got[i], 1e-5, golden.get("text") + ": " + i);
            }
        }
    }

    private static double[] numbers(Object list) {
        return ((List<?>) list).stream().mapToDouble(x -> ((Number) x).doubleValue()).toArray();
    }

    @Test
    void randomSentencesAreEmbeddedAsByOnnxRuntime() throws IOException, OrtException {
        List<String> words = List.of(WORDS.split(" "));
        var random = new SplittableRandom(7);
        try (InputStream in = resource("/t2l/builtin/minilm/tokenizer.json");
                OrtSession session = OrtEnvironment.getEnvironment().createSession(onnx.toString())) {
            Tokenizer tokenizer = Tokenizer.read(in, "builtin:minilm");
            for (int i = 0; i < 10; i++) {
                String sentence = IntStream.range(0, random.nextInt(1, 25))
                        .mapToObj(_ -> words.get(random.nextInt(words.size()))).collect(Collectors.joining(" "));
                int[] ids = tokenizer.encode(sentence, true);
                double[] want = byOnnxRuntime(session, ids);
                double[] got = embedding(ids);
                double cosine = IntStream.range(0, want.length).mapToDouble(j -> want[j] * got[j]).sum();
                assertTrue(cosine >= 0.9999, sentence + ": " + cosine);
            }
        }
    }

    private static double[] byOnnxRuntime(OrtSession session, int[] ids) throws OrtException {
        OrtEnvironment environment = OrtEnvironment.getEnvironment();
        long[][] tokens = {Arrays.stream(ids).asLongStream().toArray()};
        long[][] ones = {Arrays.stream(ids).mapToLong(_ -> 1).toArray()};
        try (OnnxTensor input = OnnxTensor.createTensor(environment, tokens);
                OnnxTensor mask = OnnxTensor.createTensor(environment, ones);
                OnnxTensor types = OnnxTensor.createTensor(environment, new long[1][ids.length]);
                OrtSession.Result result = session
                        .run(Map.of("input_ids", input, "attention_mask", mask, "token_type_ids", types))) {
            float[][] last = ((float[][][]) result.get(0).getValue())[0];
            double[] mean = new double[last[0].length];
            for (float[] row : last) {
                for (int j = 0; j < mean.length; j++) {
                    mean[j] += row[j] / (double) last.length;
                }
            }
            double length = Math.sqrt(Arrays.stream(mean).map(x -> x * x).sum());
            return Arrays.stream(mean).map(x -> x / length).toArray();
        }
    }
}
