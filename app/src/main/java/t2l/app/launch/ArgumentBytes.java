package t2l.app.launch;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.Paths;
import java.util.Arrays;

/// The arguments of this process as the system has them: bytes.
public final class ArgumentBytes {
    private static final Path BYTES = Paths.get("/proc/self/cmdline");

    private ArgumentBytes() {}

    /// Whether `args` say all that was typed. Bytes that the locale's encoding does not know become other characters, and
    /// a file of that name another file. Always true on systems that do not tell.
    public static boolean areWhole(String[] args) {
        try {
            ByteArrayOutputStream said = new ByteArrayOutputStream();
            for (String arg : args) {
                said.write(arg.getBytes(Charset.forName(System.getProperty("sun.jnu.encoding"))));
                said.write(0);
            }
            byte[] typed = Files.exists(BYTES) ? Files.readAllBytes(BYTES) : said.toByteArray();
            int from = Math.max(0, typed.length - said.size());
            return Arrays.equals(Arrays.copyOfRange(typed, from, typed.length), said.toByteArray());
        } catch (IOException e) {
            return true;
        }
    }
}
