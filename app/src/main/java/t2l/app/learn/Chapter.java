package t2l.app.learn;

import module java.base;
import t2l.app.console.Resources;
import t2l.tensor.T2lException;
import t2l.tensor.io.WholeFile;

/// A chapter of the course: a program of `docs/course`, which is a resource of the jar.
///
/// @param number  from 1
/// @param name    of its file, without `.java`
/// @param seconds that it takes on two cores, about
public record Chapter(int number, String name, int seconds) {
    private static final Pattern TITLE = Pattern.compile("(?m)^/// ([^:\n]+): ");

    /// All chapters, in their order.
    public static final List<Chapter> ALL = List.of(
            new Chapter(1, "Chapter01Numbers", 2),
            new Chapter(2, "Chapter02Kernel", 7),
            new Chapter(3, "Chapter03Gradients", 6),
            new Chapter(4, "Chapter04GradientCheck", 3),
            new Chapter(5, "Chapter05AdamW", 3),
            new Chapter(6, "Chapter06Attention", 5),
            new Chapter(7, "Chapter07CharacterModel", 10),
            new Chapter(8, "Chapter08Tokenizers", 3),
            new Chapter(9, "Chapter09Story", 7),
            new Chapter(10, "Chapter10Lora", 10),
            new Chapter(11, "Chapter11Sentences", 6),
            new Chapter(12, "Chapter12Hypernetwork", 4),
            new Chapter(13, "Chapter13TextToLora", 8),
            new Chapter(14, "Chapter14SameBits", 6));

    /// The text of the program: in the working directory of a checkout, the file there, so that changes count; else the
    /// resource. Throws [T2lException] if the file cannot be read.
    public String source() {
        Path file = Path.of("docs", "course", name + ".java");
        try {
            return Files.exists(file) ? Files.readString(file) : resource();
        } catch (IOException e) {
            throw new T2lException(file + ": cannot be read: " + WholeFile.reason(e), e);
        }
    }

    private String resource() {
        return Resources.text(Chapter.class, "/t2l/course/" + name + ".java");
    }

    /// What the comment of the resource says before its first colon.
    public String title() {
        Matcher title = TITLE.matcher(resource());
        if (!title.find()) {
            throw new IllegalStateException("course: " + name + " needs a comment with a title");
        }
        return title.group(1);
    }
}
