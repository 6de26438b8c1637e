package t2l.bench;

import java.util.Optional;

/// The minimum cost of a piece of work, from which the speed is computed.
///
/// @param flops floating-point operations, a multiply-add counted as two; 0 if they are not the limit
/// @param bytes read from and written to memory; 0 if they are not the limit
/// @param items number of units
record Cost(double flops, double bytes, Optional<Items> items) {
    /// A number of tokens, steps or texts.
    record Items(double count, String unit) {}

    /// The operations or bytes that limit the work; 0 if neither does.
    double amount() {
        return flops > 0 ? flops : bytes;
    }

    /// Bytes read by one item, or by all the work if there are no items: how much memory the work goes through.
    double swept() {
        return bytes / items.map(Items::count).orElse(1.0);
    }

    /// Work limited by arithmetic.
    static Cost flops(double flops) {
        return new Cost(flops, 0, Optional.empty());
    }

    /// Work limited by memory bandwidth.
    static Cost bytes(double bytes) {
        return new Cost(0, bytes, Optional.empty());
    }

    /// The same, reported in `unit`.
    Cost of(double count, String unit) {
        return new Cost(flops, bytes, Optional.of(new Items(count, unit)));
    }
}
