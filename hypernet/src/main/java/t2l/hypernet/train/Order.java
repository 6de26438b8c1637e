package t2l.hypernet.train;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import t2l.hypernet.SplitMix64;

/// Numbers `0 … count − 1` in one random order after the other (epochs), without end.
final class Order {
    private final int count;
    private final long seed;
    private final List<Integer> order = new ArrayList<>();
    private long epoch = -1;

    Order(int count, long seed) {
        this.count = count;
        this.seed = seed;
    }

    /// The number at a place of the endless row.
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
