package t2l;

import module java.base;

/// Zip files, the same bytes for the same entries.
public final class Archive {
    private Archive() {}

    /// An archive of these entries, in the order of the map, as torch writes it: nothing is compressed.
    public static byte[] stored(Map<String, byte[]> entries) {
        return zipped(entries, ZipOutputStream.STORED);
    }

    /// The same, compressed.
    public static byte[] deflated(Map<String, byte[]> entries) {
        return zipped(entries, ZipOutputStream.DEFLATED);
    }

    private static byte[] zipped(Map<String, byte[]> entries, int method) {
        var out = new ByteArrayOutputStream();
        try (var zip = new ZipOutputStream(out)) {
            zip.setMethod(method);
            for (Map.Entry<String, byte[]> e : entries.entrySet()) {
                var entry = new ZipEntry(e.getKey());
                entry.setTimeLocal(LocalDateTime.of(2000, 1, 1, 0, 0));
                var crc = new CRC32();
                crc.update(e.getValue());
                entry.setSize(e.getValue().length);
                entry.setCrc(crc.getValue());
                zip.putNextEntry(entry);
                zip.write(e.getValue());
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return out.toByteArray();
    }
}
