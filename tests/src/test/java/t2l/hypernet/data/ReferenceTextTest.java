package t2l.hypernet.data;

import static org.junit.jupiter.api.Assertions.*;

import com.fasterxml.jackson.jr.ob.JSON;
import module java.base;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import t2l.*;
import t2l.hypernet.Arguments;
import t2l.hypernet.data.TaskData.Pair;
import t2l.hypernet.train.*;
import t2l.tensor.T2lException;
import t2l.tensor.backend.ReferenceKernels;
import t2l.tensor.kernel.Losses.CrossEntropy;
import t2l.tensor.ranks.Ranks;
import t2l.transformer.*;
import t2l.transformer.template.*;
import t2l.transformer.text.Tokenizer;

/// Pairs of the reference's tasks in tokens, as it trains on them (t2l-spec §9.1, `data/tokenisation.json` of its
/// goldens).
class ReferenceTextTest {
    private static final int PAD = 2;

    @TempDir
    Path folder;

    /// The reference's Mistral template.
    private static Optional<ChatTemplate> template() throws IOException {
        try (InputStream in = ReferenceTextTest.class
                .getResourceAsStream("/t2l/transformer/template/chat-templates.json")) {
            Map<?, ?> templates = (Map<?, ?>) JSON.std.mapFrom(in).get("templates");
            return Optional.of(ChatTemplate.parse("mistral", (String) templates.get("Mistral-7B-Instruct-v0.2.jinja")));
        }
    }

    /// The pair of a golden's row in tokens, as far as `limit` allows.
    private TokenPairs pair(Map<String, Object> golden, PromptFormat format, int limit) throws IOException {
        TaskFolder task = TaskFolderTest.write(Files.createTempDirectory(folder, "task"), golden);
        Map<String, Object> row = task.rows("train").getFirst();
        PromptFormat apart = format.apart(task.system().text());
        return TokenPairs.of(List.of(new Pair(task.prompt().fill(row), task.pair(row).answers())), apart::prompt,
                apart::answer, limit);
    }

    private static int[] tokens(TokenPairs pairs) {
        int[] tokens = new int[pairs.promptLength(0) + pairs.answerLength(0)];
        assertEquals(tokens.length, pairs.copy(0, tokens, 0, tokens.length));
        return tokens;
    }

    /// With the tokenizer of a small model: what is turned into tokens is the reference's text.
    @Test
    void questionAndAnswerAreRenderedApart() throws IOException {
        Tokenizer tokenizer = Tokenizer.read(Golden.resource("stories260K/hf"));
        PromptFormat format = new PromptFormat(tokenizer, template());
        for (Map<String, Object> golden : TaskFolderTest.cases()) {
            int[] prompt = tokenizer.encode((String) golden.get("prompt"), false);
            int[] answer = tokenizer.encode((String) golden.get("response"), false);
            TokenPairs pair = pair(golden, format, Integer.MAX_VALUE);
            assertEquals(prompt.length, pair.promptLength(0), golden.get("task").toString());
            int[] both = Arrays.copyOf(prompt, prompt.length + answer.length);
            System.arraycopy(answer, 0, both, prompt.length, answer.length);
            assertArrayEquals(both, tokens(pair), golden.get("task").toString());
        }
        PromptFormat plain = new PromptFormat(tokenizer, Optional.empty());
        Refused.says(IllegalArgumentException.class, "chat template", () -> plain.apart(""));
    }

    @Test
    void aTrainingRunWritesThemSoIfAsked() throws IOException {
        PromptFormat format = new PromptFormat(Tokenizer.read(Golden.resource("stories260K/hf")), template());
        try (Arena arena = Arena.ofShared()) {
            Decoder model = Golden.of("hf-tiny/llama", arena).decoder();
            for (boolean asked : List.of(false, true)) {
                var setting = new SftRun.Setting(new ReferenceKernels(), Ranks.alone(), model, format, PAD, Set.of(),
                        SftSettings.lora(new Arguments("test", Map.of("reference_chat", asked)).reader()));
                assertEquals(asked ? Optional.of("") : Optional.empty(), setting.format().apart());
            }
        }
    }

    /// The templates that come with Mistral and Gemma 2 refuse a system turn; the reference has others for these models.
    @Test
    void theReferencesTemplateReplacesAModelsOwn() throws IOException {
        Tokenizer tokenizer = Tokenizer.read(Golden.resource("stories260K/hf"));
        PromptFormat mistral = reference(official("t2l-mistral", tokenizer), Map.of());
        for (Map<String, Object> golden : TaskFolderTest.cases()) {
            TaskFolder task = TaskFolderTest.write(Files.createTempDirectory(folder, "task"), golden);
            assertArrayEquals(tokenizer.encode((String) golden.get("prompt"), false),
                    mistral.apart(task.system().text()).prompt(task.prompt().fill(task.rows("train").getFirst())),
                    golden.get("task").toString());
        }
        PromptFormat gemma = official("t2l-gemma", tokenizer);
        assertThrows(T2lException.class, () -> gemma.apart("").prompt("Hi"));
        assertArrayEquals(
                tokenizer.encode("<s><start_of_turn>system\n<end_of_turn>\n<start_of_turn>user\nHi<end_of_turn>\n",
                        false),
                reference(gemma, Map.of()).prompt("Hi"));
    }

    @Test
    void aNamedTemplateReplacesAny() throws IOException {
        Tokenizer tokenizer = Tokenizer.read(Golden.resource("stories260K/hf"));
        Map<String, Object> named = Map.of("chat_template", "builtin:t2l-llama");
        assertArrayEquals(tokenizer.encode("<|start_header_id|>assistant<|end_header_id|>\n\nHi<|eot_id|>", false),
                reference(official("t2l-mistral", tokenizer), named).answer("Hi"));
        PromptFormat plain = new PromptFormat(tokenizer, Optional.empty());
        assertTrue(reference(plain, named).template().isPresent());
        Refused.says("chat_template", () -> reference(plain, Map.of()));
    }

    private static PromptFormat official(String name, Tokenizer tokenizer) throws IOException {
        Map<?, ?> templates = (Map<?, ?>) JSON.std.mapFrom(
                Files.readString(GoldenFile.path("transformer/template/reference.json"))).get("official");
        return new PromptFormat(tokenizer, Optional.of(ChatTemplate.parse(name, (String) templates.get(name))));
    }

    /// The format of a training run with `reference_chat`.
    private static PromptFormat reference(PromptFormat own, Map<String, Object> more) {
        Arguments arguments = new Arguments("test", Map.of("reference_chat", true)).with(more);
        try (Arena arena = Arena.ofShared()) {
            return new SftRun.Setting(new ReferenceKernels(), Ranks.alone(),
                    Golden.of("hf-tiny/llama", arena).decoder(), own, PAD, Set.of(),
                    SftSettings.lora(arguments.reader())).format();
        }
    }

    /// With the reference's tokenizer, at three lengths, and side by side in a batch.
    @Tag("real")
    @Test
    void tokensAreThoseOfTheReference() throws IOException {
        Path model = Files.createDirectory(folder.resolve("model"));
        Path source = Golden.shared("models/tokenizers/mistral-7b-v0.1");
        try (InputStream in = new GZIPInputStream(Files.newInputStream(source.resolve("tokenizer.json.gz")))) {
            Files.copy(in, model.resolve("tokenizer.json"));
        }
        Files.copy(source.resolve("tokenizer_config.json"), model.resolve("tokenizer_config.json"));
        PromptFormat format = new PromptFormat(Tokenizer.read(model), template());
        List<Map<String, Object>> cases = TaskFolderTest.cases();
        for (Map<String, Object> golden : cases) {
            TaskFolderTest.map(golden.get("encodings")).forEach((limit, encoding) -> {
                Map<String, Object> want = TaskFolderTest.map(encoding);
                try {
                    TokenPairs got = pair(golden, format, Integer.parseInt(limit));
                    String name = golden.get("task") + " " + limit;
                    assertEquals(want.get("prompt_tokens"), got.promptLength(0), name);
                    assertEquals(want.get("response_tokens"), got.answerLength(0), name);
                    assertArrayEquals(ints(want.get("input_ids")), tokens(got), name);
                } catch (IOException e) {
                    throw new AssertionError(e);
                }
            });
        }
        batch(cases, format);
    }

    /// Ours has the answers one place earlier, where the token before is read, and so one place less.
    private void batch(List<Map<String, Object>> cases, PromptFormat format) throws IOException {
        Map<String, Object> golden = TaskFolderTest.collated();
        List<?> names = (List<?>) golden.get("of");
        int limit = (Integer) golden.get("inp_max_len");
        for (int i = 0; i < names.size(); i++) {
            String name = (String) names.get(i);
            TokenPairs pair = pair(cases.stream().filter(c -> c.get("task").equals(name)).findFirst().orElseThrow(),
                    format, limit);
            int[] wantIds = ints(((List<?>) golden.get("input_ids")).get(i));
            int[] wantLabels = ints(((List<?>) golden.get("labels")).get(i));
            int length = wantIds.length - 1;
            int[] ids = new int[length];
            int[] targets = new int[length];
            pair.writeRow(0, 0, length, PAD, ids, targets);
            assertArrayEquals(Arrays.copyOf(wantIds, length), ids, name);
            for (int j = 0; j < length; j++) {
                assertEquals(wantLabels[j + 1] == -100 ? CrossEntropy.IGNORE : wantLabels[j + 1], targets[j], name + j);
            }
        }
    }

    private static int[] ints(Object list) {
        return ((List<?>) list).stream().mapToInt(v -> (Integer) v).toArray();
    }
}
