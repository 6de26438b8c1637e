package t2l.bench;

import java.util.Optional;

/// What a piece of work costs at least, however it is done; with the time it took, that is its speed.
///
/// @param flops floating-point operations, a multiply-add counted as two; 0 if they are not what limits it
/// @param bytes that must come from memory or go there; 0 if they are not what limits it
/// @param items what the user counts
public record Cost(double flops, double bytes, Optional<Items> items) {
    /// So many tokens, steps or texts.
    public record Items(double count, String unit) {}

    /// Work that is limited by arithmetic.
    public static Cost flops(double flops) {
        return new Cost(flops, 0, Optional.empty());
    }

    /// Work that is limited by memory.
    public static Cost bytes(double bytes) {
        return new Cost(0, bytes, Optional.empty());
    }

    /// The product `[m,k]·[k,n]`.
    public static Cost product(int m, int n, int k) {
        return flops(2.0 * m * n * k);
    }

    /// The same, counted in `unit` by the user.
    public Cost of(double count, String unit) {
        return new Cost(flops, bytes, Optional.of(new Items(count, unit)));
    }
}
