package t2l.app.launch;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What is done with the first compiler alone: what is over at once, and never what may take long.
class ErrandTest {
    @TempDir
    Path folder;

    private static boolean errand(String arguments) {
        return Errand.is(arguments.split(" ", -1));
    }

    @Test
    void aUseOfABuiltInModelIsOne() {
        assertTrue(errand("complete --model builtin:tiny --t2l builtin:tiny --describe Sort. --prompt a"));
        assertTrue(errand("complete --model=builtin:tiny --prompt a"));
        assertTrue(errand("generate --describe Sort. --out sort/"));
        assertTrue(errand("chat --model builtin:tiny"));
        assertTrue(errand("embed Sort."));
    }

    @Test
    void workThatTakesLongIsNone() {
        assertFalse(errand("train --model builtin:tiny --tasks builtin:suite --out t2l/"));
        assertFalse(errand("bench"));
        assertFalse(errand("demo"));
        assertFalse(errand("generate --describe-file all.txt --out all/"));
        assertFalse(errand("generate --out all/" + " --describe Sort.".repeat(60)));
        assertFalse(errand("--help"));
        assertFalse(errand(""));
        assertFalse(Errand.is(new String[0]));
    }

    @Test
    void whoNamesABackendGetsItAtItsBest() {
        assertFalse(errand("complete --backend simd --model builtin:tiny --prompt a"));
        assertFalse(errand("complete --model builtin:tiny --prompt a --backend=auto"));
    }

    @Test
    void theSizeOfAModelDecides() throws IOException {
        Files.write(folder.resolve("small.gguf"), new byte[1 << 20]);
        Path large = Files.createDirectories(folder.resolve("model")).resolve("model.safetensors");
        Files.write(large, new byte[9 << 20]);
        for (String option : new String[] {"--model", "--adapter", "--encoder"}) {
            assertTrue(errand("complete --prompt a " + option + " " + folder.resolve("small.gguf")), option);
            assertFalse(errand("complete --prompt a " + option + " " + folder.resolve("model")), option);
            assertFalse(errand("complete --prompt a " + option + "=" + large), option);
        }
    }

    @Test
    void aHypernetworkOfOnesOwnIsOneOnlyIfItsEncoderIsKnown() {
        assertFalse(errand("generate --t2l " + folder + " --describe Sort. --out sort/"));
        assertTrue(errand("generate --t2l " + folder + " --encoder builtin:minilm --describe Sort. --out sort/"));
    }
}
