package t2l.transformer.generate;

import static org.junit.jupiter.api.Assertions.*;

import module java.base;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import t2l.autograd.*;
import t2l.tensor.*;
import t2l.tensor.backend.*;
import t2l.tensor.io.SafeTensors;
import t2l.tensor.settings.Source;
import t2l.transformer.*;

/// Texts longer than the original length of a model with LongRoPE, and texts that grow beyond it, are those of
/// transformers, which reads such a text again with the other rotations.
class LongTextTest {
    @AutoClose
    private final Arena arena = Arena.ofShared();
    @AutoClose
    private final Workspace ws = new Workspace();
    private final Golden golden = Golden.of("hf-tiny/phi4-mini", arena);

    @Test
    void everyLayer() {
        everyLayer(new ReferenceKernels(), golden.decoder(), DType.F64, 1e-9);
        try (Parallel threads = new Parallel(2)) {
            Kernels kernels = Backends.open("auto", threads);
            everyLayer(kernels, golden.decoder(kernels), DType.F32, 1e-4);
        }
    }

    private void everyLayer(Kernels kernels, Decoder decoder, DType precision, double bound) {
        SafeTensors want = golden.file("long.safetensors");
        Tokens tokens = Tokens.right(arena, Golden.rows(want, "long.input_ids", "", arena));
        Context context = tokens.context(ActiveAdapter.NONE);
        try (Pass pass = Pass.inference(kernels, ws, precision)) {
            Var x = decoder.embed(pass, tokens.ids(), tokens.positions());
            for (int l = 0; l < decoder.blocks().size(); l++) {
                x = decoder.blocks().get(l).forward(x, context);
                Golden.close("hidden " + l, want, "long.hidden." + (l + 1), "", x.value(), bound, arena);
            }
            Var hidden = decoder.hidden(pass, tokens.ids(), context);
            Golden.close("logits", want, "long.logits", "", decoder.logits(pass, hidden).value(), bound, arena);
        }
    }

    /// Of three texts, one is long from its beginning, one grows long with its first token and one later: alone and in
    /// a batch, where some are decoded while others are prefilled again.
    @Test
    void greedy() {
        greedy(new ReferenceKernels(), golden.decoder(), DType.F64);
        try (Parallel threads = new Parallel(2)) {
            Kernels kernels = Backends.open("auto", threads);
            greedy(kernels, golden.decoder(kernels), DType.F32);
        }
    }

    private void greedy(Kernels kernels, Decoder decoder, DType precision) {
        Source want = Source.read(golden.folder().resolve("long.json"));
        List<int[]> prompts = new ArrayList<>();
        List<List<?>> wanted = new ArrayList<>();
        for (Object element : want.list("cases")) {
            Map<?, ?> one = (Map<?, ?>) element;
            prompts.add(((List<?>) one.get("prompt")).stream().mapToInt(Integer.class::cast).toArray());
            wanted.add((List<?>) one.get("continuation"));
        }
        List<Request> requests = prompts.stream().map(prompt -> Request.greedy(prompt, want.count("new_tokens")))
                .toList();
        try (Scheduler scheduler = Scheduler.bulk(decoder, kernels, precision)) {
            for (int i = 0; i < prompts.size(); i++) {
                assertEquals(wanted.get(i), scheduler.complete(requests.get(i)).tokens());
            }
            assertEquals(wanted, scheduler.answers(requests).stream().map(answer -> answer.completion().tokens())
                    .toList());
        }
    }

    /// Keys rotated as those of short texts are of no use to a long one.
    @Test
    void aTextThatGrowsBeyondHasToBeReadAgain() {
        Decoder decoder = golden.decoder();
        try (KvPages memory = new KvPages(DType.F64, decoder.config(), 200);
                KvCache cache = memory.open(100).orElseThrow();
                Pass pass = Pass.inference(new ReferenceKernels(), ws, DType.F64)) {
            Tokens first = Tokens.right(arena, new int[60]);
            decoder.hidden(pass, first.ids(),
                    new Context(ActiveAdapter.NONE, first.positions(), first.span(), List.of(cache)));
            assertEquals("cache: needs a sequence of at most 64 tokens, got 70; prefill it again, because a longer one"
                    + " is rotated otherwise", assertThrows(IllegalArgumentException.class, () -> {
                        Tokens more = Tokens.right(arena, new int[10]);
                        decoder.hidden(pass, more.ids(),
                                new Context(ActiveAdapter.NONE, more.positions(), more.span(), List.of(cache)));
                    }).getMessage());
            cache.begin(70);
            assertEquals(0, cache.length());
        }
    }
}
