package t2l.bench;

import module java.base;
import t2l.bench.Row.*;
import t2l.tensor.Tensor;
import t2l.tensor.backend.*;
import t2l.transformer.family.TextEncoder;

/// `encoder`: one text of 8 to 128 tokens, or 32 texts of 64, through MiniLM, whose matrices are held in 8 bits.
final class EncoderRows {
    private static final int VOCABULARY = 30_522;

    private EncoderRows() {}

    static List<Row> rows(Bench.Settings plan) {
        return List.of(row(1, plan.size(8, 2)), row(1, plan.size(16, 3)), row(1, plan.size(32, 4)),
                row(1, plan.size(128, 8)), row(plan.size(32, 3), plan.size(64, 6)));
    }

    private static Row row(int texts, int length) {
        return new Row("encoder/minilm/" + texts + "x" + length, scene -> {
            TextEncoder encoder = TextEncoder.open("builtin:minilm", Optional.empty(), scene.kernels());
            scene.afterwards(encoder::close);
            List<int[]> ids = texts(texts, length, scene.plan().seed());
            // Six layers of 384: q, k, v, o and a feed-forward of 1536; without attention.
            Cost cost = Cost.flops(2.0 * texts * length * 6 * (4 * 384 * 384 + 2 * 384 * 1536));
            return new Job(cost, () -> {
                try (Arena once = Arena.ofConfined()) {
                    encoder.pool(scene.kernels(), once, ids);
                }
            }, () -> Agreement.require("embedding", embed(scene, encoder, scene.kernels()),
                    embed(scene, encoder, new ReferenceKernels())));
        });
    }

    /// Of texts of few tokens, for which the definition of the kernels takes seconds.
    private static Tensor embed(RowContext scene, TextEncoder encoder, Kernels kernels) {
        return encoder.pool(kernels, scene.arena(), texts(2, scene.plan().size(5, 2), 1));
    }

    private static List<int[]> texts(int count, int length, long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        return Stream.generate(() -> random.ints(length, 1000, VOCABULARY).toArray()).limit(count).toList();
    }
}
