import t2l.*;
import t2l.tensor.*;
import t2l.tensor.backend.*;
import t2l.tensor.kernel.Kernel;
import t2l.transformer.generate.TokenScore;

/// A real model tells a story: how sure it is of each token, and where its time goes.
///
/// `java --add-modules jdk.incubator.vector --enable-native-access=ALL-UNNAMED -cp app/target/t2l.jar examples/course/Chapter09Story.java`
void main() {
    try (Parallel threads = new Parallel(1); Timed kernels = new Timed(Backends.open("auto", threads));
            T2l model = T2l.builder().model("builtin:stories260k").kernels(kernels).open()) {
        IO.println("Layers %d, width %d, tokens %d, numbers %d%n".formatted(model.model().config().layers(),
                model.model().config().width(), model.model().config().vocabulary(),
                model.model().weights().values().stream().mapToLong(Tensor::size).sum()));
        String prompt = "Once upon a time";
        IO.println(prompt + model.complete(prompt, Adapter.NONE, Settings.DEFAULT.maxTokens(90)));

        IO.println("\nThe same beginning, tokens drawn by their probability:");
        Settings drawn = Settings.DEFAULT.maxTokens(40).temperature(1).seed(7);
        IO.println(prompt + model.complete(prompt, Adapter.NONE, drawn));

        IO.println("\nEach token that it chose, and the three that were most likely:");
        try (Generation answer = model.stream(prompt, Adapter.NONE, Settings.DEFAULT.maxTokens(8).scores(3))) {
            answer.readAll();
            for (TokenScore score : answer.scores()) {
                StringBuilder line = new StringBuilder("  ");
                for (TokenScore.Scored one : score.likely()) {
                    String token = model.model().tokenizer().token(one.token());
                    line.append("%-7s %4.1f %%   ".formatted(token, 100 * Math.exp(one.logProbability())));
                }
                IO.println(line.toString().stripTrailing());
            }
        }

        for (int run = 0; run < 6; run++) { // the first ones are slow, until Java has compiled the loops
            kernels.nanos.clear();
            model.complete(prompt, Adapter.NONE, Settings.DEFAULT.maxTokens(200).ignoreEnd(true));
        }
        long all = kernels.nanos.values().stream().mapToLong(Long::longValue).sum();
        IO.println("\nWhere the time of 200 tokens goes, by kernel:");
        kernels.nanos.forEach((kernel, nanos) -> IO.println("  %-10s %4.1f %%   %6.2f ms".formatted(kernel,
                100.0 * nanos / all, nanos / 1e6)));
    }
}

/// Kernels that add up the time of each kind.
record Timed(Kernels under, Map<String, Long> nanos) implements Kernels {
    Timed(Kernels under) {
        this(under, new TreeMap<>());
    }

    public void run(Kernel kernel) {
        long start = System.nanoTime();
        under.run(kernel);
        nanos.merge(kernel.getClass().getSimpleName(), System.nanoTime() - start, Long::sum);
    }

    public ThreadGuard guard() {
        return under.guard();
    }

    public String name() {
        return under.name();
    }

    public void close() {
        under.close();
    }
}
