package t2l.bench;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/// The user's options.
///
/// @param quick   small sizes, to check everything without accurate timings
/// @param seconds how long each row and each of its rivals is timed; 0 for one round
/// @param threads of the kernels
/// @param model   an additional model for `decode`, `prefill` and `load`
public record BenchSettings(boolean quick, double seconds, int threads, long seed, Optional<String> model) {
    /// The first or the second size, depending on `quick`.
    public int size(int usual, int small) {
        return quick ? small : usual;
    }

    /// A command of this program that computes on as many threads.
    List<String> onThreads(List<String> arguments) {
        return Stream.concat(arguments.stream(), Stream.of("--threads", Integer.toString(threads))).toList();
    }
}
