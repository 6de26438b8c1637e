package t2l.cli;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import t2l.tensor.T2lException;

/// Texts in a file, one per line.
public final class TextLines {
    private TextLines() {}

    /// The lines of a file but for blank ones. Throws [T2lException] if it cannot be read or is not UTF-8.
    ///
    /// @param option that names the file
    public static List<String> read(String option, Path file) {
        if (!Files.exists(file)) {
            throw new T2lException(
                    option + ": needs a text file, there is none called " + file + "; check the path");
        }
        try {
            return Files.readString(file, StandardCharsets.UTF_8).strip().lines().filter(line -> !line.isBlank())
                    .toList();
        } catch (IOException e) {
            throw new T2lException(option + ": needs a text file in UTF-8, got " + file, e);
        }
    }
}
