package t2l.demo.suite;

import java.lang.foreign.Arena;
import java.lang.foreign.SegmentAllocator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import t2l.cli.Progress;
import t2l.hypernet.TaskEmbedder;
import t2l.tensor.DType;
import t2l.tensor.Tensor;
import t2l.tensor.backend.Kernels;
import t2l.tensor.kernel.Copy;

/// Caches embeddings, since the training and test runs of an experiment share most descriptions.
final class RememberingEmbedder implements TaskEmbedder {
    /// Descriptions embedded between two reports of progress.
    private static final int TOGETHER = 128;

    private final TaskEmbedder reader;
    private final Kernels kernels;
    private final Arena arena;
    private final Map<String, Tensor> known = new HashMap<>();

    /// @param arena holds the cache
    RememberingEmbedder(TaskEmbedder reader, Kernels kernels, Arena arena) {
        this.reader = reader;
        this.kernels = kernels;
        this.arena = arena;
    }

    /// Embeds descriptions in advance, reporting progress.
    void read(List<String> sentences, ExperimentRunner runner) {
        List<String> unknown = unknown(sentences);
        if (unknown.isEmpty()) {
            return;
        }
        try (Progress report = runner.begin("reading descriptions", unknown.size())) {
            for (int from = 0; from < unknown.size(); from += TOGETHER) {
                int to = Math.min(unknown.size(), from + TOGETHER);
                learn(unknown.subList(from, to));
                report.at(to, "");
            }
        }
    }

    private List<String> unknown(List<String> sentences) {
        return sentences.stream().filter(sentence -> !known.containsKey(sentence)).distinct().toList();
    }

    private void learn(List<String> sentences) {
        Tensor read = reader.embed(sentences, arena);
        for (int i = 0; i < sentences.size(); i++) {
            known.put(sentences.get(i), read.narrow(0, i, 1));
        }
    }

    @Override
    public Tensor embed(List<String> descriptions, SegmentAllocator into) {
        List<String> unknown = unknown(descriptions);
        if (!unknown.isEmpty()) {
            learn(unknown);
        }
        Tensor all = Tensor.allocate(into, DType.F32, descriptions.size(), known.get(descriptions.getFirst()).dim(1));
        for (int i = 0; i < descriptions.size(); i++) {
            kernels.run(new Copy(known.get(descriptions.get(i)), all.narrow(0, i, 1)));
        }
        return all;
    }
}
