package t2l.transformer.family;

import module java.base;
import t2l.tensor.*;
import t2l.tensor.backend.ReferenceKernels;
import t2l.tensor.io.Quantizer;
import t2l.transformer.*;

/// The order of the value heads of a delta rule that share a key: `k0 v0, k0 v1, k1 v0, k1 v1` in transformers and here,
/// `k0 v0, k1 v0, k0 v1, k1 v1` in GGUF. Source: llama.cpp, `_LinearAttentionVReorderBase` of its converter.
final class ValueHeads {
    /// A tensor of the module at `path` whose rows are those of value heads, in the order of the other side; others unchanged.
    ///
    /// @param reading from GGUF
    static Tensor rows(String path, Tensor t, DecoderConfig c, boolean reading, SegmentAllocator into) {
        GatedDelta.Config d = c.delta().orElseThrow();
        String module = path.substring(path.lastIndexOf('.') + 1);
        int keys = 2 * d.keyHeads() * d.keyWidth();
        return switch (module) {
            case "in_proj_qkv", "conv1d" -> reordered(t, keys, d.valueWidth(), d, reading, into);
            case "in_proj_z" -> reordered(t, 0, d.valueWidth(), d, reading, into);
            case "in_proj_a", "in_proj_b", "A_log", "dt_bias" -> reordered(t, 0, 1, d, reading, into);
            default -> t;
        };
    }

    /// The same for a matrix whose columns are those of value heads. Blocks of a type that are wider than a head become Q8_0.
    static Tensor columns(String path, Tensor t, DecoderConfig c, boolean reading, SegmentAllocator into) {
        GatedDelta.Config d = c.delta().orElseThrow();
        if (!path.endsWith(".linear_attn.out_proj") || d.keyHeads() == d.valueHeads()) {
            return t;
        }
        Tensor whole = t;
        if (d.valueWidth() % t.dtype().blockSize() != 0) {
            Tensor floats = WeightTypes.written(t, DType.F32, new ReferenceKernels(), into);
            whole = d.valueWidth() % DType.Q8_0.blockSize() == 0
                    ? Quantizer.quantise(floats, DType.Q8_0, into)
                    : floats;
        }
        return reordered(whole.reshape(t.dim(0) * d.valueHeads(), d.valueWidth()), 0, 1, d, reading, into)
                .reshape(t.dims());
    }

    /// @param skipped rows at the beginning that stay
    /// @param each    rows of a head
    private static Tensor reordered(Tensor t, int skipped, int each, GatedDelta.Config d, boolean reading,
            SegmentAllocator into) {
        int keys = d.keyHeads();
        int heads = d.valueHeads();
        if (keys == heads) {
            return t;
        }
        Shapes.require(t.rank() > 0 && t.dim(0) >= skipped && (t.dim(0) - skipped) % (each * heads) == 0,
                "rows of heads", each + " for each of " + heads + " heads behind " + skipped, t);
        DType type = t.dtype();
        Tensor out = Tensor.allocate(into, type, t.dims());
        long row = type.bytes(t.size() / t.dim(0));
        long start = type.bytes(t.offset());
        MemorySegment.copy(t.forReading(), start, out.forWriting(), 0, skipped * row);
        for (int piece = 0; piece < (t.dim(0) - skipped) / each; piece++) {
            int head = piece % heads;
            int there = piece - head + head % (heads / keys) * keys + head / (heads / keys);
            long from = skipped + (long) each * (reading ? there : piece);
            long to = skipped + (long) each * (reading ? piece : there);
            MemorySegment.copy(t.forReading(), start + from * row, out.forWriting(), to * row, each * row);
        }
        return out;
    }
}
