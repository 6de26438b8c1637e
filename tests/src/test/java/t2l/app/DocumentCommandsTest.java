package t2l.app;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.*;

import module java.base;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import picocli.CommandLine.*;
import t2l.DocumentLinksTest;
import t2l.app.serve.Served;

/// Every command of t2l in the documents is one that exists, with options that exist and files of this repository that are there.
/// Those that small models answer at once run, and print what the document says.
class DocumentCommandsTest {
    private static final Path ROOT = Path.of(System.getProperty("t2l.root", ".."));
    private static final Pattern BLOCK = Pattern.compile("(?ms)^ *```(\\w*)[^\n]*\n(.*?)^ *```$");
    private static final Pattern COMMAND = Pattern.compile("(?:^|.*\\s)(?:\\./)?t2l ([a-z]+(?: .*)?)$");
    private static final Pattern INLINE = Pattern.compile("`\\./t2l ([a-z]+(?: [^`]*)?)`");
    private static final Pattern VARIABLE = Pattern.compile("([A-Z])=(\\S+)");
    private static final Pattern WORD = Pattern.compile("(?:[^\\s\"']|\"[^\"]*\"|'[^']*')+");
    private static final Pattern OURS = Pattern.compile("(?:docs|studies|tests|integrations)/[^,*]+");
    private static final Pattern CHAT = Pattern
            .compile("(?m)^curl localhost:8080.* -d '[^']*\"model\": \"tiny\"[^']*'$");

    @TempDir
    Path folder;

    /// A command, and what the document shows below it.
    private record Shown(List<String> words, String output) {
        boolean quick() {
            return words.getFirst().matches("complete|generate|inspect|tokenize") && words.stream().anyMatch(
                    word -> word.matches("builtin:tiny|" + OURS))
                    && words.stream().noneMatch(word -> word.contains("~"));
        }
    }

    static List<Path> documents() throws IOException {
        return DocumentLinksTest.documents();
    }

    @ParameterizedTest
    @MethodSource("documents")
    void itsCommandsExist(Path document) throws IOException {
        List<List<String>> all = new ArrayList<>(commands(document).stream().map(Shown::words).toList());
        int whole = all.size();
        INLINE.matcher(Files.readString(ROOT.resolve(document))).results().map(found -> found.group(1))
                .filter(command -> !command.contains("…")).forEach(command -> all.add(words(command, Map.of())));
        for (List<String> words : all) {
            try {
                Commands.line(words.getFirst()).parseArgs(words.toArray(String[]::new));
            } catch (MissingParameterException e) {
                // In a sentence, a command may stand without all that it needs.
                assertTrue(all.indexOf(words) >= whole,
                        document + ": " + String.join(" ", words) + ": " + e.getMessage());
            } catch (ParameterException e) {
                fail(document + ": " + String.join(" ", words) + ": " + e.getMessage());
            }
            words.stream().filter(OURS.asMatchPredicate()).forEach(
                    file -> assertTrue(Files.exists(ROOT.resolve(file)), document + ": " + file));
        }
    }

    @ParameterizedTest
    @MethodSource("documents")
    void quickOnesPrintWhatIsShown(Path document) throws IOException {
        for (Shown shown : commands(document).stream().filter(Shown::quick).toList()) {
            String[] words = shown.words.stream().map(word -> word.endsWith("/") && !word.contains(":")
                    ? folder.resolve(word).toString()
                    : OURS.matcher(word).matches() ? ROOT.resolve(word).toString() : word).toArray(String[]::new);
            String printed = Program.succeeds(words).out().strip();
            if (!shown.output.isBlank()) assertEquals(shown.output.strip(), printed, document.toString());
        }
    }

    @Test
    void somePagesShowSuchCommands() throws IOException {
        assertTrue(commands(Path.of("README.md")).stream().filter(Shown::quick).count() >= 2);
        assertTrue(commands(Path.of("docs/formats.md")).stream().filter(Shown::quick).count() >= 3);
    }

    @Test
    void curlGetsAnAnswer() throws IOException {
        List<String> requests = CHAT.matcher(Files.readString(ROOT.resolve("docs/serving.md"))).results()
                .map(MatchResult::group).toList();
        assertFalse(requests.isEmpty());
        try (Served server = Served.model("builtin:tiny")) {
            for (String request : requests) {
                String there = request.replace("localhost:8080", "localhost:" + server.port());
                Process curl = new ProcessBuilder("sh", "-c", there).redirectError(ProcessBuilder.Redirect.DISCARD)
                        .start();
                String answer = new String(curl.getInputStream().readAllBytes(), UTF_8);
                assertTrue(answer.contains("oiseau"), request + "\n" + answer);
            }
        }
    }

    private static List<Shown> commands(Path document) throws IOException {
        List<Shown> found = new ArrayList<>();
        Map<String, String> variables = new HashMap<>();
        for (Matcher block = BLOCK.matcher(Files.readString(ROOT.resolve(document))); block.find();) {
            if (!block.group(1).isEmpty()) continue; // another language
            Shown last = null;
            for (String line : block.group(2).replaceAll("\\\\\n *", "").lines().toList()) {
                Matcher variable = VARIABLE.matcher(line.strip());
                Matcher command = COMMAND.matcher(line);
                if (variable.matches()) {
                    variables.put("$" + variable.group(1), variable.group(2));
                } else if (command.matches() && !line.contains("…")) {
                    if (last != null) found.add(last);
                    last = new Shown(words(command.group(1), variables), "");
                } else if (last != null && !line.matches("(?:\\./|curl |[A-Z]+=|python|cmp |image/).*")) {
                    last = new Shown(last.words, last.output + line + "\n");
                }
            }
            if (last != null) found.add(last);
        }
        return found;
    }

    /// As a shell takes them: up to a comment or an operator, with variables, without quotes.
    private static List<String> words(String command, Map<String, String> variables) {
        List<String> words = new ArrayList<>();
        for (Matcher word = WORD.matcher(command); word.find();) {
            String text = word.group();
            if (text.matches("#.*|[|;&<>].*")) break;
            for (var variable : variables.entrySet()) {
                text = text.replace(variable.getKey(), variable.getValue());
            }
            words.add(text.replaceAll("\"([^\"]*)\"|'([^']*)'", "$1$2"));
        }
        return words;
    }
}
