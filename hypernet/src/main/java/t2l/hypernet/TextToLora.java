package t2l.hypernet;

import java.lang.foreign.Arena;
import java.lang.foreign.SegmentAllocator;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import t2l.autograd.Pass;
import t2l.autograd.StateDict;
import t2l.tensor.DType;
import t2l.tensor.Kernels;
import t2l.tensor.T2lException;
import t2l.tensor.Tensor;
import t2l.tensor.Workspace;
import t2l.transformer.lora.Lora;

/// Description in, adapter out: a trained hypernetwork with the text encoder it was trained with. Needs no weights of
/// the model that the adapters are for.
public final class TextToLora implements AutoCloseable {
    /// Training tasks named with an adapter.
    private static final int NEAREST = 3;

    private final Arena arena = Arena.ofShared();
    private final Workspace workspace = new Workspace();
    private final Kernels kernels;
    private final HypermodFile file;
    private final HyperNetwork network;
    private final Optional<TaskAtlas> atlas;
    private final TaskEmbedder embedder;

    /// An adapter and what it was made of.
    ///
    /// @param place where the description lies among the training tasks, if the hypernetwork knows them
    public record Generated(String description, Lora lora, Optional<TaskAtlas.Place> place) {}

    /// Opens a directory as [HypermodFile] reads it. Throws [T2lException] if it is not one, or holds tensors that the
    /// network has no place for.
    ///
    /// @param order    the order of the targets, if it is to be other than the file says
    /// @param embedder reads descriptions as in training
    /// @param hints    hears what the user should know of the files
    public TextToLora(Path directory, Optional<List<String>> order, TaskEmbedder embedder, Kernels kernels,
            Consumer<String> hints) {
        this.kernels = kernels;
        this.embedder = embedder;
        try {
            file = HypermodFile.read(directory, order, kernels, arena, hints);
            network = new HyperNetwork(new StateDict(directory.toString(), file.tensors()), file.config());
            atlas = TaskAtlas.read(directory, kernels, arena);
        } catch (RuntimeException | Error e) {
            close();
            throw e;
        }
    }

    /// What the network is built from.
    public HyperConfig config() {
        return file.config();
    }

    /// The trained network.
    public HyperNetwork network() {
        return network;
    }

    /// One adapter for each description, in memory of `into`. The same description gives the same bits, whatever
    /// stands beside it: they go through one by one, for the rows of one adapter already fill the cores.
    public List<Generated> generate(List<String> descriptions, SegmentAllocator into) {
        List<Generated> all = new ArrayList<>();
        try (Arena local = Arena.ofShared()) {
            for (String description : descriptions) {
                Tensor embedding = embedder.embed(List.of(description), local);
                if (embedding.dim(1) != config().embedding()) {
                    throw new T2lException("hypernetwork: needs an encoder that gives " + config().embedding()
                            + " numbers, got " + embedding.dim(1) + "; name the one it was trained with");
                }
                try (Pass pass = Pass.inference(kernels, workspace, DType.F32)) {
                    Lora lora = network.lora(pass, embedding, file.lora(), into);
                    all.add(new Generated(description, lora, atlas.map(a -> a.locate(embedding, NEAREST))));
                }
            }
        }
        return all;
    }

    @Override
    public void close() {
        workspace.close();
        arena.close();
    }
}
