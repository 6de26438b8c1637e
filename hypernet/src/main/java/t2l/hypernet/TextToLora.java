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
import t2l.tensor.Tensor;
import t2l.tensor.Workspace;
import t2l.transformer.lora.Lora;

/// Description in, adapter out: a trained hypernetwork with the text encoder it was trained with. Needs no weights of
/// the model that the adapters are for.
public final class TextToLora implements AutoCloseable {
    private final Arena arena = Arena.ofShared();
    private final Workspace workspace = new Workspace();
    private final Kernels kernels;
    private final HypermodFile file;
    private final HyperNetwork network;
    private final TaskEmbedder embedder;

    /// Opens a directory as [HypermodFile] reads it. Throws [t2l.tensor.T2lException] if it is not one, or holds
    /// tensors that the network has no place for.
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
            StateDict weights = new StateDict(directory.toString(), file.tensors());
            network = new HyperNetwork(weights, file.config());
            weights.requireAllUsed();
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
    /// stands beside it.
    public List<Lora> generate(List<String> descriptions, SegmentAllocator into) {
        List<Lora> all = new ArrayList<>();
        try (Arena local = Arena.ofShared()) {
            for (String description : descriptions) {
                Tensor embedding = embedder.embed(List.of(description), local);
                try (Pass pass = Pass.inference(kernels, workspace, DType.F32)) {
                    all.add(network.lora(pass, embedding, file.lora(), into));
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
