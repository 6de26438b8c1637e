package t2l.hypernet;

import static org.junit.jupiter.api.Assertions.*;

import module java.base;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import t2l.Refused;
import t2l.hypernet.train.SftSettings;
import t2l.tensor.T2lException;
import t2l.tensor.settings.Source;

/// Arguments get their types, from a file and from the command line (t2l-spec §14.1), and none is ignored.
class ArgumentsTest {
    private static final Arguments NONE = new Arguments("test", Map.of());

    private static Source read(String assignment) {
        return NONE.with(assignment).reader();
    }

    private static String refused(String assignment, Consumer<Source> reading) {
        return assertThrows(T2lException.class, () -> reading.accept(read(assignment))).getMessage();
    }

    @Test
    void aValueIsOfTheArgumentsKind() {
        assertEquals(2.5e-5, read("lr=2.5e-5").number("lr", 1));
        assertEquals(3, read("epochs= 3 ").size("epochs", 1));
        assertEquals(Long.MAX_VALUE, read("save_freq=1" + "0".repeat(100)).whole("save_freq", 1));
        assertTrue(read("pred_z_score=True").flag("pred_z_score", false));
        assertFalse(read("pred_z_score=false").flag("pred_z_score", true));
        assertEquals(List.of("q_proj", "o_proj"),
                read("target_modules=q_proj,o_proj").names("target_modules", List.of()));
        assertEquals("a=b", read("notes=a=b").text("notes", ""));
        assertEquals(7, NONE.reader().size("epochs", 7));
    }

    @Test
    void whatIsNotSoIsRefused() {
        assertTrue(refused("epochs=1.5", a -> a.size("epochs", 1))
                .contains("epochs: needs a whole number of at least 0, got 1.5"));
        assertTrue(refused("epochs=-1", a -> a.size("epochs", 1)).contains("got -1"));
        assertTrue(refused("lr=fast", a -> a.number("lr", 1)).contains("lr: needs a number, got fast"));
        assertTrue(refused("lr", a -> a.number("lr", 1)).contains("needs settings as name=value, got lr"));
        assertTrue(refused("x=yes", a -> a.flag("x", true)).contains("needs true or false, got yes"));
        assertTrue(refused("exp_setup=lora", a -> a.only("exp_setup", "hyper_lora", "t2l lora"))
                .equals("test: exp_setup: needs hyper_lora, got lora; t2l lora"));
    }

    /// With the name of the argument, before anything is computed.
    @ParameterizedTest
    @ValueSource(strings = {"lr=-1", "lr=1e400", "adam_beta2=1.5", "warmup_frac=2", "weight_decay=-1",
        "max_grad_norm=-1",
        "grad_accum_steps=2147483647", "shards=-1", "lora_alpha=1e400", "lora_dropout=1", "dropout=1",
        "l2_reg_generated_w=-1", "lora_r=70000", "label_smoothing=-1",
        "neftune_noise_alpha=-1"})
    void aNumberOutOfRangeIsRefused(String assignment) {
        String refusal = refused(assignment, SftSettings::hypernetwork);
        assertTrue(refusal.contains(assignment.substring(0, assignment.indexOf('=')) + ": needs a"), refusal);
    }

    @Test
    void whatNobodyAskedForIsRefused() {
        Source a = new Arguments("test", Map.of("lr", "1", "leaning", 2)).reader();
        a.number("lr", 1);
        a.number("learning", 1);
        assertEquals(Map.of("lr", 1.0), Arguments.of(a).values());
        Refused.begins("test: leaning: has no effect on this training (did you mean learning?)",
                () -> a.end(Arguments.TRAINING));
    }

    @Test
    void theExamplesTrainAndEveryNameInThemIsUsed() throws IOException {
        try (Stream<Path> all = Files.list(Path.of(System.getProperty("t2l.root")).resolve("docs/examples"))) {
            List<Path> examples = all.filter(file -> file.toString().endsWith(".yaml")).toList();
            assertEquals(2, examples.size());
            for (Path file : examples) {
                Source a = Arguments.read(file).reader();
                SftSettings settings = SftSettings.hypernetwork(a);
                a.whole("save_freq", 1); // of the command
                a.end(Arguments.TRAINING);
                assertTrue(settings.optimisation().rate() < 1, file.toString());
            }
        }
    }

    private static NetworkSettings network(Map<String, ?> values) {
        return NetworkSettings.of(new Arguments("test", new TreeMap<>(values)).reader());
    }

    /// `variant: x` is short for variant L that reads tokens, which the others can as well.
    @Test
    void namedVariants() {
        for (Variant.Preset preset : Variant.Preset.values()) {
            NetworkSettings settings = network(preset.arguments());
            assertEquals(preset.variant(), settings.variant());
            assertEquals(preset == Variant.Preset.X || preset == Variant.Preset.R, settings.tokens());
            assertEquals(preset.name(), Variant.Preset.name(settings.variant(), settings.encoding()));
        }
        NetworkSettings m = network(Map.of("variant", "m", "encoder_type", "tokens"));
        assertEquals("M with tokens", Variant.Preset.name(m.variant(), m.encoding()));
        assertEquals(m, network(Map.of("shared_AB_head", true, "encoder_type", "tokens")));
        assertEquals(0, m.wordDropout());
        assertEquals(0.3, network(Map.of("variant", "x", "word_dropout", 0.3)).wordDropout());
        Map<String, Object> much = Map.of("variant", "x", "word_dropout", 2);
        Refused.begins("test: word_dropout: needs a number from 0.0 to 1.0, got 2", () -> network(much));
        Map<String, Object> number = Map.of("variant", "x", "use_one_hot_task_emb", true);
        Refused.says("needs a network that reads vectors", () -> network(number));
        Map<String, Object> unknown = Map.of("variant", "z");
        Refused.begins("test: variant: needs one of [l, m, s, x, r], got z", () -> network(unknown));
        Map<String, Object> rotary = Map.of("variant", "s", "learnable_pos_emb", false);
        Refused.begins("test: autoreg_gen: needs shared_AB_head and learnable_pos_emb (variant S)",
                () -> network(rotary));
    }

    /// Files of the reference hold names that nothing here uses.
    @Test
    void theArgumentsOfTrainedNetworksAreRead() {
        Path file = Path.of(System.getProperty("t2l.root"))
                .resolve("tests/src/test/resources/t2l/hypernet/checkpoints/a-M-mt/args.yaml");
        NetworkSettings settings = NetworkSettings.of(Arguments.read(file).reader());
        assertEquals(Variant.M, settings.variant());
        assertEquals("tiny/gte-bert", settings.encoder());
        assertEquals(2, settings.descriptions());
        assertEquals(new HyperConfig.Output.Offset(false), settings.output());
    }
}
