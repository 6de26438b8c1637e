package t2l.app.worker;

import module java.base;
import picocli.CommandLine.*;
import t2l.*;
import t2l.app.console.*;
import t2l.app.serve.adapters.AdapterRegistry;
import t2l.app.serve.adapters.AdapterRegistry.Published;
import t2l.app.serve.api.Service;
import t2l.app.serve.http.Endpoint.Clock;
import t2l.app.train.*;
import t2l.hypernet.TextToLora;
import t2l.tensor.backend.Kernels;
import t2l.transformer.family.Builtin;
import t2l.transformer.generate.Settings;

/// `t2l worker`: the endpoints of `t2l serve`, and those of bulk work, on lines of stdin, until that ends.
@Command(name = "worker",
        description = "Answer requests on lines of JSON: generate adapters, complete, score, evaluate.",
        footer = {"",
            "For programs with many requests: models stay open, and up to 16 lines run at once. Answers come in the"
                    + " order of the lines; a wrong line is answered with an error. docs/cluster.md describes the"
                    + " lines. Without --model, the worker only generates adapters.",
            "", "Example:",
            "  echo '{\"id\": 1, \"op\": \"generate\", \"describe\": \"Sort.\", \"out\": \"sort\"}' \\",
            "      | t2l worker"})
public final class Worker extends Subcommand {
    /// Bytes of adapters that are kept, of descriptions and of files.
    private static final long KEPT = 1L << 25;
    /// The most bytes of a line.
    private static final int MAX_LINE = 1 << 26;

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
        try (Kernels kernels = common.kernels()) {
            if (model.isPresent()) {
                withModel(model.get(), settings, kernels, out);
            } else {
                alone(settings, kernels, out);
            }
        }
    }

    private void withModel(String name, Settings settings, Kernels kernels, Out out) throws InterruptedException {
        try (T2l t2l = hypernet.builder(name, oracle.template().name(), common, kernels).mapped().open()) {
            OneOracle oracles = new OneOracle(t2l.model(), oracle.arguments(name, t2l.model().config().positions(),
                    common.seed(), Map.of()));
            BulkEndpoints endpoints = endpoints(Optional.of(name), t2l.network(),
                    settings + "\n" + oracles);
            endpoints.generate(t2l::generate);
            // Replies are called like their lines, so names are for seeds alone.
            Clock clock = new Clock(InstantSource.system(), System::nanoTime,
                    () -> "%016x%016x".formatted(common.seed(), 0));
            AdapterRegistry adapters = new AdapterRegistry(t2l, Builtin.label(name), Published.files(t2l), KEPT, clock);
            endpoints.model(new Service(t2l, adapters, clock, _ -> settings, false), oracles, answerTokens);
            out.silenceLog(); // replies say the same
            answer(endpoints, out);
        }
    }

    /// A hypernetwork without a model, for one line at a time.
    private void alone(Settings settings, Kernels kernels, Out out) throws InterruptedException {
        ReentrantLock turn = new ReentrantLock(true);
        TextToLora network = hypernet.open(hypernet.name(), kernels, out);
        try {
            BulkEndpoints endpoints = endpoints(Optional.empty(), Optional.of(hypernet.name()), settings.toString());
            endpoints.generate((description, arena) -> {
                turn.lock();
                try {
                    return Adapter.of(network.generate(List.of(description), arena).getFirst());
                } finally {
                    turn.unlock();
                }
            });
            answer(endpoints, out);
        } finally {
            turn.lock(); // for ever: nobody computes with it from now on
            network.close();
        }
    }

    private static void answer(BulkEndpoints endpoints, Out out) throws InterruptedException {
        new LineTransport(endpoints.all(), MAX_LINE, out::json, out::fault, out::stopping).run(System.in);
    }

    /// @param more than the models, of what replies depend on
    private BulkEndpoints endpoints(Optional<String> base, Optional<String> network, String more) {
        SourceHash hash = new SourceHash();
        base.ifPresent(hash::addModel);
        network.ifPresent(hash::addHypernetwork);
        network.flatMap(hypernet::encoderOf).ifPresent(hash::addModel);
        hash.addText(version() + "\n" + common.held() + "\n" + answerTokens + "\n" + more);
        return new BulkEndpoints(Map.of("version", version(), "fingerprint", HexFormat.of().formatHex(hash.digest())));
    }
}
