import t2l.tensor.DType;
import t2l.tensor.Tensor;
import t2l.tensor.io.Quantizer;
import t2l.tensor.kernel.Products.MatMul;

/// Numbers and shapes: how a number lies in memory, and how one block of memory is seen as a matrix.
///
/// `java @app/target/t2l.args -cp app/target/t2l.jar docs/course/Chapter01Numbers.java`
void main() {
    try (Arena arena = Arena.ofConfined()) {
        IO.println("One tenth, stored and read back:");
        for (DType type : List.of(DType.F64, DType.F32, DType.F16, DType.BF16)) {
            Tensor one = Tensor.allocate(arena, type, 1);
            one.set(0, 0.1); // element 0, of one
            IO.println("  %-5s %d bytes   %.10f".formatted(type, type.blockBytes(), one.get(0)));
        }
        Tensor row = Tensor.allocate(arena, DType.F32, 32);
        for (int i = 0; i < 32; i++) {
            row.set(i, 0.1 * i);
        }
        for (DType type : List.of(DType.Q8_0, DType.Q4_0)) {
            Tensor packed = Quantizer.quantise(row, type, arena);
            IO.println("  %-5s %d bytes for 32 numbers from 0 to 3.1; 0.6, 0.7, 0.8 become %.3f, %.3f, %.3f".formatted(
                    type, type.bytes(32), packed.get(6), packed.get(7), packed.get(8)));
        }

        Tensor x = Tensor.of(arena, new float[] {0, 1, 2, 3, 4, 5}, 2, 3);
        show("x", x);
        show("x.t()", x.t());
        show("x.narrow(1, 1, 2)", x.narrow(1, 1, 2)); // axis 1, from column 1 on, two columns
        show("x.reshape(3, 2)", x.reshape(3, 2));

        x.t().narrow(0, 2, 1).fill(9);
        show("x after its last column, a view, was filled with 9", x);

        try {
            new MatMul(x, x, x);
        } catch (IllegalArgumentException e) {
            IO.println("\nThe product x·x is refused:\n  " + e.getMessage());
        }
    }
}

/// Prints a matrix, and where its elements lie.
void show(String name, Tensor m) {
    IO.println("\n%s: %s, offset %d, strides %d and %d".formatted(name, m, m.offset(), m.stride(0), m.stride(1)));
    for (int i = 0; i < m.dim(0); i++) {
        StringBuilder line = new StringBuilder("  ");
        for (int j = 0; j < m.dim(1); j++) {
            line.append("%2.0f".formatted(m.at(i, j))); // row i, column j
        }
        IO.println(line);
    }
}
