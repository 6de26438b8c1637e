package t2l.hypernet.train;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.jr.ob.JSON;
import module java.base;
import t2l.GoldenFile;
import t2l.autograd.*;
import t2l.hypernet.data.Data;
import t2l.tensor.Tensor;
import t2l.tensor.backend.ReferenceKernels;
import t2l.tensor.io.SafeTensors;
import t2l.tensor.kernel.Losses.CrossEntropy;

/// Ten steps of the reference's own trainer, `training/<name>` of its goldens.
record TrainingCase(String name, Map<String, Object> json) {
    static TrainingCase read(String name) {
        try {
            return new TrainingCase(name, JSON.std.mapFrom(Files.readString(path("training/" + name + "/case.json"))));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// A file or directory of the goldens; fails if it is missing.
    static Path path(String name) {
        return GoldenFile.path("hypernet/" + name);
    }

    @SuppressWarnings("unchecked")
    static Map<String, Object> map(Object json) {
        return (Map<String, Object>) json;
    }

    static double number(Map<String, Object> json, String key) {
        return ((Number) json.get(key)).doubleValue();
    }

    double setting(String key) {
        return number(map(json.get("settings")), key);
    }

    /// The file of this case.
    SafeTensors tensors(String file, Arena arena) {
        return SafeTensors.open(path("training/" + name + "/" + file), arena);
    }

    /// The numbers of `t`, which are whole.
    static int[] integers(Tensor t) {
        return Arrays.stream(t.toDoubles()).mapToInt(each -> (int) each).toArray();
    }

    /// Labels `[n,length]` of a golden stand at their own place; the model says them one place earlier.
    static int[] next(Tensor labels) {
        int length = labels.dim(1);
        return IntStream.range(0, (int) labels.size())
                .map(i -> i % length == length - 1 ? CrossEntropy.IGNORE : (int) labels.get(i + 1)).toArray();
    }

    /// The gradients of the first step, which must be all there are.
    void gradients(Map<String, Tensor> actual, Arena arena) {
        Map<String, Tensor> expected = tensors("gradients.safetensors", arena).tensors();
        assertEquals(expected.keySet(), actual.keySet());
        expected.forEach((key, t) -> close(key, t, actual.get(key)));
    }

    private static void close(String what, Tensor golden, Tensor actual) {
        double largest = 0;
        for (double v : golden.toDoubles()) {
            largest = Math.max(largest, Math.abs(v));
        }
        for (long i = 0; i < golden.size(); i++) {
            assertEquals(golden.get(i), actual.get(i), 1e-9 * largest + 1e-16, what); // the bias of keys has no slope
        }
    }

    /// Trains from `values` on for as many steps as the golden, and compares what it tells of each.
    ///
    /// @param task  the golden's name for what a step tells
    /// @param total the golden's name for what it minimises
    <I extends Data.Input> void steps(Objective<I> objective, Data<I> data, Parameters values, double decay,
            String task, String total, Arena arena) {
        var optimiser = new AdamW(arena, values, new AdamW.AdamSettings(0.9, 0.999, 1e-8, decay));
        var schedule = new Schedule(setting("lr"), (int) json.get("warmup_steps"), 0, (int) json.get("total_steps"));
        Map<String, Object> limits = json.containsKey("max_grad_norm") ? json : map(json.get("settings"));
        try (var trainer = new Trainer(new ReferenceKernels(), objective, data, values, optimiser, schedule,
                number(limits, "max_grad_norm"))) {
            for (Object each : (List<?>) json.get("steps")) {
                Map<String, Object> step = map(each);
                Trainer.Progress progress = trainer.step();
                assertEquals(number(step, task), progress.loss(), 1e-9 * number(step, task));
                assertEquals(number(step, total), progress.total(), 1e-9 * number(step, total));
                assertEquals(number(step, "grad_norm"), progress.gradient(), 1e-8 * number(step, "grad_norm"));
                assertEquals(number(step, "lr_used"), progress.rate(), 1e-15);
            }
        }
        map(json.get("after_10_steps")).forEach((key, each) -> {
            Map<String, Object> expected = map(each);
            double[] all = values.tensors().get(key).toDoubles();
            double sum = 0;
            double squares = 0;
            for (double v : all) {
                sum += v;
                squares += v * v;
            }
            assertEquals(number(expected, "sumsq"), squares, 1e-8 * squares, key);
            assertEquals(number(expected, "sum"), sum, 1e-8 * Math.sqrt(squares * all.length), key);
        });
    }
}
