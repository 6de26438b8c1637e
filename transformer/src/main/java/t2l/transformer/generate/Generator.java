package t2l.transformer.generate;

import java.lang.foreign.Arena;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import t2l.autograd.Pass;
import t2l.autograd.Var;
import t2l.tensor.DType;
import t2l.tensor.Tensor;
import t2l.tensor.ThreadGuard;
import t2l.tensor.Workspace;
import t2l.tensor.backend.Kernels;
import t2l.transformer.ActiveAdapter;
import t2l.transformer.Context;
import t2l.transformer.Decoder;
import t2l.transformer.KvCache;
import t2l.transformer.Tokens;
import t2l.transformer.generate.Completion.Finish;

/// Continues texts: reads the prompts in one pass, then generates token by token with a KV cache. One
/// thread at a time: while one completes, another with the same kernels is refused.
public final class Generator implements AutoCloseable {
    /// How to generate.
    ///
    /// @param most     maximum number of new tokens
    /// @param sampling how tokens are chosen; text `i` of a batch draws from seed + i
    /// @param ends     tokens that end a text, empty to ignore them
    public record Settings(int most, Sampler.Settings sampling, Set<Integer> ends) {
        public Settings {
            ends = Set.copyOf(ends);
        }
    }

    /// Receives every token as it is generated.
    @FunctionalInterface
    public interface Listener {
        /// Ignores all tokens.
        Listener NONE = (_, _) -> true;

        /// Receives a new token.
        ///
        /// @param text index in the batch
        /// @return whether to continue that text
        boolean written(int text, int token);
    }

    private final Decoder model;
    private final Kernels kernels;
    private final DType precision;
    private final Workspace workspace = new Workspace();

    /// Computes in F32.
    public Generator(Decoder model, Kernels kernels) {
        this(model, kernels, DType.F32);
    }

    /// @param precision F32, or F64 on the reference kernels
    public Generator(Decoder model, Kernels kernels, DType precision) {
        this.model = model;
        this.kernels = kernels;
        this.precision = precision;
    }

    /// Continues one text. Throws [IllegalArgumentException] if it is empty or longer than the model can read.
    public Completion complete(int[] prompt, Function<Pass, ActiveAdapter> adapter, Settings settings,
            Listener listener) {
        return complete(List.of(prompt), adapter, settings, listener).getFirst();
    }

    /// Continues several texts in a batch; each result is the same as alone.
    ///
    /// @param adapter one for all texts, or one for each; called in every step
    public List<Completion> complete(List<int[]> prompts, Function<Pass, ActiveAdapter> adapter, Settings settings,
            Listener listener) {
        int longest = prompts.stream().mapToInt(p -> p.length).max().orElse(0);
        int room = model.config().positions() - longest;
        if (prompts.isEmpty() || prompts.stream().anyMatch(p -> p.length == 0) || room < 1) {
            throw new IllegalArgumentException("complete: needs prompts of 1 to " + (model.config().positions() - 1)
                    + " tokens, got " + prompts.stream().map(p -> p.length).toList());
        }
        try (ThreadGuard _ = kernels.guard().enter(); Arena arena = Arena.ofShared()) {
            Run run = new Run(arena, prompts, settings, listener, Math.min(settings.most(), room));
            return run.complete(adapter, prompts, longest);
        }
    }

    /// One call of [#complete].
    private final class Run {
        private final Settings settings;
        private final Listener listener;
        private final int most;
        private final KvCache cache;
        private final Tokens newest;
        private final Tensor last;
        private final List<Sampler> samplers = new ArrayList<>();
        private final List<List<Integer>> written = new ArrayList<>();
        private final Finish[] finished;
        private final Arena arena;
        private int open;

        Run(Arena arena, List<int[]> prompts, Settings settings, Listener listener, int most) {
            int b = prompts.size();
            int longest = prompts.stream().mapToInt(p -> p.length).max().orElse(0);
            this.arena = arena;
            this.settings = settings;
            this.listener = listener;
            this.most = most;
            this.cache = new KvCache(arena, precision, model.config(), b, longest + Math.max(0, most - 1));
            this.newest = Tokens.allocate(arena, b, 1);
            this.last = Tensor.allocate(arena, DType.I32, b);
            this.finished = new Finish[b];
            this.open = b;
            Sampler.Settings s = settings.sampling();
            for (int i = 0; i < b; i++) {
                Sampler sampler = new Sampler(s.seed(s.seed() + i), model.config().vocabulary());
                Arrays.stream(prompts.get(i)).forEach(sampler::occurred);
                samplers.add(sampler);
                written.add(new ArrayList<>());
            }
        }

        List<Completion> complete(Function<Pass, ActiveAdapter> adapter, List<int[]> prompts, int longest) {
            long begin = System.nanoTime();
            Arrays.fill(finished, Finish.LENGTH);
            if (most > 0) {
                Tokens prompt = Tokens.left(arena, prompts.toArray(int[][]::new));
                for (int i = 0; i < prompts.size(); i++) {
                    last.set(i, (i + 1) * longest - 1);
                    newest.span().set(2L * i, prompt.span().at(i, 0));
                    newest.positions().set(i, prompts.get(i).length - 1);
                }
                step(prompt.ids(), pass -> prompt.context(adapter.apply(pass), cache));
            }
            long read = System.nanoTime();
            for (int i = 0; i < prompts.size(); i++) {
                last.set(i, i);
            }
            for (int t = 1; t < most && open > 0; t++) {
                for (int i = 0; i < prompts.size(); i++) {
                    newest.ids().set(i, written.get(i).getLast());
                    newest.positions().set(i, newest.positions().get(i) + 1);
                    newest.span().set(2L * i + 1, cache.length() + 1);
                }
                step(newest.ids(), pass -> newest.context(adapter.apply(pass), cache));
            }
            double seconds = (System.nanoTime() - read) / 1e9;
            List<Completion> all = new ArrayList<>();
            for (int i = 0; i < finished.length; i++) {
                all.add(new Completion(written.get(i), finished[i], (read - begin) / 1e9, seconds));
            }
            return all;
        }

        /// Reads `ids i32[B,T]` and generates the next token of every unfinished text.
        private void step(Tensor ids, Function<Pass, Context> context) {
            try (Pass pass = Pass.inference(kernels, workspace, precision)) {
                Var hidden = model.hidden(pass, ids, context.apply(pass));
                Tensor logits = model.logits(pass, hidden.gather(last)).value();
                for (int i = 0; i < finished.length; i++) {
                    if (finished[i] == Finish.LENGTH) {
                        write(i, samplers.get(i).next(logits.narrow(0, i, 1)));
                    }
                }
            }
        }

        private void write(int text, int token) {
            written.get(text).add(token);
            boolean more = listener.written(text, token);
            if (settings.ends().contains(token)) {
                finished[text] = Finish.END;
            } else if (!more) {
                finished[text] = Finish.STOP;
            }
            open -= finished[text] == Finish.LENGTH ? 0 : 1;
        }
    }

    @Override
    public void close() {
        workspace.close();
    }
}
