package t2l.hypernet;

import module java.base;
import t2l.autograd.*;
import t2l.tensor.*;
import t2l.tensor.backend.Kernels;
import t2l.tensor.kernel.Elementwise.*;
import t2l.tensor.kernel.Norms.RmsNorm;
import t2l.transformer.*;
import t2l.transformer.family.*;

/// Turns descriptions into the input of a hypernetwork: unit vectors times `√E` (t2l-spec §7).
@FunctionalInterface
public interface TaskEmbedder extends AutoCloseable {
    /// Reads descriptions into memory of `into`. Throws [T2lException] if one is empty, or if tokens are wanted of
    /// what is no text encoder.
    ///
    /// @param tokens whether the states of the tokens are wanted as well
    Descriptions read(List<String> descriptions, boolean tokens, SegmentAllocator into);

    /// The vectors alone, `[descriptions,E]`.
    default Tensor embed(List<String> descriptions, SegmentAllocator into) {
        return read(descriptions, false, into).vectors();
    }

    /// The number of tokens that are read of a description; 0 if it is not read as tokens.
    default int length(String description) {
        return 0;
    }

    /// Releases the model that [#open] opened. Other embedders own nothing.
    @Override
    default void close() {
        // nothing was opened
    }

    /// Opens the embedder that a hypernetwork was trained with. Throws [T2lException] if it cannot be opened.
    ///
    /// @param name   name of the model in training (`emb_model`), which determines prompt and pooling; empty for the
    ///               base model itself
    /// @param place  its path: a text encoder, or for an empty name or an SFR-Embedding a language model
    /// @param opened a language model that is open already, by its path; used and not closed
    /// @param hints  is told what the user should know
    static TaskEmbedder open(String name, String place, Function<String, Optional<LanguageModel>> opened,
            Kernels kernels, Consumer<String> hints) {
        EncoderKind kind = EncoderKind.named(name);
        if (kind == EncoderKind.BASE || kind == EncoderKind.SFR) {
            Optional<LanguageModel> known = opened.apply(place);
            LanguageModel model = known
                    .orElseGet(() -> LanguageModel.read(place, Optional.empty(), Optional.empty(), kernels));
            return new OfModel(model, name, kernels, hints, known.isPresent() ? () -> {} : model::close);
        }
        TextEncoder encoder = TextEncoder.open(place,
                kind == EncoderKind.GTE ? Optional.of(Pooling.CLS) : Optional.empty(), kernels);
        return new OfEncoder(encoder, name, kernels, hints, encoder::close);
    }

    /// An embedder that uses a text encoder, which it does not close.
    ///
    /// @param name  of the encoder in training
    /// @param hints is told what the user should know
    static TaskEmbedder of(TextEncoder encoder, String name, Kernels kernels, Consumer<String> hints) {
        return new OfEncoder(encoder, name, kernels, hints, () -> {});
    }

    /// Throws [T2lException] if `tokens` are wanted of `reader`, which has none.
    static void requireVectors(boolean tokens, String reader) {
        if (tokens) {
            throw new T2lException("emb_model: needs a text encoder for a network that reads tokens, got " + reader);
        }
    }

    /// Reads descriptions through a text encoder.
    ///
    /// @param name    of the encoder in training
    /// @param hints   is told what the user should know
    /// @param closing releases the encoder if it was opened for this
    record OfEncoder(TextEncoder encoder, String name, Kernels kernels, Consumer<String> hints, Runnable closing)
            implements
                TaskEmbedder {
        @Override
        public Descriptions read(List<String> descriptions, boolean tokens, SegmentAllocator into) {
            List<String> texts = descriptions.stream().map(EncoderKind.named(name)::prompt).toList();
            Descriptions all;
            if (tokens) {
                TextEncoder.Read read = encoder.read(kernels, into, texts, HyperConfig.Encoding.POSITIONS, hints);
                all = new Descriptions(read.vectors(), Optional.of(read.tokens()));
            } else {
                all = new Descriptions(encoder.embed(kernels, into, texts, hints));
            }
            kernels.run(new Scale(Math.sqrt(all.vectors().dim(1)), all.vectors(), all.vectors()));
            return all;
        }

        @Override
        public int length(String description) {
            return encoder.tokens(EncoderKind.named(name).prompt(description), _ -> {}).length;
        }

        @Override
        public void close() {
            closing.run();
        }
    }

    /// Reads descriptions through a language model: the last token's vector after the last norm. Each description is read
    /// alone, which gives the same result as padding on either side (t2l-spec Q18). Of one that is too long, the base model
    /// reads the beginning, as with the reference's tokenizer, and others the end.
    ///
    /// The tokens of the base model have their states before each layer, divided by their root mean square, because the
    /// largest of some models do not fit into F16.
    ///
    /// @param name    of the model in training; empty for the base model
    /// @param hints   is told about a description that is too long
    /// @param closing releases the model if it was opened for this
    record OfModel(LanguageModel model, String name, Kernels kernels, Consumer<String> hints, Runnable closing)
            implements
                TaskEmbedder {
        /// Maximum number of tokens of a description.
        static final int MAX_TOKENS = 8192;

        @Override
        public Descriptions read(List<String> descriptions, boolean tokens, SegmentAllocator into) {
            requireVectors(tokens && !isBase(), name);
            int layers = model.config().layers();
            List<int[]> texts = descriptions.stream().map(text -> ids(text, hints)).toList();
            List<Integer> starts = new ArrayList<>(List.of(0));
            texts.forEach(ids -> starts.add(starts.getLast() + layers * ids.length));
            Tensor rows = Tensor.allocate(into, DType.F32, descriptions.size(), model.config().width());
            Tensor states = Tensor.allocate(into, DType.F16, tokens ? starts.getLast() : 0, rows.dim(1));
            try (Workspace workspace = new Workspace()) {
                for (int i = 0; i < descriptions.size(); i++) {
                    read(workspace, texts.get(i), rows.narrow(0, i, 1), tokens
                            ? Optional.of(states.narrow(0, starts.get(i), layers * texts.get(i).length))
                            : Optional.empty());
                }
            }
            TextEncoder.normalise(rows);
            kernels.run(new Scale(Math.sqrt(rows.dim(1)), rows, rows));
            return new Descriptions(rows, tokens
                    ? Optional.of(new TokenStates(states, starts, model.config().vocabulary(), layers))
                    : Optional.empty());
        }

        @Override
        public int length(String description) {
            return ids(description, _ -> {}).length;
        }

        @Override
        public void close() {
            closing.run();
        }

        private boolean isBase() {
            return EncoderKind.named(name) == EncoderKind.BASE;
        }

        private int[] ids(String description, Consumer<String> cut) {
            int[] ids = model.tokenizer().encode(EncoderKind.named(name).prompt(description), true);
            if (ids.length <= MAX_TOKENS) {
                return ids;
            }
            cut.accept(
                    "description: at most " + MAX_TOKENS + " tokens are read, the " + (isBase() ? "beginning" : "end")
                            + " of one with " + ids.length + " was cut off");
            int from = isBase() ? ids.length - MAX_TOKENS : 0;
            return Arrays.copyOfRange(ids, from, from + MAX_TOKENS);
        }

        private void read(Workspace workspace, int[] ids, Tensor last, Optional<Tensor> states) {
            try (Arena scratch = Arena.ofShared(); Pass pass = Pass.inference(kernels, workspace, DType.F32)) {
                Tokens tokens = Tokens.right(scratch, ids);
                Context context = tokens.context(ActiveAdapter.NONE);
                Tensor plain = Tensor.allocate(scratch, DType.F32, last.dim(1)).fill(1);
                Tensor unit = Tensor.allocate(scratch, DType.F32, ids.length, last.dim(1));
                Tensor size = Tensor.allocate(scratch, DType.F32, ids.length);
                Var x = model.decoder().embed(pass, tokens.ids(), tokens.positions());
                for (int layer = 0; layer < model.config().layers(); layer++) {
                    if (states.isPresent()) {
                        kernels.run(new RmsNorm(x.value().narrow(1, 0, last.dim(1)), plain, 1e-12, unit, size));
                        kernels.run(new Copy(unit, states.get().narrow(0, layer * ids.length, ids.length)));
                    }
                    x = model.decoder().layer(x, context, layer);
                }
                kernels.run(new Copy(model.decoder().end(x, context).value().narrow(0, ids.length - 1, 1), last));
            }
        }
    }
}
