package t2l.transformer.lora;

import static org.junit.jupiter.api.Assertions.*;

import module java.base;
import org.junit.jupiter.api.Test;
import t2l.tensor.*;

class RecentAdaptersTest {
    private static final int BYTES = 4 * 3 * (5 + 7);
    private static final LoraConfig CONFIG = new LoraConfig("", 3, 3, false, 0, List.of("q_proj"));

    private final Set<Lora> alive = new HashSet<>();

    private Lora make(Arena memory) {
        Lora made = new Lora(CONFIG, Map.of("q_proj", new Lora.Update(Tensor.allocate(memory, DType.F32, 3, 5),
                Tensor.allocate(memory, DType.F32, 7, 3))));
        alive.add(made);
        return made;
    }

    private static boolean isAlive(Lora lora) {
        return lora.updates().get("q_proj").isAlive();
    }

    /// Random users of 10,000 adapters, of which four fit into memory.
    @Test
    void memoryHasABoundAndNoneIsFreedWhileUsed() throws InterruptedException {
        var random = new SplittableRandom(1);
        var adapters = new RecentAdapters<Integer, Lora>(4 * BYTES, lora -> lora);
        Map<RecentAdapters.User, Set<Lora>> users = new LinkedHashMap<>();
        for (int i = 0; i < 10_000; i++) {
            var user = users.size() < 6 ? new RecentAdapters.User() : pick(random, users);
            int key = random.nextInt(3) > 0 ? i : Math.max(0, i - random.nextInt(8));
            users.computeIfAbsent(user, _ -> new HashSet<>()).add(adapters.get(key, user, this::make));
            if (random.nextInt(3) == 0) {
                var done = pick(random, users);
                users.remove(done);
                done.close();
                done.close();
            }
            if (random.nextInt(20) == 0) {
                adapters.drop(i - random.nextInt(4));
            }
            alive.removeIf(lora -> !isAlive(lora));
            Set<Lora> must = new HashSet<>(adapters.all());
            assertTrue(must.size() <= 4);
            users.values().forEach(must::addAll);
            assertEquals(must, alive, "step " + i);
        }
    }

    private static RecentAdapters.User pick(SplittableRandom random, Map<RecentAdapters.User, Set<Lora>> users) {
        return new ArrayList<>(users.keySet()).get(random.nextInt(users.size()));
    }

    @Test
    void oneThatFailsLeavesNothing() throws InterruptedException {
        var adapters = new RecentAdapters<Integer, Lora>(4 * BYTES, lora -> lora);
        try (var user = new RecentAdapters.User()) {
            assertThrows(IllegalStateException.class, () -> adapters.get(1, user, memory -> {
                make(memory);
                throw new IllegalStateException();
            }));
            assertEquals(List.of(), adapters.all());
        }
        assertEquals(0, alive.stream().filter(RecentAdaptersTest::isAlive).count());
    }
}
