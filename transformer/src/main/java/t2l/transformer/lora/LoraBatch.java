package t2l.transformer.lora;

import java.lang.foreign.SegmentAllocator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import t2l.tensor.DType;
import t2l.tensor.Tensor;
import t2l.tensor.backend.Kernels;
import t2l.tensor.kernel.Copy;
import t2l.tensor.kernel.Scale;
import t2l.transformer.ActiveAdapter;

/// Adapters for the `B` sequences of a batch, one for each, of any ranks and targets. Smaller ranks and missing updates
/// are padded with zeros.
///
/// @param stacked by the path of the projection, `a[B,r,in] b[B,out,r]` with the scales multiplied into `b`
public record LoraBatch(Map<String, Lora.Update> stacked) {
    public LoraBatch {
        stacked = Map.copyOf(stacked);
    }

    /// Stacks adapters. Throws [IllegalArgumentException] if two are for projections of different sizes.
    ///
    /// @param each the adapter of each sequence, or none
    /// @param into holds the factors, in F32
    public static LoraBatch of(List<Optional<Lora>> each, Kernels kernels, SegmentAllocator into) {
        Map<String, Lora.Update> stacked = new TreeMap<>();
        for (Optional<Lora> one : each) {
            one.ifPresent(lora -> lora.updates().forEach((path, u) -> stacked.computeIfAbsent(path,
                    _ -> room(path, u, each, into))));
        }
        for (int i = 0; i < each.size(); i++) {
            int sequence = i;
            each.get(i).ifPresent(lora -> lora.updates().forEach((path, u) -> {
                Lora.Update all = stacked.get(path);
                if (u.a().dim(1) != all.a().dim(2) || u.b().dim(0) != all.b().dim(1)) {
                    throw new IllegalArgumentException("adapters: " + path + ": needs updates of one projection, got "
                            + u + " beside " + all);
                }
                Tensor a = all.a().narrow(0, sequence, 1).reshape(all.a().dim(1), all.a().dim(2));
                Tensor b = all.b().narrow(0, sequence, 1).reshape(all.b().dim(1), all.b().dim(2))
                        .narrow(1, 0, u.a().dim(0));
                kernels.run(new Copy(u.a(), a.narrow(0, 0, u.a().dim(0))));
                kernels.run(new Copy(u.b(), b));
                kernels.run(new Scale(lora.config().scale(path), b, b));
            }));
        }
        return new LoraBatch(stacked);
    }

    /// Zeros for the largest rank of any sequence at `path`.
    private static Lora.Update room(String path, Lora.Update like, List<Optional<Lora>> each, SegmentAllocator into) {
        int rank = each.stream().flatMap(Optional::stream).map(lora -> lora.updates().get(path))
                .mapToInt(u -> u == null ? 0 : u.a().dim(0)).max().orElseThrow();
        return new Lora.Update(Tensor.allocate(into, DType.F32, each.size(), rank, like.a().dim(1)),
                Tensor.allocate(into, DType.F32, each.size(), like.b().dim(0), rank));
    }

    /// For a pass over a batch of this many sequences.
    public ActiveAdapter adapter(Pass pass) {
        Map<String, ActiveAdapter.Pair> pairs = new HashMap<>();
        stacked.forEach((path, u) -> pairs.put(path,
                new ActiveAdapter.Pair(pass.constant(u.a()), pass.constant(u.b()), 1)));
        return new ActiveAdapter(pairs);
    }
}
