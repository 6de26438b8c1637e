package t2l.app.serve.adapters;

import static org.junit.jupiter.api.Assertions.*;

import module java.base;
import org.junit.jupiter.api.Test;
import t2l.*;
import t2l.app.serve.adapters.AdapterRef.Spec;
import t2l.app.serve.adapters.AdapterRegistry.*;
import t2l.app.serve.http.Endpoint.Clock;
import t2l.app.serve.http.Refusal;
import t2l.transformer.lora.*;
import t2l.transformer.template.ChatTemplate;

/// What is kept of the adapters that were made, and what is made again.
class AdapterRegistryTest {
    private final RecentAdapters.User user = new RecentAdapters.User();

    private static final List<String> TASKS = List.of("Sort the words.", "Say it in French.", "Take the last word.");

    private static Spec task(int i) {
        return new Spec.Described(TASKS.get(i), List.of());
    }

    private static boolean same(Lora a, Lora b) {
        return a.updates().entrySet().stream().allMatch(
                e -> same(e.getValue().a().toDoubles(), b.updates().get(e.getKey()).a().toDoubles())
                        && same(e.getValue().b().toDoubles(), b.updates().get(e.getKey()).b().toDoubles()));
    }

    private static boolean same(double[] a, double[] b) {
        return Arrays.equals(a, b);
    }

    @Test
    void theOneUsedLongestAgoGoesAndComesBackTheSame() throws InterruptedException {
        try (T2l t2l = T2l.open("builtin:tiny")) {
            long two = 2 * t2l.generate(TASKS.getFirst()).lora().bytes();
            AdapterRegistry registry = new AdapterRegistry(t2l, "tiny", Published.NONE, two, Clock.REAL);
            RequestAdapter first = registry.find(task(0), user);
            RequestAdapter second = registry.find(task(1), user);
            assertTrue(registry.find(task(0), user).cached());
            registry.find(task(2), user);
            assertEquals(two, bytes(registry));
            assertEquals(List.of(first.id(), registry.find(task(2), user).id()),
                    registry.kept().stream().map(RequestAdapter::id).toList(), "the second one went");
            assertEquals(first.millis(), registry.find(task(0), user).millis(), "the time that it took");
            RequestAdapter again = registry.find(new Spec.Known(second.id()), user);
            assertFalse(again.cached());
            assertEquals(second.id(), again.id());
            assertTrue(same(second.adapter().lora(), again.adapter().lora()));
            assertEquals(second.id(),
                    new AdapterRegistry(t2l, "tiny", Published.NONE, two, Clock.REAL).find(task(1), user).id(),
                    "everywhere");
            registry.delete(second.id());
            assertThrows(Refusal.class, () -> registry.delete(second.id()));
            assertThrows(Refusal.class, () -> registry.find(new Spec.Known(second.id()), user));
        }
    }

    @Test
    void whatNobodyUsesGivesItsMemoryBack() throws InterruptedException {
        try (T2l t2l = T2l.open("builtin:tiny")) {
            long one = t2l.generate(TASKS.getFirst()).lora().bytes();
            AdapterRegistry registry = new AdapterRegistry(t2l, "tiny", Published.NONE, one, Clock.REAL);
            List<Lora> made = new ArrayList<>();
            for (int i = 0; i < 5; i++) {
                made.add(registry.find(new Spec.Described("Say word " + i + ".", List.of()), user).adapter().lora());
            }
            assertEquals(one, bytes(registry));
            assertEquals(5, made.stream().filter(AdapterRegistryTest::isAlive).count());
            user.close();
            assertEquals(List.of(made.getLast()), made.stream().filter(AdapterRegistryTest::isAlive).toList());
        }
    }

    private static Published published(Map<String, Adapter> named) {
        return new Published(named::containsKey, (name, _) -> named.get(name), () -> List.copyOf(named.keySet()));
    }

    private static boolean isAlive(Lora lora) {
        return lora.updates().values().stream().allMatch(Lora.Update::isAlive);
    }

    /// As those of two descriptions may be.
    @Test
    void aMixOfTwoTemplatesIsRefusedUnlessOneIsChosen() throws InterruptedException {
        try (T2l t2l = T2l.open("builtin:tiny")) {
            Lora lora = t2l.generate(TASKS.getFirst()).lora();
            Map<String, Adapter> named = new HashMap<>();
            for (String name : List.of("one", "two")) {
                named.put(name, t2l.wrap(name, lora, Optional.of(ChatTemplate.parse("", name))));
            }
            AdapterRegistry registry = new AdapterRegistry(t2l, "tiny", published(named), 1 << 26, Clock.REAL);
            var mix = new Spec.Mixed(named.keySet().stream()
                    .map(name -> new AdapterRef(new Spec.Known(name), 0.5)).toList(), Optional.empty());
            Refusal refusal = assertThrows(Refusal.class, () -> registry.find(mix, user));
            assertEquals(400, refusal.status());
            assertTrue(refusal.getMessage().endsWith("; choose one in adapter.chat_template"), refusal.getMessage());
            ChatTemplate other = ChatTemplate.parse("", "other");
            assertEquals(Optional.of(other),
                    registry.find(new Spec.Mixed(mix.parts(), Optional.of(other)), user).adapter().template());
        }
    }

    /// As after a training with descriptions in prompts.
    @Test
    void aMixTellsTheDescriptionsOfItsParts() throws InterruptedException {
        try (T2l t2l = T2l.open("builtin:tiny")) {
            Lora lora = t2l.generate(TASKS.getFirst()).lora();
            ChatTemplate rule = ChatTemplate.parse("", "{{ messages[0].content }}");
            Map<String, Adapter> named = new HashMap<>();
            TASKS.forEach(task -> named.put(task, t2l.wrap(task, lora, Optional.of(rule.opening(task)))));
            AdapterRegistry registry = new AdapterRegistry(t2l, "tiny", published(named), 1 << 26, Clock.REAL);
            var mix = new Spec.Mixed(TASKS.stream()
                    .map(task -> new AdapterRef(new Spec.Known(task), 0.5)).toList(), Optional.empty());
            assertEquals(Optional.of(rule.opening(String.join("\n", TASKS))),
                    registry.find(mix, user).adapter().template());
        }
    }

    @Test
    void theDescriptionUsedLongestAgoIsForgotten() throws InterruptedException {
        try (T2l t2l = T2l.open("builtin:tiny")) {
            AdapterRegistry registry = new AdapterRegistry(t2l, "tiny", Published.NONE, 1 << 26, 2, Clock.REAL);
            RequestAdapter first = registry.find(task(0), user);
            RequestAdapter second = registry.find(task(1), user);
            registry.find(task(0), user);
            registry.find(task(2), user);
            assertTrue(registry.find(new Spec.Known(first.id()), user).cached());
            assertThrows(Refusal.class, () -> registry.find(new Spec.Known(second.id()), user));
            assertEquals(2, registry.kept().size());
        }
    }

    @Test
    void aMixOfPublishedAdaptersIsNamedAfterTheirNumbers() throws InterruptedException {
        try (T2l t2l = T2l.open("builtin:tiny")) {
            Adapter one = t2l.generate(TASKS.get(0));
            Adapter other = t2l.generate(TASKS.get(1));
            String id = mixed(t2l, Map.of("it", one));
            assertEquals(id, mixed(t2l, Map.of("it", one, "more", other)));
            assertNotEquals(id, mixed(t2l, Map.of("it", other)));
            assertNotEquals(id, mixed(t2l, Map.of("it", one.times(2))));
        }
    }

    /// The id of half the published adapter `it`.
    private String mixed(T2l t2l, Map<String, Adapter> published) throws InterruptedException {
        return new AdapterRegistry(t2l, "tiny", published(published), 1 << 26, Clock.REAL)
                .find(new Spec.Mixed(List.of(new AdapterRef(new Spec.Known("it"), 0.5)),
                        Optional.empty()), user)
                .id();
    }

    @Test
    void whatSeveralAskForIsMadeOnce() throws InterruptedException, ExecutionException {
        try (T2l t2l = T2l.open("builtin:tiny"); ExecutorService threads = Executors.newFixedThreadPool(8)) {
            AdapterRegistry registry = new AdapterRegistry(t2l, "tiny", Published.NONE, 1 << 26, Clock.REAL);
            List<Callable<RequestAdapter>> asked = new ArrayList<>();
            for (int i = 0; i < 24; i++) {
                int task = i % TASKS.size();
                asked.add(() -> registry.find(task(task), user));
            }
            int made = 0;
            for (Future<RequestAdapter> found : threads.invokeAll(asked)) {
                made += found.get().cached() ? 0 : 1;
            }
            assertEquals(TASKS.size(), made);
        }
    }

    private static long bytes(AdapterRegistry registry) {
        return registry.kept().stream().mapToLong(kept -> kept.adapter().lora().bytes()).sum();
    }
}
