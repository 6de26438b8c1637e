package t2l;

import static org.junit.jupiter.api.Assertions.assertEquals;

import module java.base;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Every relative link in the project's documents leads to an existing file, and every anchor to a heading in it.
public class DocumentLinksTest {
    private static final Path ROOT = Path.of(System.getProperty("t2l.root", ".."));
    private static final Pattern CODE = Pattern.compile("(?ms)^```.*?^```|`[^`\n]*`");
    private static final Pattern LINK = Pattern.compile("]\\(([^)\\s]+)\\)");
    private static final Pattern HEADING = Pattern.compile("(?m)^#+ +(.+?) *$");

    /// All pages, by their paths in the repository.
    public static List<Path> documents() throws IOException {
        List<Path> found = new ArrayList<>();
        for (String folder : List.of("", "docs", "docs/course", ".github", "gpu/tornado", "studies/mini-suite",
                "studies/qwen2.5-coder-0.5b", "studies/smollm2", "studies/variant-x", "studies/what-helps")) {
            try (Stream<Path> files = Files.list(ROOT.resolve(folder))) {
                files.filter(file -> file.toString().endsWith(".md")).map(ROOT::relativize).sorted()
                        .forEach(found::add);
            }
        }
        return found;
    }

    @ParameterizedTest
    @MethodSource("documents")
    void leadsSomewhere(Path document) throws IOException {
        Path file = ROOT.resolve(document);
        List<String> broken = LINK.matcher(CODE.matcher(Files.readString(file)).replaceAll("")).results()
                .map(link -> link.group(1))
                .filter(link -> !link.contains("://") && !resolves(file, link)).toList();
        assertEquals(List.of(), broken, "broken links in " + document);
    }

    private static boolean resolves(Path from, String link) {
        int hash = link.indexOf('#');
        Path to = hash == 0 ? from : from.resolveSibling(hash < 0 ? link : link.substring(0, hash));
        return Files.exists(to) && (hash < 0 || anchors(to).contains(link.substring(hash + 1)));
    }

    /// The anchors that GitHub gives the headings of a document.
    private static List<String> anchors(Path document) {
        try {
            return HEADING.matcher(Files.readString(document)).results().map(heading -> heading.group(1)
                    .toLowerCase(Locale.ROOT).replaceAll("[^\\p{L}\\p{N} _-]", "").replace(' ', '-')).toList();
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }
}
