package t2l.hypernet.data;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import t2l.hypernet.SplitMix64;

/// An endless sequence of random permutations of `0 … count − 1` (epochs).
final class Order {
    private final int count;
    private final long seed;
    private final List<Integer> order = new ArrayList<>();
    private long epoch = -1;

    Order(int count, long seed) {
        this.count = count;
        this.seed = seed;
    }

    /// The number at an index of the sequence.
    int at(long place) {
        long wanted = place / count;
        if (wanted != epoch) {
            order.clear();
            IntStream.range(0, count).forEach(order::add);
            SplitMix64.named("sft", seed, "order", wanted).shuffle(order);
            epoch = wanted;
        }
        return order.get((int) (place % count));
    }
}
