package t2l.hypernet.train;

import static org.junit.jupiter.api.Assertions.*;

import module java.base;
import org.junit.jupiter.api.Test;
import t2l.Refused;
import t2l.app.suite.Suite;
import t2l.app.suite.Task.Split;
import t2l.hypernet.Arguments;
import t2l.hypernet.data.*;
import t2l.tensor.*;
import t2l.tensor.backend.*;
import t2l.tensor.ranks.Ranks;
import t2l.transformer.family.LanguageModel;
import t2l.transformer.lora.Lora;

/// Many adapters at once, on the built-in model and tasks of the mini suite.
class OracleTrainingTest {
    private static final Arguments ARGUMENTS = new Arguments("test", Map.of("steps", 4, "batch_size", 4, "lr", 5e-3));

    private static List<Lora> train(List<TaskData> tasks, int workers, Arena arena) {
        Lora[] all = new Lora[tasks.size()];
        train(tasks, workers, (task, lora, _) -> all[tasks.indexOf(task)] = lora.copy(new ReferenceKernels(), arena));
        return List.of(all);
    }

    private static void train(List<TaskData> tasks, int workers, OracleTraining.Listener listener) {
        try (Parallel one = new Parallel(1); Parallel two = new Parallel(1)) {
            List<Kernels> kernels = List.of(Backends.open("auto", one), Backends.open("auto", two)).subList(0, workers);
            try (LanguageModel base = LanguageModel.open("builtin:tiny", Optional.empty(), kernels.getFirst())) {
                var setting = new SftRun.Setting(kernels.getFirst(), Ranks.alone(), base,
                        SftSettings.lora(ARGUMENTS.reader()));
                OracleTraining.train(setting, tasks, kernels, listener);
            }
        }
    }

    private static List<TaskData> tasks(int count) {
        Suite suite = Suite.load();
        return suite.tasks(Split.TRAIN).stream().limit(count).map(task -> suite.data(task, 0)).toList();
    }

    @Test
    void anAdapterDependsOnItsTaskAlone() {
        try (Arena arena = Arena.ofShared()) {
            List<TaskData> tasks = tasks(3);
            List<Lora> together = train(tasks, 2, arena);
            assertEquals(3, together.size());
            Lora alone = train(tasks.subList(1, 2), 1, arena).getFirst();
            alone.updates().forEach((path, u) -> {
                assertArrayEquals(u.a().toDoubles(), together.get(1).updates().get(path).a().toDoubles(), path);
                assertArrayEquals(u.b().toDoubles(), together.get(1).updates().get(path).b().toDoubles(), path);
            });
            double[] other = together.get(0).updates().values().iterator().next().b().toDoubles();
            assertTrue(java.util.Arrays.stream(other).anyMatch(x -> x != 0), "nothing was learnt");
        }
    }

    @Test
    void aFailureEndsAllAndIsTold() {
        try (Arena arena = Arena.ofShared()) {
            TaskData empty = new TaskData("empty", List.of(), List.of(), List.of(), List.of());
            assertThrows(IllegalArgumentException.class, () -> train(List.of(tasks(1).getFirst(), empty), 2, arena));
        }
    }

    @Test
    void anErrorEndsAllAndIsThrownFromEveryThread() {
        for (int failing = 0; failing < 2; failing++) {
            TaskData bad = tasks(2).get(failing);
            var thrown = new OutOfMemoryError("as if");
            assertSame(thrown, assertThrows(OutOfMemoryError.class, () -> train(tasks(2), 2, (task, _, _) -> {
                if (task.name().equals(bad.name())) {
                    throw thrown;
                }
            })));
        }
    }

    /// Hundreds of adapters of a large model would fill the memory.
    @Test
    void anAdapterIsReleasedWhenItsListenerReturns() {
        List<Lora> seen = new ArrayList<>();
        train(tasks(2), 1, (_, lora, _) -> {
            assertTrue(alive(lora));
            seen.add(lora);
        });
        assertEquals(2, seen.size());
        assertTrue(seen.stream().noneMatch(OracleTrainingTest::alive));
    }

    private static boolean alive(Lora lora) {
        return lora.updates().values().iterator().next().a().forReading().scope().isAlive();
    }

    @Test
    void theSpreadIsThatOfEveryNumberInF32() {
        try (Arena arena = Arena.ofShared()) {
            List<Lora> adapters = train(tasks(3), 2, arena);
            Oracles oracles = Oracles.of(adapters);
            assertEquals(6, oracles.layers());
            var target = oracles.targets().getFirst();
            Oracles.Spread spread = oracles.spreads(DType.F64, arena).get(target);
            double[] x = adapters.stream().mapToDouble(l -> l.updates().get(target.path(2)).a().at(1, 5)).toArray();
            double mean = (x[0] + x[1] + x[2]) / 3;
            double variance = 0;
            for (double each : x) {
                variance += (each - mean) * (each - mean) / 2;
            }
            long at = (2L * 8 + 1) * target.in() + 5;
            assertEquals(mean, spread.meanA().get(at), 3 * Math.ulp((float) mean));
            assertEquals(Math.sqrt(variance), spread.stdA().get(at), Math.ulp((float) Math.sqrt(variance)));
            Oracles.Spread single = Oracles.of(adapters.subList(0, 1)).spreads(DType.F64, arena).get(target);
            assertEquals(0, single.stdA().get(at));
        }
    }

    @Test
    void adaptersThatAreNotAlikeAreRefused() {
        try (Arena arena = Arena.ofShared()) {
            Lora first = train(tasks(1), 1, arena).getFirst();
            Lora weaker = new Lora(first.config().plain(), first.updates());
            Lora other = new Lora(new t2l.transformer.lora.LoraConfig("", 8, 3, true, 0, first.config().targets()),
                    first.updates());
            assertEquals(2, Oracles.of(List.of(first, weaker)).adapters().size());
            Refused.says("number 2", () -> Oracles.of(List.of(first, other)));
        }
    }
}
