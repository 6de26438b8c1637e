package t2l.tensor.kernel;

import module java.base;
import t2l.tensor.backend.Kernels;
import t2l.testkit.*;
import t2l.testkit.KernelCase.Layout;
import t2l.testkit.KernelCases.Size;

/// The bits all kernels leave in memory, one line a kernel, shape and layout.
final class KernelBits {
    static final Size[] SIZES = {new Size(3, 13), new Size(17, 67), new Size(2, 1158), new Size(130, 9)};

    static List<String> lines(Kernels kernels, Size... sizes) {
        List<String> lines = new ArrayList<>();
        for (Size size : sizes) {
            for (Layout layout : new Layout[] {Layout.ROWS, Layout.WINDOW}) {
                for (String kernel : KernelCases.names()) {
                    try (Arena arena = Arena.ofShared()) {
                        KernelCase c = KernelCases.draw(kernel, arena, new SplittableRandom(7), layout, size);
                        c.run(kernels);
                        CRC32 sum = new CRC32();
                        c.memory().forEach(sum::update);
                        lines.add(kernel + " " + size + " " + layout + " " + Long.toHexString(sum.getValue()));
                    }
                }
            }
        }
        return lines;
    }
}
