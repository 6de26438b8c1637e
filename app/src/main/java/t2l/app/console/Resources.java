package t2l.app.console;

import module java.base;

/// Reads the resources of the program, which a build never lacks.
public final class Resources {
    private Resources() {}

    /// The content of a resource, unpacked if its name ends in `.gz`.
    ///
    /// @param beside a class of its package
    /// @param name   relative to that package, or a whole path after `/`
    public static byte[] bytes(Class<?> beside, String name) {
        try (InputStream in = Objects.requireNonNull(beside.getResourceAsStream(name), name);
                InputStream unpacked = name.endsWith(".gz") ? new GZIPInputStream(in) : in) {
            return unpacked.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// The same as text in UTF-8.
    public static String text(Class<?> beside, String name) {
        return new String(bytes(beside, name), StandardCharsets.UTF_8);
    }
}
