package t2l.transformer.generate;

import static org.junit.jupiter.api.Assertions.assertEquals;

import module java.base;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;
import t2l.tensor.*;
import t2l.tensor.backend.*;
import t2l.tensor.settings.Source;
import t2l.transformer.Golden;

/// Greedy continuations are those of transformers, alone and side by side.
class SchedulerGoldenTest {
    @ParameterizedTest
    @FieldSource("t2l.transformer.DecoderGoldenTest#ALL")
    void greedy(String model) {
        greedy(model, new ReferenceKernels(), DType.F64);
    }

    @ParameterizedTest
    @FieldSource("t2l.transformer.DecoderGoldenTest#ALL")
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
