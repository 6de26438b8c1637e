package t2l.bench;

import java.util.Optional;

/// What the user asked for.
///
/// @param quick   small sizes and one round: everything is checked, nothing is measured well
/// @param seconds how long each row is timed for, and each of its rivals
/// @param threads of the kernels
/// @param model   what `decode`, `prefill` and `load` run besides the model made for them
public record Plan(boolean quick, double seconds, int threads, long seed, Optional<String> model) {
    /// One of two sizes.
    public int size(int usual, int small) {
        return quick ? small : usual;
    }
}
