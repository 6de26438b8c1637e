package t2l;

import static org.junit.jupiter.api.Assertions.*;

import module java.base;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import t2l.tensor.T2lException;
import t2l.tensor.T2lException.Kind;
import t2l.transformer.generate.Answer;
import t2l.transformer.generate.Completion.Finish;
import t2l.transformer.generate.Settings;
import t2l.transformer.grammar.JsonSchema;
import t2l.transformer.lora.RecentAdapters;
import t2l.transformer.template.ChatTemplate.Message;

/// The library as its users see it.
class T2lTest {
    private static final String TINY = "builtin:tiny";
    private static final String PROMPT = "cat dog bird >";
    private static final Settings LONG = Settings.DEFAULT.maxTokens(Integer.MAX_VALUE).ignoreEnd(true);

    @TempDir
    private Path temp;

    @Test
    void fiveLines() {
        try (T2l t2l = T2l.open(TINY)) {
            Adapter french = t2l.generate("Take the last word and say it in French.");
            String answer = t2l.complete(PROMPT, french);
            french.save(temp.resolve("french"));
            assertEquals("oiseau", answer.strip());
            assertEquals(answer, t2l.complete(PROMPT, t2l.load(temp.resolve("french"))));
            assertFalse(french.outside());
            assertFalse(french.nearestTasks().isEmpty());
        }
    }

    /// Every combination of adapter and settings, once alone and then all at the same time.
    @Test
    void sixteenThreadsGetWhatOneGets() throws InterruptedException, ExecutionException {
        try (T2l t2l = T2l.open(TINY); ExecutorService threads = Executors.newFixedThreadPool(16)) {
            List<Adapter> adapters = List.of(Adapter.NONE, t2l.generate("Say the last word in French."),
                    t2l.generate("Take the first word and say it in French."));
            List<Callable<String>> asked = new ArrayList<>();
            for (Adapter adapter : adapters) {
                for (String prompt : List.of(PROMPT, "red green >", "apple shirt lorry table >", "one two three >")) {
                    Settings settings = Settings.DEFAULT.maxTokens(12).temperature(prompt.length() % 2).seed(7);
                    asked.add(() -> t2l.complete(prompt, adapter, settings));
                    asked.add(() -> t2l.complete(prompt, t2l.generate("Take the last word and say it in Spanish.")));
                }
            }
            List<String> alone = new ArrayList<>();
            for (Callable<String> one : asked) {
                alone.add(call(one));
            }
            List<String> together = new ArrayList<>();
            for (Future<String> one : threads.invokeAll(asked)) {
                together.add(one.get());
            }
            assertEquals(alone, together);
        }
    }

    private static String call(Callable<String> one) throws ExecutionException {
        try {
            return one.call();
        } catch (Exception e) {
            throw new ExecutionException(e);
        }
    }

    /// One that is at hand is not waited for, while another is being made; who asks for that one, too, gets the same.
    @Test
    void onlyTheSameChoiceWaits() throws Exception {
        try (T2l t2l = T2l.open(TINY);
                var user = new RecentAdapters.User();
                ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            AdapterChoice known = AdapterChoice.describe("Sort the words.");
            AdapterChoice slow = AdapterChoice.describe("Say the last word in French.");
            Adapter there = t2l.find(known, user);
            CompletableFuture<Boolean> computing = new CompletableFuture<>();
            CompletableFuture<Boolean> done = new CompletableFuture<>();
            Future<?> step = threads.submit(() -> t2l.call(_ -> computing.complete(true) && done.join()));
            computing.join();
            List<Thread> waiting = new ArrayList<>();
            List<FutureTask<Adapter>> made = new ArrayList<>();
            try {
                for (int i = 0; i < 2; i++) {
                    made.add(new FutureTask<>(() -> t2l.find(slow, user)));
                    waiting.add(Thread.ofPlatform().start(made.getLast()));
                }
                for (Thread thread : waiting) {
                    while (thread.getState() != Thread.State.WAITING && thread.getState() != Thread.State.BLOCKED) {
                        Thread.onSpinWait();
                    }
                }
                assertSame(there, threads.submit(() -> t2l.find(known, user)).get(60, TimeUnit.SECONDS));
                waiting.getLast().interrupt();
                assertThrows(ExecutionException.class, () -> made.getLast().get());
            } finally {
                done.complete(true);
            }
            assertSame(made.getFirst().get(), t2l.find(slow, user));
            step.get();
        }
    }

    @Test
    void piecesAreTheAnswer() {
        Settings settings = Settings.DEFAULT.maxTokens(20).temperature(1).seed(3);
        try (T2l t2l = T2l.open(TINY); Answer answer = t2l.stream(T2l.Prompt.text(PROMPT), Adapter.NONE, settings)) {
            StringBuilder pieces = new StringBuilder();
            answer.forEach(pieces::append);
            assertEquals(t2l.complete(PROMPT, Adapter.NONE, settings), pieces.toString());
            assertEquals(pieces.toString(), answer.text());
            assertFalse(answer.completion().tokens().isEmpty());
        }
    }

    @Test
    void anAnswerEndsWhereItIsStopped() throws InterruptedException {
        try (T2l t2l = T2l.open(TINY)) {
            String whole = t2l.complete(PROMPT, Adapter.NONE, LONG.maxTokens(30));
            String stop = whole.substring(8, 12);
            assertEquals(whole.substring(0, whole.indexOf(stop)),
                    t2l.complete(PROMPT, Adapter.NONE, LONG.maxTokens(30).stop(stop)));
            try (Answer answer = t2l.stream(T2l.Prompt.text(PROMPT), Adapter.NONE, LONG)) {
                answer.iterator().next();
                Thread other = Thread.ofVirtual().start(answer::cancel);
                other.join();
                answer.readAll();
                assertTrue(whole.startsWith(answer.text()), answer.text());
                assertEquals(Finish.STOP, answer.completion().finish());
            }
            assertEquals("", t2l.complete(PROMPT, Adapter.NONE, Settings.DEFAULT.maxTokens(0)));
        }
    }

    @Test
    void anInterruptCancels() {
        try (T2l t2l = T2l.open(TINY); Answer answer = t2l.stream(T2l.Prompt.text(PROMPT), Adapter.NONE, LONG)) {
            String begun = answer.iterator().next();
            Thread.currentThread().interrupt();
            assertThrows(CancellationException.class, () -> answer.iterator().next());
            assertTrue(Thread.interrupted(), "the interrupt is kept");
            assertEquals(begun, answer.text());
            assertFalse(answer.iterator().hasNext());
        }
    }

    @Test
    void anAnswerHasItsTime() {
        try (T2l t2l = T2l.builder().model(TINY).memory(1).open()) {
            try (Answer _ = t2l.stream(T2l.Prompt.text(PROMPT), Adapter.NONE, LONG)) { // takes all memory, and waits for its reader
                Settings settings = LONG.timeout(Duration.ofNanos(1));
                var e = assertThrows(T2lException.class, () -> t2l.complete(PROMPT, Adapter.NONE, settings));
                assertEquals("T2l: needs more than the 0.000000001 s that were allowed; allow more in"
                        + " Settings.timeout(…), or fewer tokens", e.getMessage());
            }
            assertFalse(t2l.complete(PROMPT, Adapter.NONE).isEmpty(), "others have theirs");
        }
    }

    /// Memory for one text of the model's maximum length, which the first answer reserves.
    @Test
    void anAnswerWaitsForMemory() throws InterruptedException, ExecutionException {
        try (T2l t2l = T2l.builder().model(TINY).memory(1).open();
                ExecutorService other = Executors.newSingleThreadExecutor()) {
            Answer all = t2l.stream(T2l.Prompt.text(PROMPT), Adapter.NONE, LONG);
            all.iterator().next();
            Settings impatient = Settings.DEFAULT.timeout(Duration.ofMillis(20));
            assertEquals(Kind.DEADLINE, assertThrows(T2lException.class,
                    () -> t2l.complete(PROMPT, Adapter.NONE, impatient)).kind());
            Future<String> patient = other.submit(() -> t2l.complete(PROMPT, Adapter.NONE));
            all.close();
            assertEquals(patient.get(), t2l.complete(PROMPT, Adapter.NONE));
        }
    }

    @Test
    void tokensAreScored() {
        Settings settings = LONG.maxTokens(5).scores(2);
        try (T2l t2l = T2l.open(TINY); Answer answer = t2l.stream(T2l.Prompt.text(PROMPT), Adapter.NONE, settings)) {
            answer.readAll();
            List<Integer> tokens = answer.completion().tokens();
            assertEquals(tokens, answer.scores().stream().map(score -> score.chosen().token()).toList());
            for (int i = 0; i <= tokens.size(); i++) {
                assertEquals(answer.scores().subList(i, tokens.size()), answer.scores(i), "the new ones alone");
            }
            StringBuilder text = new StringBuilder();
            for (int i = 0; i < tokens.size(); i++) {
                assertEquals(answer.scores().get(i).chosen(), answer.scores().get(i).likely().getFirst(), "greedy");
                text.append(answer.text(i, tokens.get(i)));
            }
            assertEquals(t2l.model().tokenizer().decode(tokens.stream().mapToInt(id -> id).toArray(), false),
                    text.toString());
            try (Answer plain = t2l.stream(PROMPT, Adapter.NONE)) {
                plain.readAll();
                assertEquals(List.of(), plain.scores());
            }
        }
    }

    /// A reader who takes scores with each token gets no copies of the earlier ones, which would be half a megabyte.
    @Test
    void scoresAreTakenOnce() throws InterruptedException {
        var memory = (com.sun.management.ThreadMXBean) java.lang.management.ManagementFactory.getThreadMXBean();
        try (T2l t2l = T2l.open(TINY);
                Answer answer = t2l.stream(T2l.Prompt.text(PROMPT), Adapter.NONE, LONG.scores(0))) {
            long bytes = 0;
            int taken = 0;
            while (answer.next().isPresent()) {
                long before = memory.getCurrentThreadAllocatedBytes();
                taken += answer.scores(taken).size();
                bytes += memory.getCurrentThreadAllocatedBytes() - before;
            }
            assertTrue(taken > 480, taken + " scores");
            assertTrue(bytes < 300L * taken, bytes + " bytes");
        }
    }

    @Test
    void adaptersAreScaledAndAdded() {
        try (T2l t2l = T2l.open(TINY)) {
            assertTrue(t2l.describes());
            assertEquals(List.of("q_proj", "v_proj"), t2l.targets());
            assertEquals(List.of(TINY, TINY, "builtin:minilm"), t2l.sources());
            Adapter french = t2l.generate("Take the last word and say it in French.");
            Adapter halves = t2l.sum("two halves", List.of(french.times(0.5), french.times(0.5)));
            assertEquals(t2l.complete(PROMPT, french), t2l.complete(PROMPT, halves));
            assertEquals(t2l.complete(PROMPT, Adapter.NONE), t2l.complete(PROMPT, french.times(0)));
            assertEquals(french.nearestTasks(), french.times(2).nearestTasks());
        }
    }

    @Test
    void aConversationMayBeGivenWhole() throws IOException {
        List<Message> said = List.of(new Message("user", "Lily"), new Message("assistant", "went"),
                new Message("user", "home."));
        Settings settings = Settings.DEFAULT.maxTokens(9);
        try (T2l t2l = talkative();
                Answer whole = t2l.stream(T2l.Prompt.messages(said), Adapter.NONE, settings);
                Answer tokens = t2l.stream(T2l.Prompt.tokens(t2l.model().format().prompt(said)), Adapter.NONE,
                        settings)) {
            tokens.readAll();
            whole.readAll();
            assertEquals(tokens.completion().tokens(), whole.completion().tokens());
        }
        try (T2l bare = T2l.open(TINY)) {
            assertEquals(bare.complete(PROMPT, Adapter.NONE),
                    bare.stream(T2l.Prompt.messages(List.of(new Message("user", "red >"), new Message("user", PROMPT))),
                            Adapter.NONE, Settings.DEFAULT).readAll());
        }
    }

    @Test
    void nothingWorksAfterTheEnd() {
        T2l t2l = T2l.open(TINY);
        Adapter adapter = t2l.generate("Say the last word in French.");
        Answer answer = t2l.stream(T2l.Prompt.text(PROMPT), adapter, LONG);
        answer.iterator().next();
        t2l.close();
        t2l.close();
        assertThrows(IllegalStateException.class, () -> answer.iterator().next());
        assertThrows(IllegalStateException.class, () -> t2l.complete(PROMPT, Adapter.NONE));
        assertEquals(0, t2l.stats().waiting() + t2l.stats().running());
        assertThrows(IllegalStateException.class, () -> t2l.generate("Sort the words."));
        adapter.save(temp.resolve("later"));
    }

    @Test
    void mistakesAreSentences() {
        says("model: needs a name, got none; name one in the setting model", () -> T2l.builder().open());
        says("builtin:qwen2.5-coder-0.5b: needs a model, this is a hypernetwork; open the GGUF file of the model that it adapts, for"
                + " which it is the default", () -> T2l.open("builtin:qwen2.5-coder-0.5b"));
        says("builtin:none: no such model is built in; these are: builtin:tiny, builtin:minilm, builtin:stories260k",
                () -> T2l.builder().model(TINY).hypernetwork("builtin:none").open());
        Refused.begins("/no/such: needs a hypernetwork, a directory with args.yaml",
                () -> T2l.builder().model(TINY).hypernetwork("/no/such").open());
        says("adapter: needs a PEFT directory or a GGUF file, there is nothing called " + temp.resolve("no")
                + "; check the path", () -> {
                    try (T2l t2l = T2l.open(TINY)) {
                        t2l.load(temp.resolve("no"));
                    }
                });
        says(temp.resolve("a") + ": needs an adapter to save, got no adapter",
                () -> Adapter.NONE.save(temp.resolve("a")));
        says("max_tokens: needs a number of at least 0, got -1", () -> Settings.DEFAULT.maxTokens(-1));
        says("timeout: needs a time longer than 0, got PT0S", () -> Settings.DEFAULT.timeout(Duration.ZERO));
    }

    @Test
    void aMistakeInACallNamesTheArgument() {
        try (T2l t2l = T2l.open(TINY)) {
            Map<String, Runnable> mistakes = Map.ofEntries(
                    Map.entry("prompt: needs a value, got null", () -> t2l.complete(null, Adapter.NONE)),
                    Map.entry("adapter: needs a value, got null", () -> t2l.complete(PROMPT, null)),
                    Map.entry("settings: needs a value, got null", () -> t2l.complete(PROMPT, Adapter.NONE, null)),
                    Map.entry("description: needs a value, got null", () -> t2l.generate(null)),
                    Map.entry("description: needs a sentence that describes a task, got an empty one",
                            () -> t2l.generate(" \n")),
                    Map.entry("file: needs a value, got null", () -> t2l.load((Path) null)),
                    Map.entry("conversation: needs at least one message, got none",
                            () -> t2l.stream(T2l.Prompt.messages(List.of()), Adapter.NONE, Settings.DEFAULT)),
                    Map.entry("message: needs a value, got null", () -> t2l.chat().say(null)),
                    Map.entry("texts: needs a value, got null", () -> t2l.embed(null)),
                    Map.entry("stop: needs a value, got null", () -> Settings.DEFAULT.stop((String) null)),
                    Map.entry("timeout: needs a value, got null", () -> Settings.DEFAULT.timeout(null)),
                    Map.entry("model: needs a value, got null", () -> T2l.open(null)),
                    Map.entry("memory: needs a number of bytes of at least 0, got -1", () -> T2l.builder().memory(-1)),
                    Map.entry("name: needs a value, got null", () -> t2l.sum(null, null)),
                    Map.entry("some: needs at least one adapter, got none", () -> t2l.sum("x", List.of())),
                    Map.entry("directory: needs a value, got null", () -> Adapter.NONE.save(null)),
                    Map.entry("strength: needs a finite number, got NaN", () -> Adapter.NONE.times(Double.NaN)),
                    Map.entry("text: needs a value, got null", () -> JsonSchema.parse("c", null)),
                    Map.entry("temperature: needs a number from 0 to 2, got -1.0",
                            () -> Settings.DEFAULT.temperature(-1)),
                    Map.entry("top_p: needs a number from 0 to 1, got NaN", () -> Settings.DEFAULT.topP(Double.NaN)),
                    Map.entry("prompt: needs 1 to 511 tokens, got 0",
                            () -> t2l.stream(T2l.Prompt.tokens(), Adapter.NONE, Settings.DEFAULT)));
            mistakes.forEach((sentence, mistake) -> assertEquals(sentence,
                    assertThrows(IllegalArgumentException.class, mistake::run, sentence).getMessage()));
        }
    }

    /// Each would wait for the end of the call that it is in.
    @Test
    @Timeout(60)
    void nothingWaitsForTheCallThatItIsIn() {
        try (T2l t2l = T2l.open(TINY); Answer answer = t2l.stream(T2l.Prompt.text(PROMPT), Adapter.NONE, LONG)) {
            List<Runnable> waiting = List.of(t2l::close, () -> t2l.call(_ -> 1), t2l::targets,
                    () -> t2l.complete(PROMPT, Adapter.NONE), answer::readAll, answer::close);
            for (Runnable each : waiting) {
                String refusal = assertThrows(IllegalStateException.class, () -> t2l.call(_ -> {
                    each.run();
                    return 1;
                })).getMessage();
                assertTrue(
                        refusal.endsWith("from outside of its call, got it from the work in one; let that end first"),
                        refusal);
            }
            assertFalse(t2l.isClosed());
            assertFalse(t2l.complete(PROMPT, Adapter.NONE).isEmpty());
        }
    }

    @Test
    void statsCountWhatIsDone() throws InterruptedException {
        try (T2l t2l = T2l.builder().model(TINY).memory(1).open()) {
            T2l.Stats before = t2l.stats();
            assertEquals(new T2l.Stats(0, 0, 0, 0, 0, before.cacheCapacity(), 0, 0), before);
            try (Answer all = t2l.stream(T2l.Prompt.text(PROMPT), Adapter.NONE, LONG);
                    Answer waits = t2l.stream(PROMPT, Adapter.NONE)) {
                all.iterator().next();
                T2l.Stats during = t2l.stats();
                assertEquals(1, during.running());
                assertEquals(1, during.waiting());
                assertEquals(during.cacheCapacity(), during.cacheBytes());
                assertEquals(all.promptTokens(), during.prefilled());
                assertTrue(during.decoded() > 0);
                waits.cancel();
            }
            Adapter french = t2l.generate("Say the last word in French.");
            long bytes = french.lora().bytes();
            Adapter both = t2l.sum("both", List.of(french, french.times(0.5)));
            assertEquals(2, t2l.stats().adapters());
            assertEquals(bytes + both.lora().bytes(), t2l.stats().adapterBytes());
            long decoded = t2l.stats().decoded();
            try (Answer answer = t2l.stream(PROMPT, french.times(2))) {
                answer.readAll();
                assertEquals(decoded + answer.completion().tokens().size(), t2l.stats().decoded());
            }
            for (int i = 0; i < 50; i++) {
                t2l.complete(PROMPT, Adapter.NONE);
                assertEquals(List.of(0, 0, 0L),
                        List.of(t2l.stats().waiting(), t2l.stats().running(), t2l.stats().cacheBytes()));
            }
        }
    }

    @Test
    void aChosenAdapterIsKept() {
        AdapterChoice french = AdapterChoice.describe("Say the last word in French.");
        AdapterChoice spanish = AdapterChoice.describe("Say the last word in Spanish.");
        try (T2l t2l = T2l.builder().model(TINY).adapterMemory(1).open(); var user = new RecentAdapters.User()) {
            Adapter made = t2l.find(french, user);
            assertSame(made, t2l.find(french, user));
            t2l.find(spanish, user);
            assertNotSame(made, t2l.find(french, user), "there is memory for one");
            made.save(temp.resolve("french"));
            AdapterChoice saved = AdapterChoice.path(temp.resolve("french"));
            assertSame(t2l.find(saved, user), t2l.find(saved, user));
            assertSame(made, t2l.find(AdapterChoice.of(made), user));
            assertSame(Adapter.NONE, t2l.find(AdapterChoice.NONE, user));
        }
    }

    /// Of many adapters with memory for one, no more than those of unfinished answers are there.
    @Test
    void anAdapterIsFreedAfterItsLastAnswer() {
        try (T2l t2l = T2l.builder().model(TINY).adapterMemory(1).open()) {
            List<Answer> unfinished = new ArrayList<>();
            for (int i = 0; i < 40; i++) {
                Answer answer = t2l.stream(T2l.Prompt.text("cat dog bird >"),
                        AdapterChoice.describe("Say word number " + i + "."),
                        Settings.DEFAULT.maxTokens(100).ignoreEnd(true));
                if (i % 8 == 0) {
                    unfinished.add(answer);
                } else {
                    answer.readAll();
                }
                assertTrue(t2l.stats().adapters() <= unfinished.size() + 1, t2l.stats().toString());
            }
            assertEquals(6, t2l.stats().adapters());
            unfinished.forEach(Answer::readAll);
            assertEquals(1, t2l.stats().adapters());
        }
    }

    private static void says(String sentence, Runnable mistake) {
        assertEquals(sentence, assertThrows(RuntimeException.class, mistake::run).getMessage());
    }

    /// A small model that is given a chat template, and no hypernetwork.
    private T2l talkative() throws IOException {
        Path model = GoldenFile.path("transformer/stories260K/hf");
        for (String file : List.of("config.json", "model.safetensors", "tokenizer.json", "tokenizer_config.json")) {
            Files.copy(model.resolve(file), temp.resolve(file));
        }
        Files.writeString(temp.resolve("chat_template.jinja"),
                "{% for m in messages %}{{ m.role }}: {{ m.content }} {% endfor %}assistant:");
        return T2l.open(temp.toString());
    }

    /// Each turn against reading the whole conversation anew.
    @Test
    void aConversationSaysWhatReadingItAnewSays() throws IOException {
        Settings settings = Settings.DEFAULT.maxTokens(25);
        try (T2l t2l = talkative(); Conversation chat = t2l.chat(Adapter.NONE, settings)) {
            chat.system("Tell stories.");
            for (int turn = 0; turn < 6; turn++) {
                List<Message> said = new ArrayList<>(chat.messages());
                said.addFirst(new Message("system", "Tell stories."));
                said.add(new Message("user", "Lily went to the park and met number " + turn + "."));
                try (Answer answer = chat.stream(said.getLast().content());
                        Answer anew = t2l.stream(T2l.Prompt.tokens(t2l.model().format().prompt(said)), Adapter.NONE,
                                settings)) {
                    assertEquals(anew.readAll().strip(), answer.readAll().strip());
                    assertEquals(anew.completion().tokens(), answer.completion().tokens());
                    assertEquals(anew.promptTokens(), answer.promptTokens());
                }
            }
            assertEquals(12, chat.messages().size());
            assertEquals(0, chat.dropped());
            chat.say("A long message. ".repeat(20));
            assertTrue(chat.dropped() > 0, "the model reads 512 tokens");
            chat.reset();
            assertEquals(List.of(), chat.messages());
        }
    }

    @Test
    void aConversationHasOneAnswerAtATime() throws IOException {
        try (T2l t2l = talkative(); Conversation chat = t2l.chat()) {
            Answer answer = chat.stream("Lily");
            var e = assertThrows(IllegalStateException.class, () -> chat.say("Tom"));
            assertEquals("conversation: needs the last answer to be read to its end, it is still being written; read or"
                    + " close it", e.getMessage());
            answer.iterator().next();
            answer.close();
            assertEquals(List.of(new Message("user", "Lily"), new Message("assistant", answer.text())),
                    chat.messages());
            Thread.currentThread().interrupt();
            assertThrows(CancellationException.class, () -> chat.say("Tom"));
            assertTrue(Thread.interrupted());
            assertEquals(2, chat.messages().size(), "what failed was not said");
            assertThrows(T2lException.class, () -> t2l.generate("Sort the words."), "there is no hypernetwork");
        }
    }
}
