package t2l.app.console;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import t2l.tensor.Parallel;
import t2l.tensor.T2lException;
import t2l.tensor.backend.Backend;
import t2l.tensor.backend.Backends;
import t2l.tensor.backend.Kernels;
import t2l.tensor.backend.KernelsOver;
import t2l.tensor.kernel.Kernel;
import t2l.tensor.kernel.Products.MatMul;

/// What `auto` takes, with devices whose speed is known.
class AutoBackendTest {
    @TempDir
    Path folder;

    private final List<String> said = new ArrayList<>();
    private int probed;

    /// A device that computes products in a way of its own.
    private final class Fake implements Backend {
        private final String drivers;
        private final String device;
        private final Product product;

        Fake(String drivers, String device, Product product) {
            this.drivers = drivers;
            this.device = device;
            this.product = product;
        }

        @Override
        public String name() {
            return "fake";
        }

        @Override
        public Optional<String> drivers() {
            return Optional.of(drivers);
        }

        @Override
        public boolean apart() {
            return !"the processor".equals(device);
        }

        @Override
        public Availability probe() {
            probed++;
            return device == null ? new Availability.Missing("none", "buy one") : new Availability.Ready(device);
        }

        @Override
        public Kernels open(Kernels under, Parallel threads) {
            return new KernelsOver(Backends.open("auto", threads)) {
                @Override
                public String name() {
                    return "fake";
                }

                @Override
                protected boolean take(Kernel kernel) {
                    if (kernel instanceof MatMul asked) {
                        product.compute(under(), asked);
                        return true;
                    }
                    return false;
                }
            };
        }
    }

    private interface Product {
        void compute(Kernels right, MatMul product);
    }

    private static final Product RIGHT = Kernels::run;

    private static final Product WRONG = (_, product) -> product.out().fill(1);

    private static final Product BROKEN = (_, _) -> {
        throw new T2lException("backend fake: the device is on fire");
    };

    /// With a clock by which every device takes a second, and the processor twice or half as long.
    private Kernels choose(String version, boolean slow, Fake device) {
        try (Parallel threads = new Parallel(1)) {
            Kernels processor = Backends.open("auto", threads);
            Kernels chosen = new AutoBackend(folder.resolve("devices.properties"), version, said::add,
                    (kernels, work) -> {
                        work.run();
                        return kernels.equals(processor) ? slow ? 2 : 0.5 : 1;
                    }).choose(List.of(device), processor, threads);
            assertTrue(chosen.name().equals("fake") || chosen.equals(processor));
            return chosen;
        }
    }

    @Test
    void aFasterDeviceIsTakenAndTriedOnce() {
        for (int i = 0; i < 3; i++) {
            assertEquals("fake", choose("1", true, new Fake("a", "card", RIGHT)).name());
        }
        assertEquals(1, said.size(), said.toString());
        assertTrue(
                said.getFirst().matches("backend auto: fake on card: [1-9][.\\d]* times as fast as the processor in a"
                        + " trial, so it computes"),
                said.getFirst());
    }

    @Test
    void aSlowerOneIsNotEvenLookedAtAgain() {
        for (int i = 0; i < 3; i++) {
            assertNotEquals("fake", choose("1", false, new Fake("a", "card", RIGHT)).name());
        }
        assertEquals(1, probed);
        assertEquals(1, said.size(), said.toString());
        assertTrue(said.getFirst().endsWith("which therefore computes"), said.getFirst());
    }

    @Test
    void otherDriversAnotherDeviceAndAnotherVersionAreTriedAgain() {
        choose("1", true, new Fake("a", "card", RIGHT));
        choose("1", true, new Fake("a", "other card", RIGHT));
        choose("1", true, new Fake("b", "other card", RIGHT));
        choose("2", true, new Fake("b", "other card", RIGHT));
        choose("2", true, new Fake("b", "other card", RIGHT));
        assertEquals(4, said.size(), said.toString());
    }

    @Test
    void whatIsFastButWrongOrFailsIsNotTaken() {
        for (Product product : List.of(WRONG, BROKEN)) {
            assertNotEquals("fake", choose(product.toString(), true, new Fake("a", "card", product)).name());
        }
        assertTrue(said.contains("backend fake: the device is on fire"), said.toString());
    }

    /// Nothing catches a driver's crash; here an error stands for it.
    @Test
    void whatEndsTheProgramIsNotTriedASecondTime() {
        Fake device = new Fake("a", "card", (_, _) -> {
            throw new StackOverflowError("in the driver");
        });
        assertThrows(StackOverflowError.class, () -> choose("1", true, device));
        for (int i = 0; i < 2; i++) {
            assertNotEquals("fake", choose("1", true, device).name());
        }
        assertEquals(List.of("fake: its trial never ended, so the processor computes"), verdicts("1", device));
        assertEquals("fake", choose("1", true, new Fake("b", "card", RIGHT)).name());
    }

    @Test
    void withoutADeviceOfItsOwnNothingIsSaid() {
        for (String device : new String[] {null, null, "the processor", "the processor"}) {
            String version = device == null ? "1" : "2";
            assertNotEquals("fake", choose(version, true, new Fake("a", device, RIGHT)).name());
        }
        assertEquals(2, probed);
        assertEquals(List.of(), said);
    }

    private List<String> verdicts(String version, Fake device) {
        return new AutoBackend(folder.resolve("devices.properties"), version, said::add).verdicts(List.of(device));
    }

    @Test
    void whatWasFoundIsRememberedAndSaysWhy() {
        Fake device = new Fake("a", "card", RIGHT);
        assertEquals(List.of("fake: not tried yet"), verdicts("1", device));
        choose("1", true, device);
        assertTrue(verdicts("1", device).getFirst().matches("fake on card: .* so it computes"));
        assertEquals(List.of("fake: not tried yet"), verdicts("1", new Fake("b", "card", RIGHT)));
        assertEquals(List.of("fake: not tried yet"), verdicts("2", device));
        choose("2", true, new Fake("b", null, RIGHT));
        assertEquals(List.of("fake: not available: none; buy one"), verdicts("2", new Fake("b", null, RIGHT)));
        choose("3", true, new Fake("b", "the processor", RIGHT));
        assertEquals(List.of("fake on the processor: the processor itself, and not tried"),
                verdicts("3", new Fake("b", "the processor", RIGHT)));
    }

    @Test
    void aNoteWithoutAVerdictCountsAsUntried() throws IOException {
        Files.writeString(folder.resolve("devices.properties"), "fake.drivers=1 a\n");
        assertEquals(List.of("fake: not tried yet"), verdicts("1", new Fake("a", "card", RIGHT)));
    }
}
