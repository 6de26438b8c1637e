package t2l.app.launch;

import java.io.*;
import java.nio.charset.Charset;
import java.nio.file.*;
import java.util.Arrays;

/// What this process got from the one that started it: its arguments and its stdin.
public final class Inherited {
    /// An empty stream.
    static final File EMPTY = new File(File.separatorChar == '\\' ? "NUL" : "/dev/null");

    private static final Path SELF = Paths.get("/proc/self");

    private Inherited() {}

    /// Whether stdin is open. If it is closed (`<&-`), the first file that the JVM opens gets its descriptor, and
    /// reading stdin would read that file. Always true on systems that cannot tell.
    public static boolean hasStdin() {
        try {
            return !Files.exists(SELF) || !Files.readSymbolicLink(SELF.resolve("fd/0"))
                    .startsWith(Paths.get(System.getProperty("java.home"), "lib").toRealPath());
        } catch (IOException e) {
            return false;
        }
    }

    /// Whether `args` say all that was typed. Bytes that the locale's encoding does not know become other characters, and
    /// a file of that name another file. Always true on systems that do not tell.
    public static boolean hasWhole(String[] args) {
        try {
            ByteArrayOutputStream said = new ByteArrayOutputStream();
            for (String arg : args) {
                said.write(arg.getBytes(Charset.forName(System.getProperty("sun.jnu.encoding"))));
                said.write(0);
            }
            byte[] typed = Files.exists(SELF) ? Files.readAllBytes(SELF.resolve("cmdline")) : said.toByteArray();
            int from = Math.max(0, typed.length - said.size());
            return Arrays.equals(Arrays.copyOfRange(typed, from, typed.length), said.toByteArray());
        } catch (IOException e) {
            return true;
        }
    }
}
