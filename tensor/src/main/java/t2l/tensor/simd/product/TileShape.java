package t2l.tensor.simd.product;

import jdk.incubator.vector.FloatVector;
import module java.base;
import t2l.tensor.Processor;
import t2l.tensor.T2lException;
import t2l.tensor.io.WholeFile;
import t2l.tensor.simd.lanes.Lanes;

/// How many rows, and how many registers of columns, a [Tile] holds. Which shape is the fastest depends on the processor:
/// on how many registers it has, and how many multiply-adds and loads it starts at a time. It changes no bit of a result.
///
/// A process chooses once: what the environment variable `T2L_TILE` names; else what a trial ([TileTrial]) has found on this
/// processor, with this register width and this JDK, which is remembered in the folder that the property `t2l.home` names;
/// without such a folder, the first of the [#candidates].
public enum TileShape {
    /// 8 rows, 2 registers.
    T8X2(8, 2),
    /// 4 rows, 3 registers.
    T4X3(4, 3),
    /// 4 rows, 2 registers.
    T4X2(4, 2);

    private final int rows;
    private final int vectors;

    TileShape(int rows, int vectors) {
        this.rows = rows;
        this.vectors = vectors;
    }

    int rows() {
        return rows;
    }

    int vectors() {
        return vectors;
    }

    /// The shape to use. The first call on a machine with a folder to remember it in makes a trial, of about a second.
    static TileShape choose() {
        Optional<TileShape> known = known();
        if (known.isPresent()) {
            return known.get();
        }
        Optional<Path> memory = memory();
        if (memory.isEmpty()) {
            return candidates().getFirst();
        }
        TileShape fastest = TileTrial.fastest(candidates());
        try {
            Files.createDirectories(memory.get().getParent());
            WholeFile.replace(memory.get(), fastest + "\n");
        } catch (IOException | T2lException e) {
            return fastest; // nowhere to remember it: the next process tries again
        }
        return fastest;
    }

    /// What `t2l inspect` says: `8x2 tiles`, or that no trial has chosen yet.
    public static String description() {
        return known().map(shape -> shape + " tiles").orElse(candidates().getFirst() + " tiles until a trial");
    }

    /// What the user or an earlier trial has chosen. Throws [T2lException] if the user names no shape.
    private static Optional<TileShape> known() {
        String wanted = System.getenv("T2L_TILE");
        if (wanted != null) {
            return Optional.of(named(wanted).orElseThrow(() -> new T2lException("T2L_TILE: needs one of "
                    + Arrays.stream(values()).map(TileShape::toString).collect(Collectors.joining(", ")) + ", got "
                    + wanted)));
        }
        return memory().filter(Files::exists).flatMap(file -> {
            try {
                return named(Files.readString(file).strip());
            } catch (IOException e) {
                return Optional.empty();
            }
        });
    }

    private static Optional<TileShape> named(String name) {
        return Arrays.stream(values()).filter(shape -> shape.toString().equals(name)).findFirst();
    }

    private static Optional<Path> memory() {
        String key = Processor.name() + " " + Lanes.F.vectorBitSize() + " bits Java " + Runtime.version();
        return Optional.ofNullable(System.getProperty("t2l.home"))
                .map(home -> Path.of(home, "tiles", key.replaceAll("[^A-Za-z0-9.]+", "-") + ".txt"));
    }

    /// Shapes that may be the fastest. `rows · vectors + rows + vectors` registers are enough not to spill: AVX-512 and
    /// 64-bit Arm have 32, AVX2 has 16; 4 × 3 spills there, and was the fastest on some all the same.
    private static List<TileShape> candidates() {
        boolean many = FloatVector.SPECIES_PREFERRED.vectorBitSize() == 512
                || System.getProperty("os.arch").equals("aarch64");
        return many ? List.of(T8X2, T4X3) : List.of(T4X2, T4X3);
    }

    /// `8x2`
    @Override
    public String toString() {
        return name().substring(1).toLowerCase(Locale.ROOT);
    }
}
