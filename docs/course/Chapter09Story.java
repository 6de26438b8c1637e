import t2l.*;
import t2l.tensor.*;
import t2l.tensor.backend.*;
import t2l.tensor.kernel.Kernel;
import t2l.transformer.DecoderConfig;
import t2l.transformer.generate.Answer;
import t2l.transformer.generate.TokenScore;
import t2l.transformer.generate.Settings;

/// A real model tells a story: how sure it is of each token, and where its time goes.
///
/// `java @app/target/t2l.args -cp app/target/t2l.jar docs/course/Chapter09Story.java`
void main() {
    try (Parallel threads = new Parallel(1);
            Timed kernels = new Timed(Backends.open("auto", threads));
            T2l model = T2l.builder().model("builtin:stories260k").kernels(kernels).open()) {
        DecoderConfig sizes = model.model().config();
        long numbers = model.model().weights().values().stream().mapToLong(Tensor::size).sum();
        IO.println("Layers %d, width %d, tokens %d, numbers %d%n".formatted(sizes.layers(), sizes.width(),
                sizes.vocabulary(), numbers));
        String prompt = "Once upon a time";
        IO.println(prompt + model.complete(prompt, Adapter.NONE, Settings.DEFAULT.maxTokens(90)));

        IO.println("\nThe same beginning, tokens drawn by their probability:");
        Settings drawn = Settings.DEFAULT.maxTokens(40).temperature(1).seed(7);
        IO.println(prompt + model.complete(prompt, Adapter.NONE, drawn));

        IO.println("\nEach token that it chose, and the three that were most likely:");
        Settings eight = Settings.DEFAULT.maxTokens(8).scores(3);
        try (Answer answer = model.stream(T2l.Prompt.text(prompt), Adapter.NONE, eight)) {
            answer.readAll(); // the text is not needed, but its scores are known only when it is written
            for (TokenScore score : answer.scores()) {
                StringBuilder line = new StringBuilder("  ");
                for (TokenScore.Scored one : score.likely()) {
                    String token = model.model().tokenizer().token(one.token());
                    line.append("%-7s %4.1f %%   ".formatted(token, 100 * Math.exp(one.logProbability())));
                }
                IO.println(line.toString().stripTrailing());
            }
        }

        Map<String, LongSummaryStatistics> fastest = new TreeMap<>(); // of several runs: Java compiles the loops first
        for (int run = 0; run < 6; run++) {
            kernels.nanos.clear();
            model.complete(prompt, Adapter.NONE, Settings.DEFAULT.maxTokens(200).ignoreEnd(true));
            kernels.nanos.forEach((name, of) -> fastest.merge(name, of, (x, y) -> x.getSum() < y.getSum() ? x : y));
        }
        long all = fastest.values().stream().mapToLong(LongSummaryStatistics::getSum).sum();
        IO.println("\nWhere the time of 200 tokens goes, by kernel:");
        fastest.forEach((name, of) -> IO.println("  %-10s %4.1f %%   %6.2f ms   %5d calls of %4.1f µs".formatted(name,
                100.0 * of.getSum() / all, of.getSum() / 1e6, of.getCount(), of.getAverage() / 1e3)));
    }
}

/// Kernels that measure each call, by the kind of kernel.
class Timed implements Kernels {
    final Kernels under;
    final Map<String, LongSummaryStatistics> nanos = new TreeMap<>();

    Timed(Kernels under) {
        this.under = under;
    }

    public void run(Kernel kernel) {
        long start = System.nanoTime();
        under.run(kernel);
        long taken = System.nanoTime() - start;
        nanos.computeIfAbsent(kernel.getClass().getSimpleName(), _ -> new LongSummaryStatistics()).accept(taken);
    }

    public ThreadGuard guard() { // keeps a second thread out
        return under.guard();
    }

    public String name() {
        return under.name();
    }

    public void close() {
        under.close();
    }
}
