package t2l.hypernet.eval;

import module java.base;

/// How a program written by a model is tested: it is combined with tests that must run without an error.
///
/// @param before the code that the model continued, such as the head of a function; empty if it wrote everything
/// @param entry  the function that the tests call
/// @param tests  Python code to run after the program
public record UnitTests(String before, String entry, String tests) {
    /// The name of the metric.
    public static final String METRIC = "pass@1";

    private static final String FENCE = "```";

    /// Whether the model has finished its program.
    static boolean ended(String completion) {
        return completion.contains(FENCE);
    }

    /// The program with its tests. A completion ends at the first fence; from a whole program, code that the tested
    /// function does not need is removed ([PythonSource]).
    public String source(String completion) {
        int end = completion.indexOf(FENCE);
        String code = end < 0 ? completion : completion.substring(0, end);
        return (before.isEmpty() ? PythonSource.needed(code, entry) : before + code) + "\n" + tests + "\n";
    }

    /// The function of `code` that `test` calls.
    static Optional<String> entry(String code, String test) {
        return PythonSource.functions(code).stream().filter(name -> test.contains(name + "(")).findFirst();
    }

    /// Extracts the code that a function needs from a model's output: imports, and the definitions it uses.
    ///
    /// Like `evalplus.sanitize`, but without a Python parser: statements start at unindented lines outside brackets and
    /// triple-quoted strings. Differences: decorated functions, functions without `return`, and needed definitions with
    /// syntax errors are kept.
    static final class PythonSource {
        private static final Pattern NAME = Pattern.compile("[A-Za-z_][A-Za-z_0-9]*");
        private static final Pattern IMPORT = Pattern.compile("(import|from)\\s+[A-Za-z_.].*", Pattern.DOTALL);
        private static final Pattern DEFINITION = Pattern
                .compile("(?:async\\s+)?(?:def|class)\\s+([A-Za-z_][A-Za-z_0-9]*)");
        private static final Pattern ASSIGNMENT = Pattern.compile("([A-Za-z_][A-Za-z_0-9]*)\\s*(?::[^=\\n]+)?=(?!=)");

        /// A top-level statement with its body.
        ///
        /// @param name the name it defines
        private record Statement(String text, Optional<String> name) {
            static Statement of(String text) {
                String bare = text.lines().dropWhile(line -> line.startsWith("@")).collect(Collectors.joining("\n"));
                Matcher definition = DEFINITION.matcher(bare);
                Matcher assignment = ASSIGNMENT.matcher(bare);
                return new Statement(text, definition.lookingAt()
                        ? Optional.of(definition.group(1))
                        : assignment.lookingAt() ? Optional.of(assignment.group(1)) : Optional.empty());
            }

            boolean imports() {
                return IMPORT.matcher(text).matches();
            }
        }

        /// Imports, then the definitions that `entry` needs, including itself, the first of each name. All of `code` if
        /// there are none.
        static String needed(String code, String entry) {
            List<Statement> definitions = new ArrayList<>();
            Set<String> known = new HashSet<>();
            StringBuilder needed = new StringBuilder();
            for (Statement statement : statements(code)) {
                if (statement.imports()) {
                    needed.append(statement.text()).append('\n');
                } else if (statement.name().filter(known::add).isPresent()) {
                    definitions.add(statement);
                }
            }
            Set<String> reached = reached(definitions, entry);
            definitions.stream().filter(d -> reached.contains(d.name().orElseThrow()))
                    .forEach(d -> needed.append(d.text()).append('\n'));
            return needed.isEmpty() ? code : needed.toString().strip();
        }

        /// The names of top-level functions and classes.
        static List<String> functions(String code) {
            return statements(code).stream()
                    .filter(s -> s.text().lines().anyMatch(line -> DEFINITION.matcher(line).lookingAt()))
                    .flatMap(s -> s.name().stream()).toList();
        }

        /// All names in the definition of `entry`, in their definitions, and so on.
        private static Set<String> reached(List<Statement> definitions, String entry) {
            Set<String> reached = new HashSet<>(Set.of(entry));
            Deque<String> open = new ArrayDeque<>(reached);
            while (!open.isEmpty()) {
                String name = open.remove();
                definitions.stream().filter(d -> d.name().orElseThrow().equals(name))
                        .flatMap(d -> NAME.matcher(d.text()).results()).map(found -> found.group()).filter(reached::add)
                        .forEach(open::add);
            }
            return reached;
        }

        private static List<Statement> statements(String code) {
            List<Statement> all = new ArrayList<>();
            StringBuilder current = new StringBuilder();
            Nesting nesting = new Nesting();
            boolean decorated = false;
            for (String line : code.split("\n", -1)) {
                boolean begins = nesting.closed() && !line.isBlank() && !Character.isWhitespace(line.charAt(0))
                        && !decorated && !line.startsWith(")");
                if (begins && !current.isEmpty()) {
                    all.add(Statement.of(current.toString().stripTrailing()));
                    current.setLength(0);
                }
                decorated = nesting.closed() && (line.startsWith("@") || (decorated && line.isBlank()));
                current.append(line).append('\n');
                nesting.read(line);
            }
            if (!current.toString().isBlank()) {
                all.add(Statement.of(current.toString().stripTrailing()));
            }
            return all;
        }

        /// Whether a line ends inside brackets or a triple-quoted string.
        private static final class Nesting {
            private int brackets;
            private String quotes = "";

            boolean closed() {
                return brackets <= 0 && quotes.isEmpty();
            }

            void read(String line) {
                if (quotes.isEmpty() && brackets <= 0) {
                    brackets = 0;
                }
                for (int i = 0; i < line.length(); i++) {
                    char c = line.charAt(i);
                    if (!quotes.isEmpty()) {
                        if (c == '\\') {
                            i++;
                        } else if (line.startsWith(quotes, i)) {
                            i += quotes.length() - 1;
                            quotes = "";
                        }
                    } else if (c == '"' || c == '\'') {
                        String three = Character.toString(c).repeat(3);
                        quotes = line.startsWith(three, i) ? three : Character.toString(c);
                        i += quotes.length() - 1;
                    } else if (c == '#') {
                        break;
                    } else {
                        brackets += "([{".indexOf(c) >= 0 ? 1 : ")]}".indexOf(c) >= 0 ? -1 : 0;
                    }
                }
                if (quotes.length() == 1) {
                    quotes = ""; // a short string ends with its line
                }
            }
        }
    }
}
