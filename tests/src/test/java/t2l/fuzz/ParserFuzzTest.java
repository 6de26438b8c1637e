package t2l.fuzz;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.code_intelligence.jazzer.junit.FuzzTest;
import module java.base;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.provider.MethodSource;

/// Every [Parser] meets every input: a fuzz target for each. In a build they read their seeds and what fuzzing has found
/// (folders in `ParserFuzzTestInputs`); one at a time they are fuzzed by hand:
/// `JAZZER_FUZZ=1 mvn -pl tests -am test -Dtest=ParserFuzzTest#gguf`.
class ParserFuzzTest {
    /// A hand-made fuzzing lasts as long as one lets it.
    private static final String LONG = "10m";

    @Test
    void everyParserHasATarget() {
        List<String> targets = Arrays.stream(ParserFuzzTest.class.getDeclaredMethods())
                .filter(method -> method.isAnnotationPresent(FuzzTest.class))
                .map(method -> method.getName().replaceAll("([A-Z])", "_$1").toUpperCase(java.util.Locale.ROOT))
                .sorted().toList();
        assertEquals(Arrays.stream(Parser.values()).map(Parser::name).sorted().toList(), targets);
    }

    static Stream<byte[]> safetensorsSeeds() {
        return Parser.SAFETENSORS.seeds();
    }

    @MethodSource("safetensorsSeeds")
    @FuzzTest(maxDuration = LONG)
    void safetensors(byte[] content) {
        Parser.SAFETENSORS.survives(content);
    }

    static Stream<byte[]> indexSeeds() {
        return Parser.INDEX.seeds();
    }

    @MethodSource("indexSeeds")
    @FuzzTest(maxDuration = LONG)
    void index(byte[] content) {
        Parser.INDEX.survives(content);
    }

    static Stream<byte[]> ggufSeeds() {
        return Parser.GGUF.seeds();
    }

    @MethodSource("ggufSeeds")
    @FuzzTest(maxDuration = LONG)
    void gguf(byte[] content) {
        Parser.GGUF.survives(content);
    }

    static Stream<byte[]> ggufModelSeeds() {
        return Parser.GGUF_MODEL.seeds();
    }

    @MethodSource("ggufModelSeeds")
    @FuzzTest(maxDuration = LONG)
    void ggufModel(byte[] content) {
        Parser.GGUF_MODEL.survives(content);
    }

    static Stream<byte[]> torchSeeds() {
        return Parser.TORCH.seeds();
    }

    @MethodSource("torchSeeds")
    @FuzzTest(maxDuration = LONG)
    void torch(byte[] content) {
        Parser.TORCH.survives(content);
    }

    static Stream<byte[]> pickleSeeds() {
        return Parser.PICKLE.seeds();
    }

    @MethodSource("pickleSeeds")
    @FuzzTest(maxDuration = LONG)
    void pickle(byte[] content) {
        Parser.PICKLE.survives(content);
    }

    static Stream<byte[]> tokenizerSeeds() {
        return Parser.TOKENIZER.seeds();
    }

    @MethodSource("tokenizerSeeds")
    @FuzzTest(maxDuration = LONG)
    void tokenizer(byte[] content) {
        Parser.TOKENIZER.survives(content);
    }

    static Stream<byte[]> tokenizerConfigSeeds() {
        return Parser.TOKENIZER_CONFIG.seeds();
    }

    @MethodSource("tokenizerConfigSeeds")
    @FuzzTest(maxDuration = LONG)
    void tokenizerConfig(byte[] content) {
        Parser.TOKENIZER_CONFIG.survives(content);
    }

    static Stream<byte[]> templateSeeds() {
        return Parser.TEMPLATE.seeds();
    }

    @MethodSource("templateSeeds")
    @FuzzTest(maxDuration = LONG)
    void template(byte[] content) {
        Parser.TEMPLATE.survives(content);
    }

    static Stream<byte[]> configSeeds() {
        return Parser.CONFIG.seeds();
    }

    @MethodSource("configSeeds")
    @FuzzTest(maxDuration = LONG)
    void config(byte[] content) {
        Parser.CONFIG.survives(content);
    }

    static Stream<byte[]> adapterConfigSeeds() {
        return Parser.ADAPTER_CONFIG.seeds();
    }

    @MethodSource("adapterConfigSeeds")
    @FuzzTest(maxDuration = LONG)
    void adapterConfig(byte[] content) {
        Parser.ADAPTER_CONFIG.survives(content);
    }

    static Stream<byte[]> packSeeds() {
        return Parser.PACK.seeds();
    }

    @MethodSource("packSeeds")
    @FuzzTest(maxDuration = LONG)
    void pack(byte[] content) {
        Parser.PACK.survives(content);
    }

    static Stream<byte[]> manifestSeeds() {
        return Parser.MANIFEST.seeds();
    }

    @MethodSource("manifestSeeds")
    @FuzzTest(maxDuration = LONG)
    void manifest(byte[] content) {
        Parser.MANIFEST.survives(content);
    }

    static Stream<byte[]> yamlSeeds() {
        return Parser.YAML.seeds();
    }

    @MethodSource("yamlSeeds")
    @FuzzTest(maxDuration = LONG)
    void yaml(byte[] content) {
        Parser.YAML.survives(content);
    }

    static Stream<byte[]> jsonlSeeds() {
        return Parser.JSONL.seeds();
    }

    @MethodSource("jsonlSeeds")
    @FuzzTest(maxDuration = LONG)
    void jsonl(byte[] content) {
        Parser.JSONL.survives(content);
    }

    static Stream<byte[]> schemaSeeds() {
        return Parser.SCHEMA.seeds();
    }

    @MethodSource("schemaSeeds")
    @FuzzTest(maxDuration = LONG)
    void schema(byte[] content) {
        Parser.SCHEMA.survives(content);
    }

    static Stream<byte[]> chatReplySeeds() {
        return Parser.CHAT_REPLY.seeds();
    }

    @MethodSource("chatReplySeeds")
    @FuzzTest(maxDuration = LONG)
    void chatReply(byte[] content) {
        Parser.CHAT_REPLY.survives(content);
    }

    static Stream<byte[]> rowsJsonSeeds() {
        return Parser.ROWS_JSON.seeds();
    }

    @MethodSource("rowsJsonSeeds")
    @FuzzTest(maxDuration = LONG)
    void rowsJson(byte[] content) {
        Parser.ROWS_JSON.survives(content);
    }

    static Stream<byte[]> csvSeeds() {
        return Parser.CSV.seeds();
    }

    @MethodSource("csvSeeds")
    @FuzzTest(maxDuration = LONG)
    void csv(byte[] content) {
        Parser.CSV.survives(content);
    }
}
