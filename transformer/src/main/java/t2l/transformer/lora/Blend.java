package t2l.transformer.lora;

import module java.base;
import t2l.tensor.*;
import t2l.tensor.backend.Kernels;
import t2l.tensor.kernel.Elementwise.*;
import t2l.transformer.family.WeightTypes;

/// Combines several adapters. The sum of their updates is an adapter whose rank is the sum of theirs.
public final class Blend {
    /// One adapter of a sum.
    ///
    /// @param strength factor of its update
    public record Weighted(Lora lora, double strength) {}

    private Blend() {}

    private static void requireSome(List<Weighted> parts) {
        if (parts.isEmpty()) {
            throw new IllegalArgumentException("blend: needs at least one adapter, got none");
        }
    }

    /// `Σ strength · scale · b·a` as one adapter: `a[Σr,in]` and `b[out,Σr]` are concatenated, with strength and scale
    /// multiplied into `b`, so that the result's scale is 1. Throws [IllegalArgumentException] if there is no part.
    ///
    /// @param into holds the factors, in F32; those of a single part in their own type
    public static Lora of(List<Weighted> parts, Kernels kernels, SegmentAllocator into) {
        requireSome(parts);
        if (parts.size() == 1) {
            return parts.getFirst().lora().map(t -> WeightTypes.copy(t, t.dtype(), kernels, into))
                    .times(parts.getFirst().strength());
        }
        Map<String, List<Weighted>> byPath = new TreeMap<>();
        Set<String> targets = new LinkedHashSet<>();
        for (Weighted part : parts) {
            part.lora().requireLowRank("a sum of adapters");
            targets.addAll(part.lora().config().targets());
            part.lora().updates().keySet()
                    .forEach(path -> byPath.computeIfAbsent(path, _ -> new ArrayList<>()).add(part));
        }
        Map<String, Lora.Update> updates = new TreeMap<>();
        byPath.forEach((path, those) -> updates.put(path, sum(path, those, kernels, into)));
        Map<String, Integer> ranks = new TreeMap<>();
        updates.forEach((path, u) -> ranks.put(path, u.a().dim(0)));
        int rank = ranks.values().stream().findFirst().orElse(1);
        ranks.values().removeIf(r -> r == rank);
        Map<String, Double> alphas = new TreeMap<>();
        ranks.forEach((path, r) -> alphas.put(path, (double) r));
        return new Lora(new LoraConfig(parts.getFirst().lora().config().base(), rank, rank, false, 0,
                List.copyOf(targets), ranks, alphas), updates);
    }

    /// `Σ strength · a` and `Σ strength · b`, each factor separately (t2l-spec §10, linear mixing): an adapter with the
    /// rank of one part, whose update is not the sum of theirs. Throws [T2lException] unless all parts have the same
    /// ranks, scales and targets, and [IllegalArgumentException] if there is no part.
    ///
    /// @param into holds the factors, in F32
    public static Lora factors(List<Weighted> parts, Kernels kernels, SegmentAllocator into) {
        requireSome(parts);
        parts.forEach(part -> part.lora().requireLowRank("a mix of adapters"));
        Lora first = parts.getFirst().lora();
        Map<String, Lora.Update> updates = new TreeMap<>();
        first.updates().forEach((path, like) -> {
            Tensor a = Tensor.allocate(into, DType.F32, like.a().dims());
            Tensor b = Tensor.allocate(into, DType.F32, like.b().dims());
            for (Weighted part : parts) {
                Lora.Update u = part.lora().updates().get(path);
                if (u == null || part.lora().updates().size() != first.updates().size()
                        || !Shapes.same(u.a(), like.a()) || !Shapes.same(u.b(), like.b())
                        || Math.abs(part.lora().config().scale(path) / first.config().scale(path) - 1) > 1e-9) {
                    throw new T2lException("mix: " + path + ": needs adapters of one rank, scale and set of targets,"
                            + " number " + (parts.indexOf(part) + 1) + " is other than the first");
                }
                kernels.run(new ScaleAdd(part.strength(), u.a(), a));
                kernels.run(new ScaleAdd(part.strength(), u.b(), b));
            }
            updates.put(path, new Lora.Update(a, b));
        });
        return new Lora(first.config(), updates);
    }

    private static Lora.Update sum(String path, List<Weighted> parts, Kernels kernels, SegmentAllocator into) {
        Lora.Update first = parts.getFirst().lora().updates().get(path);
        int rank = parts.stream().mapToInt(p -> p.lora().updates().get(path).a().dim(0)).sum();
        Tensor a = Tensor.allocate(into, DType.F32, rank, first.a().dim(1));
        Tensor b = Tensor.allocate(into, DType.F32, first.b().dim(0), rank);
        int at = 0;
        for (Weighted part : parts) {
            Lora.Update u = part.lora().updates().get(path);
            int r = u.a().dim(0);
            Tensor columns = b.narrow(1, at, r);
            kernels.run(new Copy(u.a(), a.narrow(0, at, r)));
            kernels.run(new Copy(u.b(), columns));
            kernels.run(new Scale(part.strength() * part.lora().config().scale(path), columns, columns));
            at += r;
        }
        return new Lora.Update(a, b);
    }
}
