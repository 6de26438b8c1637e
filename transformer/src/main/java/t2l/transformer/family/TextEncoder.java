package t2l.transformer.family;

import module java.base;
import t2l.autograd.*;
import t2l.tensor.*;
import t2l.tensor.Memory.PackedSpace;
import t2l.tensor.Workspace.Slabs;
import t2l.tensor.backend.Kernels;
import t2l.tensor.io.*;
import t2l.tensor.kernel.Elementwise.Copy;
import t2l.tensor.settings.Source;
import t2l.transformer.*;
import t2l.transformer.hub.HubCache;
import t2l.transformer.text.Tokenizer;

/// A text encoder ready for use: texts in, vectors `[n,E]` out. Immutable and thread-safe until it is closed.
public final class TextEncoder implements AutoCloseable {
    private static final int BATCH = 32;

    /// Numbers of an encoder's weights up to which kernels may keep them in their own order as well. A text of few tokens is
    /// read in two thirds of the time.
    private static final long PACKED = 128_000_000;

    /// Bytes of a pass's scratch memory that are kept for the next one: what the system gives costs more than a short text.
    private static final long KEPT = 32 << 20;

    private final Arena arena = Arena.ofShared();
    private final BlockingQueue<Slabs> idle = new ArrayBlockingQueue<>(1);
    private final Encoder encoder;
    private final String source;
    private final Optional<Tokenizer> tokenizer;
    private final Pooling pooling;
    private final int limit;

    private TextEncoder(Path path, Optional<Pooling> pooling, Kernels kernels) {
        try {
            source = path.toString();
            if (Files.isRegularFile(path)) {
                Gguf file = Gguf.open(path, arena).computable(arena);
                var bert = new Bert();
                encoder = built(bert.weights(file), kernels, state -> bert.encoder(file, state));
                tokenizer = Optional.of(Tokenizer.of(file));
                this.pooling = pooling.orElseGet(() -> Bert.pooling(file));
                limit = positions();
                return;
            }
            if (!Files.exists(path.resolve("config.json"))) {
                throw new T2lException(path + ": needs a text encoder, a directory with config.json or a .gguf file;"
                        + (Files.exists(path)
                                ? " this has no config.json"
                                : " there is nothing of that name" + HubCache.hint(source)));
            }
            Source config = Source.read(path.resolve("config.json"));
            EncoderFamily family = EncoderFamily.of(config);
            encoder = built(family.weights(TensorFile.open(path, arena).computable(arena).tensors()), kernels,
                    state -> family.encoder(config, state));
            tokenizer = Optional.of(path).filter(folder -> Files.exists(folder.resolve("tokenizer.json")))
                    .map(Tokenizer::read);
            this.pooling = pooling.orElseGet(() -> pooling(path));
            Path sentence = path.resolve("sentence_bert_config.json");
            limit = Files.exists(sentence)
                    ? Math.min(positions(), Source.read(sentence).count("max_seq_length", positions()))
                    : positions();
        } catch (RuntimeException | Error e) {
            arena.close();
            throw e;
        }
    }

    private Encoder built(Map<String, Tensor> weights, Kernels kernels, Function<StateDict, Encoder> build) {
        Map<String, Tensor> held = WeightTypes.asStored(weights, kernels, arena);
        long numbers = held.values().stream().mapToLong(Tensor::size).sum();
        if (numbers <= PACKED) {
            var space = new PackedSpace(arena, 2 * numbers);
            held.values().stream().filter(t -> t.rank() == 2).forEach(t -> t.memory().packInto(space));
        }
        StateDict state = new StateDict(source, held);
        Encoder built = build.apply(state);
        state.requireAllUsed();
        return built;
    }

    /// Opens a directory of Hugging Face or sentence-transformers, a GGUF file of a BERT, or `builtin:minilm`, a
    /// directory whose weights are a GGUF file with Hugging Face's names. Throws [T2lException] if it is missing,
    /// damaged, or of an unsupported family.
    ///
    /// @param pooling overrides the pooling in the model's files; the mean if neither is given
    /// @param kernels run conversions
    public static TextEncoder open(String name, Optional<Pooling> pooling, Kernels kernels) {
        return Builtin.openModel(name, path -> new TextEncoder(path, pooling, kernels));
    }

    private static Pooling pooling(Path path) {
        Path file = path.resolve("1_Pooling").resolve("config.json");
        if (!Files.exists(file)) {
            return Pooling.MEAN;
        }
        Source config = Source.read(file);
        Map<String, Pooling> known = Map.of("pooling_mode_mean_tokens", Pooling.MEAN, "pooling_mode_cls_token",
                Pooling.CLS, "pooling_mode_lasttoken", Pooling.LAST);
        List<String> modes = config.values().entrySet().stream().filter(e -> e.getValue().equals(true))
                .map(Map.Entry::getKey).filter(name -> name.startsWith("pooling_mode")).toList();
        if (modes.size() != 1 || !known.containsKey(modes.getFirst())) {
            throw new T2lException(file + ": needs one way of pooling, mean, cls or last token, got " + modes);
        }
        return known.get(modes.getFirst());
    }

    /// `E`
    public int width() {
        return encoder.config().width();
    }

    private int positions() {
        return encoder.config().positions();
    }

    /// The maximum number of tokens of a text.
    public int limit() {
        return limit;
    }

    /// The number of token ids.
    public int vocabulary() {
        return encoder.config().vocabulary();
    }

    /// Throws [T2lException] if the encoder has no tokenizer.
    public Tokenizer tokenizer() {
        return tokenizer.orElseThrow(() -> new T2lException(source
                + ": needs a tokenizer (tokenizer.json) to read text, there is none; give token numbers instead"));
    }

    /// The token ids of a text, truncated on the right to [#limit] but keeping the last token.
    ///
    /// @param cut is told about a text that is too long, in a sentence
    public int[] tokens(String text, Consumer<String> cut) {
        return tokens(text, limit, cut);
    }

    private int[] tokens(String text, int most, Consumer<String> cut) {
        int[] ids = tokenizer().encode(text, true);
        if (ids.length <= most) {
            return ids;
        }
        cut.accept("encoder: reads at most " + most + " tokens of a text, the rest of one with " + ids.length
                + " was cut off");
        int[] kept = Arrays.copyOf(ids, most);
        kept[most - 1] = ids[ids.length - 1];
        return kept;
    }

    /// One vector of length 1 for each text: F32 `[n,E]` in memory of `into`. Throws [IllegalArgumentException] if
    /// there is no text.
    ///
    /// @param cut is told once if a text is too long
    public Tensor embed(Kernels kernels, SegmentAllocator into, List<String> texts, Consumer<String> cut) {
        return normalise(pool(kernels, into, tokens(texts, limit, cut)));
    }

    /// What the encoder says of texts as a whole and of each of their tokens.
    ///
    /// @param vectors as of [#embed]
    public record Read(Tensor vectors, TokenStates tokens) {}

    /// Like [#embed], with the states of the tokens.
    ///
    /// @param most number of tokens of a text to read, at least 2
    public Read read(Kernels kernels, SegmentAllocator into, List<String> texts, int most, Consumer<String> cut) {
        List<int[]> all = tokens(texts, Math.min(most, limit), cut);
        List<Integer> starts = new ArrayList<>(List.of(0));
        all.forEach(ids -> starts.add(starts.getLast() + ids.length));
        var states = new TokenStates(Tensor.allocate(into, DType.F16, starts.getLast(), width()), starts,
                encoder.config().vocabulary());
        return new Read(normalise(pool(kernels, into, all, Optional.of(states))), states);
    }

    private List<int[]> tokens(List<String> texts, int most, Consumer<String> cut) {
        List<String> notes = new ArrayList<>();
        List<int[]> all = texts.stream().map(text -> tokens(text, most, notes::add)).toList();
        notes.stream().findFirst().ifPresent(cut);
        return all;
    }

    /// The pooled vector of each text: F32 `[n,E]` in memory of `into`.
    public Tensor pool(Kernels kernels, SegmentAllocator into, List<int[]> texts) {
        return pool(kernels, into, texts, Optional.empty());
    }

    /// @param states are filled, if they are wanted
    private Tensor pool(Kernels kernels, SegmentAllocator into, List<int[]> texts, Optional<TokenStates> states) {
        int most = texts.stream().mapToInt(t -> t.length).max().orElse(0);
        if (texts.isEmpty() || texts.stream().anyMatch(t -> t.length == 0) || most > positions()) {
            throw new IllegalArgumentException("encoder: needs texts of 1 to " + positions()
                    + " tokens, got " + texts.size() + " of up to " + most);
        }
        Tensor all = Tensor.allocate(into, DType.F32, texts.size(), width());
        // Texts of similar length are batched together to reduce padding.
        List<Integer> order = IntStream.range(0, texts.size()).boxed()
                .sorted(Comparator.comparingInt(i -> texts.get(i).length)).toList();
        Slabs slabs = Optional.ofNullable(idle.poll()).orElseGet(Slabs::new);
        try (Workspace workspace = new Workspace(slabs)) {
            for (int from = 0; from < order.size(); from += BATCH) {
                pool(kernels, workspace, texts, order.subList(from, Math.min(from + BATCH, order.size())), all, states);
            }
        } finally {
            if (slabs.reserved() > KEPT || !idle.offer(slabs)) {
                slabs.close();
            }
        }
        return all;
    }

    private void pool(Kernels kernels, Workspace workspace, List<int[]> texts, List<Integer> batch, Tensor all,
            Optional<TokenStates> states) {
        try (Arena scratch = Arena.ofShared(); Pass pass = Pass.inference(kernels, workspace, DType.F32)) {
            Tokens tokens = Tokens.right(scratch, batch.stream().map(texts::get).toArray(int[][]::new));
            Tensor kinds = Tensor.allocate(scratch, DType.I32, tokens.positions().dims());
            Tensor weights = Tensor.allocate(scratch, DType.F32, batch.size(), 1, tokens.length());
            pooling.fill(tokens.span(), weights);
            Var hidden = encoder.hidden(pass, tokens.ids(), tokens.positions(), kinds, tokens.span());
            Tensor pooled = Pooling.pool(hidden, weights).value();
            for (int i = 0; i < batch.size(); i++) {
                int text = batch.get(i);
                kernels.run(new Copy(pooled.narrow(0, i, 1), all.narrow(0, text, 1)));
                if (states.isPresent()) {
                    TokenStates to = states.get();
                    int length = to.length(text);
                    kernels.run(new Copy(hidden.value().narrow(0, i * tokens.length(), length),
                            to.rows().narrow(0, to.starts().get(text), length)));
                }
            }
        }
    }

    /// Normalises every row of `[n,E]` in place; returns it. As in torch's `normalize`, norms below 1e-12 count as
    /// 1e-12.
    public static Tensor normalise(Tensor rows) {
        for (int i = 0; i < rows.dim(0); i++) {
            double squares = 0;
            for (int j = 0; j < rows.dim(1); j++) {
                squares += rows.at(i, j) * rows.at(i, j);
            }
            double length = Math.max(Math.sqrt(squares), 1e-12);
            for (int j = 0; j < rows.dim(1); j++) {
                long at = (long) i * rows.dim(1) + j;
                rows.set(at, rows.get(at) / length);
            }
        }
        return rows;
    }

    /// Frees the memory; the encoder must not be used afterwards.
    @Override
    public void close() {
        arena.close();
        Optional.ofNullable(idle.poll()).ifPresent(Slabs::close);
    }
}
