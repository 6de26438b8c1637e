package t2l.bench;

import module java.base;
import picocli.CommandLine.*;
import t2l.app.console.*;
import t2l.tensor.Parallel;
import t2l.tensor.backend.Kernels;
import t2l.tensor.settings.Suggestion;

/// `t2l bench`: checks every kernel against its definition, then times it.
@Command(name = "bench", description = "Check kernels, steps and models, then time them.", footer = {
    "",
    "Times are medians. ceiling is the share of the machine's maximum, measured beside the row, as is fma, its"
            + " multiply-adds in GFLOP/s; a ratio above 1 means that t2l is faster than the rival.",
    "", "Example:",
    "  t2l bench matmul block --threads 2",
    "  t2l bench matmul/f32/NT --seconds 2 --json"})
public final class Bench extends Subcommand {
    @Parameters(paramLabel = "NAME",
            description = "Groups or prefixes of row names (default: all rows).")
    private List<String> names = List.of();

    @Option(names = "--list", description = "List the names of the rows and exit.")
    private boolean list;

    @Option(names = "--seconds", paramLabel = "S",
            description = "Time spent on each row and each rival (default: 0.3).")
    private Optional<Double> given;

    @Option(names = "--quick",
            description = "Small sizes and, without --seconds, one round: checks everything, times nothing accurately.")
    private boolean quick;

    @Option(names = "--model", paramLabel = "MODEL",
            description = "Another model for decode, prompt, prefill and serve.")
    private Optional<String> model;

    @Option(names = "--peer-command", paramLabel = "CMD",
            description = "A program to compare with; may be repeated. See BENCHMARKS.md.")
    private List<String> commands = List.of();

    /// The user's options.
    ///
    /// @param quick   small sizes, to check everything without accurate timings
    /// @param seconds how long each row and each of its rivals is timed; 0 for one round
    /// @param threads of the kernels
    /// @param model   an additional model for `decode`, `prefill`, `prompt` and `serve`
    record Settings(boolean quick, double seconds, int threads, long seed, Optional<String> model) {
        /// The first or the second size, depending on `quick`.
        int size(int usual, int small) {
            return quick ? small : usual;
        }
    }

    @Override
    public void run(Out out) {
        double seconds = given.orElse(0.3);
        if (!(seconds > 0 && seconds <= 3600)) {
            throw usage("--seconds: needs a number of seconds up to 3600, got " + seconds);
        }
        Settings plan = new Settings(quick, quick && given.isEmpty() ? 0 : seconds, common.threads(),
                common.seed(), model);
        List<Row> rows = rows(plan);
        if (list) {
            rows.forEach(row -> out.line(row.name()));
            return;
        }
        List<PeerCommand> peers = commands.stream().map(c -> new PeerCommand(c, plan.threads())).toList();
        try (Parallel threads = new Parallel(plan.threads()); Kernels kernels = common.kernels(threads)) {
            out.say("bench: " + kernels.name() + "; " + Host.line());
            if (!out.isJson()) out.line(Measurement.HEADING);
            Timing timing = new Timing(plan.seconds(), plan.threads() == 1 && kernels.traffic().isEmpty());
            List<Measurement> all = new ArrayList<>();
            for (Iterator<Row> left = rows.iterator(); left.hasNext() && !out.stopping();) {
                try (RowContext scene = RowContext.open(plan, threads, kernels)) {
                    all.add(scene.measure(left.next(), timing, peers));
                }
                if (out.isJson()) out.json(all.getLast().json());
                else out.line(all.getLast().line());
            }
            if (!out.isJson()) Measurement.summary(all).forEach(out::line);
        } finally {
            peers.forEach(PeerCommand::close);
        }
    }

    /// All rows whose names start with the user's prefixes.
    private List<Row> rows(Settings plan) {
        List<Row> all = Stream.of(MatmulRows.products(plan), MatmulRows.vectors(plan), AttentionRows.rows(plan),
                BlockRows.rows(plan), ModelRows.rows(plan), EncoderRows.rows(plan))
                .flatMap(List::stream).toList();
        List<String> known = all.stream().map(Row::name).toList();
        for (String name : names) {
            if (known.stream().noneMatch(row -> row.startsWith(name))) {
                throw usage("bench: needs the beginning of a row's name, got " + name + " (did you mean "
                        + nearest(name, known) + "?)");
            }
        }
        return all.stream().filter(row -> names.isEmpty() || names.stream().anyMatch(row.name()::startsWith)).toList();
    }

    /// All prefixes with as many parts as `name`.
    private static String nearest(String name, List<String> all) {
        int parts = name.split("/", -1).length;
        return Suggestion.to(name, all.stream()
                .map(row -> Stream.of(row.split("/", -1)).limit(parts).collect(Collectors.joining("/")))
                .collect(Collectors.toCollection(LinkedHashSet::new)));
    }
}
