package t2l.app;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.*;

import com.fasterxml.jackson.jr.ob.JSON;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import module java.base;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import t2l.transformer.family.Builtin;

/// `t2l serve` as a process: its address, its log, and its end.
class ServeIT extends ProgramIT {
    private static final String CHAT = """
            {"model": "tiny+Take the last word and say it in French.", "temperature": 0,
             "messages": [{"role": "user", "content": "cat dog bird >"}]}""";

    private static final String HEAD = """
            POST /v1/completions HTTP/1.1
            Host: localhost
            Content-Type: application/json
            Content-Length: 99999

            """.replace("\n", "\r\n");

    @Test
    void answersUntilItIsAskedToEnd() throws IOException, InterruptedException {
        Process serve = Jar.built().open("serve", "--model", "builtin:tiny", "--port", "0");
        try (BufferedReader out = serve.inputReader(UTF_8); HttpClient client = HttpClient.newHttpClient()) {
            String reply = ask(client, out.readLine(), CHAT);
            assertTrue(reply.contains("\"content\":\"oiseau\""), reply);
            serve.toHandle().destroy(); // which leaves its output open
            assertEquals(0, serve.waitFor());
            assertEquals(null, out.readLine());
            List<String> log = serve.errorReader(UTF_8).readAllLines();
            assertEquals(1, log.size(), log.toString());
            Map<String, Object> line = JSON.std.mapFrom(log.getFirst());
            assertEquals("/v1/chat/completions", line.get("path"));
            assertEquals(200, line.get("status"));
            assertEquals(2, line.get("completion_tokens"));
            assertTrue(!log.getFirst().contains("bird"), "no text of requests");
        }
    }

    /// A byte at a time, of the head or of the body: what is sent after the end of the time does not arrive.
    @Test
    void whoSendsSlowlyIsCutOff() throws IOException, InterruptedException {
        Process serve = Jar.built().open("serve", "--model", "builtin:tiny", "--port", "0", "--max-send-time", "1");
        try (BufferedReader out = serve.inputReader(UTF_8)) {
            int port = URI.create(out.readLine()).getPort();
            for (String start : List.of(HEAD.replaceFirst("(?s)Content.*", "Slow: "), HEAD)) {
                try (Socket client = new Socket(InetAddress.getLoopbackAddress(), port)) {
                    client.getOutputStream().write(start.getBytes(UTF_8));
                    assertThrows(IOException.class, () -> {
                        while (true) {
                            client.getOutputStream().write('x');
                            Thread.sleep(20);
                        }
                    });
                }
            }
            serve.toHandle().destroy();
            assertEquals(0, serve.waitFor());
        }
    }

    /// All files that it has open are shortened in place, as `cp` over them does, while it is asked.
    @Test
    void goesOnWhenItsFilesAreShortened(@TempDir Path folder) throws IOException, InterruptedException {
        Path model = folder.resolve("tiny");
        Builtin.open("builtin:tiny", unpacked -> copy(unpacked, model));
        Path adapters = folder.resolve("adapters");
        Jar.built().answer("generate", "--t2l", "builtin:tiny", "--describe",
                "Take the last word and say it in French.",
                "--out", adapters.resolve("french").toString());
        copy(adapters.resolve("french"), adapters.resolve(".french.1.1.part"));
        Process serve = Jar.built().open("serve", "--model", model.toString(), "--adapters", adapters.toString(),
                "--port", "0");
        try (BufferedReader out = serve.inputReader(UTF_8); HttpClient client = HttpClient.newHttpClient()) {
            String server = out.readLine();
            String published = CHAT.replace("Take the last word and say it in French.", "french");
            assertTrue(ask(client, server, CHAT).contains("\"content\":\"oiseau\""));
            try (Stream<Path> files = Files.walk(folder)) {
                for (Path file : files.filter(each -> each.toString().endsWith(".safetensors")).toList()) {
                    Files.write(file, new byte[0]);
                }
            }
            for (String chat : List.of(published, CHAT, CHAT.replace("French", "German"))) {
                String reply = ask(client, server, chat);
                assertTrue(reply.contains(chat.contains("German") ? "\"finish_reason\":" : "\"content\":\"oiseau\""),
                        reply);
            }
            String models = client.send(HttpRequest.newBuilder(URI.create(server + "/v1/models")).build(),
                    BodyHandlers.ofString()).body();
            assertTrue(models.contains("tiny+french") && !models.contains(".part"), models);
            serve.toHandle().destroy();
            assertEquals(0, serve.waitFor());
        }
    }

    private static Path copy(Path from, Path to) {
        try (Stream<Path> files = Files.walk(from)) {
            for (Path file : files.toList()) {
                Files.createDirectories(to);
                if (!file.equals(from)) {
                    Files.copy(file, to.resolve(from.relativize(file).toString()));
                }
            }
            return to;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String ask(HttpClient client, String server, String body) throws IOException, InterruptedException {
        HttpRequest chat = HttpRequest.newBuilder(URI.create(server + "/v1/chat/completions"))
                .header("Content-Type", "application/json").POST(BodyPublishers.ofString(body)).build();
        return client.send(chat, BodyHandlers.ofString()).body();
    }

    /// A client that sends no more, one that does not read, loops in a template, and an adapter that is a pipe.
    @Test
    void endsWhateverRequestsDo(@TempDir Path folder) throws IOException, InterruptedException {
        Path pipe = Files.createDirectories(folder.resolve("pipe")).resolve("adapter_config.json");
        assertEquals(0, new ProcessBuilder("mkfifo", pipe.toString()).start().waitFor());
        Process serve = Jar.built().open("serve", "--model", "builtin:tiny", "--port", "0", "--adapters",
                folder.toString());
        try (BufferedReader out = serve.inputReader(UTF_8)) {
            int port = URI.create(out.readLine()).getPort();
            List<Socket> clients = new ArrayList<>();
            for (String body : List.of("""
                    {"model": "tiny", "prompt": "cat dog", "n": 8, "max_tokens": 400, "logprobs": 5, "stream": true,
                     "logit_bias": {"2": -100}}""",
                    """
                            {"model": "tiny", "messages": [{"role": "user", "content": "cat"}], "chat_template":
                             "{% for i in range(99999) %}{% for j in range(99999) %}{% for k in range(99999) %}{% endfor %}{% endfor %}{% endfor %}"}""",
                    CHAT.replace("Take the last word and say it in French.", "pipe"))) {
                clients.add(silent(port));
                String path = body.contains("prompt") ? "completions" : "chat/completions";
                clients.getLast().getOutputStream().write((HEAD.replace("completions", path)
                        .replace("99999", Integer.toString(body.getBytes(UTF_8).length)) + body).getBytes(UTF_8));
            }
            clients.add(silent(port));
            clients.getLast().getOutputStream().write((HEAD + "{").getBytes(UTF_8));
            clients.getFirst().getInputStream().read(); // so it has been asked
            serve.toHandle().destroy();
            assertEquals(0, serve.waitFor());
            for (Socket client : clients) {
                client.close();
            }
        }
    }

    /// A client whose buffer is full soon.
    private static Socket silent(int port) throws IOException {
        Socket client = new Socket();
        client.setReceiveBufferSize(4096);
        client.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
        return client;
    }

    /// The model has none, and then takes no system message.
    @Test
    void takesAChatTemplate() throws IOException, InterruptedException {
        Process serve = Jar.built().open("serve", "--model", "builtin:tiny", "--port", "0", "--chat-template",
                "builtin:t2l-llama");
        try (BufferedReader out = serve.inputReader(UTF_8); HttpClient client = HttpClient.newHttpClient()) {
            String reply = ask(client, out.readLine(),
                    CHAT.replace("[{", "[{\"role\": \"system\", \"content\": \"Be brief.\"}, {"));
            assertTrue(reply.contains("\"finish_reason\":"), reply);
            serve.toHandle().destroy();
            assertEquals(0, serve.waitFor());
        }
    }
}
