package t2l.transformer;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.lang.foreign.Arena;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import t2l.autograd.Layout;
import t2l.autograd.Param;
import t2l.autograd.Parameters;
import t2l.autograd.Pass;
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
import t2l.transformer.family.Family;

/// A decoder computes what transformers computes: every layer, the logits, the loss and every gradient, in float64 to
/// nine digits and in float32 to what float32 can.
class DecoderGoldenTest {
    private final Arena arena = Arena.ofShared();
    private final Workspace ws = new Workspace();

    @AfterEach
    void close() {
        ws.close();
        arena.close();
    }

    @ParameterizedTest
    @CsvSource({"llama, right", "llama, left", "llama, long", "llama3-rope, right", "llama3-rope, left",
        "llama3-rope, long"})
    void everyLayer(String model, String batch) {
        everyLayer(Golden.of("hf-tiny/" + model, arena), batch, new ReferenceKernels(), DType.F64, 1e-9);
    }

    @ParameterizedTest
    @CsvSource({"llama, right", "llama, left", "llama3-rope, long"})
    void everyLayerInFloat(String model, String batch) {
        try (Parallel threads = new Parallel(2)) {
            everyLayer(Golden.of("hf-tiny/" + model, arena), batch, Backends.open("auto", threads), DType.F32, 1e-4);
        }
    }

    private void everyLayer(Golden golden, String batch, Kernels kernels, DType precision, double bound) {
        SafeTensors want = golden.file("forward.safetensors");
        Decoder decoder = golden.decoder();
        String mask = batch + ".attention_mask";
        int[][] rows = Golden.rows(want, batch + ".input_ids", mask, arena);
        Tokens tokens = batch.equals("left") ? Tokens.left(arena, rows) : Tokens.right(arena, rows);
        Context context = tokens.context(Adapter.NONE);
        try (Pass pass = Pass.inference(kernels, ws, precision)) {
            Var x = decoder.embed(pass, tokens.ids());
            for (int l = 0; l <= decoder.blocks().size(); l++) {
                Golden.close("hidden " + l, want, batch + ".hidden." + l, mask, x.value(), bound, arena);
                if (l < decoder.blocks().size()) {
                    x = decoder.blocks().get(l).forward(x, context);
                }
            }
            Var hidden = decoder.hidden(pass, tokens.ids(), context);
            Golden.close("final", want, batch + ".final", mask, hidden.value(), bound, arena);
            Golden.close("logits", want, batch + ".logits", mask, decoder.logits(pass, hidden).value(), bound, arena);
        }
        assertEquals(0, ws.taken());
    }

    @Test
    void lossAndEveryGradientOfATiedModel() {
        lossAndEveryGradient(Golden.of("hf-tiny/smollm2", arena), new ReferenceKernels(), DType.F64, 1e-9);
    }

    /// The other decoders whose goldens are too large to be kept here.
    @Tag("real")
    @ParameterizedTest
    @ValueSource(strings = {"llama", "llama3-rope"})
    void lossAndEveryGradientOfOtherModels(String model) {
        lossAndEveryGradient(new Golden(Golden.shared("data/goldens/hf-tiny/" + model), arena), new ReferenceKernels(),
                DType.F64, 1e-9);
    }

    @Test
    void lossAndEveryGradientInFloat() {
        try (Parallel threads = new Parallel(2)) {
            lossAndEveryGradient(Golden.of("hf-tiny/smollm2", arena), Backends.open("auto", threads), DType.F32, 2e-5);
        }
    }

    /// @param bound for the loss, and for gradients relative to the largest of their tensor
    private void lossAndEveryGradient(Golden golden, Kernels kernels, DType precision, double bound) {
        SafeTensors want = golden.file("grad.safetensors");
        Layout layout = new Layout();
        Decoder decoder = Decoder.of(layout, golden.config());
        Parameters values = new Parameters(arena, precision, layout)
                .load("golden", golden.file("model.safetensors").tensors());
        Parameters grads = new Parameters(arena, precision, layout);
        for (String loss : new String[] {"ce", "smooth"}) {
            grads.flat().fill(0);
            int[][] rows = Golden.rows(want, "input_ids", "attention_mask", arena);
            Tokens tokens = Tokens.right(arena, rows);
            Tensor labels = want.raw().get("labels").integers(arena);
            try (Pass pass = Pass.training(kernels, ws, values, grads)) {
                Var hidden = decoder.hidden(pass, tokens.ids(), tokens.context(Adapter.NONE));
                Var mean = meanLoss(pass, decoder, hidden, labels, loss.equals("ce") ? 0 : 0.1);
                assertEquals(want.get("loss." + loss).get(0), mean.item(), bound);
                pass.backward(mean);
            }
            assertEquals(0, ws.taken());
            if (loss.equals("ce")) {
                for (Param p : layout.params()) {
                    Tensor w = want.get("grad.ce." + p.name());
                    Golden.close(p.name(), w, grads.of(p), bound * largest(w));
                }
            }
        }
    }

    private Var meanLoss(Pass pass, Decoder decoder, Var hidden, Tensor labels, double smoothing) {
        Tensor targets = LanguageLoss.targets(arena, labels);
        Tensor weights = LanguageLoss.meanWeights(arena, pass.precision(), targets);
        return hidden.linearCrossEntropy(pass.use(decoder.head()), targets, smoothing).dot(weights);
    }

    private static double largest(Tensor t) {
        double largest = 0;
        for (long i = 0; i < t.size(); i++) {
            largest = Math.max(largest, Math.abs(t.get(i)));
        }
        return largest;
    }

    @ParameterizedTest
    @ValueSource(strings = {"llama", "smollm2", "llama3-rope"})
    void oldAndNewWordsOfAConfigurationSayTheSame(String model) {
        Path folder = Golden.resource("hf-tiny/" + model);
        JsonFile now = JsonFile.read(folder.resolve("config.json"));
        JsonFile before = JsonFile.read(folder.resolve("config.v4.json"));
        assertEquals(Family.of(now).config(now), Family.of(before).config(before));
    }
}
