package t2l.app.demo;

import module java.base;
import t2l.app.console.Progress;
import t2l.hypernet.Descriptions;
import t2l.hypernet.TaskEmbedder;
import t2l.tensor.backend.Kernels;

/// Caches what is read of descriptions, since the training and test runs of an experiment share most descriptions.
final class RememberingEmbedder implements TaskEmbedder {
    /// Descriptions embedded between two reports of progress.
    private static final int TOGETHER = 128;

    private final TaskEmbedder reader;
    private final Kernels kernels;
    private final Arena arena;
    private final Map<String, Descriptions> known = new HashMap<>();

    /// @param arena holds the cache
    RememberingEmbedder(TaskEmbedder reader, Kernels kernels, Arena arena) {
        this.reader = reader;
        this.kernels = kernels;
        this.arena = arena;
    }

    /// Reads descriptions in advance, reporting progress.
    void read(List<String> sentences, boolean tokens, ExperimentRunner runner) {
        List<String> unknown = unknown(sentences, tokens);
        if (unknown.isEmpty()) {
            return;
        }
        try (Progress report = runner.begin("reading descriptions", unknown.size())) {
            for (int from = 0; from < unknown.size(); from += TOGETHER) {
                int to = Math.min(unknown.size(), from + TOGETHER);
                learn(unknown.subList(from, to), tokens);
                report.at(to, "");
            }
        }
    }

    private List<String> unknown(List<String> sentences, boolean tokens) {
        return sentences.stream()
                .filter(sentence -> !known.containsKey(sentence) || (tokens && known.get(sentence).tokens().isEmpty()))
                .distinct().toList();
    }

    private void learn(List<String> sentences, boolean tokens) {
        Descriptions read = reader.read(sentences, tokens, arena);
        for (int i = 0; i < sentences.size(); i++) {
            known.put(sentences.get(i), read.slice(i, 1));
        }
    }

    @Override
    public Descriptions read(List<String> descriptions, boolean tokens, SegmentAllocator into) {
        List<String> unknown = unknown(descriptions, tokens);
        if (!unknown.isEmpty()) {
            learn(unknown, tokens);
        }
        return Descriptions.together(descriptions.stream().map(known::get).toList(), tokens, kernels, into);
    }
}
