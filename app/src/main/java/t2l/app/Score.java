package t2l.app;

import module java.base;
import picocli.CommandLine.*;
import t2l.app.console.*;
import t2l.autograd.Pass;
import t2l.hypernet.data.*;
import t2l.hypernet.eval.Likelihood;
import t2l.tensor.backend.Kernels;
import t2l.transformer.ActiveAdapter;
import t2l.transformer.family.LanguageModel;
import t2l.transformer.lora.Lora;

/// `t2l score`: the log-likelihood of given answers.
@Command(name = "score",
        description = "Compute the likelihood of given answers.",
        footer = {"",
            "A line of FILE is {\"prompt\": \"…\", \"answer\": \"…\"}. loss is in nats per token of the answer and its end.",
            "", "Example:",
            "  t2l score --model builtin:tiny --batch docs/examples/french.jsonl --json"})
final class Score extends Subcommand {
    /// Pairs that are read in one pass.
    private static final int BATCH = 8;

    @Mixin
    private ModelOptions options;

    @Mixin
    private ChatTemplateOption template;

    @Option(names = {"--batch", "--data"}, required = true, paramLabel = "FILE", order = 2,
            description = "A .jsonl file with prompts and answers, or - for stdin.")
    private Path data;

    @Option(names = "--raw", order = 4, description = "Do not apply the chat template or add an end token.")
    private boolean raw;

    @Override
    protected void run(Out out) {
        List<TaskData.Pair> lines = JsonLines.pairs(BatchOption.lines(data, out));
        try (Arena arena = Arena.ofShared();
                Kernels kernels = common.kernels();
                LanguageModel model = options.open(common.held(), template.template(), kernels)) {
            TokenPairs pairs = Likelihood.pairs(data.toString(), model.decoder(), model.format(), lines, raw);
            Lora lora = options.adapter(model, kernels, arena);
            try (Likelihood likelihood = new Likelihood(lora.decoder(model.decoder()), kernels)) {
                show(out, pairs, likelihood, lora::adapter);
            }
        }
    }

    private void show(Out out, TokenPairs pairs, Likelihood likelihood, Function<Pass, ActiveAdapter> adapter) {
        var total = new Likelihood.Score(0, 0);
        for (int from = 0; from < pairs.size(); from += BATCH) {
            for (var score : likelihood.score(pairs, from, Math.min(pairs.size(), from + BATCH), adapter)) {
                total = total.plus(score);
                out.result(score.facts(), String.format(Locale.ROOT, "%.4f  %d tokens", score.loss(), score.tokens()));
            }
        }
        double perplexity = Math.exp(total.loss());
        Map<String, Object> all = total.facts();
        all.put("perplexity", perplexity);
        out.result(Map.of("total", all), String.format(Locale.ROOT,
                "total %.4f, perplexity %.2f, %d tokens in %d answers", total.loss(), perplexity, total.tokens(),
                pairs.size()));
    }
}
