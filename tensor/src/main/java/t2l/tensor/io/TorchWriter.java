package t2l.tensor.io;

import module java.base;
import t2l.tensor.T2lException;
import t2l.tensor.Tensor;

/// Writes one state dict as `torch.save` does: a zip archive whose entries are stored, each at a multiple of 64 bytes,
/// with a pickle of protocol 2 and one storage per tensor (t2l-spec §5.1). The same tensors give the same bytes.
final class TorchWriter {
    private static final int ALIGNMENT = 64;
    private static final long MAX_BYTES = 0xffffffffL;
    private static final int LOCAL_BYTES = 30;
    /// Names are UTF-8.
    private static final short FLAGS = 0x800;
    /// 1 January 1980, the first day of zip.
    private static final short DATE = 0x21;

    private final FileChannel channel;
    private final String stem;
    private final ByteArrayOutputStream directory = new ByteArrayOutputStream();
    private int entries;

    private TorchWriter(FileChannel channel, String stem) {
        this.channel = channel;
        this.stem = stem;
    }

    /// The content of the file for [TorchFile#replace].
    ///
    /// @param stem the folder in the archive; `torch.save` takes the file's name
    static WholeFile.Content content(String stem, Map<String, Tensor> tensors) {
        return channel -> new TorchWriter(channel, stem).write(tensors);
    }

    private void write(Map<String, Tensor> tensors) throws IOException {
        entry("data.pkl", MemorySegment.ofArray(pickle(tensors)));
        entry("byteorder", MemorySegment.ofArray("little".getBytes(StandardCharsets.US_ASCII)));
        int key = 0;
        for (Tensor t : tensors.values()) {
            try (Arena scratch = Arena.ofConfined()) {
                entry("data/" + key++, RowMajor.bytes(t, scratch));
            }
        }
        entry("version", MemorySegment.ofArray("3\n".getBytes(StandardCharsets.US_ASCII)));
        end();
    }

    private static byte[] pickle(Map<String, Tensor> tensors) {
        PickleWriter out = new PickleWriter();
        out.orderedDict();
        out.mark();
        int key = 0;
        for (Map.Entry<String, Tensor> e : tensors.entrySet()) {
            Tensor t = e.getValue();
            out.text(e.getKey());
            out.global("torch._utils", "_rebuild_tensor_v2");
            out.mark();
            storage(out, t, key++);
            out.whole(0);
            out.mark();
            for (int d : t.dims()) {
                out.whole(d);
            }
            out.tuple();
            out.mark();
            long stride = t.size();
            for (int d : t.dims()) {
                stride /= Math.max(d, 1);
                out.whole(stride);
            }
            out.tuple();
            out.no();
            out.orderedDict();
            out.tuple();
            out.call();
        }
        out.items();
        return out.finish();
    }

    /// `('storage', class, key, 'cpu', count)`
    private static void storage(PickleWriter out, Tensor t, int key) {
        out.mark();
        out.text("storage");
        out.global("torch", StoredType.valueOf(t.dtype().name()).inTorch());
        out.text(Integer.toString(key));
        out.text("cpu");
        out.whole(t.size());
        out.tuple();
        out.persistent();
    }

    /// One stored entry (PKWARE APPNOTE 6.3, section 4.3.7), and its line in the directory.
    private void entry(String name, MemorySegment content) throws IOException {
        byte[] path = (stem + "/" + name).getBytes(StandardCharsets.UTF_8);
        long at = channel.position();
        int padding = (int) (-(at + LOCAL_BYTES + path.length + 4) & (ALIGNMENT - 1));
        if (content.byteSize() >= MAX_BYTES || at + content.byteSize() >= MAX_BYTES - (1 << 20) || entries == 0xfffe) {
            throw new T2lException("torch file: needs at most 4 GiB and 65,000 tensors, got more; write .safetensors");
        }
        ByteBuffer head = little(LOCAL_BYTES + path.length + 4 + padding);
        head.putInt(StoredZip.LOCAL);
        common(head, content, path.length, 4 + padding);
        head.put(path).putShort((short) 0x4246).putShort((short) padding); // the extra field of torch, which only pads
        head.position(head.capacity());
        WholeFile.writeAll(channel, head.flip());
        RowMajor.write(content, channel);
        byte[] bytes = new byte[46 + path.length];
        ByteBuffer line = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
        line.putInt(StoredZip.CENTRAL).putShort((short) 0);
        common(line, content, path.length, 0);
        line.putShort((short) 0).putShort((short) 0).putShort((short) 0).putInt(0).putInt((int) at).put(path);
        directory.writeBytes(bytes);
        entries++;
    }

    /// What both headers of an entry have.
    private static void common(ByteBuffer to, MemorySegment content, int name, int extra) {
        CRC32 crc = new CRC32();
        for (long at = 0; at < content.byteSize(); at += 1 << 26) {
            crc.update(content.asSlice(at, Math.min(1 << 26, content.byteSize() - at)).asByteBuffer());
        }
        int size = (int) content.byteSize();
        to.putShort((short) 0).putShort(FLAGS).putShort((short) 0).putShort((short) 0).putShort(DATE)
                .putInt((int) crc.getValue()).putInt(size).putInt(size).putShort((short) name).putShort((short) extra);
    }

    private void end() throws IOException {
        long at = channel.position();
        ByteBuffer end = little(22).putInt(StoredZip.END).putInt(0).putShort((short) entries).putShort((short) entries)
                .putInt(directory.size()).putInt((int) at).putShort((short) 0);
        WholeFile.writeAll(channel, ByteBuffer.wrap(directory.toByteArray()));
        WholeFile.writeAll(channel, end.flip());
    }

    private static ByteBuffer little(int bytes) {
        return ByteBuffer.allocate(bytes).order(ByteOrder.LITTLE_ENDIAN);
    }
}
