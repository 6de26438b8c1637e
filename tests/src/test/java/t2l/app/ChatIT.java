package t2l.app;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.*;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import module java.base;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.Timeout.ThreadMode;

/// `t2l chat` at a terminal.
class ChatIT extends ProgramIT {
    /// Were Ctrl-C a signal, as it is at the prompt, the program would not hear `/quit`.
    @Test
    @Timeout(value = 600, threadMode = ThreadMode.SEPARATE_THREAD)
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
}
