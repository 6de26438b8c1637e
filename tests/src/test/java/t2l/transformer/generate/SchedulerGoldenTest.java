package t2l.transformer.generate;

import static org.junit.jupiter.api.Assertions.assertEquals;

import module java.base;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import t2l.tensor.*;
import t2l.tensor.backend.*;
import t2l.tensor.settings.Source;
import t2l.transformer.Golden;

/// Greedy continuations are those of transformers, alone and side by side.
class SchedulerGoldenTest {
    @ParameterizedTest
    @ValueSource(
            strings = {"llama", "smollm2", "llama3-rope", "llama-linear", "mistral", "qwen2", "qwen2-window",
                "qwen2-yarn", "qwen3", "qwen3-bf16",
                "gemma2", "gemma2-bf16", "gemma3", "phi3", "phi4-mini", "olmo2", "olmo3", "smollm3", "granite",
                "granite4", "granite4-nope", "ministral3", "exaone4", "ernie4_5", "hunyuan", "lfm2", "qwen3_5",
                "qwen3_5-groups", "gpt-oss", "gpt-oss-mxfp4",
                "gemma4", "gemma4-dense", "gpt2",
                "mixtral", "qwen3-moe", "qwen3-moe-mixed"})
    void greedy(String model) {
        greedy(model, new ReferenceKernels(), DType.F64);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"llama", "smollm2", "llama3-rope", "llama-linear", "mistral", "qwen2", "qwen2-window",
                "qwen2-yarn", "qwen3", "qwen3-bf16",
                "gemma2", "gemma2-bf16", "gemma3", "phi3", "phi4-mini", "olmo2", "olmo3", "smollm3", "granite",
                "granite4", "granite4-nope", "ministral3", "exaone4", "ernie4_5", "hunyuan", "lfm2", "qwen3_5",
                "qwen3_5-groups", "gpt-oss", "gpt-oss-mxfp4",
                "gemma4", "gemma4-dense", "gpt2",
                "mixtral", "qwen3-moe", "qwen3-moe-mixed"})
    void greedyInFloat(String model) {
        try (Parallel threads = new Parallel(2)) {
            greedy(model, Backends.open("auto", threads), DType.F32);
        }
    }

    private static void greedy(String model, Kernels kernels, DType precision) {
        try (Arena arena = Arena.ofShared()) {
            Golden golden = Golden.of("hf-tiny/" + model, arena);
            List<int[]> prompts = new ArrayList<>();
            List<List<Integer>> wanted = new ArrayList<>();
            Source want = Source.read(golden.folder().resolve("generate.json"));
            for (Object element : want.list("cases")) {
                Map<?, ?> one = (Map<?, ?>) element;
                prompts.add(numbers(one.get("prompt")).stream().mapToInt(Integer::intValue).toArray());
                wanted.add(numbers(one.get("continuation")));
            }
            List<Request> requests = prompts.stream().map(prompt -> Request.greedy(prompt, want.count("new_tokens")))
                    .toList();
            try (Scheduler scheduler = Scheduler.bulk(
                    precision == DType.F64 ? golden.decoder() : golden.decoder(kernels), kernels, precision)) {
                for (int i = 0; i < prompts.size(); i++) {
                    assertEquals(wanted.get(i), scheduler.complete(requests.get(i)).tokens());
                }
                assertEquals(wanted, scheduler.answers(requests).stream()
                        .map(answer -> answer.completion().tokens()).toList());
            }
        }
    }

    private static List<Integer> numbers(Object list) {
        return ((List<?>) list).stream().map(Integer.class::cast).toList();
    }
}
