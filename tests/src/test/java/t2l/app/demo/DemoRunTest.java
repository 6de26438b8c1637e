package t2l.app.demo;

import static org.junit.jupiter.api.Assertions.*;

import module java.base;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;
import t2l.app.console.*;
import t2l.hypernet.TaskEmbedder;
import t2l.hypernet.train.SftRun;
import t2l.tensor.backend.Kernels;
import t2l.transformer.family.*;

/// `t2l demo`, with as little work as can be.
class DemoRunTest {
    private static final DemoRun.Effort LITTLE = new DemoRun.Effort(2, true, 1, 1, 2, 1, 1);

    private static Report tell(Path place) {
        var options = new CommonOptions();
        new CommandLine(options).parseArgs("--quiet", "--threads", "2", "--backend", "simd");
        try (var out = new Out(options);
                Kernels kernels = options.kernels();
                LanguageModel base = LanguageModel.open("builtin:tiny", Optional.empty(), kernels);
                TextEncoder reader = TextEncoder.open("builtin:minilm", Optional.empty(), kernels);
                DemoRun demo = new DemoRun(out, options, base,
                        TaskEmbedder.of(reader, "builtin:minilm", kernels, _ -> {}), kernels, SftRun.arguments(),
                        LITTLE)) {
            return demo.tell("t2l test", "this machine", Optional.of(place));
        }
    }

    @Test
    void measuresEveryRow(@TempDir Path place) {
        Report report = tell(place);
        assertEquals(List.of("base", "description_in_prompt", "few_shot", "multi_task_lora", "average_lora",
                "oracle_lora", "random_description", "nonsense_description", "l_new_tasks", "t2l_seen_tasks",
                "t2l_new_descriptions", "t2l_new_tasks"), report.measured().stream().map(Report.Row::name).toList());
        // What was not trained to speak of answers as the model alone does; solved lines do help.
        double base = report.rows().get("base").mean();
        assertEquals(base, report.rows().get("t2l_new_tasks").mean(), 0.03);
        assertEquals(base, report.rows().get("l_new_tasks").mean(), 0.03);
        assertTrue(report.rows().get("few_shot").mean() > 0.4, "few_shot");
        for (Report.Course course : report.courses().values()) {
            assertEquals(2, course.losses().size());
        }
        assertEquals(List.of("evaluate", "embed", "train", "train_multi_task", "train_oracles", "train_l"),
                List.copyOf(report.seconds().keySet()));
        assertTrue(Files.exists(place.resolve("hypermod.safetensors")));
    }
}
