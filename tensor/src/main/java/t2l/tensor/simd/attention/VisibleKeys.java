package t2l.tensor.simd.attention;

/// Which keys of a block the queries of a block see: query `i` those from [#first] on and before [#end]. Queries and keys
/// are counted from the first of their blocks. Both borders never fall from one query to the next. One object serves one
/// thread.
final class VisibleKeys {
    private int low;
    private int high;
    private int from;
    private int to;

    /// Looks at the queries from `t` on and the keys from `key` on, of sequence `b`.
    void at(Attended on, int b, int t, int key) {
        int place = on.keys() - on.queries() + t - key;
        low = on.low(b) - key;
        high = on.high(b) - key;
        int farthest = on.keys() + on.queries();
        from = place - Math.min(farthest, on.heads().mask().before());
        to = place + 1 + Math.min(farthest, on.heads().mask().after());
    }

    int first(int i) {
        return Math.max(low, from + i);
    }

    int end(int i) {
        return Math.min(high, to + i);
    }

    /// [#first] of query 0 but for padding; of the next query it is one more.
    int from() {
        return from;
    }

    /// [#end] of query 0 but for padding; of the next query it is one more.
    int to() {
        return to;
    }

    /// The first key that is no padding.
    int low() {
        return low;
    }

    /// The key after the last one that is no padding.
    int high() {
        return high;
    }
}
