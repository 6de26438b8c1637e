package t2l.bench;

import module java.base;
import t2l.bench.ModelClient.Streamed;
import t2l.tensor.T2lException;
import t2l.transformer.family.*;

/// `user/serve`: a server is started, asked over HTTP and ended, ours and rivals by the same requests. Before anything is
/// timed, it answers for some seconds. Texts are written greedily and do not end early.
///
/// @param prefix of the rows
/// @param texts  to be embedded
record UserServe(Bench.Settings plan, String model, String prefix, List<String> texts) {
    /// Continued by a server and by [PlainProgram].
    static final String PROMPT = "Once upon a time there was";

    private static final int CLIENTS = 8;
    private static final String SENTENCE = " The old man went down to the river every morning, because he liked to see"
            + " how the sun came up behind the hills and the boats went out to the sea.";

    /// Our server.
    UserRows.Start own() {
        List<String> command = List.of("serve", "--model", model, "--threads", Integer.toString(plan.threads()));
        return start(UserRows.OWN, UserRows.typed(command), port -> Program.t2l(Stream.concat(command.stream(),
                Stream.of("--port", Integer.toString(port))).toList()), "ready", "first-answer", "first-token", "plain",
                "described-token", "adapter", "eight", "eight-first-token", "embed-" + texts.size());
    }

    /// A rival, which gets no adapters.
    ///
    /// @param asked a shell command in which `{port}`, `{model}` and `{threads}` are replaced
    UserRows.Start rival(String asked) {
        String command = asked.replace("{model}", model).replace("{threads}", Integer.toString(plan.threads()));
        String name = Stream.of(command.strip().split("\\s+")).filter(word -> !word.contains("=")).findFirst()
                .orElse(command).replaceFirst(".*/", "");
        return start(name, command, port -> Program.shell(command.replace("{port}", Integer.toString(port))), "ready",
                "first-token", "plain", "eight", "eight-first-token");
    }

    private UserRows.Start start(String name, String command, IntFunction<Program> start, String... rows) {
        List<String> names = Stream.of(rows).map(row -> prefix + row).toList();
        return new UserRows.Start(command, names, (wanted, values) -> {
            Map<String, Double> bias = bias();
            try (ModelClient client = new ModelClient(start)) {
                new Session(this, name, client, bias, row -> names.contains(row) && wanted.test(row), values).measure();
            }
        });
    }

    /// Of the tokens that end a text.
    private Map<String, Double> bias() {
        return Builtin.open(model, path -> {
            try (Arena arena = Arena.ofShared()) {
                return Checkpoint.open(path, arena).ends().stream()
                        .collect(Collectors.toMap(Object::toString, _ -> -100.0));
            }
        });
    }

    /// One start of a server.
    private record Session(UserServe of, String program, ModelClient client, Map<String, Double> bias,
            Predicate<String> wanted, UserRows.Values values) {
        void measure() {
            row("ready", "s", client::ready);
            row("first-answer", "s", () -> client.seconds() + write(Map.of()).first());
            for (long end = after(4); System.nanoTime() < end;) {
                write(Map.of());
            }
            row("plain", "tokens/s", () -> rate(1, _ -> Map.of()));
            row("first-token", "ms", () -> median(5,
                    i -> write(i + "." + SENTENCE.repeat(of.plan.size(4, 1)), 1, Map.of()).first()));
            row("described-token", "ms",
                    () -> median(5, i -> write("hot", 1, describe("Say word " + i + " of the list.")).first()));
            row("adapter", "tokens/s", () -> rate(1, _ -> describe("Write the opposite of the given word.")));
            IntFunction<Map<String, Object>> each = i -> program.equals(UserRows.OWN)
                    ? describe("Write what begins with letter " + i + ".")
                    : Map.of();
            row("eight", "tokens/s", () -> rate(CLIENTS, each));
            row("eight-first-token", "ms", () -> median(5, round -> UserRows.median(together(CLIENTS,
                    i -> write(round + "." + i + "." + SENTENCE, 1, each.apply(i))).stream()
                    .map(Streamed::first).toList())));
            row("embed-" + of.texts.size(), "ms", () -> median(3, _ -> client.embed(of.texts)));
        }

        private void row(String name, String unit, Supplier<Double> value) {
            if (wanted.test(of.prefix + name)) {
                values.add(program, of.prefix + name, unit, value.get());
            }
        }

        /// The time when some seconds are over.
        private long after(double seconds) {
            return System.nanoTime() + (of.plan.quick() ? 0 : (long) (1e9 * seconds));
        }

        private static Map<String, Object> describe(String task) {
            return Map.of("adapter", Map.of("describe", task));
        }

        private Streamed write(Map<String, Object> more) {
            return write(PROMPT, of.plan.size(64, 4), more);
        }

        private Streamed write(String prompt, int count, Map<String, Object> more) {
            Map<String, Object> fields = new HashMap<>(more);
            fields.put("logit_bias", bias);
            return client.write(prompt, count, fields);
        }

        /// Milliseconds, after two untimed runs.
        private double median(int times, IntFunction<Double> seconds) {
            return 1e3
                    * UserRows
                            .median(IntStream.range(0, 2 + of.plan.size(times, 1)).mapToObj(seconds).skip(2).toList());
        }

        /// Tokens per second after the first one, of of.texts written together for some seconds. They are written once untimed,
        /// which makes their adapters.
        private double rate(int count, IntFunction<Map<String, Object>> more) {
            IntFunction<Streamed> one = i -> write(more.apply(i));
            together(count, one);
            int written = 0;
            double seconds = 0;
            long end = after(3);
            do {
                List<Streamed> all = together(count, one);
                written += all.stream().mapToInt(Streamed::tokens).sum() - 1;
                seconds += all.stream().mapToDouble(Streamed::last).max().orElseThrow()
                        - all.stream().mapToDouble(Streamed::first).min().orElseThrow();
            } while (System.nanoTime() < end);
            return written / seconds;
        }

        private List<Streamed> together(int count, IntFunction<Streamed> one) {
            List<Streamed> all = new ArrayList<>();
            try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
                List<Future<Streamed>> asked = IntStream.range(0, count)
                        .mapToObj(i -> threads.submit(() -> one.apply(i))).toList();
                for (Future<Streamed> each : asked) {
                    all.add(each.get());
                }
            } catch (ExecutionException e) {
                throw e.getCause() instanceof T2lException known ? known : new IllegalStateException(e.getCause());
            } catch (InterruptedException e) {
                throw Program.interrupted(e);
            }
            return all;
        }
    }
}
