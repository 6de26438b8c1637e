package t2l.app.launch;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What is done with the first compiler alone: what is over at once, and never what may take long.
class ShortRunTest {
    @TempDir
    Path folder;

    private static boolean shortRun(String arguments) {
        return ShortRun.is(arguments.split(" ", -1));
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
        assertFalse(shortRun("--help"));
        assertFalse(shortRun(""));
        assertFalse(ShortRun.is(new String[0]));
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
    void aHypernetworkOfOnesOwnIsOneOnlyIfItsEncoderIsKnown() {
        assertFalse(shortRun("generate --t2l " + folder + " --describe Sort. --out sort/"));
        assertTrue(shortRun("generate --t2l " + folder + " --encoder builtin:minilm --describe Sort. --out sort/"));
    }
}
