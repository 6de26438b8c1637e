package t2l.app.console;

import static org.junit.jupiter.api.Assertions.*;

import module java.base;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;
import t2l.*;
import t2l.tensor.T2lException;
import t2l.transformer.Decoder;
import t2l.transformer.family.*;

/// Which hypernetwork a model gets, from the commands and from [T2l]: the one that is named, the model's own, or a built-in one.
class HypernetOptionsTest {
    private static final String TINY = "builtin:tiny";

    @TempDir
    Path temp;

    private static HypernetOptions options(String... arguments) {
        var options = new HypernetOptions();
        new CommandLine(options).parseArgs(arguments);
        return options;
    }

    /// A directory with builtin:tiny, and the same with a hypernetwork of its own.
    private Path model(String name, boolean own) {
        return Builtin.open(TINY, from -> {
            Path to = temp.resolve(name);
            try {
                Files.createDirectories(own ? to.resolve("t2l") : to);
                for (String file : List.of("config.json", "model.safetensors", "tokenizer.json")) {
                    Files.copy(from.resolve(file), to.resolve(file));
                }
            } catch (IOException e) {
                throw new AssertionError(e);
            }
            return to;
        });
    }

    @Test
    void whatIsNamedComesBeforeTheModelsOwnAndThatBeforeABuiltInOne() {
        Path with = model("with", true);
        Path without = model("without", false);
        String own = with.resolve("t2l").toString();
        assertEquals(TINY, options().name());
        try (T2l t2l = T2l.open(without.toString())) {
            Decoder decoder = t2l.model().decoder();
            assertEquals("mine", options("--t2l", "mine").name(with.toString(), decoder));
            assertEquals(own, options().name(with.toString(), decoder));
            assertEquals(TINY, options().name(without.toString(), decoder));
            assertEquals(TINY, options().name(TINY, decoder));
            assertEquals(List.of(without.toString(), TINY, "builtin:minilm"), t2l.sources());
        }
        try (T2l t2l = T2l.open(with.toString())) {
            Refused.begins(own + ": needs a hypernetwork", t2l::sources);
        }
    }

    @Test
    void aModelForWhichThereIsNoneIsNamed() {
        try (T2l t2l = T2l.open("builtin:stories260k")) {
            Decoder stories = t2l.model().decoder();
            String sentence = assertThrows(T2lException.class, () -> options().name("builtin:stories260k", stories))
                    .getMessage();
            assertTrue(
                    sentence.startsWith("builtin:stories260k: needs a hypernetwork to make adapters of descriptions"),
                    sentence);
            assertFalse(t2l.describes());
            assertEquals(sentence, assertThrows(T2lException.class, t2l::sources).getMessage());
        }
    }
}
