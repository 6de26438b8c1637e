package t2l.transformer.generate;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import java.util.Set;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import t2l.tensor.DType;
import t2l.tensor.ThreadGuard;
import t2l.tensor.backend.Kernels;
import t2l.transformer.Decoder;
import t2l.transformer.KvPages;
import t2l.transformer.generate.Completion.Finish;
import t2l.transformer.lora.Lora;

/// Continues texts to their ends, with a [Batcher]: when one has ended, the next one takes its place. All that are there are
/// read before any is written further, so that as many as possible are written together. Memory is that of the
/// longest texts that may meet, and what texts have in common, with earlier ones too, is read once. One thread at a time: while
/// one completes, another with the same kernels is refused.
public final class Generator implements AutoCloseable {
    /// How to generate.
    ///
    /// @param most     maximum number of new tokens
    /// @param sampling how tokens are chosen; text `i` of several draws from seed + i
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
        /// @param text index among the prompts
        /// @return whether to continue that text
        boolean written(int text, int token);
    }

    private final Decoder model;
    private final Kernels kernels;
    private final Batcher batcher;
    private KvPages memory;
    private long positions;

    /// Computes in F32.
    public Generator(Decoder model, Kernels kernels) {
        this(model, kernels, DType.F32);
    }

    /// @param precision F32, or F64 on the reference kernels
    public Generator(Decoder model, Kernels kernels, DType precision) {
        this.model = model;
        this.kernels = kernels;
        this.batcher = new Batcher(model, kernels, precision);
        this.memory = batcher.memory(0);
    }

    /// Continues one text. Throws [IllegalArgumentException] if it is empty or longer than the model can read.
    ///
    /// @param adapter [Lora#NONE] for the bare model
    public Completion complete(int[] prompt, Lora adapter, Settings settings, Listener listener) {
        return complete(List.of(prompt), _ -> adapter, settings, listener).getFirst();
    }

    /// Continues several texts; each result is the same as alone.
    ///
    /// @param adapters the adapter of each text
    public List<Completion> complete(List<int[]> prompts, IntFunction<Lora> adapters, Settings settings,
            Listener listener) {
        int[] rooms = prompts.stream().mapToInt(prompt -> batcher.room(prompt, settings.most())).toArray();
        long needed = IntStream.range(0, rooms.length).mapToObj(i -> prompts.get(i).length + rooms[i])
                .sorted(Comparator.reverseOrder()).limit(Batcher.MOST).mapToLong(length -> length + Batcher.PIECE)
                .sum();
        try (ThreadGuard _ = kernels.guard().enter(); Run run = new Run(memory(needed), settings, listener)) {
            return run.complete(prompts, adapters, rooms);
        }
    }

    private KvPages memory(long needed) {
        if (needed > positions) {
            memory.close();
            memory = batcher.memory(needed);
            positions = needed;
        }
        return memory;
    }

    /// One call of [#complete].
    private final class Run implements AutoCloseable {
        private final KvPages memory;
        private final Settings settings;
        private final Listener listener;
        private final long begin = System.nanoTime();
        private final List<Text> open = new ArrayList<>();

        Run(KvPages memory, Settings settings, Listener listener) {
            this.memory = memory;
            this.settings = settings;
            this.listener = listener;
        }

        List<Completion> complete(List<int[]> prompts, IntFunction<Lora> adapters, int... rooms) {
            Completion[] done = new Completion[prompts.size()];
            int next = 0;
            while (next < done.length || !open.isEmpty()) {
                while (next < done.length && open.size() < Batcher.MOST) {
                    open.add(new Text(next, prompts.get(next), adapters.apply(next), rooms[next]));
                    next++;
                }
                List<Sequence> all = open.stream().filter(Text::goesOn).map(text -> text.sequence).toList();
                List<Sequence> unread = all.stream().filter(text -> text.unread() > 0).toList();
                batcher.turn(unread.isEmpty() ? all : unread);
                for (Iterator<Text> each = open.iterator(); each.hasNext();) {
                    Text text = each.next();
                    text.look();
                    if (!text.goesOn()) {
                        done[text.index] = text.completion();
                        text.sequence.close();
                        each.remove();
                    }
                }
            }
            return List.of(done);
        }

        @Override
        public void close() {
            open.forEach(text -> text.sequence.close());
        }

        /// One of the texts.
        private final class Text {
            final int index;
            final Sequence sequence;
            private final int room;
            private final List<Integer> written = new ArrayList<>();
            private Finish finish = Finish.LENGTH;
            private long first = begin;
            private long newest = begin;

            Text(int index, int[] prompt, Lora adapter, int room) {
                this.index = index;
                this.room = room;
                Sampler.Settings s = settings.sampling();
                Sampler sampler = new Sampler(s.seed(s.seed() + index), model.config().vocabulary());
                for (int token : prompt) {
                    sampler.occurred(token);
                }
                sequence = new Sequence(memory.open(prompt.length + room).orElseThrow(), prompt, adapter, room,
                        sampler::next);
            }

            boolean goesOn() {
                return finish == Finish.LENGTH && written.size() < room;
            }

            /// Takes what the last turn has written.
            void look() {
                sequence.check();
                if (sequence.written() == written.size()) {
                    return;
                }
                newest = System.nanoTime();
                first = written.isEmpty() ? newest : first;
                int token = sequence.written(written.size());
                written.add(token);
                boolean more = listener.written(index, token);
                if (settings.ends().contains(token)) {
                    finish = Finish.END;
                } else if (!more) {
                    finish = Finish.STOP;
                }
            }

            Completion completion() {
                return new Completion(written, finish, (first - begin) / 1e9, (newest - first) / 1e9);
            }
        }
    }

    @Override
    public void close() {
        memory.close();
        batcher.close();
    }
}
