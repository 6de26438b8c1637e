package t2l.app;

import static org.junit.jupiter.api.Assertions.*;

import module java.base;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;
import t2l.app.Learn.Chapter;

/// What holds of every page of the course and its program without running it. (That links lead somewhere is in
/// [t2l.DocumentLinksTest], that the output is the program's in `CourseIT`.)
class CoursePagesTest {
    private static final Path ROOT = Path.of(System.getProperty("t2l.root", ".."));
    private static final Path PAGES = ROOT.resolve("docs/course");
    static final List<Chapter> CHAPTERS = Chapter.ALL;

    private static final Pattern BLOCK = Pattern.compile("(?ms)^```(\\w*)[^\n]*\n(.*?)^```$");
    private static final Pattern SPAN = Pattern.compile("`([^`\n]+)`");
    private static final Pattern CLASS_LINK = Pattern.compile("\\[`([^`]+)`]\\(([^)]+\\.java)\\)");
    private static final Pattern METHOD_LINK = Pattern.compile("\\[`[^`]+`]\\(([^)]+\\.java)\\), `(\\w+)`");
    private static final Pattern TYPE = Pattern.compile("([A-Z]\\w*[a-z]\\w*)([.(].*)?");
    private static final Pattern DECLARED = Pattern.compile("\\b(?:record|enum|class|interface) (\\w+)");
    private static final Pattern PICTURE = Pattern.compile("!\\[[^]]+]\\(([^)]+\\.png)\\)");
    /// Where in a source: an equation, a figure, an algorithm, a section, or a file.
    private static final Pattern PLACE = Pattern
            .compile("\\b(eq\\.|fig\\.|algorithm) \\d|§(\\d| [A-Z])|`[\\w./-]+\\.(py|c|h|cpp|rs|f|rst|java)`");
    /// What makes a piece of code a formula.
    private static final Pattern FORMULA = Pattern.compile(".*[=·Σ√⊙^⁻²].*");
    private static final int LEAST_FORMULA = 6;

    private static String page(Chapter chapter) {
        return CoursePage.read(PAGES, chapter).text();
    }

    private static Stream<String> all(Pattern pattern, String text, int group) {
        return pattern.matcher(text).results().map(found -> found.group(group));
    }

    private static String prose(String page) {
        return BLOCK.matcher(page).replaceAll("");
    }

    private static String section(String page, String heading) {
        int from = page.indexOf("\n## " + heading + "\n");
        assertTrue(from >= 0, "no section " + heading);
        int to = page.indexOf("\n## ", from + 1);
        return page.substring(from, to < 0 ? page.length() : to);
    }

    @Test
    void thereIsAPageAndAProgramForEachAndNoOther() throws IOException {
        assertEquals(CHAPTERS.stream().map(chapter -> chapter.number() + ".md").collect(Collectors.toSet()),
                names(PAGES, name -> name.matches("\\d+\\.md")));
        assertEquals(CHAPTERS.stream().map(Chapter::file).collect(Collectors.toSet()),
                names(PAGES, name -> name.endsWith(".java")));
        assertEquals(IntStream.rangeClosed(1, CHAPTERS.size()).boxed().toList(),
                CHAPTERS.stream().map(Chapter::number).toList());
    }

    @Test
    void everyPictureIsShown() throws IOException {
        Set<String> shown = CHAPTERS.stream().flatMap(chapter -> all(PICTURE, page(chapter), 1))
                .collect(Collectors.toSet());
        assertEquals(names(PAGES, name -> name.endsWith(".png")), shown);
    }

    private static Set<String> names(Path folder, Predicate<String> which) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(file -> file.getFileName().toString()).filter(which).collect(Collectors.toSet());
        }
    }

    @ParameterizedTest
    @FieldSource("CHAPTERS")
    void theProgramIsShortAndSaysHowToRunIt(Chapter chapter) throws IOException {
        String program = Files.readString(PAGES.resolve(chapter.file()));
        assertEquals(program, chapter.source());
        assertTrue(program.contains(
                "\n/// `java @app/target/t2l.args -cp app/target/t2l.jar docs/course/" + chapter.file()),
                program);
        long lines = program.lines().map(String::strip)
                .filter(line -> !line.isEmpty() && !line.startsWith("import ") && !line.startsWith("//")).count();

        assertTrue(lines >= 30 && lines <= 80, lines + " lines");
        assertTrue(chapter.seconds() < 30, chapter.seconds() + " s");
        assertEquals(List.of(), program.lines().filter(line -> line.length() > 120 && !line.startsWith("/// `java "))
                .toList());
    }

    @ParameterizedTest
    @FieldSource("CHAPTERS")
    void thePageBeginsWithItsTitleAndHowToRunIt(Chapter chapter) throws IOException {
        List<String> lines = page(chapter).lines().limit(4).toList();
        assertEquals("# " + chapter.number() + ". " + chapter.title(), lines.get(0));
        assertEquals("`./t2l learn " + chapter.number() + "` runs [" + chapter.file() + "]("
                + chapter.file() + ").", lines.get(2));
    }

    @ParameterizedTest
    @FieldSource("CHAPTERS")
    void quotedCodeIsThatOfTheProgramOrOfALinkedClass(Chapter chapter) throws IOException {
        String page = page(chapter);
        List<String> code = new ArrayList<>(List.of(bare(chapter.source())));
        for (String link : all(CLASS_LINK, page, 2).distinct().toList()) {
            code.add(bare(Files.readString(PAGES.resolve(link))));
        }
        for (MatchResult block : BLOCK.matcher(page).results().filter(each -> each.group(1).equals("java")).toList()) {
            String quoted = bare(block.group(2));
            assertTrue(code.stream().anyMatch(file -> file.contains(quoted)), quoted);
        }
    }

    /// Without indentation.
    private static String bare(String code) {
        return code.lines().map(String::strip).filter(line -> !line.isEmpty()).collect(Collectors.joining("\n"));
    }

    @ParameterizedTest
    @FieldSource("CHAPTERS")
    void classesAreCalledAsTheyAre(Chapter chapter) throws IOException {
        String page = page(chapter);
        for (MatchResult link : CLASS_LINK.matcher(page).results().toList()) {
            Path file = PAGES.resolve(link.group(2));
            String called = link.group(1);
            String[] names = called.split("\\.", -1);
            assertTrue(called.startsWith("t2l.")
                    ? file.endsWith("package-info.java")
                    : declared(file).contains(names[0])
                            && Files.readString(file).matches("(?s).*\\b" + names[names.length - 1] + "\\b.*"),
                    link.group());
        }
        String program = chapter.source();
        Set<String> known = types();
        for (String link : all(CLASS_LINK, page, 2).toList()) {
            known.addAll(declared(PAGES.resolve(link)));
        }
        List<String> unknown = all(SPAN, prose(page), 1).map(TYPE::matcher).filter(m -> m.matches())
                .map(m -> m.group(1)).filter(name -> !known.contains(name) && !isJava(name)
                        && !program.contains(name))
                .toList();
        assertEquals(List.of(), unknown);
    }

    /// A table of steps names the method that does each.
    @ParameterizedTest
    @FieldSource("CHAPTERS")
    void methodsAreCalledAsTheyAre(Chapter chapter) throws IOException {
        String page = page(chapter);
        for (MatchResult link : METHOD_LINK.matcher(page).results().toList()) {
            String code = Files.readString(PAGES.resolve(link.group(1)));
            assertTrue(code.contains(" " + link.group(2) + "("), link.group());
        }
        page.lines().dropWhile(line -> !line.startsWith("| step |")).skip(2).takeWhile(line -> line.startsWith("|"))
                .forEach(row -> assertTrue(METHOD_LINK.matcher(row).find(), row));
    }

    private static List<String> declared(Path file) throws IOException {
        return all(DECLARED, Files.readString(file), 1).toList();
    }

    private static Set<String> types() throws IOException {
        Set<String> types = new TreeSet<>();
        for (String module : List.of("tensor", "autograd", "transformer", "hypernet", "app", "tests/kit", "tests")) {
            try (Stream<Path> files = Files.walk(ROOT.resolve(module).resolve("src"))) {
                for (Path file : files.filter(each -> each.toString().endsWith(".java")).toList()) {
                    types.addAll(declared(file));
                }
            }
        }
        return types;
    }

    private static boolean isJava(String name) {
        return Stream.of("java.lang.", "java.lang.foreign.", "java.util.").anyMatch(place -> {
            try {
                Class.forName(place + name);
                return true;
            } catch (ClassNotFoundException _) {
                return false;
            }
        });
    }

    @ParameterizedTest
    @FieldSource("CHAPTERS")
    void everyFormulaHasASourceAndAClass(Chapter chapter) {
        List<String[]> rows = section(page(chapter), "Formulas").lines().filter(line -> line.startsWith("|")).skip(2)
                .map(line -> line.substring(1).split("\\|", -1)).toList();
        assertTrue(!rows.isEmpty());
        for (String[] row : rows) {
            assertEquals(4, row.length, String.join("|", row)); // nothing after the last
            assertTrue(PLACE.matcher(row[1]).find(), row[1]);
            assertTrue(CLASS_LINK.matcher(row[2]).find(), row[2]);
        }
    }

    @ParameterizedTest
    @FieldSource("CHAPTERS")
    void noFormulaOfAClassIsRepeated(Chapter chapter) throws IOException {
        String page = page(chapter);
        Set<String> stated = new TreeSet<>();
        for (String link : all(CLASS_LINK, page, 2).toList()) {
            String comments = Files.readString(PAGES.resolve(link)).lines().map(String::strip)
                    .filter(line -> line.startsWith("///")).map(line -> line.substring(3))
                    .collect(Collectors.joining(" "));
            all(SPAN, comments, 1).map(CoursePagesTest::dense)
                    .filter(code -> code.length() >= LEAST_FORMULA && FORMULA.matcher(code).matches())
                    .forEach(stated::add);
        }
        List<String> written = Stream.concat(all(SPAN, prose(page), 1),
                BLOCK.matcher(page).results().filter(block -> block.group(1).isEmpty()).map(block -> block.group(2)))
                .map(CoursePagesTest::dense).toList();
        assertEquals(List.of(), stated.stream()
                .filter(formula -> written.stream().anyMatch(code -> code.contains(formula))).toList());
    }

    private static String dense(String code) {
        return code.replaceAll("\\s", "");
    }

    @ParameterizedTest
    @FieldSource("CHAPTERS")
    void thereAreThreeExercisesWithAnswersToUnfold(Chapter chapter) {
        String[] parts = section(page(chapter), "Exercises").split("<details>\n<summary>Answers</summary>\n", -1);
        assertEquals(2, parts.length);
        assertTrue(parts[1].contains("</details>"), parts[1]);
        for (String part : parts) {
            assertEquals(List.of("1.", "2.", "3."),
                    part.lines().filter(line -> line.matches("\\d\\. .*")).map(line -> line.substring(0, 2)).toList());
        }
    }

    @ParameterizedTest
    @FieldSource("CHAPTERS")
    void thePageLeadsToItsNeighboursAndSaysWhatToRead(Chapter chapter) {
        String page = page(chapter);
        assertTrue(all(CLASS_LINK, section(page, "Read the classes"), 1).count() >= 2);
        for (int other : new int[] {chapter.number() - 1, chapter.number() + 1}) {
            assertEquals(other >= 1 && other <= CHAPTERS.size(), page.contains("](" + other + ".md)"), "to " + other);
        }
    }
}
