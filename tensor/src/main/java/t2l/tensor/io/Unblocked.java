package t2l.tensor.io;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;

import java.lang.System.Logger;
import module java.base;
import t2l.tensor.*;

/// Converts the tensors of a GGUF file in block formats without kernels to types with kernels ([BlockFormat#held]): Q3_K to the
/// same numbers in Q6_K, Q2_K to the nearest in Q5_K.
final class Unblocked {
    private static final Logger LOG = System.getLogger(Gguf.class.getName());

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
            LOG.log(Logger.Level.INFO, "{0}: {1}", file.path(), counts.entrySet().stream()
                    .map(e -> e.getValue() + " tensors of " + e.getKey() + " are held as " + e.getKey().held()
                            + " in memory")
                    .collect(Collectors.joining(", ")));
        }
        return new Gguf(file.path(), file.metadata(), tensors, raw);
    }

    private static Tensor tensor(Gguf file, RawTensor t, BlockFormat format, SegmentAllocator into) {
        Tensor out = Tensor.allocate(into, format.held(), SafeTensors.dims(t.shape()));
        SuperBlocks blocks = new SuperBlocks(format.held(), 0);
        float[] numbers = new float[BlockFormat.SIZE];
        int bytes = format.held().blockBytes();
        try {
            for (long block = 0, n = out.size() / BlockFormat.SIZE; block < n; block++) {
                byte[] one;
                if (format == BlockFormat.Q3_K) {
                    one = blocks.ofQ3K(t.data(), block * format.bytes());
                } else {
                    format.decode(t.data(), block * format.bytes(), numbers);
                    one = blocks.of(numbers);
                }
                MemorySegment.copy(one, 0, out.forWriting(), JAVA_BYTE, block * bytes, bytes);
            }
        } catch (IllegalArgumentException e) {
            throw new T2lException(file.path() + ": " + t.name() + ": " + e.getMessage(), e);
        }
        return out;
    }
}
