package t2l.hypernet;

import it.unimi.dsi.fastutil.ints.IntOpenHashSet;
import module java.base;

/// A random number generator that gives the same sequence on every machine and in every language: SplitMix64 (Steele,
/// Lea and Flood 2014; the mixer of [java.util.SplittableRandom] with the golden gamma).
///
/// Streams are named, and their seed is the FNV-1a hash of the name, so no draw depends on unrelated earlier draws. A
/// stream is not thread-safe; create another one of the same name instead of sharing it.
public final class SplitMix64 {
    private static final long GOLDEN_GAMMA = 0x9E3779B97F4A7C15L;
    private static final long FNV_OFFSET = 0xCBF29CE484222325L;
    private static final long FNV_PRIME = 0x100000001B3L;

    private long state;

    /// The stream that starts from `seed`.
    public SplitMix64(long seed) {
        state = seed;
    }

    /// The stream named `part/part/…`.
    public static SplitMix64 named(Object... parts) {
        var name = new StringBuilder();
        for (Object part : parts) {
            name.append(name.isEmpty() ? "" : "/").append(part);
        }
        return new SplitMix64(fnv1a(name.toString()));
    }

    /// FNV-1a, 64 bits, of the UTF-8 bytes of `text`.
    public static long fnv1a(String text) {
        long hash = FNV_OFFSET;
        for (byte b : text.getBytes(StandardCharsets.UTF_8)) {
            hash = (hash ^ (b & 0xFF)) * FNV_PRIME;
        }
        return hash;
    }

    /// The next 64 bits.
    public long next() {
        state += GOLDEN_GAMMA;
        long z = state;
        z = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
        z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
        return z ^ (z >>> 31);
    }

    /// An integer in `[0, bound)`: the upper 31 bits modulo `bound`.
    public int below(int bound) {
        return (int) ((next() >>> 33) % bound);
    }

    /// A number in `[0, 1)`: the upper 53 bits.
    public double unit() {
        return (next() >>> 11) * 0x1p-53;
    }

    /// Shuffles `items` in place (Fisher and Yates, from the end).
    public void shuffle(List<?> items) {
        for (int i = items.size() - 1; i > 0; i--) {
            Collections.swap(items, i, below(i + 1));
        }
    }

    /// `count` distinct elements of `pool`, in the order drawn; duplicates are drawn again.
    public <T> List<T> sample(List<T> pool, int count) {
        if (count > pool.size()) {
            throw new IllegalArgumentException("sample: needs at most %d items, the size of the pool, got %d"
                    .formatted(pool.size(), count));
        }
        var taken = new IntOpenHashSet(count);
        var sample = new ArrayList<T>(count);
        while (sample.size() < count) {
            int place = below(pool.size());
            if (taken.add(place)) {
                sample.add(pool.get(place));
            }
        }
        return sample;
    }
}
