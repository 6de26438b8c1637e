package t2l.app.serve.http;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import module java.base;
import t2l.app.serve.http.Endpoint.Clock;
import t2l.tensor.T2lException;

/// JDK's HTTP server with a thread for each request, and limits.
public final class WebServer implements AutoCloseable {
    /// A client that is still sending when it is refused gets its answer if what is left is at most so many bodies long:
    /// closing a connection with unread bytes would take the answer back.
    private static final int DRAINED = 4;

    private static final String OTHER = "other";

    /// Sent with every reply: a page gets nothing from elsewhere, and is shown in no other page.
    private static final Map<String, String> SAFE = Map.of("Content-Security-Policy",
            "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src 'self' data:;"
                    + " base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
            "X-Content-Type-Options", "nosniff", "Referrer-Policy", "no-referrer", "Cache-Control", "no-store");

    final Limits limits;
    final Slots slots;
    final Clock clock;
    /// See [Exchange#pieces].
    final Semaphore pieces;
    private final HttpServer server;
    private final ExecutorService threads;
    private final AccessRule access;
    private final List<Route> routes;
    private final Consumer<ServedRequest> ended;
    /// A permit for each request that may run.
    private final Semaphore running = new Semaphore(Integer.MAX_VALUE);
    /// The threads of those that run.
    private final Map<Exchange, Thread> current = new ConcurrentHashMap<>();

    /// Answers requests from now on. Throws [T2lException] if the address is taken.
    ///
    /// @param slots for its requests
    /// @param ended is told about every request
    public WebServer(InetSocketAddress address, AccessRule access, Limits limits, Slots slots, Clock clock,
            List<Route> routes, Consumer<ServedRequest> ended) {
        this.access = access;
        this.limits = limits;
        this.slots = slots;
        this.clock = clock;
        this.routes = List.copyOf(routes);
        this.ended = ended;
        pieces = Exchange.pieces(limits);
        configure(limits);
        threads = Executors.newVirtualThreadPerTaskExecutor();
        server = listening(address);
        server.setExecutor(threads);
        server.createContext("/", this::handle);
        server.start();
        threads.execute(this::watch);
    }

    private static HttpServer listening(InetSocketAddress address) {
        try {
            return HttpServer.create(address, Limits.CONNECTIONS);
        } catch (IOException e) {
            throw new T2lException(
                    "--port: cannot listen on " + address.getHostString() + ":" + address.getPort() + ": "
                            + e.getMessage() + "; choose another port, or 0 for any",
                    e);
        }
    }

    /// JDK's server and virtual threads read their settings from properties, before they are first used.
    private static void configure(Limits limits) {
        System.setProperty("sun.net.httpserver.nodelay", "true"); // or a reply of two parts waits 40 ms
        // A request that computes for long, such as one with loops in a template, must not keep others from a processor.
        System.setProperty("jdk.virtualThreadScheduler.parallelism",
                Integer.toString(Runtime.getRuntime().availableProcessors() + limits.slots() + limits.queue()));
        System.setProperty("jdk.httpserver.maxConnections", Integer.toString(Limits.CONNECTIONS));
        System.setProperty("sun.net.httpserver.maxIdleConnections", Integer.toString(Limits.CONNECTIONS));
        System.setProperty("sun.net.httpserver.maxReqHeaderSize", Integer.toString(1 << 16));
        System.setProperty("sun.net.httpserver.drainAmount", Long.toString(DRAINED * limits.body()));
        System.setProperty("sun.net.httpserver.maxReqTime", Long.toString(limits.sending().toSeconds()));
    }

    /// Interrupts the thread of a request that goes on after its time, as of a client that does not read its reply: this closes
    /// the connection to which it writes. JDK's server can do so, but by a clock that may be set.
    private void watch() {
        try {
            while (true) {
                Thread.sleep(Limits.BEAT);
                current.forEach((exchange, thread) -> {
                    if (exchange.isLate(limits.sending())) thread.interrupt();
                });
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt(); // by close()
        }
    }

    /// Takes a request to its handler, and lets no fault of one reach another.
    private void handle(HttpExchange http) throws IOException {
        String method = http.getRequestMethod();
        String path = http.getRequestURI().getPath();
        Exchange exchange = new Exchange(http, this);
        String route = OTHER;
        running.acquireUninterruptibly();
        current.put(exchange, Thread.currentThread());
        try {
            SAFE.forEach(exchange::header);
            try {
                access.requireHost(http);
                if (access.share(http)) {
                    exchange.reply(204, "text/plain", new byte[0]);
                    return;
                }
                Route.Match found = Route.find(routes, method.equals("HEAD") ? "GET" : method, path);
                route = found.route().pattern();
                if (!found.route().open()) {
                    access.requireKey(http);
                }
                exchange.name(found.name());
                found.route().handler().handle(exchange);
            } catch (RuntimeException | Error | InterruptedException e) {
                exchange.refuse(e);
            }
        } catch (IOException e) {
            exchange.end(ServedRequest.HUNG_UP);
            throw e;
        } finally {
            ended.accept(new ServedRequest(exchange.id(), method, route, path, exchange.status(),
                    clock.since(exchange.notes().begin()), new LinkedHashMap<>(exchange.notes().fields())));
            exchange.notes().close();
            current.remove(exchange);
            running.release();
        }
    }

    /// Where it listens.
    public InetSocketAddress address() {
        return server.getAddress();
    }

    /// Takes no new work and waits until no request is running, at most so long; returns whether that was so in time.
    public boolean drain(Duration time) throws InterruptedException {
        slots.drain();
        return running.tryAcquire(Integer.MAX_VALUE, time.toNanos(), TimeUnit.NANOSECONDS);
    }

    /// Cuts off what is running.
    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
        threads.close();
    }

    /// What a server gives to its clients.
    ///
    /// @param slots   requests that are computed at the same time
    /// @param queue   requests that wait for a slot; more are refused
    /// @param body    bytes of a request
    /// @param sending in which a request must have been sent, to the second; the first server of a process decides
    /// @param time    from the beginning of a request to its end
    public record Limits(int slots, int queue, long body, Duration sending, Duration time) {
        /// Connections, those that are refused or wait included.
        static final int CONNECTIONS = 2048;

        /// Milliseconds between two keep-alives to a client that waits.
        static final long BEAT = 250;

        public Limits {
            body = Math.min(body, Integer.MAX_VALUE - 8); // the longest array
        }
    }

    /// A request that has ended.
    ///
    /// @param route  what it asked for, such as `/v1/adapters/{id}`; `other` if there is nothing of that name
    /// @param path   as it was sent
    /// @param status 499 if the client has hung up
    /// @param millis from its beginning to its end
    /// @param notes  what its handler has noted
    public record ServedRequest(String id, String method, String route, String path, int status, double millis,
            Map<String, Object> notes) {
        /// The status of a client that has hung up, as in nginx.
        static final int HUNG_UP = 499;
    }

    /// Lets so many requests compute at the same time and so many wait, first come, first served; refuses more.
    public static final class Slots {
        private final Limits limits;
        private final Semaphore slots;
        private final Semaphore places;
        private volatile boolean draining;

        public Slots(Limits limits) {
            this.limits = limits;
            slots = new Semaphore(limits.slots(), true);
            places = new Semaphore(limits.slots() + limits.queue());
        }

        /// Waits for a slot and runs a task in it, which puts out JSON objects or one [Download]. Throws a [Refusal] if the queue
        /// is full, or after [#drain].
        void run(Endpoint.Task task, Endpoint.Output out) throws IOException, InterruptedException {
            requireOpen();
            if (!places.tryAcquire()) {
                throw Refusal.busy();
            }
            try {
                slots.acquire();
                try {
                    task.run(out);
                } finally {
                    slots.release();
                }
            } finally {
                places.release();
            }
        }

        /// Throws a [Refusal] if [#run] would now, which costs less than reading a request first.
        void requirePlace() {
            requireOpen();
            if (places.availablePermits() == 0) {
                throw Refusal.busy();
            }
        }

        /// The number of slots that are taken.
        public int busy() {
            return limits.slots() - slots.availablePermits();
        }

        /// The number of requests in the queue.
        public int waiting() {
            return Math.max(0, limits.slots() + limits.queue() - places.availablePermits() - busy());
        }

        /// Throws a [Refusal] after [#drain].
        public void requireOpen() {
            if (draining) {
                throw Refusal.draining();
            }
        }

        /// Takes no new work from now on.
        void drain() {
            draining = true;
        }
    }
}
