package t2l.app.launch;

import static org.junit.jupiter.api.Assertions.*;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What is done with the first compiler alone: what is over at once, and never what may take long.
class ShortRunTest {
    @TempDir
    Path folder;

    private static boolean shortRun(String arguments) {
        return flags(arguments).equals(ShortRun.FLAGS);
    }

    private static List<String> flags(String arguments) {
        return ShortRun.flags(arguments.split(" ", -1));
    }

    @Test
    void aUseOfABuiltInModelIsOne() {
        assertTrue(shortRun("complete --model builtin:tiny --t2l builtin:tiny --describe Sort. --prompt a"));
        assertTrue(shortRun("complete --model=builtin:tiny --prompt a"));
        assertTrue(shortRun("generate --describe Sort. --out sort/"));
        assertTrue(shortRun("chat --model builtin:tiny"));
        assertTrue(shortRun("embed Sort."));
    }

    @Test
    void workThatTakesLongIsNone() {
        assertFalse(shortRun("train --model builtin:tiny --tasks builtin:suite --out t2l/"));
        assertFalse(shortRun("bench"));
        assertFalse(shortRun("demo"));
        assertFalse(shortRun("generate --describe-file all.txt --out all/"));
        assertFalse(shortRun("generate --out all/" + " --describe Sort.".repeat(60)));
        for (String option : List.of("--example a", "--example=a", "--examples a.csv", "--examples=a.csv")) {
            assertEquals(List.of(), flags("complete --model builtin:tiny --describe Sort. --prompt a " + option),
                    "training");
        }
        assertFalse(shortRun("--help"));
        assertFalse(shortRun(""));
        assertEquals(List.of(), ShortRun.flags(new String[0]));
    }

    @Test
    void whoNamesABackendGetsItAtItsBest() {
        assertFalse(shortRun("complete --backend simd --model builtin:tiny --prompt a"));
        assertFalse(shortRun("complete --model builtin:tiny --prompt a --backend=auto"));
    }

    @Test
    void theSizeOfAModelDecides() throws IOException {
        Files.write(folder.resolve("small.gguf"), new byte[1 << 20]);
        Path large = Files.createDirectories(folder.resolve("model")).resolve("model.safetensors");
        Files.write(large, new byte[9 << 20]);
        for (String option : new String[] {"--model", "--adapter", "--encoder"}) {
            assertTrue(shortRun("complete --prompt a " + option + " " + folder.resolve("small.gguf")), option);
            assertFalse(shortRun("complete --prompt a " + option + " " + folder.resolve("model")), option);
            assertFalse(shortRun("complete --prompt a " + option + "=" + large), option);
        }
    }

    @Test
    void plainLoopsByBothCompilersWriteAFewTokensOfALargerModel() throws IOException {
        Path model = folder.resolve("large.gguf");
        try (var weights = new RandomAccessFile(model.toFile(), "rw")) {
            weights.setLength(100L << 20);
        }
        String command = "complete --describe Sort. --model " + model;
        assertEquals(List.of("-Dt2l.backend=scalar"), flags(command + " --prompt a"));
        assertEquals(List.of(), flags(command + " --prompt a --max-tokens 30"), "many tokens");
        assertEquals(List.of(), flags(command + " --prompt " + "a".repeat(300)), "a long prompt");
        assertEquals(List.of(), flags("complete --prompt a --model " + model), "an answer of any length");
        assertEquals(List.of(), flags(command), "a prompt from stdin");
        assertEquals(List.of(), flags(command.replace("complete", "chat")), "a conversation");
    }

    @Test
    void aHypernetworkOfOnesOwnIsOneOnlyIfItsEncoderIsKnown() {
        assertFalse(shortRun("generate --t2l " + folder + " --describe Sort. --out sort/"));
        assertTrue(shortRun("generate --t2l " + folder + " --encoder builtin:minilm --describe Sort. --out sort/"));
    }

    @Test
    void plainLoopsByBothCompilersWriteAFewLargeAdapters() throws IOException {
        try (var weights = new RandomAccessFile(folder.resolve("hypermod.safetensors").toFile(), "rw")) {
            weights.setLength(220L << 20);
        }
        String one = " --describe Sort.";
        String command = "generate --out a --t2l " + folder;
        assertEquals(List.of(), flags(command + one), "an encoder of unknown size");
        Files.writeString(folder.resolve("args.yaml"), "emb_model: builtin:minilm\n");
        assertEquals(List.of("-Dt2l.backend=scalar"), flags(command + one.repeat(2)));
        assertEquals(List.of(), flags(command + one.repeat(3)), "many adapters");
        assertEquals(List.of(), flags(command + one + " --encoder " + folder), "a large encoder");
    }
}
