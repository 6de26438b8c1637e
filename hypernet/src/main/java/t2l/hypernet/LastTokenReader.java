package t2l.hypernet;

import java.lang.foreign.Arena;
import java.lang.foreign.SegmentAllocator;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;
import t2l.autograd.Pass;
import t2l.hypernet.EncoderPrompt.TaskReader;
import t2l.tensor.DType;
import t2l.tensor.T2lException;
import t2l.tensor.Tensor;
import t2l.tensor.Workspace;
import t2l.tensor.backend.Kernels;
import t2l.tensor.kernel.Copy;
import t2l.tensor.kernel.Scale;
import t2l.transformer.ActiveAdapter;
import t2l.transformer.Tokens;
import t2l.transformer.family.LanguageModel;
import t2l.transformer.family.TextEncoder;

/// Reads descriptions through a language model: the last token's vector after the last norm.
///
/// @param name    of the model in training, see [TaskEmbedder#of(LanguageModel, String, Kernels, Consumer)]
/// @param hints   is told about a description that is too long
/// @param closing releases the model if it was opened for this
record LastTokenReader(LanguageModel model, String name, Kernels kernels, Consumer<String> hints, Runnable closing)
        implements
            TaskEmbedder {
    /// Maximum number of tokens of a description.
    static final int LIMIT = 8192;

    @Override
    public Descriptions read(List<String> descriptions, boolean tokens, SegmentAllocator into) {
        requireVectors(tokens, base() ? "the base model" : name);
        Tensor rows = Tensor.allocate(into, DType.F32, descriptions.size(), model.config().width());
        try (Workspace workspace = new Workspace()) {
            for (int i = 0; i < descriptions.size(); i++) {
                last(workspace, ids(descriptions.get(i), hints), rows.narrow(0, i, 1));
            }
        }
        TextEncoder.normalise(rows);
        kernels.run(new Scale(Math.sqrt(rows.dim(1)), rows, rows));
        return new Descriptions(rows);
    }

    /// Throws [T2lException] if `tokens` are wanted of `reader`, which has none.
    static void requireVectors(boolean tokens, String reader) {
        if (tokens) {
            throw new T2lException("emb_model: needs a text encoder for a network that reads tokens, got " + reader);
        }
    }

    @Override
    public int length(String description) {
        return ids(description, _ -> {}).length;
    }

    @Override
    public void close() {
        closing.run();
    }

    private boolean base() {
        return TaskReader.named(name) == TaskReader.BASE;
    }

    private int[] ids(String description, Consumer<String> cut) {
        int[] ids = model.tokenizer().encode(EncoderPrompt.of(TaskReader.named(name)).of(description), true);
        if (ids.length <= LIMIT) {
            return ids;
        }
        cut.accept("description: at most " + LIMIT + " tokens are read, the " + (base() ? "beginning" : "end")
                + " of one with " + ids.length + " was cut off");
        int from = base() ? ids.length - LIMIT : 0;
        return Arrays.copyOfRange(ids, from, from + LIMIT);
    }

    private void last(Workspace workspace, int[] ids, Tensor into) {
        try (Arena scratch = Arena.ofShared(); Pass pass = Pass.inference(kernels, workspace, DType.F32)) {
            Tokens tokens = Tokens.right(scratch, ids);
            Tensor hidden = model.decoder().hidden(pass, tokens.ids(), tokens.context(ActiveAdapter.NONE)).value();
            kernels.run(new Copy(hidden.narrow(0, ids.length - 1, 1), into));
        }
    }
}
