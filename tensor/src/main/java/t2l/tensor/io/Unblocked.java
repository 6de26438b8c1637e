package t2l.tensor.io;

import java.lang.System.Logger;
import module java.base;
import t2l.tensor.*;

/// Converts the tensors of a GGUF file in block formats without kernels to Q8_0, the closest format with kernels: 8-bit
/// integers with a scale for every 32.
final class Unblocked {
    private static final DType TYPE = DType.Q8_0;
    private static final Logger LOG = System.getLogger(Gguf.class.getName());

    private Unblocked() {}

    /// See [Gguf#computable].
    static Gguf of(Gguf file, SegmentAllocator into) {
        Map<String, RawTensor> raw = new LinkedHashMap<>(file.raw());
        Map<String, Tensor> tensors = new LinkedHashMap<>(file.tensors());
        Map<BlockFormat, Integer> counts = new TreeMap<>();
        for (RawTensor t : file.raw().values()) {
            StoredType.named(t.dtype()).flatMap(StoredType::format).ifPresent(f -> {
                tensors.put(t.name(), tensor(file, t, f, into));
                raw.remove(t.name());
                counts.merge(f, 1, Integer::sum);
            });
        }
        if (!counts.isEmpty()) {
            LOG.log(Logger.Level.INFO, "{0}: {1} are held as {2} in memory, rounded once more", file.path(),
                    counts.entrySet().stream().map(e -> e.getValue() + " tensors of " + e.getKey())
                            .collect(Collectors.joining(", ")),
                    TYPE);
        }
        return new Gguf(file.path(), file.metadata(), tensors, raw);
    }

    private static Tensor tensor(Gguf file, RawTensor t, BlockFormat format, SegmentAllocator into) {
        Tensor out = Tensor.allocate(into, TYPE, SafeTensors.dims(t.shape()));
        try {
            for (long block = 0, n = out.size() / format.size(); block < n; block++) {
                MemorySegment to = out.forWriting().asSlice(TYPE.bytes(block * format.size()),
                        TYPE.bytes(format.size()));
                round(t.data(), block * format.bytes(), format, to);
            }
        } catch (IllegalArgumentException e) {
            throw new T2lException(file.path() + ": " + t.name() + ": " + e.getMessage(), e);
        }
        return out;
    }

    private static void round(MemorySegment from, long at, BlockFormat format, MemorySegment to) {
        float[] all = new float[format.size()];
        format.decode(from, at, all);
        for (int j = 0; j < all.length; j += TYPE.blockSize()) {
            Quantizer.q8v0(Arrays.copyOfRange(all, j, j + TYPE.blockSize()),
                    to.asSlice(TYPE.bytes(j), TYPE.blockBytes()));
        }
    }
}
