package t2l.tensor.io;

import static java.lang.foreign.ValueLayout.*;

import module java.base;
import t2l.tensor.*;

/// The bytes of a file, read-only; every access is checked against its end and fails with the file's name. Numbers are
/// little-endian.
record FileBytes(Path path, MemorySegment data) {
    private static final long PIECE = 1 << 30;
    private static final ValueLayout.OfShort SHORT = JAVA_SHORT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
    private static final ValueLayout.OfInt INT = JAVA_INT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
    private static final ValueLayout.OfLong LONG = JAVA_LONG_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

    /// Reads `path` into memory of `arena`: what happens to the file later has no effect. Throws [T2lException] if it is not
    /// a readable file, [CancellationException] if the thread is interrupted.
    static FileBytes read(Path path, Arena arena) {
        return open(path, channel -> {
            MemorySegment data = LargePages.allocate(arena, channel.size());
            for (long at = 0; at < data.byteSize();) {
                int n = channel.read(data.asSlice(at, Math.min(PIECE, data.byteSize() - at)).asByteBuffer());
                if (n < 0) {
                    throw new T2lException(path + ": needs " + data.byteSize() + " bytes, became shorter while it was"
                            + " read, and ends at " + at + "; copy it again");
                }
                at += n;
            }
            return data.asReadOnly();
        });
    }

    /// Maps `path` for as long as `arena` lives; throws like [#read]. If the file becomes shorter meanwhile, a kernel that
    /// reads what is gone throws [InternalError] or, in compiled code, ends the process.
    static FileBytes map(Path path, Arena arena) {
        return open(path,
                channel -> plain(channel.map(FileChannel.MapMode.READ_ONLY, 0, channel.size(), arena), arena));
    }

    private interface Opening {
        MemorySegment open(FileChannel channel) throws IOException;
    }

    private static FileBytes open(Path path, Opening how) {
        if (Files.isDirectory(path)) {
            throw new T2lException(path + ": needs a file, got a directory");
        }
        try (FileChannel channel = FileChannel.open(WholeFile.regular(path), StandardOpenOption.READ)) {
            return new FileBytes(path, how.open(channel));
        } catch (NoSuchFileException e) {
            throw new T2lException(path + ": needs a file, there is none; check the path", e);
        } catch (IOException e) {
            throw unreadable(path, e);
        }
    }

    /// What a failure to read `path` is to the caller: [CancellationException] if the thread was interrupted, else
    /// [T2lException].
    static RuntimeException unreadable(Path path, IOException e) {
        return e instanceof ClosedByInterruptException
                ? (CancellationException) new CancellationException(path + ": the thread that read it was interrupted")
                        .initCause(e)
                : new T2lException(path + ": cannot be read: " + e.getMessage(), e);
    }

    /// The same memory as a plain native segment, like all others. With two kinds of segments, kernels would check the
    /// kind at each access, and C2 would not optimise half of their loops.
    @SuppressWarnings("restricted")
    private static MemorySegment plain(MemorySegment mapped, Arena arena) {
        return MemorySegment.ofAddress(mapped.address()).reinterpret(mapped.byteSize(), arena, _ -> {}).asReadOnly();
    }

    long size() {
        return data.byteSize();
    }

    /// An exception about byte `at`, to be thrown by the caller.
    T2lException error(long at, String what) {
        return new T2lException(path + ": byte " + at + ": " + what);
    }

    /// The `bytes` bytes from `at` on.
    MemorySegment slice(long at, long bytes, String what) {
        require(at, bytes, what);
        return data.asSlice(at, bytes);
    }

    int u8(long at, String what) {
        require(at, 1, what);
        return data.get(JAVA_BYTE, at) & 0xff;
    }

    int u16(long at, String what) {
        require(at, 2, what);
        return data.get(SHORT, at) & 0xffff;
    }

    int i32(long at, String what) {
        require(at, 4, what);
        return data.get(INT, at);
    }

    long i64(long at, String what) {
        require(at, 8, what);
        return data.get(LONG, at);
    }

    /// A count or a length: a 64-bit integer in `0 … most`.
    long count(long at, long most, String what) {
        long n = i64(at, what);
        if (n < 0 || n > most) {
            throw error(at, "needs " + what + " of at most " + most + ", got " + Long.toUnsignedString(n));
        }
        return n;
    }

    byte[] bytes(long at, long count, String what) {
        return slice(at, count, what).toArray(JAVA_BYTE);
    }

    /// Strict UTF-8.
    String utf8(long at, long count, String what) {
        byte[] bytes = bytes(at, count, what);
        String text = new String(bytes, StandardCharsets.UTF_8);
        if (text.indexOf('\uFFFD') < 0) {
            return text;
        }
        // U+FFFD is either in the file or stands for invalid UTF-8.
        try {
            return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
        } catch (CharacterCodingException e) {
            throw new T2lException(error(at, "needs " + what + " in UTF-8").getMessage(), e);
        }
    }

    private void require(long at, long bytes, String what) {
        if (at < 0 || bytes < 0 || at > size() || bytes > size() - at) {
            throw error(at, "needs " + bytes + " bytes of " + what + ", the file ends at " + size());
        }
    }
}
