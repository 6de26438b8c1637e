package t2l.app.serve;

import static org.junit.jupiter.api.Assertions.*;

import com.fasterxml.jackson.jr.ob.JSON;
import module java.base;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import t2l.*;
import t2l.app.console.Json;
import t2l.app.serve.adapters.AdapterRef.Spec;
import t2l.app.serve.adapters.AdapterRegistry;
import t2l.app.serve.adapters.AdapterRegistry.Published;
import t2l.app.serve.http.Endpoint.Clock;
import t2l.app.serve.http.Refusal;

/// Adapters that come and go while the server runs: loaded from a folder, or sent by clients.
class LoadedAdaptersTest {
    private static final String PROMPT = "cat dog bird >";
    private static final String LOAD = "/v1/load_lora_adapter";
    private static final String UNLOAD = "/v1/unload_lora_adapter";

    @TempDir
    Path temp;

    private static Map<String, Object> load(String name, Object path) {
        return Json.object("lora_name", name, "lora_path", path.toString());
    }

    private static String answer(Served served, Object... fields) {
        return served.chat(PROMPT, fields).text("choices.0.message.content");
    }

    /// The folder `some` of a server, with the adapter `some/french`, below a folder of its own.
    private Path folder() {
        Path folder = temp.resolve("served");
        try (T2l t2l = T2l.open("builtin:tiny")) {
            Files.createDirectories(folder.resolve("some"));
            t2l.generate(Served.FRENCH).save(folder.resolve("some/french"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return folder;
    }

    @Test
    void adaptersAreLoadedAndUnloaded() {
        Path folder = folder();
        try (Served served = Served.publishing(folder)) {
            String bare = answer(served);
            assertEquals("adapter", Served.refused(404, served.chat(PROMPT, "adapter", Json.object("name", "fr"))));
            assertEquals("model", Served.refused(404, served.chat(PROMPT, "model", "fr")));
            assertEquals("fr", served.post(LOAD, load("fr", "some/french")).text("id"));
            assertEquals("oiseau", answer(served, "adapter", Json.object("name", "fr")));
            assertEquals("oiseau", answer(served, "model", "tiny+fr"));
            assertEquals("oiseau", answer(served, "model", "fr"), "as vLLM's clients name it");
            assertEquals("fr", served.get("/v1/models/fr").text("id"));
            assertEquals("tiny+fr", served.get("/v1/models").text("data.1.id"));
            assertEquals(bare, answer(served, "adapter", Json.object("name", "fr", "scale", 0)));
            assertEquals("lora_name", Served.refused(400, served.post(LOAD, load("fr", "some/french"))), "twice");
            assertEquals("lora_path", Served.refused(400, served.post(LOAD, load("again", "some/french"))));
            assertEquals(true, served.post(UNLOAD, Json.object("lora_name", "fr")).at("deleted"));
            assertEquals("model", Served.refused(404, served.chat(PROMPT, "model", "fr")));
            assertEquals("adapter", Served.refused(404, served.chat(PROMPT, "model", "tiny+fr")));
            assertEquals("lora_name", Served.refused(404, served.post(UNLOAD, Json.object("lora_name", "fr"))));
            assertEquals(200, served.post(LOAD, load("la", folder.resolve("some/french"))).status());
            assertEquals(200, served.send(served.request("/v1/adapters/la").DELETE().build()).status());
            assertEquals("model", Served.refused(404, served.chat(PROMPT, "model", "la")));
        }
    }

    /// What is unloaded does not answer for an adapter that was published under its name in the meantime.
    @Test
    void aNameAnswersWithWhatIsPublishedAfterItIsUnloaded() {
        Path folder = folder();
        try (Served served = Served.publishing(folder); T2l t2l = T2l.open("builtin:tiny")) {
            assertEquals(200, served.post(LOAD, load("fr", "some/french")).status());
            assertEquals("oiseau", answer(served, "model", "fr"));
            t2l.generate("Reverse the words.").save(folder.resolve("fr"));
            assertEquals(200, served.post(UNLOAD, Json.object("lora_name", "fr")).status());
            assertEquals("bird dog cat", answer(served, "model", "fr"));
        }
    }

    /// A file behind a link of the folder is not read, nor does a refusal tell whether there is one.
    @Test
    void onlyWhatIsInTheFolderIsLoaded() throws IOException {
        Path folder = folder();
        Path french = folder.resolve("some/french");
        Path outside = temp.resolve("outside");
        Files.createDirectory(outside);
        for (String name : List.of("adapter_config.json", "adapter_model.safetensors")) {
            Files.copy(french.resolve(name), outside.resolve(name));
        }
        Files.createSymbolicLink(folder.resolve("some/link"), outside);
        Files.createSymbolicLink(folder.resolve("some/inner"), french);
        Files.createDirectory(folder.resolve("some/half"));
        Files.copy(french.resolve("adapter_config.json"), folder.resolve("some/half/adapter_config.json"));
        Files.createSymbolicLink(folder.resolve("some/half/adapter_model.safetensors"),
                outside.resolve("adapter_model.safetensors"));
        try (Served served = Served.publishing(folder)) {
            Set<String> sentences = new TreeSet<>();
            for (Object path : List.of(outside, "../outside", "some/link", "some/half", "some/../../outside", "", ".",
                    "/", "none", "some/french/adapter_config.json", "a\u0000", "/none")) {
                Served.Reply reply = served.post(LOAD, load("it", path));
                assertEquals("lora_path", Served.refused(404, reply), path.toString());
                sentences.add(reply.text("error.message").replaceFirst(", got .*", ""));
            }
            assertEquals(Set.of("lora_path: needs a PEFT directory in the server's folder of adapters"), sentences);
            for (String name : List.of("", "..", "a/b", ".it", "t2l-0123456789abcdef")) {
                assertEquals("lora_name", Served.refused(400, served.post(LOAD, load(name, "some/french"))), name);
            }
            assertEquals(200, served.post(LOAD, load("it", "some/inner")).status());
        }
        try (Served served = Served.open()) {
            assertTrue(served.post(LOAD, load("it", "some")).text("error.message").endsWith("--load-adapters DIR"));
        }
    }

    @Test
    void anAdapterThatIsBrokenOrForAnotherModelIsNotLoaded() throws IOException {
        Path folder = folder();
        Path weights = folder.resolve("some/french/adapter_model.safetensors");
        byte[] whole = Files.readAllBytes(weights);
        Files.write(weights, Arrays.copyOf(whole, whole.length / 2));
        try (Served served = Served.publishing(folder)) {
            assertEquals("lora_path", Served.refused(400, served.post(LOAD, load("fr", "some/french"))));
            assertEquals("model", Served.refused(404, served.chat(PROMPT, "model", "fr")));
            Files.write(weights, whole);
            assertEquals(200, served.post(LOAD, load("fr", "some/french")).status());
            assertEquals("oiseau", answer(served, "model", "fr"));
        }
    }

    private static Served.Reply upload(Served served, byte[] zip) {
        return served.post("/v1/adapters", "application/zip", zip);
    }

    @Test
    void theZipThatOneServerGivesOutIsTakenByAnother() throws IOException, InterruptedException {
        try (Served one = Served.open(); Served other = Served.open()) {
            String made = one.post("/v1/adapters", Json.object("describe", Served.FRENCH)).text("id");
            byte[] zip = one.bytes("/v1/adapters/" + made + "?format=peft");
            Served.Reply sent = upload(other, zip);
            String id = sent.text("id");
            assertEquals(200, sent.status(), sent.body());
            assertEquals("oiseau", answer(other, "adapter", Json.object("id", id)));
            assertEquals("oiseau", answer(other, "model", "tiny+" + id));
            Object half = List.of(Json.object("id", id, "scale", 0.5), Json.object("id", id, "scale", 0.5));
            assertEquals("oiseau", answer(other, "adapter", Json.object("mix", half)));
            assertEquals(true, upload(other, zip).at("cached"), "the same files have the same id");
            assertEquals(200, other.send(other.request("/v1/adapters/" + id).DELETE().build()).status());
            assertEquals("adapter", Served.refused(404, other.chat(PROMPT, "adapter", Json.object("id", id))));
        }
    }

    @Test
    void anUploadThatIsNoAdapterIsRefused() throws IOException {
        try (T2l t2l = T2l.open("builtin:tiny"); Served served = Served.open()) {
            t2l.generate(Served.FRENCH).save(temp.resolve("french"));
            byte[] config = Files.readAllBytes(temp.resolve("french/adapter_config.json"));
            byte[] weights = Files.readAllBytes(temp.resolve("french/adapter_model.safetensors"));
            Map<String, Object> smaller = new LinkedHashMap<>(JSON.std.mapFrom(config));
            smaller.put("r", 3);
            byte[] half = Arrays.copyOf(weights, weights.length / 2);
            byte[] whole = Archive
                    .deflated(Map.of("adapter_config.json", config, "adapter_model.safetensors", weights));
            for (byte[] wrong : List.of(new byte[0], new byte[] {1, 2, 3},
                    Archive.deflated(Map.of("README.md", config)),
                    Arrays.copyOf(whole, whole.length / 2), Archive.deflated(Map.of("adapter_config.json", config)),
                    Archive.deflated(Map.of("a/adapter_config.json", config, "b/adapter_config.json", config)),
                    Archive.deflated(Map.of("adapter_config.json", config, "adapter_model.safetensors", half)),
                    Archive.deflated(Map.of("adapter_config.json", JSON.std.asBytes(smaller),
                            "adapter_model.safetensors", weights)),
                    Archive.deflated(Map.of("adapter_config.json", weights, "adapter_model.safetensors", config)))) {
                Served.Reply reply = upload(served, wrong);
                assertEquals("body", Served.refused(400, reply));
                assertFalse(reply.body().contains("tmp"), reply.body());
            }
            byte[] named = whole.clone();
            Arrays.fill(named, 28, 30, (byte) -1); // the length of what follows the first name: longer than Java takes
            assertEquals("body", Served.refused(400, upload(served, named)));
            byte[] bomb = Archive.deflated(Map.of("adapter_model.safetensors", new byte[17 << 20]));
            assertTrue(bomb.length < 1 << 20);
            assertEquals(413, upload(served, bomb).status());
            assertEquals(413, upload(served, new byte[17 << 20]).status());
            assertEquals(List.of(), served.get("/v1/adapters").at("data"));
            assertEquals(200, upload(served, whole).status());
            var random = new Random(1);
            for (int i = 0; i < 200; i++) {
                byte[] mutated = whole.clone();
                for (int n = 0; n <= i % 3; n++) {
                    boolean ends = random.nextBoolean(); // where the names and lengths are
                    int at = random.nextInt(ends ? 300 : mutated.length);
                    mutated[random.nextBoolean() || !ends ? at : mutated.length - 1 - at] = (byte) random.nextInt();
                }
                int status = upload(served, mutated).status();
                assertTrue(status == 200 || status == 400 || status == 413, status + " for input " + i);
            }
        }
    }

    /// As far as memory goes: what had to leave is missing, and is not left out of an answer.
    @Test
    void anUploadThatHadToLeaveMemoryIsMissing() throws IOException, InterruptedException {
        try (T2l t2l = T2l.open("builtin:tiny"); var user = new t2l.transformer.lora.RecentAdapters.User()) {
            t2l.generate(Served.FRENCH).save(temp.resolve("french"));
            var store = new AdapterRegistry(t2l, "tiny", Published.NONE, 1, Clock.REAL);
            String id = store.upload(temp.resolve("french"), user).id();
            assertEquals(id, store.find(new Spec.Known(id), user).id());
            store.find(new Spec.Described("Sort the words.", List.of()), user);
            Refusal gone = assertThrows(Refusal.class, () -> store.find(new Spec.Known(id), user));
            assertEquals(404, gone.status());
            assertTrue(gone.getMessage().endsWith("; upload it again"), gone.getMessage());
        }
    }
}
