package t2l.transformer.family;

import module java.base;
import t2l.tensor.*;

/// The weights of experts, which files have one by one (`mlp.experts.3.gate_proj.weight [F,C]`), stacked as in GGUF
/// (`mlp.experts.gate_proj.weight [E,F,C]`), or stacked with gates and ups in one as transformers 5 has them in memory
/// (`mlp.experts.gate_up_proj [E,2F,C]`, `mlp.experts.down_proj [E,C,F]`).
final class ExpertTensors {
    private static final Pattern STACK = Pattern.compile("(.+\\.experts)\\.([a-z]\\w*)(\\.weight)?");
    private static final Pattern SINGLE = Pattern.compile("(.+\\.experts)\\.(\\d+)\\.(\\w+\\.weight)");

    /// `weights` with views in place of stacks.
    static Map<String, Tensor> single(Map<String, Tensor> weights) {
        Map<String, Tensor> single = new LinkedHashMap<>();
        weights.forEach((name, t) -> {
            var stack = STACK.matcher(name);
            if (t.rank() != 3 || !stack.matches()) {
                single.put(name, t);
                return;
            }
            for (int e = 0; e < t.dim(0); e++) {
                String expert = stack.group(1) + "." + e + ".";
                Tensor one = t.narrow(0, e, 1).reshape(t.dim(1), t.dim(2));
                if (stack.group(2).equals("gate_up_proj") && t.dim(1) % 2 == 0) {
                    int f = t.dim(1) / 2;
                    single.put(expert + "gate_proj.weight", one.narrow(0, 0, f));
                    single.put(expert + "up_proj.weight", one.narrow(0, f, f));
                } else {
                    single.put(expert + stack.group(2) + ".weight", one);
                }
            }
        });
        return single;
    }

    /// The inverse, as GGUF has them; stacks are copied into memory of `into`.
    static Map<String, Tensor> stacked(Map<String, Tensor> weights, SegmentAllocator into) {
        Map<String, Tensor> stacked = new LinkedHashMap<>();
        weights.forEach((name, t) -> {
            var single = SINGLE.matcher(name);
            if (!single.matches()) {
                stacked.put(name, t);
            } else if (single.group(2).equals("0")) {
                stacked.put(single.group(1) + "." + single.group(3),
                        stack(weights, single.group(1), single.group(3), t, into));
            }
        });
        return stacked;
    }

    private static Tensor stack(Map<String, Tensor> weights, String at, String name, Tensor first,
            SegmentAllocator into) {
        int count = 0;
        while (weights.containsKey(at + "." + count + "." + name)) {
            count++;
        }
        Tensor all = Tensor.allocate(into, first.dtype(), count, first.dim(0), first.dim(1));
        long bytes = first.dtype().bytes(first.size());
        for (int e = 0; e < count; e++) {
            Tensor one = weights.get(at + "." + e + "." + name);
            Shapes.require(one.dtype() == first.dtype() && Shapes.same(one, first) && one.contiguous(),
                    at + ": experts", "one shape and type", first, one);
            MemorySegment.copy(one.forReading(), one.dtype().bytes(one.offset()), all.forWriting(), e * bytes, bytes);
        }
        return all;
    }
}
