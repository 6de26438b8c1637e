package t2l.hypernet.suite;

import java.lang.foreign.Arena;
import java.lang.foreign.SegmentAllocator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import t2l.hypernet.TaskEmbedder;
import t2l.tensor.DType;
import t2l.tensor.Kernels;
import t2l.tensor.Tensor;

/// Reads every sentence once: trainings and tests of one experiment have most of them in common.
final class RememberingEmbedder implements TaskEmbedder {
    private final TaskEmbedder reader;
    private final Kernels kernels;
    private final Arena arena;
    private final Map<String, Tensor> known = new HashMap<>();

    /// @param arena holds what is remembered
    RememberingEmbedder(TaskEmbedder reader, Kernels kernels, Arena arena) {
        this.reader = reader;
        this.kernels = kernels;
        this.arena = arena;
    }

    @Override
    public Tensor embed(List<String> descriptions, SegmentAllocator into) {
        List<String> unknown = descriptions.stream().filter(d -> !known.containsKey(d)).distinct().toList();
        if (!unknown.isEmpty()) {
            Tensor read = reader.embed(unknown, arena);
            for (int i = 0; i < unknown.size(); i++) {
                known.put(unknown.get(i), read.narrow(0, i, 1));
            }
        }
        Tensor all = Tensor.allocate(into, DType.F32, descriptions.size(), known.get(descriptions.getFirst()).dim(1));
        for (int i = 0; i < descriptions.size(); i++) {
            kernels.copy(known.get(descriptions.get(i)), all.narrow(0, i, 1));
        }
        return all;
    }
}
