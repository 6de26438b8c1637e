package t2l.app;

import static org.junit.jupiter.api.Assertions.*;

import com.fasterxml.jackson.jr.ob.JSON;
import module java.base;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// `t2l chat` with its lines from a pipe. [ChatIT] has it at a terminal.
class ChatTest {
    @TempDir
    static Path home;

    private static final String FRENCH = "/adapter Translate each word into French.\n";

    @Test
    void adaptersComeAndGo() {
        Path saved = home.resolve("saved");
        String ask = "dog cat bird >\n";
        Jar.Outcome run = Program.feed(ask + FRENCH + ask + "/save " + saved + "\n/adapter off\n\n" + ask
                + "/reset\n/help\n/quit\nnever read\n", "chat", "--model", "builtin:tiny", "--max-tokens", "12")
                .succeeds();
        List<String> said = run.out().lines().map(String::strip).toList();
        assertEquals(3, said.size(), run.out());
        assertEquals("chien chat oiseau", said.get(1));
        assertEquals(said.get(0), said.get(2));
        assertTrue(run.err().contains("/adapter DESCRIPTION"), run.err());
        assertEquals("chien chat oiseau", Program.run("complete", "--model", "builtin:tiny", "--prompt",
                ask.strip(), "--adapter", saved.toString()).out().strip());
    }

    @Test
    void answersAreObjectsWithJson() throws IOException {
        Jar.Outcome run = Program.feed("dog cat bird >", "chat", "--model", "builtin:tiny", "--describe",
                "Translate each word into French.", "--json", "--quiet");
        assertEquals("", run.err());
        assertEquals("chien chat oiseau", JSON.std.mapFrom(run.out()).get("text").toString().strip());
    }

    @Test
    void aWrongLineEndsAPipeWithASentence() {
        Program.feed("/nothing\n", "chat", "--model", "builtin:tiny").refuses(1,
                "/nothing: no such command; /help lists them");
        Program.feed("/save " + home.resolve("x") + "\n", "chat", "--model", "builtin:tiny").refuses(1,
                "/save: needs an adapter, there is none; make one with /adapter");
        Program.feed("/adapter\n", "chat", "--model", "builtin:tiny").refuses(1,
                "/adapter: needs the description of a task, or off");
        assertTrue(!Files.exists(home.resolve("x")));
    }
}
