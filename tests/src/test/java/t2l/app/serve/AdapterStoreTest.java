package t2l.app.serve;

import static org.junit.jupiter.api.Assertions.*;

import module java.base;
import org.junit.jupiter.api.Test;
import t2l.*;
import t2l.app.serve.AdapterStore.RequestAdapter;
import t2l.app.serve.AdapterWish.AdapterRef;
import t2l.transformer.lora.*;
import t2l.transformer.template.ChatTemplate;

/// What is kept of the adapters that were made, and what is made again.
class AdapterStoreTest {
    private final RecentAdapters.User user = new RecentAdapters.User();

    private static final List<String> TASKS = List.of("Sort the words.", "Say it in French.", "Take the last word.");

    private static AdapterRef task(int i) {
        return new AdapterRef.Described(TASKS.get(i), List.of());
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
            AdapterStore store = new AdapterStore(t2l, Published.of(Map.of()), two, Clock.REAL);
            RequestAdapter first = store.find(task(0), user);
            RequestAdapter second = store.find(task(1), user);
            assertTrue(store.find(task(0), user).cached());
            store.find(task(2), user);
            assertEquals(two, bytes(store));
            assertEquals(List.of(first.id(), store.find(task(2), user).id()),
                    store.kept().stream().map(RequestAdapter::id).toList(), "the second one went");
            assertEquals(first.millis(), store.find(task(0), user).millis(), "the time that it took");
            RequestAdapter again = store.find(new AdapterRef.Known(second.id()), user);
            assertFalse(again.cached());
            assertEquals(second.id(), again.id());
            assertTrue(same(second.adapter().lora(), again.adapter().lora()));
            assertEquals(second.id(),
                    new AdapterStore(t2l, Published.of(Map.of()), two, Clock.REAL).find(task(1), user).id(),
                    "everywhere");
            assertTrue(store.delete(second.id()));
            assertFalse(store.delete(second.id()));
            assertThrows(Refusal.class, () -> store.find(new AdapterRef.Known(second.id()), user));
        }
    }

    @Test
    void whatNobodyUsesGivesItsMemoryBack() throws InterruptedException {
        try (T2l t2l = T2l.open("builtin:tiny")) {
            long one = t2l.generate(TASKS.getFirst()).lora().bytes();
            AdapterStore store = new AdapterStore(t2l, Published.of(Map.of()), one, Clock.REAL);
            List<Lora> made = new ArrayList<>();
            for (int i = 0; i < 5; i++) {
                made.add(store.find(new AdapterRef.Described("Say word " + i + ".", List.of()), user).adapter().lora());
            }
            assertEquals(one, bytes(store));
            assertEquals(5, made.stream().filter(AdapterStoreTest::isAlive).count());
            user.close();
            assertEquals(List.of(made.getLast()), made.stream().filter(AdapterStoreTest::isAlive).toList());
        }
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
            AdapterStore store = new AdapterStore(t2l, Published.of(named), 1 << 26, Clock.REAL);
            var mix = new AdapterRef.Mixed(named.keySet().stream()
                    .map(name -> new AdapterWish(new AdapterRef.Known(name), 0.5)).toList(), Optional.empty());
            Refusal refusal = assertThrows(Refusal.class, () -> store.find(mix, user));
            assertEquals(400, refusal.status());
            assertTrue(refusal.getMessage().endsWith("; choose one in adapter.chat_template"), refusal.getMessage());
            ChatTemplate other = ChatTemplate.parse("", "other");
            assertEquals(Optional.of(other),
                    store.find(new AdapterRef.Mixed(mix.parts(), Optional.of(other)), user).adapter().template());
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
            AdapterStore store = new AdapterStore(t2l, Published.of(named), 1 << 26, Clock.REAL);
            var mix = new AdapterRef.Mixed(TASKS.stream()
                    .map(task -> new AdapterWish(new AdapterRef.Known(task), 0.5)).toList(), Optional.empty());
            assertEquals(Optional.of(rule.opening(String.join("\n", TASKS))),
                    store.find(mix, user).adapter().template());
        }
    }

    @Test
    void theDescriptionUsedLongestAgoIsForgotten() throws InterruptedException {
        try (T2l t2l = T2l.open("builtin:tiny")) {
            AdapterStore store = new AdapterStore(t2l, Published.of(Map.of()), 1 << 26, 2, Clock.REAL);
            RequestAdapter first = store.find(task(0), user);
            RequestAdapter second = store.find(task(1), user);
            store.find(task(0), user);
            store.find(task(2), user);
            assertTrue(store.find(new AdapterRef.Known(first.id()), user).cached());
            assertThrows(Refusal.class, () -> store.find(new AdapterRef.Known(second.id()), user));
            assertEquals(2, store.kept().size());
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
        return new AdapterStore(t2l, Published.of(published), 1 << 26, Clock.REAL)
                .find(new AdapterRef.Mixed(List.of(new AdapterWish(new AdapterRef.Known("it"), 0.5)),
                        Optional.empty()), user)
                .id();
    }

    @Test
    void whatSeveralAskForIsMadeOnce() throws InterruptedException, ExecutionException {
        try (T2l t2l = T2l.open("builtin:tiny"); ExecutorService threads = Executors.newFixedThreadPool(8)) {
            AdapterStore store = new AdapterStore(t2l, Published.of(Map.of()), 1 << 26, Clock.REAL);
            List<Callable<RequestAdapter>> asked = new ArrayList<>();
            for (int i = 0; i < 24; i++) {
                int task = i % TASKS.size();
                asked.add(() -> store.find(task(task), user));
            }
            int made = 0;
            for (Future<RequestAdapter> found : threads.invokeAll(asked)) {
                made += found.get().cached() ? 0 : 1;
            }
            assertEquals(TASKS.size(), made);
        }
    }

    private static long bytes(AdapterStore store) {
        return store.kept().stream().mapToLong(kept -> kept.adapter().lora().bytes()).sum();
    }
}
