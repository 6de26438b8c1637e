package t2l.bench;

import module java.base;
import t2l.bench.Row.Job;

/// A row of the benchmark: its name, `group/what/size`, and how to set up its work. Memory is allocated when its turn
/// comes and freed afterwards.
///
/// @param name  its name in `t2l bench NAME` and in requests to rivals
/// @param setup creates the work in the memory of a scene
record Row(String name, Function<RowContext, Job> setup) {
    /// Work to be timed, a check of its result, and rivals.
    ///
    /// @param check throws [t2l.tensor.T2lException] if the result is wrong; called after `work` has run at least once
    /// @param model the model that an external program has to open for this work
    record Job(Cost cost, Runnable work, Runnable check, List<Rival> rivals, Optional<Path> model) {
        /// Without rivals or a model in a file.
        Job(Cost cost, Runnable work, Runnable check) {
            this(cost, work, check, List.of(), Optional.empty());
        }

        /// The same for a model in a file or a directory.
        Job on(Path file) {
            return new Job(cost, work, check, rivals, Optional.of(file));
        }

        /// The same with another rival.
        Job against(Rival rival) {
            return new Job(cost, work, check, Stream.concat(rivals.stream(), Stream.of(rival)).toList(), model);
        }
    }

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
}
