package t2l.transformer.generate;

import static org.junit.jupiter.api.Assertions.*;

import module java.base;
import net.jqwik.api.*;
import org.junit.jupiter.api.Test;
import t2l.tensor.*;
import t2l.tensor.backend.*;
import t2l.testkit.*;
import t2l.transformer.*;
import t2l.transformer.lora.Lora;

/// Whoever shares the turns, and however many threads compute them: a text has the tokens and the bits of its logits that
/// it has alone.
class BatcherLaws {
    /// By the number of threads, from 1 on.
    private static final List<Kernels> SIMD = IntStream.rangeClosed(1, 4)
            .mapToObj(n -> Backends.open("simd", new Parallel(n))).toList();
    private static final Kernels SCALAR = Backends.open("scalar", new Parallel(1));

    private static Kernels simd(SplittableRandom random) {
        return SIMD.get(random.nextInt(SIMD.size()));
    }

    @Property(tries = 100, edgeCases = EdgeCasesMode.NONE)
    void otherSequencesChangeNoBit(@ForAll long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        boolean scalar = random.nextInt(8) == 0;
        BatchInvariance.check(scalar ? SCALAR : simd(random), scalar ? SCALAR : simd(random), random.nextLong());
    }

    /// A text that cannot be continued fails alone.
    @Test
    void whatFailsForOneFailsForNoOther() {
        Arena arena = Arena.ofAuto();
        Decoder decoder = RandomDecoder.draw(new SplittableRandom(7), arena).floats(arena).decoder();
        try (Batcher batcher = new Batcher(decoder, SIMD.getFirst(), DType.F32);
                KvPages memory = batcher.memory(3L * KvPages.POSITIONS)) {
            int[] readable = {1, 2};
            int[] beyond = {1, decoder.config().vocabulary()};
            var good = new Sequence(memory.open(5).orElseThrow(), readable, Lora.NONE, 3, _ -> 1);
            var bad = new Sequence(memory.open(5).orElseThrow(), readable, Lora.NONE, 3, _ -> {
                throw new T2lException("choice");
            });
            var unreadable = new Sequence(memory.open(5).orElseThrow(), beyond, Lora.NONE, 3, _ -> 1);
            for (int i = 0; i < 3; i++) {
                batcher.step(List.of(unreadable, bad, good));
            }
            good.check();
            assertEquals(3, good.newTokens());
            assertEquals("choice", assertThrows(T2lException.class, bad::check).getMessage());
            assertThrows(IllegalArgumentException.class, unreadable::check);
        }
    }
}
