package t2l.bench;

import java.lang.foreign.Arena;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import t2l.tensor.T2lException;
import t2l.tensor.Tensor;
import t2l.tensor.backend.Kernels;
import t2l.tensor.backend.ReferenceKernels;
import t2l.transformer.family.TextEncoder;

/// `encoder`: one text of 128 tokens through MiniLM. Its matrices are quantised to 8 bits here and perhaps not in
/// rivals, so only the directions of the vectors are compared.
final class EncoderRows {
    private static final int VOCABULARY = 30_522;

    /// Number of tokens compared with the reference kernels, which are slow.
    private static final int CHECKED = 5;

    private EncoderRows() {}

    static List<Row> rows(BenchSettings plan) {
        return List.of(new Row("encoder/minilm/1x" + plan.size(128, 8), EncoderRows::job));
    }

    private static Job job(RowContext scene) {
        TextEncoder encoder = TextEncoder.open("builtin:minilm", Optional.empty(), scene.kernels());
        scene.afterwards(encoder::close);
        int length = scene.plan().size(128, 8);
        int[] ids = new SplittableRandom(scene.plan().seed()).ints(length, 1000, VOCABULARY).toArray();
        List<Runnable> checks = new ArrayList<>();
        checks.add(() -> Agreement.require("embedding", embed(scene, encoder, scene.kernels(), CHECKED),
                embed(scene, encoder, new ReferenceKernels(), CHECKED)));
        List<Rival> rivals = new ArrayList<>();
        for (Peer peer : scene.peers()) {
            Tensor theirs = scene.draw().zeros(1, encoder.width());
            peer.embed(ids, theirs).ifPresent(work -> {
                rivals.add(Rival.of(peer.name(), work.run()));
                checks.add(() -> {
                    work.run().run();
                    work.deliver().run();
                    requireSameDirection(peer.name(), theirs, encoder.pool(scene.kernels(), scene.arena(),
                            List.of(ids)));
                });
            });
        }
        // Six layers of 384: q, k, v, o and a feed-forward of 1536; without attention.
        Cost cost = Cost.flops(2.0 * length * 6 * (4 * 384 * 384 + 2 * 384 * 1536));
        return new Job(cost, () -> {
            try (Arena once = Arena.ofConfined()) {
                encoder.pool(scene.kernels(), once, List.of(ids));
            }
        }, () -> checks.forEach(Runnable::run), rivals);
    }

    private static Tensor embed(RowContext scene, TextEncoder encoder, Kernels kernels, int length) {
        int[] ids = new SplittableRandom(1).ints(length, 1000, VOCABULARY).toArray();
        return encoder.pool(kernels, scene.arena(), List.of(ids));
    }

    private static void requireSameDirection(String who, Tensor a, Tensor b) {
        double cosine = cosine(a, b);
        if (!(cosine > 0.995)) {
            throw new T2lException(who + ": needs the embedding's direction, got a cosine of " + cosine);
        }
    }

    private static double cosine(Tensor a, Tensor b) {
        return dot(a, b) / Math.sqrt(dot(a, a) * dot(b, b));
    }

    private static double dot(Tensor a, Tensor b) {
        double sum = 0;
        for (long i = 0; i < a.size(); i++) {
            sum += a.get(i) * b.get(i);
        }
        return sum;
    }
}
