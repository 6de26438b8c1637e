package t2l.transformer.text;

import module java.base;

/// A set of characters as Hugging Face's tokenizers have it: of Unicode 8, whatever the running JVM knows.
///
/// Source: the crates `unicode_categories` and `unicode_normalization_alignments` that the library uses; the ranges are in
/// `characters.txt`, which `characters.py` beside the tests writes.
final class CharacterClass {
    private static final String TABLES = read();

    /// What BERT's cleaning drops: control characters, formats, private use, and U+FFFD.
    static final CharacterClass CONTROL = new CharacterClass("control");
    /// Non-spacing marks.
    static final CharacterClass MARK = new CharacterClass("mark");
    /// ASCII punctuation and symbols (`$`, `+`, `^`, …), and Unicode's category P elsewhere.
    static final CharacterClass PUNCTUATION = new CharacterClass("punctuation");
    /// Characters that can be decomposed only in newer versions of Unicode.
    static final CharacterClass NEWER = new CharacterClass("newer");

    /// First and last code points of all ranges, alternating, in their order.
    private final int[] bounds;

    /// Reads a line such as `mark 300-36F 5BF`.
    private CharacterClass(String name) {
        String line = TABLES.lines().filter(each -> each.startsWith(name + " ")).findFirst().orElseThrow();
        bounds = Arrays.stream(line.split(" ", -1)).skip(1).map(range -> range.split("-", -1))
                .flatMap(ends -> Arrays.stream(new String[] {ends[0], ends[ends.length - 1]}))
                .mapToInt(end -> Integer.parseInt(end, 16)).toArray();
    }

    private static String read() {
        try (InputStream in = CharacterClass.class.getResourceAsStream("characters.txt")) {
            return new String(in.readAllBytes(), StandardCharsets.US_ASCII);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    boolean contains(int c) {
        int at = Arrays.binarySearch(bounds, c);
        return at >= 0 || (~at & 1) == 1;
    }
}
