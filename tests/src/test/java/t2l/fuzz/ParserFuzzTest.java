package t2l.fuzz;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.code_intelligence.jazzer.junit.FuzzTest;
import module java.base;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.params.provider.*;
import org.junit.jupiter.params.support.ParameterDeclarations;

/// Every [Parser] meets every input: a fuzz target for each. In a build they read their seeds and what fuzzing has found
/// (folders in `ParserFuzzTestInputs`); one at a time they are fuzzed by hand:
/// `JAZZER_FUZZ=1 mvn -pl tests -am test -Dtest=ParserFuzzTest#gguf`.
class ParserFuzzTest {
    /// A hand-made fuzzing lasts as long as one lets it.
    private static final String LONG = "10m";

    /// Those of the parser after which a target is called.
    static final class Seeds implements ArgumentsProvider {
        @Override
        public Stream<Arguments> provideArguments(ParameterDeclarations parameters, ExtensionContext context) {
            return Parser.valueOf(parser(context.getRequiredTestMethod())).seeds().map(Arguments::of);
        }
    }

    private static String parser(Method target) {
        return target.getName().replaceAll("([A-Z])", "_$1").toUpperCase(Locale.ROOT);
    }

    @Test
    void everyParserHasATarget() {
        List<String> targets = Arrays.stream(ParserFuzzTest.class.getDeclaredMethods())
                .filter(method -> method.isAnnotationPresent(FuzzTest.class)).map(ParserFuzzTest::parser)
                .sorted().toList();
        assertEquals(Arrays.stream(Parser.values()).map(Parser::name).sorted().toList(), targets);
    }

    @ArgumentsSource(Seeds.class)
    @FuzzTest(maxDuration = LONG)
    void safetensors(byte[] content) {
        Parser.SAFETENSORS.survives(content);
    }

    @ArgumentsSource(Seeds.class)
    @FuzzTest(maxDuration = LONG)
    void index(byte[] content) {
        Parser.INDEX.survives(content);
    }

    @ArgumentsSource(Seeds.class)
    @FuzzTest(maxDuration = LONG)
    void gguf(byte[] content) {
        Parser.GGUF.survives(content);
    }

    @ArgumentsSource(Seeds.class)
    @FuzzTest(maxDuration = LONG)
    void ggufModel(byte[] content) {
        Parser.GGUF_MODEL.survives(content);
    }

    @ArgumentsSource(Seeds.class)
    @FuzzTest(maxDuration = LONG)
    void torch(byte[] content) {
        Parser.TORCH.survives(content);
    }

    @ArgumentsSource(Seeds.class)
    @FuzzTest(maxDuration = LONG)
    void pickle(byte[] content) {
        Parser.PICKLE.survives(content);
    }

    @ArgumentsSource(Seeds.class)
    @FuzzTest(maxDuration = LONG)
    void tokenizer(byte[] content) {
        Parser.TOKENIZER.survives(content);
    }

    @ArgumentsSource(Seeds.class)
    @FuzzTest(maxDuration = LONG)
    void tokenizerConfig(byte[] content) {
        Parser.TOKENIZER_CONFIG.survives(content);
    }

    @ArgumentsSource(Seeds.class)
    @FuzzTest(maxDuration = LONG)
    void template(byte[] content) {
        Parser.TEMPLATE.survives(content);
    }

    @ArgumentsSource(Seeds.class)
    @FuzzTest(maxDuration = LONG)
    void config(byte[] content) {
        Parser.CONFIG.survives(content);
    }

    @ArgumentsSource(Seeds.class)
    @FuzzTest(maxDuration = LONG)
    void adapterConfig(byte[] content) {
        Parser.ADAPTER_CONFIG.survives(content);
    }

    @ArgumentsSource(Seeds.class)
    @FuzzTest(maxDuration = LONG)
    void adapter(byte[] content) {
        Parser.ADAPTER.survives(content);
    }

    @ArgumentsSource(Seeds.class)
    @FuzzTest(maxDuration = LONG)
    void yaml(byte[] content) {
        Parser.YAML.survives(content);
    }

    @ArgumentsSource(Seeds.class)
    @FuzzTest(maxDuration = LONG)
    void jsonl(byte[] content) {
        Parser.JSONL.survives(content);
    }

    @ArgumentsSource(Seeds.class)
    @FuzzTest(maxDuration = LONG)
    void schema(byte[] content) {
        Parser.SCHEMA.survives(content);
    }

    @ArgumentsSource(Seeds.class)
    @FuzzTest(maxDuration = LONG)
    void chatReply(byte[] content) {
        Parser.CHAT_REPLY.survives(content);
    }

    @ArgumentsSource(Seeds.class)
    @FuzzTest(maxDuration = LONG)
    void rowsJson(byte[] content) {
        Parser.ROWS_JSON.survives(content);
    }

    @ArgumentsSource(Seeds.class)
    @FuzzTest(maxDuration = LONG)
    void csv(byte[] content) {
        Parser.CSV.survives(content);
    }

    @ArgumentsSource(Seeds.class)
    @FuzzTest(maxDuration = LONG)
    void blocks(byte[] content) {
        Parser.BLOCKS.survives(content);
    }

    @ArgumentsSource(Seeds.class)
    @FuzzTest(maxDuration = LONG)
    void toolCalls(byte[] content) {
        Parser.TOOL_CALLS.survives(content);
    }

    @ArgumentsSource(Seeds.class)
    @FuzzTest(maxDuration = LONG)
    void toolFields(byte[] content) {
        Parser.TOOL_FIELDS.survives(content);
    }

    @ArgumentsSource(Seeds.class)
    @FuzzTest(maxDuration = LONG)
    void example(byte[] content) {
        Parser.EXAMPLE.survives(content);
    }

    @ArgumentsSource(Seeds.class)
    @FuzzTest(maxDuration = LONG)
    void examples(byte[] content) {
        Parser.EXAMPLES.survives(content);
    }

    @ArgumentsSource(Seeds.class)
    @FuzzTest(maxDuration = LONG)
    void examplesField(byte[] content) {
        Parser.EXAMPLES_FIELD.survives(content);
    }

    @ArgumentsSource(Seeds.class)
    @FuzzTest(maxDuration = LONG)
    void upload(byte[] content) {
        Parser.UPLOAD.survives(content);
    }

    @ArgumentsSource(Seeds.class)
    @FuzzTest(maxDuration = LONG)
    void load(byte[] content) {
        Parser.LOAD.survives(content);
    }
}
