package t2l.bench;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import t2l.tensor.T2lException;
import t2l.transformer.family.Builtin;

/// The programs of the group `user`: commands with `builtin:tiny` and with the model of `--model`, a server
/// ([UserServe]), and rivals.
final class UserRows {
    static final String GROUP = "user/";
    static final String OWN = "t2l";
    private static final String TINY = "builtin:tiny";
    /// Tokens of each text that is embedded.
    private static final int TOKENS = 14;
    /// How often a rival in [#peer] does its work untimed, and then timed.
    private static final int PEER_RUNS = 10;

    private final BenchSettings plan;
    private final String model;
    private final String name;
    private final List<String> texts;
    /// What commands have said, which must be the same at every start.
    private final Map<String, String> said = new LinkedHashMap<>();

    private UserRows(BenchSettings plan) {
        this.plan = plan;
        this.model = plan.model().orElse(TINY);
        this.name = Builtin.label(model);
        this.texts = IntStream.range(0, plan.size(100, 4))
                .mapToObj(i -> "Take word " + i + " of the list and say it in French.").toList();
    }

    /// All programs.
    ///
    /// @param servers commands of rivals that serve, see [UserServe#rival]
    /// @param peers   commands of rivals that compute, see [PeerCommand]
    static List<UserStart> all(BenchSettings plan, List<String> servers, List<String> peers) {
        UserRows rows = new UserRows(plan);
        UserServe serve = new UserServe(plan, rows.model, GROUP + "serve/" + rows.name + "/", rows.texts);
        List<UserStart> all = new ArrayList<>();
        all.add(rows.complete("tiny", TINY, "Take the last word and say it in French.", "cat dog bird >"));
        plan.model().ifPresent(given -> all.add(rows.complete(rows.name, given,
                "Write the opposite of the given word.", "hot")));
        all.add(new UserJava(plan, rows.model, GROUP + "java/" + rows.name + "/").own());
        all.add(serve.own());
        servers.forEach(command -> all.add(serve.rival(command)));
        peers.forEach(command -> all.add(rows.peer(command)));
        return all;
    }

    /// Makes an adapter from a description and answers.
    private UserStart complete(String called, String of, String task, String prompt) {
        return command("complete/" + called, List.of("complete", "--model", of, "--describe", task, "--prompt", prompt,
                "--max-tokens", "16"));
    }

    /// A whole process.
    private UserStart command(String what, List<String> arguments) {
        String row = GROUP + what;
        List<String> command = plan.onThreads(arguments);
        return new UserStart(shown(command), List.of(row), (_, values) -> {
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

    /// A command as the user would type it.
    static String shown(List<String> arguments) {
        return OWN + " " + arguments.stream()
                .map(each -> each.contains(" ") ? '"' + each + '"' : each).collect(Collectors.joining(" "));
    }

    /// A rival that embeds texts, and says itself how long that took.
    private UserStart peer(String command) {
        Map<String, String> questions = Map.of(GROUP + "serve/" + name + "/embed-1", "encoder/minilm/1x" + TOKENS,
                GROUP + "serve/" + name + "/embed-" + texts.size(), "encoder/minilm/" + texts.size() + "x" + TOKENS);
        return new UserStart(command, List.copyOf(questions.keySet()), (wanted, values) -> {
            try (PeerCommand peer = new PeerCommand(command, plan.threads())) {
                questions.forEach((row, question) -> {
                    if (wanted.test(row)) {
                        peer.rival(question, plan.model().map(Path::of)).ifPresent(rival -> {
                            rival.seconds(plan.size(PEER_RUNS, 1), System::nanoTime);
                            values.add(rival.name(), row, "ms",
                                    1e3 * rival.seconds(plan.size(PEER_RUNS, 1), System::nanoTime));
                        });
                    }
                });
            }
        });
    }
}
