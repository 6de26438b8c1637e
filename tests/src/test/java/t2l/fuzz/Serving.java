package t2l.fuzz;

import module java.base;
import t2l.*;
import t2l.app.serve.Served;
import t2l.app.serve.adapters.AdapterRegistry;
import t2l.app.serve.adapters.AdapterRegistry.Published;
import t2l.app.serve.api.Service;
import t2l.app.serve.http.Direct;
import t2l.app.serve.http.Endpoint;
import t2l.app.serve.http.Endpoint.Clock;
import t2l.tensor.T2lException;
import t2l.tensor.io.ScratchDirectory;
import t2l.transformer.generate.Settings;

/// What reads requests: a server, and the endpoint of chats alone.
final class Serving {
    private static final String TOOLS = "{% for t in tools or [] %}{{ t.function.name }} <tool_call> {% endfor %}"
            + "{% for m in messages %}{{ m.role }}: {{ m.content }}{% for c in m.tool_calls or [] %}{{ c.function.arguments }}"
            + "{% endfor %} {% endfor %}";

    /// Chats with a model whose template has tools.
    static final Endpoint CHATS = chats();

    private static Endpoint chats() {
        try (ScratchDirectory scratch = ScratchDirectory.make()) {
            Path template = Files.writeString(scratch.path().resolve("tools.jinja"), TOOLS);
            T2l t2l = T2l.builder().model("builtin:stories260k").chatTemplate(template.toString()).threads(1).open();
            return new Service(t2l, new AdapterRegistry(t2l, "stories260k", Published.NONE, 1 << 20, Clock.REAL),
                    Clock.REAL, tokens -> Settings.DEFAULT.maxTokens(tokens), false).endpoints()
                    .get("/v1/chat/completions");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// Apart, as chats need none.
    private static final class Server {
        static final Path FOLDER = folder();
        static final Direct DIRECT = new Direct(FOLDER);

        private static Path folder() {
            try (T2l t2l = T2l.builder().model("builtin:tiny").threads(1).open()) {
                Path folder = Files.createTempDirectory("t2l-fuzz-served");
                t2l.generate("Take the last word and say it in French.")
                        .save(Files.createDirectory(folder.resolve("some")).resolve("french"));
                return folder;
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    /// A file of the adapter `some/french` in the server's folder.
    static byte[] file(String name) {
        try {
            return Files.readAllBytes(Server.FOLDER.resolve("some/french").resolve(name));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// The reply to a request. Throws [T2lException] with the sentence of a refusal, and [AssertionError] for any other answer than one
    /// that is due to a client.
    static Served.Reply post(String path, String type, byte[] body) {
        try {
            Served.Reply reply = Server.DIRECT.post(path, type, body);
            if (reply.status() != 200) {
                if (!Set.of(400, 404, 413, 415).contains(reply.status())) {
                    throw new AssertionError(reply.toString());
                }
                Map<?, ?> error = (Map<?, ?>) reply.json().get("error");
                throw new T2lException(String.valueOf(error.get("message")));
            }
            return reply;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
