package t2l.transformer;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.lang.foreign.Arena;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import t2l.autograd.Pass;
import t2l.autograd.StateDict;
import t2l.autograd.Var;
import t2l.tensor.Backends;
import t2l.tensor.DType;
import t2l.tensor.Kernels;
import t2l.tensor.Parallel;
import t2l.tensor.ReferenceKernels;
import t2l.tensor.Tensor;
import t2l.tensor.Workspace;
import t2l.tensor.io.JsonFile;
import t2l.tensor.io.SafeTensors;
import t2l.transformer.family.Bert;

/// A text encoder computes what transformers computes.
class EncoderGoldenTest {
    private final Arena arena = Arena.ofShared();
    private final Workspace ws = new Workspace();
    private final Golden golden = Golden.of("hf-tiny/bert-minilm", arena);

    @AfterEach
    void close() {
        ws.close();
        arena.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"right", "left", "long", "pair"})
    void lastLayerAndPooling(String batch) {
        lastLayerAndPooling(batch, new ReferenceKernels(), DType.F64, 1e-9);
    }

    @ParameterizedTest
    @ValueSource(strings = {"right", "long"})
    void lastLayerAndPoolingInFloat(String batch) {
        try (Parallel threads = new Parallel(2)) {
            lastLayerAndPooling(batch, Backends.open("auto", threads), DType.F32, 2e-5);
        }
    }

    private void lastLayerAndPooling(String batch, Kernels kernels, DType precision, double bound) {
        SafeTensors want = golden.file("forward.safetensors");
        String mask = batch + ".attention_mask";
        int[][] rows = Golden.rows(want, batch + ".input_ids", mask, arena);
        Tokens tokens = batch.equals("left") ? Tokens.left(arena, rows) : Tokens.right(arena, rows);
        int n = tokens.sequences() * tokens.length();
        Tensor positions = Tensor.allocate(arena, DType.I32, n);
        for (int i = 0; i < n; i++) {
            positions.set(i, i % tokens.length()); // BERT's own habit: it counts the padding on the left
        }
        Tensor types = batch.equals("pair")
                ? want.raw().get("pair.token_type_ids").integers(arena).reshape(n)
                : Tensor.allocate(arena, DType.I32, n);
        Tensor weights = Tensor.allocate(arena, precision, tokens.sequences(), 1, tokens.length());
        try (Pass pass = Pass.inference(kernels, ws, precision)) {
            Var hidden = encoder().hidden(pass, tokens.ids(), positions, types, tokens.span());
            Golden.close("last layer", want, batch + ".last_hidden", mask, hidden.value(), bound, arena);
            Pooling.MEAN.fill(tokens.span(), weights);
            Golden.close("mean", want.get(batch + ".mean"), Pooling.pool(hidden, weights).value(), bound);
            Pooling.CLS.fill(tokens.span(), weights);
            Golden.close("cls", want.get(batch + ".cls"), Pooling.pool(hidden, weights).value(), bound);
        }
        assertEquals(0, ws.taken());
    }

    private Encoder encoder() {
        StateDict state = new StateDict("golden", Bert.weights(golden.file("model.safetensors").tensors()));
        Encoder encoder = Encoder.of(state, config("config.json"));
        state.requireAllUsed();
        return encoder;
    }

    private EncoderConfig config(String name) {
        return Bert.config(JsonFile.read(golden.folder().resolve(name)));
    }

    @Test
    void oldAndNewWordsOfAConfigurationSayTheSame() {
        assertEquals(config("config.json"), config("config.v4.json"));
    }
}
