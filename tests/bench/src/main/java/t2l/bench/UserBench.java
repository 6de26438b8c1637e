package t2l.bench;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import t2l.app.console.Out;

/// `t2l bench user`: what users do, by the commands and servers that they start, beside rivals. Programs are started again
/// for each value, in turns: two starts of one program can differ more than two programs, because the JIT compilers may
/// decide otherwise each time.
///
/// @param starts of each program
record UserBench(Out out, int starts, List<UserStart> programs) {
    /// The names of all rows.
    static List<String> names(List<UserStart> programs) {
        return programs.stream().flatMap(program -> program.rows().stream()).distinct().toList();
    }

    /// Starts the programs of the wanted rows, and prints the rows.
    void run(Predicate<String> wanted) {
        List<UserStart> needed = programs.stream().filter(p -> p.rows().stream().anyMatch(wanted)).toList();
        Map<String, Spread> table = new LinkedHashMap<>();
        for (int i = 0; i < starts && !out.stopping(); i++) {
            for (UserStart program : needed) {
                out.detail("start " + (i + 1) + " of " + starts + ": " + program.command());
                program.once().run(wanted, (name, row, unit, value) -> table
                        .computeIfAbsent(row + " " + program.command(),
                                _ -> new Spread(row, name, program.command(), unit, new ArrayList<>()))
                        .values().add(value));
            }
        }
        print(table.values().stream().filter(row -> wanted.test(row.name()))
                .sorted(Comparator.comparingInt(row -> names(needed).indexOf(row.name()))).toList());
    }

    private void print(List<Spread> table) {
        if (out.isJson()) {
            table.forEach(row -> {
                Map<String, Object> all = row.json();
                all.putAll(Host.json());
                out.json(all);
            });
            return;
        }
        out.line(Spread.HEADING);
        table.forEach(row -> out.line(row.line()));
        table.stream().map(Spread::command).distinct().forEach(command -> out.line("  " + command));
    }
}
