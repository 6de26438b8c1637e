package t2l.app;

import module java.base;
import t2l.app.Learn.Chapter;

/// The page of a chapter, `docs/course/N.md`. The output of the program stands in its block `output`; if that depends on the
/// machine, the block is called `output varies`.
///
/// @param text in Markdown
record CoursePage(String text) {
    private static final Pattern BLOCK = Pattern.compile("(?ms)(^```output(?<varies> varies)?\n)(?<output>.*?)(^```$)");

    /// Reads the page of `chapter` in `folder`.
    static CoursePage read(Path folder, Chapter chapter) {
        Path file = folder.resolve(chapter.number() + ".md");
        try {
            return new CoursePage(Files.readString(file));
        } catch (IOException e) {
            throw new AssertionError(file.toString(), e);
        }
    }

    private Matcher block() {
        Matcher block = BLOCK.matcher(text);
        if (!block.find()) {
            throw new AssertionError("a page needs a block that begins with ```output, got one without");
        }
        return block;
    }

    /// What the page shows as the output of its program.
    String output() {
        return block().group("output");
    }

    /// Whether the numbers in the output depend on the machine.
    boolean varies() {
        return block().group("varies") != null;
    }
}
