package t2l.app.console;

import module java.base;
import t2l.tensor.T2lException;
import t2l.tensor.io.WholeFile;
import t2l.transformer.text.Characters;

/// Texts in a file, one per line.
public final class TextLines {
    private TextLines() {}

    /// The lines of a file but for blank ones, without white space around them. Throws [T2lException] if it cannot be read or
    /// is not UTF-8.
    ///
    /// @param option that names the file
    public static List<String> read(String option, Path file) {
        if (!Files.exists(file)) {
            throw new T2lException(option + ": needs a text file, there is none called " + file + "; check the path");
        }
        try {
            return Characters.withoutMark(Files.readString(WholeFile.regular(file))).lines().map(Characters::strip)
                    .filter(line -> !line.isEmpty()).toList();
        } catch (IOException e) {
            throw new T2lException(option + ": needs a text file in UTF-8, got " + file, e);
        }
    }
}
