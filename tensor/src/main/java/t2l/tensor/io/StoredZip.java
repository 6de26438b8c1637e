package t2l.tensor.io;

import module java.base;
import t2l.tensor.T2lException;

/// The entries of a zip archive whose content is stored, not compressed: each is a range of the file. Read from
/// the central directory, with the 64-bit extension (PKWARE APPNOTE 6.3, sections 4.3 and 4.5.3).
record StoredZip(FileBytes file, Map<String, Entry> entries) {
    private static final int END = 0x06054b50;
    private static final int END_64 = 0x06064b50;
    private static final int LOCATOR_64 = 0x07064b50;
    private static final int CENTRAL = 0x02014b50;
    static final int LOCAL = 0x04034b50;
    private static final int END_BYTES = 22;
    private static final int MAX_COMMENT = 0xffff;
    private static final long IN_EXTRA = 0xffffffffL;

    /// A range of the file.
    ///
    /// @param at    its first byte
    /// @param bytes its length
    /// @param crc   their CRC-32 according to the directory
    record Entry(long at, long bytes, int crc) {}

    static StoredZip of(FileBytes file) {
        long end = end(file);
        long count = file.u16(end + 10, "a number of entries");
        long directory = Integer.toUnsignedLong(file.i32(end + 16, "the place of the directory"));
        if (count == 0xffff || directory == IN_EXTRA) {
            long locator = end - 20;
            if (locator < 0 || file.i32(locator, "a zip64 locator") != LOCATOR_64) {
                throw file.error(end,
                        "needs a zip64 locator before the end record, there is none; fetch the file again");
            }
            long end64 = file.count(locator + 8, file.size(), "the place of the zip64 end record");
            if (file.i32(end64, "a zip64 end record") != END_64) {
                throw file.error(end64, "needs a zip64 end record");
            }
            count = file.count(end64 + 32, file.size() / 46, "a number of entries");
            directory = file.count(end64 + 48, file.size(), "the place of the directory");
        }
        Map<String, Entry> entries = new LinkedHashMap<>();
        long at = directory;
        for (long i = 0; i < count; i++) {
            if (file.i32(at, "a directory entry") != CENTRAL) {
                throw file.error(at, "needs entry " + i + " of the zip directory");
            }
            int name = file.u16(at + 28, "a name length");
            int extra = file.u16(at + 30, "an extra length");
            int comment = file.u16(at + 32, "a comment length");
            String key = file.utf8(at + 46, name, "an entry name");
            if (entries.put(key, entry(file, key, at, at + 46 + name, extra)) != null) {
                throw file.error(at, "needs every entry once, got " + key + " again");
            }
            at += 46L + name + extra + comment;
        }
        return new StoredZip(file, entries);
    }

    /// The content of an entry; throws [T2lException] if there is none or it is damaged.
    MemorySegment content(String name) {
        Entry e = entries.get(name);
        if (e == null) {
            throw new T2lException(file.path() + ": needs an entry " + name + ", has others: fetch the file again");
        }
        MemorySegment content = file.data().asSlice(e.at, e.bytes);
        long crc = crc(content);
        if ((int) crc != e.crc) {
            throw file.error(e.at, "needs " + name + " with the checksum " + Integer.toHexString(e.crc) + ", got "
                    + Long.toHexString(crc) + "; the file is damaged");
        }
        return content;
    }

    private static long crc(MemorySegment content) {
        CRC32 crc = new CRC32();
        for (long at = 0; at < content.byteSize(); at += 1 << 30) {
            crc.update(content.asSlice(at, Math.min(1 << 30, content.byteSize() - at)).asByteBuffer());
        }
        return crc.getValue();
    }

    /// The end record comes last, except for a comment.
    private static long end(FileBytes file) {
        long last = file.size() - END_BYTES;
        for (long at = last; at >= Math.max(0, last - MAX_COMMENT); at--) {
            if (file.i32(at, "an end record") == END
                    && at + END_BYTES + file.u16(at + 20, "a comment length") == file.size()) {
                return at;
            }
        }
        throw file.error(0, "needs a zip archive (torch.save of PyTorch 1.6 or later), the file has no zip directory");
    }

    private static Entry entry(FileBytes file, String name, long at, long extraAt, int extraBytes) {
        int flags = file.u16(at + 8, "flags");
        int method = file.u16(at + 10, "a method");
        if ((flags & 1) != 0 || method != 0) {
            throw file.error(at, name + ": needs content that is stored as it is, got "
                    + ((flags & 1) != 0 ? "encryption" : "compression method " + method));
        }
        long packed = Integer.toUnsignedLong(file.i32(at + 20, "a size"));
        long bytes = Integer.toUnsignedLong(file.i32(at + 24, "a size"));
        long local = Integer.toUnsignedLong(file.i32(at + 42, "a place"));
        for (long x = extraAt; x + 4 <= extraAt + extraBytes; x += 4L + file.u16(x + 2, "an extra length")) {
            if (file.u16(x, "an extra field") == 1) {
                long v = x + 4;
                if (bytes == IN_EXTRA) {
                    bytes = file.count(v, file.size(), "a size of " + name);
                    v += 8;
                }
                if (packed == IN_EXTRA) {
                    packed = file.count(v, file.size(), "a size of " + name);
                    v += 8;
                }
                if (local == IN_EXTRA) {
                    local = file.count(v, file.size(), "a place of " + name);
                }
            }
        }
        if (packed != bytes) {
            throw file.error(at, name + ": needs as many stored bytes as content, got " + packed + " and " + bytes);
        }
        if (file.i32(local, "the header of " + name) != LOCAL) {
            throw file.error(local, "needs the header of " + name);
        }
        long start = local + 30 + file.u16(local + 26, "a name length") + file.u16(local + 28, "an extra length");
        file.slice(start, bytes, name);
        return new Entry(start, bytes, file.i32(at + 16, "a checksum"));
    }
}
