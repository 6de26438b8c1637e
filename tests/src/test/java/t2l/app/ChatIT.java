package t2l.app;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.jr.ob.JSON;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.Timeout.ThreadMode;
import org.junit.jupiter.api.io.TempDir;

/// `t2l chat` with its lines from a pipe, and at a terminal.
class ChatIT extends ProgramIT {
    @TempDir
    static Path home;

    private static final String FRENCH = "/adapter Translate each word into French.\n";

    @Test
    void adaptersComeAndGo() {
        Path saved = home.resolve("saved");
        String ask = "dog cat bird >\n";
        Jar.Outcome run = Jar.built().feed(ask + FRENCH + ask + "/save " + saved + "\n/adapter off\n\n" + ask
                + "/reset\n/help\n/quit\nnever read\n", "chat", "--model", "builtin:tiny", "--max-tokens", "12");
        assertEquals(0, run.code(), run.err());
        List<String> said = run.out().lines().map(String::strip).toList();
        assertEquals(3, said.size(), run.out());
        assertEquals("chien chat oiseau", said.get(1));
        assertEquals(said.get(0), said.get(2));
        assertTrue(run.err().contains("/adapter DESCRIPTION"), run.err());
        assertEquals("chien chat oiseau", Jar.built().run("complete", "--model", "builtin:tiny", "--prompt",
                ask.strip(), "--adapter", saved.toString()).out().strip());
    }

    @Test
    void answersAreObjectsWithJson() throws IOException {
        Jar.Outcome run = Jar.built().feed("dog cat bird >", "chat", "--model", "builtin:tiny", "--describe",
                "Translate each word into French.", "--json", "--quiet");
        assertEquals("", run.err());
        assertEquals("chien chat oiseau", JSON.std.mapFrom(run.out()).get("text").toString().strip());
    }

    @Test
    void aWrongLineEndsAPipeWithASentence() {
        fails("/nothing\n", "/nothing: no such command; /help lists them");
        fails("/save " + home.resolve("x") + "\n", "/save: needs an adapter, there is none; make one with /adapter");
        fails("/adapter\n", "/adapter: needs the description of a task, or off");
        assertTrue(!Files.exists(home.resolve("x")));
    }

    /// Were Ctrl-C a signal, as it is at the prompt, the program would not hear `/quit`.
    @Test
    @Timeout(value = 60, threadMode = ThreadMode.SEPARATE_THREAD)
    void ctrlCStopsAnAnswerAndNotTheProgram() throws IOException, InterruptedException {
        assumeTrue(Files.isExecutable(Path.of("/usr/bin/script")), "no program that makes a terminal");
        Process chat = Jar.built().atTerminal("chat", "--model", "builtin:tiny", "--ignore-eos", "--max-tokens",
                "200", "--backend", "reference"); // slow: some seconds for an answer
        try (InputStream shown = chat.getInputStream(); OutputStream keys = chat.getOutputStream()) {
            readUpTo("> ", shown);
            type("dog cat bird >\r", keys);
            readUpTo("BIRD look ", shown);
            type("\u0003", keys);
            String answer = readUpTo("> ", shown);
            assertTrue(answer.split(" ").length < 100, answer);
            type("/quit\r", keys);
            shown.readAllBytes();
        }
        assertEquals(0, chat.waitFor());
    }

    private static void type(String text, OutputStream keys) throws IOException {
        keys.write(text.getBytes(UTF_8));
        keys.flush();
    }

    private static String readUpTo(String end, InputStream shown) throws IOException {
        StringBuilder text = new StringBuilder();
        while (text.indexOf(end) < 0) {
            int letter = shown.read();
            assertTrue(letter >= 0, text + " and no " + end);
            text.append((char) letter);
        }
        return text.toString();
    }

    private void fails(String input, String says) {
        Jar.Outcome run = Jar.built().feed(input, "chat", "--model", "builtin:tiny");
        assertEquals(1, run.code(), run.err());
        assertEquals("", run.out());
        assertEquals("error: " + says + System.lineSeparator(), run.err());
    }
}
