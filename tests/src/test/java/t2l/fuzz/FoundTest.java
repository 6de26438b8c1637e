package t2l.fuzz;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.*;

import module java.base;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.*;
import t2l.Refused;
import t2l.hypernet.YamlFile;
import t2l.tensor.T2lException;
import t2l.tensor.io.ScratchDirectory;
import t2l.transformer.family.Checkpoint;
import t2l.transformer.text.Tokenizer;

/// Inputs on which a parser once failed in another way than with one sentence, or that are made to make it fail.
class FoundTest {
    static Stream<Arguments> inputs() {
        String llama = "{\"model_type\":\"llama\",\"vocab_size\":8,\"hidden_size\":8,\"intermediate_size\":8,"
                + "\"num_hidden_layers\":%s,\"num_attention_heads\":%s,\"head_dim\":%s}";
        return Stream.of(
                // A name without a name, and nesting that would overflow the stack.
                Arguments.of(Parser.YAML, "? \n: 1\n"), Arguments.of(Parser.YAML, "[1]: 2"),
                Arguments.of(Parser.YAML, "a: " + "[".repeat(100_000)),
                Arguments.of(Parser.YAML, "a: " + "{a: ".repeat(100_000)),
                // Aliases of what they are in, and of so much that it would fill the memory.
                Arguments.of(Parser.YAML, "target_modules: &a [*a]"), Arguments.of(Parser.YAML, "a: &a {b: *a}"),
                Arguments.of(Parser.YAML, "&a {? *a : 1}"),
                Arguments.of(Parser.YAML,
                        "a: &a [1,1,1,1,1,1,1,1]\n" + IntStream.range(0, 6).mapToObj(i -> (char) ('b' + i)
                                + ": &" + (char) ('b' + i) + " [" + ("*" + (char) ('a' + i) + ",").repeat(8) + "]\n")
                                .collect(Collectors.joining())),
                // Sizes that no model can have.
                Arguments.of(Parser.CONFIG, llama.formatted(1, 0, 2)),
                Arguments.of(Parser.CONFIG, llama.formatted(1, 1, 3)),
                Arguments.of(Parser.CONFIG, llama.formatted(Integer.MAX_VALUE, 1, 2)),
                Arguments.of(Parser.CONFIG, llama.formatted("1e999", "-1", "null")),
                Arguments.of(Parser.CONFIG,
                        "{\"model_type\":\"bert\",\"vocab_size\":1,\"hidden_size\":5,\"num_hidden_layers\":1,"
                                + "\"intermediate_size\":1,\"num_attention_heads\":0,\"max_position_embeddings\":1}"),
                Arguments.of(Parser.ADAPTER_CONFIG, "{\"peft_type\":\"LORA\",\"r\":0,\"lora_alpha\":1}"),
                // A line's end in a name, which a message repeats.
                Arguments.of(Parser.ADAPTER_CONFIG, "{\"peft_type\":\"LORA\",\"a\\nb\":1}"),
                Arguments.of(Parser.TEMPLATE, "{{ 'a' ~ (b\nc\u2028d }}"),
                Arguments.of(Parser.TOKENIZER,
                        "{\"model\":{\"type\":\"BPE\",\"vocab\":{},\"merges\":[]},\"pre_tokenizer\":{\"type\":\"Split\","
                                + "\"behavior\":\"Isolated\",\"pattern\":{\"Regex\":\"\\\\p;\\n\"}}}"),
                // Characters that no name of a file has.
                Arguments.of(Parser.INDEX, "{\"weight_map\":{\"w\":\"\\ud800.safetensors\"}}"),
                Arguments.of(Parser.INDEX, "{\"weight_map\":{\"w\":\"\\u0000.safetensors\"}}"),
                // Functions of templates without what they work on.
                Arguments.of(Parser.TEMPLATE, "{{ range() }}"),
                Arguments.of(Parser.TEMPLATE, "{{ range(1, 2, 3, 4) }}"),
                // A character that is none.
                Arguments.of(Parser.TOKENIZER,
                        "{\"model\":{\"type\":\"BPE\",\"vocab\":{},\"merges\":[]},\"decoder\":{\"type\":\"Strip\","
                                + "\"content\":\"\",\"start\":1,\"stop\":1}}"));
    }

    @ParameterizedTest
    @MethodSource("inputs")
    void isReadOrRefusedInOneSentence(Parser parser, String content) {
        parser.survives(content.getBytes(UTF_8));
    }

    /// A text would have tokens that the model cannot read.
    @Test
    void aTableThatIsTooShortForItsTokenizerIsRefused() throws IOException {
        byte[] content = TinyGguf.model("llama");
        int rows = new String(content, ISO_8859_1).indexOf("token_embd.weight") + "token_embd.weight".length() + 12;
        assertEquals(5, content[rows]);
        content[rows] = 4;
        try (ScratchDirectory scratch = ScratchDirectory.make()) {
            Path file = Files.write(scratch.path().resolve("model.gguf"), content);
            Refused.says("token_embd.weight: needs a row for each of 5 tokens, has 4", () -> Checkpoint.config(file));
        }
    }

    /// Numbers with which a model would compute something, but nothing of use.
    @ParameterizedTest
    @ValueSource(strings = {"\"max_position_embeddings\":0", "\"rms_norm_eps\":-1", "\"rope_theta\":0",
        "\"rope_scaling\":{\"rope_type\":\"llama3\",\"factor\":8,\"low_freq_factor\":1,\"high_freq_factor\":4,"
                + "\"original_max_position_embeddings\":0}"})
    void aModelWithoutSenseIsRefused(String field) throws IOException {
        try (ScratchDirectory scratch = ScratchDirectory.make()) {
            Files.writeString(scratch.path().resolve("config.json"),
                    "{\"model_type\":\"llama\",\"vocab_size\":8,\"hidden_size\":8,\"intermediate_size\":8,"
                            + "\"num_hidden_layers\":1,\"num_attention_heads\":1," + field + "}");
            Refused.says("config.json: ", () -> Checkpoint.config(scratch.path()));
        }
    }

    @Test
    void anAliasOfWhatItIsInIsRefused() {
        for (String yaml : new String[] {"a: &a [*a]", "a: &a {b: *a}", "a: " + "[".repeat(70) + "]".repeat(70)}) {
            Refused.says("needs YAML of at most 64 levels", () -> {
                try (ScratchDirectory scratch = ScratchDirectory.make()) {
                    YamlFile.mapping(Files.writeString(scratch.path().resolve("args.yaml"), yaml));
                }
            });
        }
    }

    /// A text of three million characters would take the reader six gigabytes.
    @Test
    void aLongYamlIsRefused() throws IOException {
        try (ScratchDirectory scratch = ScratchDirectory.make()) {
            Path file = Files.writeString(scratch.path().resolve("args.yaml"), "a: \"" + "x".repeat(1 << 20) + "\"");
            String refusal = assertThrows(T2lException.class, () -> YamlFile.mapping(file)).getMessage();
            assertTrue(refusal.endsWith("needs YAML of at most 524288 bytes, has 1048581"), refusal);
        }
    }

    @Test
    void anExpressionOfAFileComesToAnEnd() {
        for (String regex : new String[] {"(a+)+$", "(a|a)*b", "(?:a*)*c", "((ab?)*)*d"}) {
            Tokenizer tokenizer = Tokenizer
                    .read(new ByteArrayInputStream(("{\"model\":{\"type\":\"BPE\",\"vocab\":{\"a\":0},"
                            + "\"merges\":[]},\"pre_tokenizer\":{\"type\":\"Split\",\"behavior\":\"Isolated\",\"pattern\":{\"Regex\":\""
                            + regex + "\"}}}").getBytes(UTF_8)), "tokenizer.json");
            assertEquals(3, tokenizer.encode("aaa", false).length, regex);
            Refused.begins("tokenizer.json: pre_tokenizer: pattern: the regular expression",
                    () -> tokenizer.encode("a".repeat(5000) + "!", false));
        }
    }
}
