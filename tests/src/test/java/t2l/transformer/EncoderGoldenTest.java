package t2l.transformer;

import static org.junit.jupiter.api.Assertions.assertEquals;

import module java.base;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.*;
import t2l.GoldenFile;
import t2l.autograd.*;
import t2l.tensor.*;
import t2l.tensor.backend.*;
import t2l.tensor.io.SafeTensors;
import t2l.tensor.settings.Source;
import t2l.transformer.family.*;

/// A text encoder of every family computes what transformers computes: every layer and both poolings.
class EncoderGoldenTest {
    private static final List<String> ALL = List.of("bert-minilm", "bert-bge", "gte", "gte-ntk", "modernbert");

    @AutoClose
    private final Arena arena = Arena.ofShared();
    @AutoClose
    private final Workspace ws = new Workspace();

    private static Stream<Arguments> batches() {
        return ALL.stream().flatMap(model -> Stream.of("right", "left", "long", "pair")
                .filter(batch -> !(model.equals("modernbert") && batch.equals("pair")))
                .map(batch -> Arguments.of(model, batch)));
    }

    @ParameterizedTest
    @MethodSource("batches")
    void everyLayerAndPooling(String model, String batch) {
        everyLayerAndPooling(Golden.of("hf-tiny/" + model, arena), "config.json", batch, new ReferenceKernels(),
                DType.F64, 1e-9);
    }

    /// transformers in float32 is itself up to 5e-6 away; every wrong option of a family moves the last layer by more
    /// than 6e-4.
    @ParameterizedTest
    @MethodSource("batches")
    void everyLayerAndPoolingInFloat(String model, String batch) {
        try (Parallel threads = new Parallel(2)) {
            everyLayerAndPooling(Golden.of("hf-tiny/" + model, arena), "config.json", batch,
                    Backends.open("auto", threads), DType.F32, 2e-5);
        }
    }

    private static List<String> ofTwoWordings() {
        return ALL.stream().filter(model -> !model.equals("gte-ntk")).toList();
    }

    @ParameterizedTest
    @MethodSource("ofTwoWordings")
    void oldWordsOfAConfigurationSayTheSame(String model) {
        everyLayerAndPooling(Golden.of("hf-tiny/" + model, arena), "config.v4.json", "long", new ReferenceKernels(),
                DType.F64, 1e-9);
    }

    /// Every number of the goldens, which are too large to be kept here.
    @Tag("real")
    @ParameterizedTest
    @FieldSource("ALL")
    void withoutSketches(String model) {
        for (String batch : List.of("right", "left", "long")) {
            everyLayerAndPooling(new Golden(Golden.shared("data/goldens/hf-tiny/" + model), arena), "config.json",
                    batch, new ReferenceKernels(), DType.F64, 1e-9);
        }
    }

    private void everyLayerAndPooling(Golden golden, String config, String batch, Kernels kernels, DType precision,
            double bound) {
        SafeTensors want = golden.file("forward.safetensors");
        Encoder encoder = encoder(golden, config, kernels);
        String mask = batch + ".attention_mask";
        int[][] rows = Golden.rows(want, batch + ".input_ids", mask, arena);
        Tokens tokens = batch.equals("left") ? Tokens.left(arena, rows) : Tokens.right(arena, rows);
        int n = tokens.ids().dim(0) * tokens.length();
        Tensor at = Tensor.allocate(arena, DType.I32, n);
        for (int i = 0; i < n; i++) {
            at.set(i, i % tokens.length()); // BERT's own habit: it counts the padding on the left
        }
        Tensor kinds = batch.equals("pair")
                ? GoldenFile.integers(want.raw().get("pair.token_type_ids"), arena).reshape(n)
                : Tensor.allocate(arena, DType.I32, n);
        Tensor weights = Tensor.allocate(arena, precision, tokens.ids().dim(0), 1, tokens.length());
        try (Pass pass = Pass.inference(kernels, ws, precision)) {
            Var x = encoder.embed(pass, tokens.ids(), at, kinds);
            for (int l = 0; l <= encoder.blocks().size(); l++) {
                Golden.close("hidden " + l, want, batch + ".hidden." + l, mask, x.value(), bound, arena);
                if (l < encoder.blocks().size()) {
                    x = encoder.blocks().get(l).forward(x, at, tokens.span());
                }
            }
            Var hidden = encoder.hidden(pass, tokens.ids(), at, kinds, tokens.span());
            Golden.close("last layer", want, batch + ".last_hidden", mask, hidden.value(), bound, arena);
            for (Pooling pooling : List.of(Pooling.MEAN, Pooling.CLS)) {
                String name = batch + "." + pooling.name().toLowerCase(Locale.ROOT);
                pooling.fill(tokens.span(), weights);
                Tensor pooled = Pooling.pool(hidden, weights).value();
                Golden.close(name, want.get(name), pooled, bound);
                Golden.close(name, want.get(name + "_normalized"), TextEncoder.normalise(pooled), bound);
            }
        }
        assertEquals(0, ws.taken());
    }

    private Encoder encoder(Golden golden, String name, Kernels kernels) {
        Source config = Source.read(golden.folder().resolve(name));
        EncoderFamily family = EncoderFamily.of(config);
        Map<String, Tensor> weights = golden.file("model.safetensors").tensors();
        StateDict state = new StateDict("golden", WeightTypes.asStored(family.weights(weights), kernels, arena));
        Encoder encoder = family.encoder(config, state);
        state.requireAllUsed();
        return encoder;
    }
}
