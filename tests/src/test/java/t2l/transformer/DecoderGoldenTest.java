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
import t2l.transformer.family.Family;

/// A decoder of every family computes what transformers computes: every layer, the logits, the loss, every gradient and
/// ten steps of training, in float64 to nine digits and in float32 to what float32 can.
class DecoderGoldenTest {
    /// Models with gradients.
    private static final List<String> FAMILIES = List.of("llama", "llama3-rope", "llama-linear", "smollm2", "mistral",
            "qwen2", "qwen2-window", "qwen2-yarn", "qwen3", "gemma2", "gemma3", "phi3", "phi4-mini", "olmo2", "olmo3",
            "smollm3", "granite",
            "granite4", "granite4-nope", "ministral3", "exaone4", "ernie4_5", "hunyuan", "lfm2", "qwen3_5",
            "qwen3_5-groups", "gpt-oss", "gpt-oss-mxfp4", "gemma4",
            "gemma4-dense", "gpt2", "mixtral", "qwen3-moe", "qwen3-moe-mixed");
    private static final List<String> ALL = Stream.concat(FAMILIES.stream(), Stream.of("qwen3-bf16", "gemma2-bf16"))
            .toList();
    private static final List<String> TRAINED = List.of("llama", "gemma2");

    /// A gradient below this is all rounding in float32: that of a factor before a norm.
    private static final double SMALL = 1e-3;

    @AutoClose
    private final Arena arena = Arena.ofShared();
    @AutoClose
    private final Workspace ws = new Workspace();

    private static Stream<Arguments> batches() {
        return ALL.stream().flatMap(model -> Stream.of("right", "left", "long").map(b -> Arguments.of(model, b)));
    }

    @ParameterizedTest
    @MethodSource("batches")
    void everyLayer(String model, String batch) {
        everyLayer(Golden.of("hf-tiny/" + model, arena), batch, new ReferenceKernels(), DType.F64, 1e-9);
    }

    /// transformers in float32 is itself up to 2e-5 away; every wrong option of a family moves logits by more than
    /// 1.6e-3.
    @ParameterizedTest
    @MethodSource("batches")
    void everyLayerInFloat(String model, String batch) {
        inFloat(kernels -> everyLayer(Golden.of("hf-tiny/" + model, arena), batch, kernels, DType.F32, 1e-4));
    }

    private static void inFloat(Consumer<Kernels> test) {
        try (Parallel threads = new Parallel(2)) {
            test.accept(Backends.open("auto", threads));
        }
    }

    private void everyLayer(Golden golden, String batch, Kernels kernels, DType precision, double bound) {
        SafeTensors want = golden.file("forward.safetensors");
        Decoder decoder = precision == DType.F64 ? golden.decoder() : golden.decoder(kernels);
        String mask = batch + ".attention_mask";
        int[][] rows = Golden.rows(want, batch + ".input_ids", mask, arena);
        Tokens tokens = batch.equals("left") ? Tokens.left(arena, rows) : Tokens.right(arena, rows);
        Context context = tokens.context(ActiveAdapter.NONE);
        try (Pass pass = Pass.inference(kernels, ws, precision)) {
            Var x = decoder.embed(pass, tokens.ids(), tokens.positions());
            for (int l = 0; l <= decoder.blocks().size(); l++) {
                Golden.close("hidden " + l, want, batch + ".hidden." + l, mask,
                        x.value().narrow(1, 0, decoder.config().width()), bound, arena);
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

    @ParameterizedTest
    @FieldSource("FAMILIES")
    void lossAndEveryGradient(String model) {
        lossAndEveryGradient(Golden.of("hf-tiny/" + model, arena), new ReferenceKernels(), DType.F64, 1e-9);
    }

    @ParameterizedTest
    @FieldSource("FAMILIES")
    void lossAndEveryGradientInFloat(String model) {
        inFloat(kernels -> lossAndEveryGradient(Golden.of("hf-tiny/" + model, arena), kernels, DType.F32, 3e-5));
    }

    /// @param bound for the loss, and for gradients relative to the largest of their tensor
    private void lossAndEveryGradient(Golden golden, Kernels kernels, DType precision, double bound) {
        SafeTensors want = golden.file("grad.safetensors");
        Training training = new Training(golden, precision);
        for (String loss : new String[] {"ce", "smooth"}) {
            double mean = training.backward(kernels, want, "", loss.equals("ce") ? 0 : 0.1);
            assertEquals(want.get("loss." + loss).get(0), mean, bound);
            if (loss.equals("ce")) {
                for (Param p : training.layout.params()) {
                    Tensor w = want.get("grad.ce." + p.name());
                    Golden.close(p.name(), w, training.grads.of(p), bound * Math.max(SMALL, largest(w)));
                }
            }
        }
        assertEquals(0, ws.taken());
    }

    @ParameterizedTest
    @FieldSource("TRAINED")
    void tenStepsOfAdamW(String model) {
        tenStepsOfAdamW(Golden.of("hf-tiny/" + model, arena), new ReferenceKernels(), DType.F64, 1e-9);
    }

    /// transformers in float32 is itself up to 4e-6 away.
    @ParameterizedTest
    @FieldSource("TRAINED")
    void tenStepsOfAdamWInFloat(String model) {
        inFloat(kernels -> tenStepsOfAdamW(Golden.of("hf-tiny/" + model, arena), kernels, DType.F32, 2e-5));
    }

    private void tenStepsOfAdamW(Golden golden, Kernels kernels, DType precision, double bound) {
        SafeTensors want = golden.file("adamw.safetensors");
        Training training = new Training(golden, precision);
        AdamW adam = new AdamW(arena, training.values, new AdamW.AdamSettings(0.9, 0.999, 1e-8, 0.01));
        Clip clip = new Clip(arena, 1, training.grads);
        Schedule schedule = new Schedule(1e-2, 3, 0, 10);
        for (int step = 0; step < 10; step++) {
            double loss = training.backward(kernels, want, "batch." + step % 2 + ".", 0);
            assertEquals(want.get("loss").get(step), loss, bound, "loss " + step);
            assertEquals(want.get("grad_norm").get(step), clip.apply(kernels, training.grads), bound, "norm " + step);
            adam.step(kernels, schedule.at(step), training.values, training.grads);
        }
        for (Param p : training.layout.params()) {
            Golden.close(p.name(), want.get("final." + p.name()), training.values.of(p), bound);
        }
    }

    /// All weights of a golden, trained.
    private final class Training {
        final Layout layout = new Layout();
        final Decoder decoder;
        final Parameters values;
        final Parameters grads;

        Training(Golden golden, DType precision) {
            decoder = Decoder.of(layout, golden.config());
            values = new Parameters(arena, precision, layout).load("golden", golden.checkpoint().weights(),
                    new ReferenceKernels());
            grads = new Parameters(arena, precision, layout);
        }

        /// The mean loss over a batch of `file`; its gradient replaces `grads`.
        double backward(Kernels kernels, SafeTensors file, String batch, double smoothing) {
            grads.flat().fill(0);
            Tokens tokens = Tokens.right(arena,
                    Golden.rows(file, batch + "input_ids", batch + "attention_mask", arena));
            Tensor targets = LanguageLoss.targets(arena, GoldenFile.integers(file.raw().get(batch + "labels"), arena));
            Tensor weights = LanguageLoss.meanWeights(arena, values.flat().dtype(), targets);
            try (Pass pass = Pass.training(kernels, ws, values, grads)) {
                Var hidden = decoder.hidden(pass, tokens.ids(), tokens.context(ActiveAdapter.NONE));
                Var loss = decoder.loss(pass, hidden, targets, smoothing).dot(weights);
                double mean = loss.item();
                pass.backward(loss);
                return mean;
            }
        }
    }

    private static double largest(Tensor t) {
        double largest = 0;
        for (long i = 0; i < t.size(); i++) {
            largest = Math.max(largest, Math.abs(t.get(i)));
        }
        return largest;
    }

    /// Every number of the goldens, which are too large to be kept here.
    @Tag("real")
    @ParameterizedTest
    @FieldSource("ALL")
    void withoutSketches(String model) {
        Golden golden = new Golden(Golden.shared("data/goldens/hf-tiny/" + model), arena);
        for (String batch : List.of("right", "left", "long")) {
            everyLayer(golden, batch, new ReferenceKernels(), DType.F64, 1e-9);
        }
        if (FAMILIES.contains(model)) {
            lossAndEveryGradient(golden, new ReferenceKernels(), DType.F64, 1e-9);
        }
        if (TRAINED.contains(model)) {
            tenStepsOfAdamW(golden, new ReferenceKernels(), DType.F64, 1e-9);
        }
    }

    @ParameterizedTest
    @FieldSource("ALL")
    void oldAndNewWordsOfAConfigurationSayTheSame(String model) {
        Source now = Source.read(Golden.resource("hf-tiny/" + model).resolve("config.json"));
        Source before = Source.read(Golden.resource("hf-tiny/" + model).resolve("config.v4.json"));
        assertEquals(Family.of(now).config(now), Family.of(before).config(before));
    }
}
