package t2l.app.map;

import module java.base;
import t2l.tensor.DType;
import t2l.tensor.Tensor;
import t2l.tensor.backend.Kernels;
import t2l.tensor.kernel.Elementwise.Copy;
import t2l.tensor.kernel.Products.MatMul;
import t2l.transformer.lora.Lora;

/// The inner products of the updates `ΔW = scale · B·A` of adapters, over all their modules:
/// `⟨ΔWᵢ, ΔWⱼ⟩ = scaleᵢ · scaleⱼ · Σ (BᵢᵀBⱼ) ∘ (AᵢAⱼᵀ)`, which needs only products of rank by rank.
final class AdapterProducts {
    private AdapterProducts() {}

    /// `[n,n]`
    ///
    /// @param adapters of one rank, with the same modules
    static double[][] of(List<Lora> adapters, Kernels kernels) {
        double[][] sum = new double[adapters.size()][adapters.size()];
        Set<String> paths = new TreeSet<>(adapters.getFirst().updates().keySet());
        for (String path : paths) {
            add(path, adapters, kernels, sum);
        }
        return sum;
    }

    private static void add(String path, List<Lora> adapters, Kernels kernels, double[][] to) {
        int n = adapters.size();
        Lora.Update first = adapters.getFirst().updates().get(path);
        int r = first.a().dim(0);
        try (Arena arena = Arena.ofShared()) {
            Tensor a = Tensor.allocate(arena, DType.F32, n * r, first.a().dim(1));
            Tensor b = Tensor.allocate(arena, DType.F32, n * r, first.b().dim(0));
            for (int i = 0; i < n; i++) {
                Lora.Update each = adapters.get(i).updates().get(path);
                kernels.run(new Copy(each.a(), a.narrow(0, i * r, r)));
                kernels.run(new Copy(each.b().t(), b.narrow(0, i * r, r)));
            }
            Tensor aa = Tensor.allocate(arena, DType.F32, n * r, n * r);
            Tensor bb = Tensor.allocate(arena, DType.F32, n * r, n * r);
            kernels.run(new MatMul(a, a.t(), aa));
            kernels.run(new MatMul(b, b.t(), bb));
            for (int i = 0; i < n; i++) {
                float[] left = aa.narrow(0, i * r, r).toFloats();
                float[] right = bb.narrow(0, i * r, r).toFloats();
                double scale = adapters.get(i).config().scale(path);
                for (int j = 0; j < n; j++) {
                    to[i][j] += scale * adapters.get(j).config().scale(path) * block(left, right, j * r, r, n * r);
                }
            }
        }
    }

    /// `Σ left ∘ right` over columns `from … from + r` of all rows.
    private static double block(float[] left, float[] right, int from, int r, int width) {
        double sum = 0;
        for (int row = 0; row < left.length; row += width) {
            for (int c = row + from; c < row + from + r; c++) {
                sum += (double) left[c] * right[c];
            }
        }
        return sum;
    }
}
