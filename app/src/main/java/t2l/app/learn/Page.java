package t2l.app.learn;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import t2l.tensor.T2lException;
import t2l.tensor.io.WholeFile;

/// The page of a chapter, `docs/course/N.md`. The output of the program stands in its block `output`; if that depends on the
/// machine, the block is called `output varies`.
///
/// @param text in Markdown
public record Page(String text) {
    private static final Pattern BLOCK = Pattern.compile("(?ms)(^```output(?<varies> varies)?\n)(?<output>.*?)(^```$)");

    /// Reads the page of `chapter` in `folder`. Throws [T2lException] if there is none.
    public static Page read(Path folder, Chapter chapter) {
        Path file = file(folder, chapter);
        try {
            return new Page(Files.readString(file));
        } catch (IOException e) {
            throw new T2lException("--render: " + folder + ": needs the page of chapter " + chapter.number() + ", "
                    + file.getFileName() + ": " + WholeFile.reason(e), e);
        }
    }

    private static Path file(Path folder, Chapter chapter) {
        return folder.resolve(chapter.number() + ".md");
    }

    private Matcher block() {
        Matcher block = BLOCK.matcher(text);
        if (!block.find()) {
            throw new T2lException("--render: needs a block that begins with ```output on each page, got one without");
        }
        return block;
    }

    /// What the page shows as the output of its program.
    public String output() {
        return block().group("output");
    }

    /// Whether the numbers in the output depend on the machine.
    public boolean varies() {
        return block().group("varies") != null;
    }

    /// The page with another output.
    public Page with(String output) {
        Matcher block = block();
        return new Page(text.substring(0, block.start("output")) + output + text.substring(block.end("output")));
    }

    /// Replaces the page of `chapter` in `folder`.
    void write(Path folder, Chapter chapter) {
        WholeFile.replace(file(folder, chapter), text);
    }
}
