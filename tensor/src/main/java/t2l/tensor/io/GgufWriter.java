package t2l.tensor.io;

import module java.base;
import t2l.tensor.Tensor;
import t2l.tensor.io.Gguf.Kind;

/// Writes one GGUF file; everything before the tensor data is built in memory.
final class GgufWriter {
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();

    private GgufWriter() {}

    /// The content of the file for [Gguf#write].
    static WholeFile.Content content(Map<String, Gguf.Value> metadata, Map<String, Tensor> tensors) {
        long alignment = metadata.get(Gguf.ALIGNMENT) instanceof Gguf.Value(Kind _, boolean _, Long v)
                ? v
                : Gguf.DEFAULT_ALIGNMENT;
        var writer = new GgufWriter();
        writer.i32(Gguf.MAGIC);
        writer.i32(3);
        writer.i64(tensors.size());
        writer.i64(metadata.size());
        metadata.forEach((key, v) -> {
            writer.string(key);
            writer.value(v);
        });
        long at = 0;
        for (Map.Entry<String, Tensor> e : tensors.entrySet()) {
            Tensor t = e.getValue();
            writer.string(e.getKey());
            writer.i32(t.rank());
            for (int k = t.rank() - 1; k >= 0; k--) {
                writer.i64(t.dim(k));
            }
            writer.i32(StoredType.valueOf(t.dtype().name()).inGguf());
            writer.i64(at);
            at = aligned(at + t.dtype().bytes(t.size()), alignment);
        }
        byte[] head = writer.out.toByteArray();
        return channel -> {
            WholeFile.writeAll(channel, ByteBuffer.wrap(head));
            for (Tensor t : tensors.values()) {
                pad(channel, alignment);
                RowMajor.write(t, channel);
            }
            pad(channel, alignment);
        };
    }

    private static void pad(FileChannel channel, long alignment) throws IOException {
        long at = channel.position();
        WholeFile.writeAll(channel, ByteBuffer.allocate((int) (aligned(at, alignment) - at)));
    }

    private static long aligned(long at, long alignment) {
        return Math.ceilDiv(at, alignment) * alignment;
    }

    private void value(Gguf.Value v) {
        if (v.array() && v.content() instanceof List<?> all) {
            i32(Kind.ARRAY.code());
            i32(v.kind().code());
            i64(all.size());
            all.forEach(element -> plain(v.kind(), element));
        } else {
            i32(v.kind().code());
            plain(v.kind(), v.content());
        }
    }

    private void plain(Kind kind, Object content) {
        switch (content) {
            case String text -> string(text);
            case Boolean truth -> put(truth ? 1 : 0, 1);
            case Double real when kind == Kind.F32 -> i32(Float.floatToRawIntBits((float) (double) real));
            case Double real -> i64(Double.doubleToRawLongBits(real));
            case Long whole -> put(whole, kind.bytes());
            default -> throw new IllegalArgumentException("metadata: needs plain values, got " + kind);
        }
    }

    private void string(String text) {
        byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
        i64(utf8.length);
        out.writeBytes(utf8);
    }

    private void i32(int v) {
        put(v, 4);
    }

    private void i64(long v) {
        put(v, 8);
    }

    /// The lowest `bytes` bytes.
    private void put(long v, int bytes) {
        out.write(ByteBuffer.allocate(8).order(ByteOrder.LITTLE_ENDIAN).putLong(v).array(), 0, bytes);
    }
}
