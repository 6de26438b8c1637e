package t2l.app.worker;

import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.function.Consumer;
import java.util.function.Function;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import t2l.Settings;
import t2l.T2l;
import t2l.app.train.LoraOptions;
import t2l.app.train.OneOracle;
import t2l.cli.Count;
import t2l.cli.HypernetOptions;
import t2l.cli.Json;
import t2l.cli.Out;
import t2l.cli.SamplingOptions;
import t2l.cli.Subcommand;
import t2l.hypernet.TextToLora;
import t2l.tensor.T2lException;
import t2l.tensor.backend.Kernels;
import t2l.tensor.settings.Source;
import t2l.transformer.family.LanguageModel;

/// `t2l worker`: answers lines of JSON until its input ends.
@Command(name = "worker",
        description = "Answer lines of JSON: generate adapters, complete, score, evaluate.",
        footer = {"",
            "For programs with many requests: models stay open, and up to 16 lines run at once. Answers come in the"
                    + " order of the lines; a wrong line is answered with an error. docs/cluster.md describes the"
                    + " lines. Without --model, the worker only generates and packs adapters.",
            "", "Example:",
            "  echo '{\"id\": 1, \"op\": \"generate\", \"describe\": \"Sort the words.\",",
            "      \"out\": \"sort\"}' | t2l worker"})
public final class Worker extends Subcommand {
    @Option(names = "--model", paramLabel = "MODEL", order = 1,
            description = "The base model: builtin:NAME, a Hugging Face directory, a .gguf file, or OWNER/NAME.")
    private Optional<String> model;

    @Mixin
    private HypernetOptions hypernet;

    @Mixin
    private LoraOptions oracle;

    @Mixin
    private SamplingOptions sampling;

    @Option(names = "--max-answer", paramLabel = "N", converter = Count.class, order = 38,
            description = "Maximum number of tokens of an answer in eval (default: ${DEFAULT-VALUE}).")
    private int answerTokens = 512;

    @Override
    protected void run(Out out) throws Exception {
        oracle.check(this);
        Settings settings = sampling.settings(common.seed());
        try (Kernels writing = common.kernels();
                Kernels kernels = common.kernels();
                WorkerModels models = open(writing, kernels, out)) {
            Optional<OneOracle> oracles = model.isPresent()
                    ? Optional.of(new OneOracle(models.model(), oracle.arguments(model.get(),
                            models.model().config().positions(), common.seed(), Map.of())))
                    : Optional.empty();
            Optional<String> network = network(model.map(_ -> models.model()));
            String fingerprint = WorkerModels.fingerprint(model, network, network.flatMap(hypernet::encoderOf),
                    version() + "\n" + common.held() + "\n" + settings + "\n" + answerTokens + "\n"
                            + oracles.map(OneOracle::toString).orElse(""));
            Operations operations = new Operations(models, settings, oracles,
                    Map.of("version", version(), "fingerprint", fingerprint), answerTokens);
            new LineLoop(line -> answer(operations::answer, line, out::fault), out::json, out::stopping).run(System.in);
        }
    }

    private WorkerModels open(Kernels writing, Kernels kernels, Out out) {
        Optional<T2l> t2l = model.map(name -> {
            T2l.Builder builder = T2l.builder().model(name).mapped().kernels(writing);
            common.held().ifPresent(builder::dtype);
            oracle.template().name().ifPresent(builder::chatTemplate);
            return builder.open();
        });
        try {
            Optional<TextToLora> network = network(t2l.map(T2l::model))
                    .map(name -> hypernet.open(name, kernels, out));
            return new WorkerModels(t2l, network, kernels);
        } catch (RuntimeException | Error e) {
            t2l.ifPresent(T2l::close);
            throw e;
        }
    }

    /// The name of the hypernetwork; a model need not have one.
    private Optional<String> network(Optional<LanguageModel> base) {
        return base.isPresent()
                ? hypernet.find(model.orElseThrow(), base.get().config())
                : Optional.of(hypernet.name());
    }

    /// What is wrong with a line is its answer, and the next lines have theirs.
    ///
    /// @param faults is told what must not happen
    static Map<String, Object> answer(Function<Source, Map<String, Object>> work, LongLines.Line line,
            Consumer<RuntimeException> faults) {
        Map<String, Object> answer = Json.object("line", line.number());
        try {
            Source fields = Source.parse("line " + line.number(), line.require());
            Operations.id(fields).ifPresent(id -> {
                answer.clear();
                answer.put("id", id);
            });
            answer.putAll(work.apply(fields));
        } catch (T2lException | IllegalArgumentException e) {
            answer.put("error", e.getMessage());
        } catch (OutOfMemoryError e) {
            answer.put("error", "memory: needs more than there is (" + e.getMessage() + ")");
        } catch (CancellationException e) {
            throw e;
        } catch (RuntimeException e) {
            faults.accept(e);
            answer.put("error", "t2l has a fault: " + e);
        }
        return answer;
    }
}
