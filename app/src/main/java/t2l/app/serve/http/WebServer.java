package t2l.app.serve.http;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.function.Consumer;
import t2l.app.serve.endpoint.Marks;
import t2l.tensor.T2lException;

/// JDK's HTTP server with a thread for each request, and limits.
public final class WebServer implements AutoCloseable {
    /// A client that is still sending when it is refused gets its answer if what is left is at most so many bodies long: closing a
    /// connection with unread bytes would take the answer back.
    private static final int DRAINED = 4;

    private final HttpServer server;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final Slots slots;
    private final Front front;

    /// Answers requests from now on. Throws [T2lException] if the address is taken.
    ///
    /// @param slots for its requests
    /// @param ended is told about every request
    public WebServer(InetSocketAddress address, AccessRule access, Limits limits, Slots slots, Marks marks,
            List<Route> routes, Consumer<ServedRequest> ended) {
        configure(limits);
        server = listening(address);
        server.setExecutor(threads);
        this.slots = slots;
        front = new Front(List.copyOf(routes), access, limits, slots, marks, new Bodies(limits.body()),
                new Semaphore(Integer.MAX_VALUE), ended);
        server.createContext("/", front);
        server.start();
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

    /// The server reads its settings from properties, before it is first used.
    private static void configure(Limits limits) {
        System.setProperty("sun.net.httpserver.nodelay", "true"); // or a reply of two parts waits 40 ms
        System.setProperty("jdk.httpserver.maxConnections", Integer.toString(Limits.CONNECTIONS));
        System.setProperty("sun.net.httpserver.maxIdleConnections", Integer.toString(Limits.CONNECTIONS));
        System.setProperty("sun.net.httpserver.maxReqHeaderSize", Integer.toString(1 << 16));
        System.setProperty("sun.net.httpserver.drainAmount", Long.toString(DRAINED * limits.body()));
        System.setProperty("sun.net.httpserver.maxReqTime", Long.toString(limits.sending().toSeconds()));
        // A client that does not read its reply.
        System.setProperty("sun.net.httpserver.maxRspTime",
                Long.toString(limits.time().plus(limits.sending()).toSeconds()));
    }

    /// Where it listens.
    public InetSocketAddress address() {
        return server.getAddress();
    }

    /// Takes no new work and waits for what is running, at most so long; returns whether it ended in time.
    public boolean drain(Duration time) throws InterruptedException {
        slots.drain();
        return front.await(time);
    }

    /// Cuts off what is running.
    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
        threads.close();
    }
}
