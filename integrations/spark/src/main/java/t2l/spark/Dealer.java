package t2l.spark;

import org.apache.spark.Partitioner;

/// Deals units out to partitions one by one.
final class Dealer extends Partitioner {
    private static final long serialVersionUID = 1L;

    private final int partitions;

    Dealer(int partitions) {
        this.partitions = partitions;
    }

    @Override
    public int numPartitions() {
        return partitions;
    }

    @Override
    public int getPartition(Object unit) {
        return Math.floorMod((Long) unit, partitions);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Dealer dealer && dealer.partitions == partitions;
    }

    @Override
    public int hashCode() {
        return partitions;
    }
}
