package t2l.app.serve;

import java.util.logging.Level;
import java.util.logging.Logger;
import module java.base;
import picocli.CommandLine.*;
import t2l.T2l;
import t2l.app.console.*;
import t2l.app.serve.Inference.ServeSettings;
import t2l.app.serve.http.AccessRule;
import t2l.app.serve.http.Endpoint.Clock;
import t2l.app.serve.http.WebServer.*;
import t2l.tensor.Parallel;
import t2l.tensor.backend.*;

/// `t2l serve`: a model and adapters for it over HTTP.
@Command(name = "serve",
        description = "Serve OpenAI's API over HTTP, with adapters by description.",
        footer = {"",
            "Open the printed address for a page to try it; docs/serving.md describes the rest. Without an API key, the"
                    + " server listens only on this machine. After SIGTERM or Ctrl-C, running requests finish first.",
            "", "Example:",
            "  t2l serve --model builtin:tiny"})
public final class Serve extends Subcommand {
    /// How long running requests may take to end, and how long they may take when they are cut off then.
    private static final Duration DRAIN = Duration.ofSeconds(25);
    private static final int CUT_SECONDS = 5;

    /// Silent, because its warnings quote descriptions; replies say the same. Kept, or it would forget its level.
    private final Logger library = Logger.getLogger("t2l");

    /// Says what slows the server down, which quotes nobody.
    private final Logger kernelLog = Logger.getLogger("t2l.tensor");

    @Option(names = "--model", required = true, paramLabel = "MODEL", order = 1,
            description = "builtin:NAME, a Hugging Face directory, a .gguf file, or OWNER/NAME (see t2l pull).")
    private String model;

    @Mixin
    private HypernetOptions hypernet;

    @Mixin
    private ChatTemplateOption template;

    @Mixin
    private PrecisionOptions precision;

    @Option(names = "--adapters", paramLabel = "DIR", order = 15,
            description = "Publish the PEFT directories in DIR by name.")
    private Optional<Path> adapters;

    @Option(names = "--load-adapters", paramLabel = "DIR", order = 16,
            description = "Let clients load the PEFT directories in DIR.")
    private Optional<Path> loadable;

    @Option(names = "--host", paramLabel = "ADDRESS", order = 20,
            description = "Listen on this address (default: ${DEFAULT-VALUE}).")
    private String host = "127.0.0.1";

    @Option(names = "--port", paramLabel = "N", order = 21,
            description = "Listen on this port; 0 for any (default: ${DEFAULT-VALUE}).")
    private int port = 8080;

    @Option(names = "--api-key", paramLabel = "KEY", order = 22,
            description = "Require this key (default: that of T2L_API_KEY).")
    private Optional<String> key = Optional.ofNullable(System.getenv("T2L_API_KEY")).filter(text -> !text.isEmpty());

    @Option(names = "--cors", paramLabel = "ORIGIN", order = 23,
            description = "Allow requests from pages of this origin, such as https://example.org.")
    private Optional<String> origin;

    @Option(names = "--slots", paramLabel = "N", converter = Count.class, order = 24,
            description = "Requests that run at the same time (default: ${DEFAULT-VALUE}).")
    private int slots = 16;

    @Option(names = "--queue", paramLabel = "N", converter = Count.class, order = 25,
            description = "Requests that wait for a slot (default: ${DEFAULT-VALUE}).")
    private int queue = 64;

    @Option(names = "--memory", paramLabel = "SIZE", converter = ByteSize.class, order = 26,
            description = "Memory for the KV cache, and a quarter of it for adapters (default: 1g).")
    private long memory = 1L << 30;

    @Option(names = "--max-body", paramLabel = "SIZE", converter = ByteSize.class, order = 27,
            description = "The longest request (default: 16m).")
    private long body = 16L << 20;

    @Option(names = "--max-send-time", paramLabel = "S", converter = Count.class, order = 28,
            description = "Seconds for a client to send a request (default: ${DEFAULT-VALUE}).")
    private int sendSeconds = 30;

    @Option(names = "--max-time", paramLabel = "S", converter = Count.class, order = 29,
            description = "Seconds that a request may take (default: ${DEFAULT-VALUE}).")
    private int seconds = 600;

    @Option(names = "--mmap", order = 30,
            description = "Map the model instead of reading it into memory: for a model that does not fit, or that several servers"
                    + " share. If a mapped file is shortened, requests fail, or the server crashes.")
    private boolean mmap;

    @Option(names = "--log-prompts", order = 31, description = "Log prompts and answers.")
    private boolean logPrompts;

    @Override
    protected void run(Out out) throws Exception {
        ServeSettings settings = settings();
        library.setLevel(Level.OFF);
        kernelLog.setLevel(Level.WARNING);
        Parallel parallel = new Parallel(common.threads());
        // Unlike those of other commands, these kernels go on after a signal.
        try (Kernels kernels = new Session(common.kernels(parallel), parallel);
                T2l t2l = open(kernels);
                Inference server = new Inference(t2l, settings, Clock.REAL, out::error, Serve::log)) {
            Thread.ofVirtual().start(new WarmUp(t2l));
            out.line(server.url());
            out.awaitStop();
            server.drain(DRAIN);
            // Should a request not end even now, the process does.
            CompletableFuture.delayedExecutor(CUT_SECONDS, TimeUnit.SECONDS)
                    .execute(() -> Runtime.getRuntime().halt(0));
        }
    }

    /// Prints one line of JSON for a request, without any text unless a handler has noted it.
    private static void log(ServedRequest request) {
        Map<String, Object> line = Json.object("time", Instant.now().toString(), "id", request.id(), "method",
                request.method(), "path", request.path(), "status", request.status(), "ms", request.millis());
        line.putAll(request.notes());
        System.err.println(Json.printable(line));
    }

    private ServeSettings settings() throws UnknownHostException {
        if (key.isEmpty() && !InetAddress.getByName(host).isLoopbackAddress()) {
            throw usage("--host: needs an API key to listen on " + host + "; give one in --api-key or T2L_API_KEY");
        }
        if (key.isPresent() && key.get().isBlank()) {
            throw usage("--api-key: needs a key, got nothing");
        }
        if (origin.isPresent() && !origin.get().matches("https?://[^/*\\s]+")) {
            throw usage("--cors: needs an origin, such as https://example.org, got " + origin.get());
        }
        if (port < 0 || port > 65535) {
            throw usage("--port: needs a number from 0 to 65535, got " + port);
        }
        if (loadable.isPresent() && !Files.isDirectory(loadable.get())) {
            throw usage("--load-adapters: needs a directory, got " + loadable.get());
        }
        return new ServeSettings(model, adapters, loadable, host, port, new AccessRule(key, origin),
                new Limits(slots, queue, body, Duration.ofSeconds(sendSeconds), Duration.ofSeconds(seconds)),
                memory / 4,
                logPrompts);
    }

    private T2l open(Kernels kernels) {
        T2l.Builder builder = precision.apply(hypernet.builder(model, template.name(), common, kernels)).memory(memory);
        return (mmap ? builder.mapped() : builder).open();
    }

    /// Parses a number of bytes: `4096`, `64k`, `16m`, `2g`.
    static final class ByteSize implements ITypeConverter<Long> {
        private static final Pattern SIZE = Pattern.compile("([1-9]\\d{0,8})([kmg]?)");

        @Override
        public Long convert(String value) {
            Matcher size = SIZE.matcher(value.toLowerCase(Locale.ROOT));
            if (!size.matches()) {
                throw new TypeConversionException("needs a number of bytes, such as 64k, 16m or 2g, got " + value);
            }
            int thousands = " kmg".indexOf(size.group(2).isEmpty() ? " " : size.group(2));
            return Long.parseLong(size.group(1)) << (10 * thousands);
        }
    }
}
