package t2l.bench;

/// A row of the benchmark: its name, `group/what/size`, and how to set up its work. Memory is allocated when its turn
/// comes and freed afterwards.
///
/// @param name its name in `t2l bench NAME` and in requests to rivals
public record Row(String name, Setup setup) {
    /// Creates the work of a row in the memory of a scene.
    @FunctionalInterface
    public interface Setup {
        Job in(RowContext scene);
    }
}
