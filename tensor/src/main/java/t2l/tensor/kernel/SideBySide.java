package t2l.tensor.kernel;

import module java.base;
import t2l.tensor.*;
import t2l.tensor.kernel.Kernel.Access;

/// Kernels that have nothing to do with each other: none writes what another reads or writes, so they may run in any order
/// and at the same time. A caller that needs a result for each of several texts says so with this. Parts may write
/// different rows of one tensor, but none of them may lie in memory that another part only reads.
public record SideBySide(List<Kernel> parts) implements Kernel {
    /// In place of the number of a part: several of them.
    private static final int SEVERAL = -1;

    public SideBySide {
        parts = List.copyOf(parts);
        requireApart(parts);
    }

    private static void requireApart(List<Kernel> parts) {
        Map<Memory, Integer> writers = new HashMap<>();
        List<Access> accesses = parts.stream().map(Kernel::access).toList();
        for (int i = 0; i < accesses.size(); i++) {
            write(writers, accesses.get(i).updates(), i);
            write(writers, accesses.get(i).writes(), i);
        }
        for (int i = 0; i < accesses.size(); i++) {
            for (Tensor read : accesses.get(i).reads()) {
                if (writers.getOrDefault(read.memory(), i) != i) {
                    throw Shapes.failure("sideBySide", "parts that do not read the results of others", read);
                }
            }
        }
    }

    private static void write(Map<Memory, Integer> writers, List<Tensor> written, int part) {
        written.forEach(t -> writers.merge(t.memory(), part, (a, b) -> a.equals(b) ? a : SEVERAL));
    }

    @Override
    public Access access() {
        return new Access(all(Access::reads), all(Access::updates), all(Access::writes));
    }

    private List<Tensor> all(Function<Access, List<Tensor>> of) {
        return parts.stream().flatMap(part -> of.apply(part.access()).stream()).toList();
    }

    @Override
    public void define() {
        parts.forEach(Kernel::define);
    }
}
