package t2l.tensor.x86;

import module java.base;
import t2l.tensor.*;
import t2l.tensor.backend.*;
import t2l.tensor.kernel.Kernel;
import t2l.tensor.kernel.Products.MatMul;
import t2l.tensor.kernel.SideBySide;

/// Kernels that round the activations of products with quantised weights to eight bits, and compute these with machine code; the
/// rest goes to the kernels under it. A sum has the same bits for any threads, rows beside it and processor.
public final class ByteKernels extends KernelsOver {
    private final ByteProducts products;

    private ByteKernels(Kernels under, ByteProducts products) {
        super(under);
        this.products = products;
    }

    /// Kernels over `under` that round, or `under` itself where this machine has no code for them.
    ///
    /// @param threads those of `under`
    public static Kernels over(Kernels under, Parallel threads) {
        return ByteCode.here().<Kernels>map(code -> new ByteKernels(under, new ByteProducts(threads, code)))
                .orElse(under);
    }

    /// Those that are independent run one after the other if one of them is a product with a quantised weight.
    @Override
    protected boolean take(Kernel kernel) {
        return switch (kernel) {
            case MatMul k -> CodeCheck.passed(k.b().dtype()) && products.run(k);
            case SideBySide(List<Kernel> parts) when !rounds(parts) -> {
                under().run(kernel);
                yield true;
            }
            default -> false;
        };
    }

    private static boolean rounds(List<Kernel> parts) {
        for (int i = 0; i < parts.size(); i++) {
            if (parts.get(i) instanceof MatMul k && Rounded.known(k.b().dtype())) {
                return true;
            }
        }
        return false;
    }

    @Override
    public String name() {
        return under().name() + ", int8 activations";
    }

    @Override
    public Kernels rounding(Kernels over) {
        return over;
    }
}
