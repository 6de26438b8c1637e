package t2l.tensor.io;

import module java.base;
import t2l.tensor.*;

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
        entry("data.pkl", MemorySegment.ofArray(new Pickled().stateDict(tensors)));
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
        int size = (int) content.byteSize();
        to.putShort((short) 0).putShort(FLAGS).putShort((short) 0).putShort((short) 0).putShort(DATE)
                .putInt((int) StoredZip.crc(content)).putInt(size).putInt(size).putShort((short) name)
                .putShort((short) extra);
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

    /// The opcodes that [Pickle] reads (Python's protocol 2).
    private static final class Pickled {
        private static final String ORDERED_DICT = "ccollections\nOrderedDict\n)R";

        private final ByteArrayOutputStream out = new ByteArrayOutputStream();

        byte[] stateDict(Map<String, Tensor> tensors) {
            codes("\u0080\u0002" + ORDERED_DICT + "(");
            int key = 0;
            for (Map.Entry<String, Tensor> e : tensors.entrySet()) {
                text(e.getKey());
                codes("ctorch._utils\n_rebuild_tensor_v2\n(");
                storage(e.getValue(), key++);
                whole(0);
                codes("(");
                long stride = e.getValue().size();
                for (int d : e.getValue().dims()) {
                    whole(d);
                }
                codes("t(");
                for (int d : e.getValue().dims()) {
                    stride /= Math.max(d, 1);
                    whole(stride);
                }
                codes("t\u0089" + ORDERED_DICT + "tR"); // requires no gradient, has no hooks
            }
            codes("u.");
            return out.toByteArray();
        }

        /// `('storage', class, key, 'cpu', count)`
        private void storage(Tensor t, int key) {
            codes("(");
            text("storage");
            codes("ctorch\n" + StoredType.valueOf(t.dtype().name()).inTorch() + "\n");
            text(Integer.toString(key));
            text("cpu");
            whole(t.size());
            codes("tQ");
        }

        /// Opcodes and names, a character a byte.
        private void codes(String codes) {
            out.writeBytes(codes.getBytes(StandardCharsets.ISO_8859_1));
        }

        private void text(String text) {
            byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
            codes("X");
            i32(bytes.length);
            out.writeBytes(bytes);
        }

        /// A number of at least 0.
        private void whole(long v) {
            if (v <= Integer.MAX_VALUE) {
                codes("J");
                i32(v);
            } else {
                codes("\u008a\b");
                i32(v);
                i32(v >> 32);
            }
        }

        private void i32(long v) {
            for (int shift = 0; shift < 32; shift += 8) {
                out.write((int) (v >> shift));
            }
        }
    }
}
