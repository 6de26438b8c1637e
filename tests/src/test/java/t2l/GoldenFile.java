package t2l;

import static java.lang.foreign.ValueLayout.*;
import static org.junit.jupiter.api.Assertions.assertTrue;

import module java.base;
import t2l.tensor.*;
import t2l.tensor.io.RawTensor;

/// The files that tests are held to. Beside each is the script that made it, or a README that says how it was made.
public final class GoldenFile {
    private GoldenFile() {}

    /// A file or directory below `t2l` among the test resources; fails if it is missing. What lies at the same place in the
    /// directory that `-Dt2l.goldens=DIR` names is taken instead: goldens of another seed or another machine.
    public static Path path(String name) {
        String others = System.getProperty("t2l.goldens");
        if (others != null && Files.exists(Path.of(others, name))) {
            return Path.of(others, name);
        }
        URL found = GoldenFile.class.getResource("/t2l/" + name);
        assertTrue(found != null, "golden missing: " + name);
        try {
            return Path.of(found.toURI());
        } catch (URISyntaxException e) {
            throw new AssertionError(e);
        }
    }

    /// The integers of a tensor that kernels do not compute with, as a new I32 tensor. Throws [T2lException] if the type
    /// is not one of I64 I16 I8 U32 U16 U8 BOOL or a number does not fit.
    public static Tensor integers(RawTensor t, SegmentAllocator to) {
        int[] dims = t.shape().stream().mapToInt(Integer::intValue).toArray();
        int[] all = new int[Math.toIntExact(Shapes.count(dims))];
        for (int i = 0; i < all.length; i++) {
            long v = at(t, i);
            if (v != (int) v) {
                throw new T2lException(t.name() + ": needs numbers that fit 32 bits, got " + v + " at element " + i);
            }
            all[i] = (int) v;
        }
        return Tensor.of(to, all, dims);
    }

    private static long at(RawTensor t, long i) {
        return switch (t.dtype()) {
            case "I64" -> t.data().getAtIndex(JAVA_LONG_UNALIGNED, i);
            case "U32" -> Integer.toUnsignedLong(t.data().getAtIndex(JAVA_INT_UNALIGNED, i));
            case "I16" -> t.data().getAtIndex(JAVA_SHORT_UNALIGNED, i);
            case "U16" -> Short.toUnsignedLong(t.data().getAtIndex(JAVA_SHORT_UNALIGNED, i));
            case "I8" -> t.data().get(JAVA_BYTE, i);
            case "U8", "BOOL" -> Byte.toUnsignedLong(t.data().get(JAVA_BYTE, i));
            default ->
                throw new T2lException(t.name() + ": needs whole numbers of at most 64 signed bits, got " + t.dtype());
        };
    }
}
