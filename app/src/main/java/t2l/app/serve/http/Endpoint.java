package t2l.app.serve.http;

import module java.base;
import t2l.tensor.T2lException;
import t2l.tensor.settings.Source;
import t2l.transformer.lora.RecentAdapters;

/// What clients can ask for: the fields of a request in, JSON objects out. `t2l.app.serve` brings requests over HTTP, `t2l
/// worker` on the lines of its stdin.
@FunctionalInterface
public interface Endpoint {
    /// Takes the fields of a request. Throws a [Refusal] for what is wrong with it, before anything is computed; endpoints that
    /// HTTP does not have may also throw a [T2lException].
    ///
    /// @param notes for the log
    Reply take(Source fields, Notes notes);

    /// The reply to a request, all of whose fields must be taken.
    default Reply reply(Source fields, Notes notes) {
        Reply reply = take(fields, notes);
        fields.end(Refusal.REQUEST);
        return reply;
    }

    /// The fields of a request, an object in JSON. Throws a [Refusal] for anything else.
    ///
    /// @param where the name of `json` in error messages
    static Source fields(String where, byte[] json) {
        try {
            return fields(Source.parse(where, json).values());
        } catch (T2lException e) {
            throw Refusal.field("", e.getMessage());
        }
    }

    /// The same of an object that has been read.
    static Source fields(Map<String, ?> values) {
        return Source.of("", new Source.Form(".", false, UnaryOperator.identity(), Refusal::field), values);
    }

    /// A reply that is still to be computed.
    ///
    /// @param stream whether it has several objects, each sent at once
    record Reply(boolean stream, Task task) {
        /// A reply of one object.
        public static Reply whole(Task task) {
            return new Reply(false, task);
        }
    }

    /// Computes a reply, in the thread of its request. An interrupt cancels it.
    @FunctionalInterface
    interface Task {
        /// Puts out JSON objects.
        void run(Output out) throws IOException, InterruptedException;
    }

    /// Takes what a task puts out.
    @FunctionalInterface
    interface Output {
        /// Sends it. Throws [IOException] if the client has hung up.
        void accept(Object json) throws IOException;
    }

    /// What is known of a request when it has ended, for the log and the metrics, and the adapters that it uses until then.
    ///
    /// @param begin    of the request, in the nanoseconds of [Clock]
    /// @param adapters keeps adapters in memory for it
    /// @param fields   the values so far
    public record Notes(long begin, RecentAdapters.User adapters, Map<String, Object> fields) implements AutoCloseable {
        /// Of a request that begins.
        public Notes(long begin) {
            this(begin, new RecentAdapters.User(), new LinkedHashMap<>());
        }

        /// Ends its use of adapters.
        @Override
        public void close() {
            adapters.close();
        }

        /// Notes a value, replacing an earlier one.
        public void put(String name, Object value) {
            fields.put(name, value);
        }

        /// Notes a value, unless there is one.
        public void putFirst(String name, Object value) {
            fields.putIfAbsent(name, value);
        }
    }

    /// What differs from one run to the next, so that tests can fix it.
    ///
    /// @param time  tells when a reply was made
    /// @param nanos measures durations
    /// @param names makes names of requests and replies, 32 hexadecimal digits
    record Clock(InstantSource time, LongSupplier nanos, Supplier<String> names) {
        /// Those of a server.
        public static final Clock REAL = new Clock(InstantSource.system(), System::nanoTime,
                () -> UUID.randomUUID().toString().replace("-", ""));

        /// Seconds since 1970, as OpenAI's `created`.
        public long created() {
            return time.instant().getEpochSecond();
        }

        /// Milliseconds since `begin`, in thousandths.
        public double since(long begin) {
            return Math.round((nanos.getAsLong() - begin) / 1e3) / 1e3;
        }
    }
}
