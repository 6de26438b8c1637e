package t2l.tensor.io;

import module java.base;

/// Hashes of files: the same SHA-256 means the same content. Throws [t2l.tensor.T2lException] if a file cannot be read, and
/// [java.util.concurrent.CancellationException] if the thread is interrupted meanwhile.
public final class FileHash {
    private static final int PIECE = 1 << 20;

    /// Half of a surrogate pair, which UTF-8 does not have.
    public static final Pattern LONE = Pattern.compile("\\p{Cs}");

    private FileHash() {}

    /// A new digest.
    ///
    /// @param algorithm one that every Java has: SHA-256 or SHA-1
    public static MessageDigest digest(String algorithm) {
        try {
            return MessageDigest.getInstance(algorithm);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e); // every Java has it
        }
    }

    /// The SHA-256 of the content of a file, in hexadecimal.
    public static String sha256(Path file) {
        MessageDigest digest = digest("SHA-256");
        try {
            addContent(file, digest);
        } catch (IOException e) {
            throw FileBytes.unreadable(file, e);
        }
        return HexFormat.of().formatHex(digest.digest());
    }

    /// The SHA-256 of some bytes, in hexadecimal.
    public static String sha256(ByteBuffer bytes) {
        MessageDigest digest = digest("SHA-256");
        digest.update(bytes);
        return HexFormat.of().formatHex(digest.digest());
    }

    /// Adds a text in UTF-8. A lone surrogate, which UTF-8 does not have, is added as its three bytes would be, so that different
    /// texts have different hashes.
    public static void addText(String text, MessageDigest digest) {
        Matcher lone = LONE.matcher(text);
        int from = 0;
        while (lone.find()) {
            digest.update(text.substring(from, lone.start()).getBytes(StandardCharsets.UTF_8));
            char c = text.charAt(lone.start());
            digest.update(
                    new byte[] {(byte) (0xE0 | c >> 12), (byte) (0x80 | (c >> 6 & 0x3F)), (byte) (0x80 | (c & 0x3F))});
            from = lone.end();
        }
        digest.update(text.substring(from).getBytes(StandardCharsets.UTF_8));
    }

    /// Adds a file, or all files below a directory with their paths in it.
    public static void add(Path path, MessageDigest digest) {
        try (Stream<Path> files = Files.walk(path)) {
            for (Path file : files.filter(Files::isRegularFile).sorted().toList()) {
                digest.update((path.relativize(file) + " " + Files.size(file) + "\n").getBytes(StandardCharsets.UTF_8));
                addContent(file, digest);
            }
        } catch (IOException e) {
            throw FileBytes.unreadable(path, e);
        }
    }

    private static void addContent(Path file, MessageDigest digest) throws IOException {
        ByteBuffer piece = ByteBuffer.allocateDirect(PIECE);
        try (FileChannel in = FileChannel.open(file)) {
            while (in.read(piece.clear()) >= 0) {
                digest.update(piece.flip());
            }
        }
    }
}
