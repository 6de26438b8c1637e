package t2l.bench;

import module java.base;
import t2l.app.console.*;
import t2l.tensor.T2lException;
import t2l.transformer.family.Builtin;

/// `t2l bench user`: what users do, beside rivals: a command with `builtin:tiny` and with the model of `--model`, a Java
/// program, and a server ([UserServe]). Programs are started again for each value, in turns: two starts of one program can
/// differ more than two programs, because the JIT compilers may decide otherwise each time.
final class UserRows {
    static final String OWN = "t2l";
    private static final String TINY = "builtin:tiny";
    private static final String HEADING = String.format("%-53s %-20s%10s%10s%10s", "", "", "min", "median", "max");

    private final Bench.Settings plan;
    private final String model;
    private final String name;
    private final List<Start> starts = new ArrayList<>();
    /// What commands have said, which must be the same at every start.
    private final Map<String, String> said = new LinkedHashMap<>();

    /// A program, which is started again for every value of its rows.
    ///
    /// @param command what is started
    /// @param rows    their names
    /// @param once    starts it, uses it and ends it; what is not among the wanted names of rows need not be measured
    record Start(String command, List<String> rows, BiConsumer<Predicate<String>, Values> once) {}

    /// Receives the values of one start.
    interface Values {
        /// Takes one.
        ///
        /// @param program `t2l`, or a rival's name
        void add(String program, String row, String unit, double value);
    }

    /// What one program needed for a row, in every start.
    ///
    /// @param program who did it
    /// @param unit    of the values: `s`, `ms`, `tokens/s`
    /// @param values  in the order of starts
    private record Spread(String name, String program, String command, String unit, List<Double> values) {
        String line() {
            return String.format(Locale.ROOT, "%-53s %-20s%10s%10s%10s  %s", name, program,
                    shown(Collections.min(values)), shown(median(values)), shown(Collections.max(values)), unit);
        }

        private static String shown(double value) {
            return String.format(Locale.ROOT, value < 10 ? "%.2f" : value < 1000 ? "%.1f" : "%.0f", value);
        }

        Map<String, Object> json() {
            Map<String, Object> all = Json.object("name", name, "program", program, "unit", unit, "min",
                    Collections.min(values), "median", median(values), "max", Collections.max(values), "values", values,
                    "command", command);
            all.putAll(Host.json());
            return all;
        }
    }

    /// All programs.
    ///
    /// @param servers commands of rivals that serve, see [UserServe#rival]
    UserRows(Bench.Settings plan, List<String> servers) {
        this.plan = plan;
        this.model = plan.model().orElse(TINY);
        this.name = Builtin.label(model);
        List<String> texts = IntStream.range(0, plan.size(100, 4))
                .mapToObj(i -> "Take word " + i + " of the list and say it in French.").toList();
        UserServe serve = new UserServe(plan, model, "user/serve/" + name + "/", texts);
        starts.add(complete("tiny", TINY, "Take the last word and say it in French.", "cat dog bird >"));
        plan.model().ifPresent(given -> starts.add(complete(name, given, "Write the opposite of the given word.",
                "hot")));
        starts.add(java());
        starts.add(serve.own());
        servers.forEach(command -> starts.add(serve.rival(command)));
    }

    static double median(List<Double> values) {
        List<Double> sorted = values.stream().sorted().toList();
        return (sorted.get((sorted.size() - 1) / 2) + sorted.get(sorted.size() / 2)) / 2;
    }

    /// A command as the user would type it.
    static String typed(List<String> arguments) {
        return OWN + " " + arguments.stream().map(each -> each.contains(" ") ? '"' + each + '"' : each)
                .collect(Collectors.joining(" "));
    }

    /// A whole process that makes an adapter from a description and answers.
    private Start complete(String called, String of, String task, String prompt) {
        String row = "user/complete/" + called;
        List<String> command = List.of("complete", "--model", of, "--describe", task, "--prompt", prompt,
                "--max-tokens", "16", "--threads", Integer.toString(plan.threads()));
        return new Start(typed(command), List.of(row), (_, values) -> {
            try (Program program = Program.t2l(command)) {
                String result = program.result();
                values.add(OWN, row, "s", program.seconds());
                String first = said.computeIfAbsent(row, _ -> result);
                if (!first.equals(result)) {
                    throw new T2lException(row + ": needs the same result at every start, got " + first + " and "
                            + result);
                }
            }
        });
    }

    /// A Java program that answers without a server, as the rows of [UserServe] do with one.
    private Start java() {
        String first = "user/java/" + name + "/first-answer";
        String plain = "user/java/" + name + "/plain";
        List<String> arguments = Stream.of(model, plan.threads(), plan.size(64, 4), plan.size(4, 0))
                .map(Object::toString).toList();
        String command = "java @t2l.args -cp t2l.jar:t2l-bench.jar " + PlainProgram.class.getName() + " "
                + String.join(" ", arguments);
        return new Start(command, List.of(first, plain), (_, values) -> {
            long begin = System.currentTimeMillis();
            try (Program program = Program.java(PlainProgram.class, arguments)) {
                String[] result = program.result().strip().split(" ", -1);
                values.add(OWN, first, "s", (Long.parseLong(result[0]) - begin) / 1e3);
                values.add(OWN, plain, "tokens/s", Double.parseDouble(result[1]));
            }
        });
    }

    /// The names of all rows.
    List<String> names() {
        return starts.stream().flatMap(program -> program.rows().stream()).distinct().toList();
    }

    /// Starts the programs of the wanted rows, and prints the rows.
    ///
    /// @param times of each program
    void run(Out out, int times, Predicate<String> wanted) {
        List<Start> needed = starts.stream().filter(p -> p.rows().stream().anyMatch(wanted)).toList();
        Map<String, Spread> table = new LinkedHashMap<>();
        for (int i = 0; i < times && !out.stopping(); i++) {
            for (Start program : needed) {
                out.detail("start " + (i + 1) + " of " + times + ": " + program.command());
                program.once().accept(wanted, (by, row, unit, value) -> table
                        .computeIfAbsent(row + " " + program.command(),
                                _ -> new Spread(row, by, program.command(), unit, new ArrayList<>()))
                        .values().add(value));
            }
        }
        List<Spread> rows = table.values().stream().filter(row -> wanted.test(row.name()))
                .sorted(Comparator.comparingInt(row -> names().indexOf(row.name()))).toList();
        if (out.isJson()) {
            rows.forEach(row -> out.json(row.json()));
            return;
        }
        out.line(HEADING);
        rows.forEach(row -> out.line(row.line()));
        rows.stream().map(Spread::command).distinct().forEach(command -> out.line("  " + command));
    }
}
