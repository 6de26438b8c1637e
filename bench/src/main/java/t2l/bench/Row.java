package t2l.bench;

/// A row of the benchmark: its name, `group/what/size`, and how to set up its work. Nothing is allocated before its turn
/// comes, and everything is given back after it.
///
/// @param name what `t2l bench NAME` and the names of rivals' answers refer to
public record Row(String name, Setup setup) {
    /// Makes the work of a row, in the memory of a scene.
    @FunctionalInterface
    public interface Setup {
        Job in(Scene scene);
    }
}
