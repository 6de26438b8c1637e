package t2l.app;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.zip.CRC32;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import t2l.autograd.Pass;
import t2l.hypernet.Arguments;
import t2l.hypernet.train.JsonlPairs;
import t2l.hypernet.train.LoraSft;
import t2l.hypernet.train.SftRun;
import t2l.hypernet.train.TaskData;
import t2l.hypernet.train.Trainer;
import t2l.tensor.Kernels;
import t2l.tensor.Parallel;
import t2l.tensor.T2lException;
import t2l.tensor.Workspace;
import t2l.transformer.family.LanguageModel;
import t2l.transformer.lora.Lora;
import t2l.transformer.lora.LoraFile;

/// `t2l lora`: one adapter from examples of one task.
@Command(name = "lora",
        description = "Train an adapter (LoRA) on examples of a task.",
        footer = {"",
            "Each line of FILE is {\"prompt\": \"…\", \"answer\": \"…\"}. Only answers are learnt. The result is a PEFT",
            "directory with the losses (metrics.jsonl, loss.png, loss.svg) and a checkpoint beside it.", "", "Example:",
            "  t2l lora --model builtin:tiny --data examples/french.jsonl --lr 5e-3 --steps 100 --out french/",
            "  t2l complete --model builtin:tiny --adapter french/ --prompt \"bike goat >\""})
final class LoraTraining extends Subcommand {
    @Option(names = "--model", required = true, paramLabel = "MODEL", order = 1,
            description = "A Hugging Face directory, a .gguf file or builtin:NAME.")
    private String model;

    @Option(names = "--data", required = true, paramLabel = "FILE", order = 2,
            description = "Examples, a .jsonl file with prompt and answer in each line.")
    private Path data;

    @Option(names = "--rank", paramLabel = "R", order = 10, description = "Rank (default: ${DEFAULT-VALUE}).")
    private int rank = 8;

    @Option(names = "--alpha", paramLabel = "A", order = 11,
            description = "Strength: the update is scaled by A/R (default: ${DEFAULT-VALUE}).")
    private double alpha = 16;

    @Option(names = "--rslora", order = 12, description = "Scale the update by A/√R instead.")
    private boolean rankStable;

    @Option(names = "--targets", paramLabel = "NAME", split = ",", order = 13,
            description = "What to adapt, of q_proj,k_proj,v_proj,o_proj,gate_proj,up_proj,down_proj (default: q_proj,v_proj).")
    private List<String> targets = List.of("q_proj", "v_proj");

    @Option(names = "--lr", paramLabel = "RATE", order = 20,
            description = "Peak of the learning rate (default: ${DEFAULT-VALUE}).")
    private double rate = 2e-4;

    @Option(names = "--steps", paramLabel = "N", order = 21, description = "Steps (default: ${DEFAULT-VALUE}).")
    private int steps = 200;

    @Option(names = "--batch", paramLabel = "N", order = 22,
            description = "Examples in a step (default: ${DEFAULT-VALUE}).")
    private int batch = 8;

    @Option(names = "--max-length", paramLabel = "N", order = 23,
            description = "Tokens of an example; longer ones lose their beginning (default: ${DEFAULT-VALUE}).")
    private int longest = 512;

    @Option(names = "--warmup", paramLabel = "F", order = 24,
            description = "Share of the steps in which the rate rises (default: ${DEFAULT-VALUE}).")
    private double warmup = 0.1;

    @Option(names = "--weight-decay", paramLabel = "D", order = 25,
            description = "Decay of AdamW (default: ${DEFAULT-VALUE}).")
    private double decay;

    @Option(names = "--dropout", paramLabel = "P", order = 26,
            description = "Dropout in front of the adapter, 0.05 in Text-to-LoRA (default: ${DEFAULT-VALUE}).")
    private double dropout;

    @Option(names = "--neftune", paramLabel = "A", order = 27,
            description = "Noise on the embeddings (NEFTune), 5 in Text-to-LoRA (default: ${DEFAULT-VALUE}).")
    private double neftune;

    @Option(names = "--label-smoothing", paramLabel = "E", order = 28,
            description = "Share of the loss on all other tokens, 0.1 in Text-to-LoRA (default: ${DEFAULT-VALUE}).")
    private double smoothing;

    @Option(names = "--by-token", order = 29,
            description = "Every token of an answer weighs the same, rather than every answer.")
    private boolean byToken;

    @Option(names = "--save-every", paramLabel = "N", order = 30,
            description = "Steps between two checkpoints (default: ${DEFAULT-VALUE}).")
    private int every = 50;

    @Mixin
    private MemoryOptions memory;

    @Mixin
    private RunOptions place;

    @Override
    void run(Out out) throws IOException {
        require("--rank", rank, rank >= 1, "a number of at least 1");
        require("--alpha", alpha, alpha > 0 && Double.isFinite(alpha), "a number above 0");
        require("--lr", rate, rate > 0 && Double.isFinite(rate), "a number above 0");
        require("--steps", steps, steps >= 1, "a number of at least 1");
        require("--batch", batch, batch >= 1, "a number of at least 1");
        require("--max-length", longest, longest >= 2, "a number of at least 2");
        require("--warmup", warmup, warmup >= 0 && warmup <= 1, "a share from 0 to 1");
        require("--weight-decay", decay, decay >= 0 && decay < 1, "a number from 0 to below 1");
        require("--dropout", dropout, dropout >= 0 && dropout < 1, "a probability from 0 to below 1");
        require("--neftune", neftune, neftune >= 0 && Double.isFinite(neftune), "a number of at least 0");
        require("--label-smoothing", smoothing, smoothing >= 0 && smoothing < 1, "a share from 0 to below 1");
        require("--save-every", every, every >= 1, "a number of at least 1");
        List<TaskData.Pair> pairs = JsonlPairs.read(data);
        var task = new TaskData(data.getFileName() + " " + checksum(data), List.of(), List.of(), pairs, List.of());
        try (Arena arena = Arena.ofShared(); Parallel threads = common.parallel()) {
            Kernels kernels = common.kernels(threads);
            try (LanguageModel base = LanguageModel.open(model, common.held(), kernels)) {
                var setting = new SftRun.Setting(kernels, base.decoder(), base.format(),
                        base.tokenizer().special().padding().orElse(0), List.of(task),
                        arguments(base.config().positions()));
                SftRun<LoraSft> run = SftRun.single(setting, arena);
                place.prepare();
                try (Trainer trainer = run.trainer()) {
                    train(run, trainer, pairs.size(), kernels, out);
                }
            }
        }
    }

    private void require(String option, Number got, boolean good, String needed) {
        if (!good) {
            throw usage(option + ": needs " + needed + ", got " + got);
        }
    }

    private static String checksum(Path file) {
        CRC32 sum = new CRC32();
        try {
            sum.update(Files.readAllBytes(file));
        } catch (IOException e) {
            throw new T2lException("--data: " + file + " cannot be read: " + e.getMessage(), e);
        }
        return Long.toHexString(sum.getValue());
    }

    private Arguments arguments(int positions) {
        Map<String, Object> all = new LinkedHashMap<>();
        all.put("model_dir", model);
        all.put("lora_r", rank);
        all.put("lora_alpha", alpha);
        all.put("use_rslora", rankStable);
        all.put("lora_dropout", dropout);
        all.put("target_modules", targets);
        all.put("lr", rate);
        all.put("steps", steps);
        all.put("batch_size", batch);
        all.put("inp_max_len", Math.min(longest, positions));
        all.put("warmup_frac", warmup);
        all.put("weight_decay", decay);
        all.put("neftune_noise_alpha", neftune);
        all.put("label_smoothing", smoothing);
        all.put("equally_weight_sample", !byToken);
        all.put("seed", common.seed());
        all.putAll(memory.arguments());
        return new Arguments("lora", all);
    }

    private void train(SftRun<LoraSft> run, Trainer trainer, int examples, Kernels kernels, Out out)
            throws IOException {
        out.say("lora: " + examples + " examples, " + run.objective().layout().size() + " trained numbers"
                + (run.cut() == 0 ? "" : "; " + run.cut() + " examples are too long and lose their beginning"));
        if (!new Training(out, "lora", Optional.of(place), every).run(trainer, run.total(), run.settings(),
                run.tokens())) {
            return;
        }
        Path directory = place.directory();
        try (Arena arena = Arena.ofShared();
                Workspace workspace = new Workspace();
                Pass pass = Pass.inference(kernels, workspace, trainer.values())) {
            LoraSft lora = run.objective();
            LoraFile.replace(directory,
                    Lora.copy(lora.config(), lora.adapter(pass), kernels, arena));
        }
        List<Double> losses = Metrics.losses(place.metrics());
        Plots.learningCurve("Learning " + data.getFileName(), losses, directory.resolve("loss"));
        if (out.isJson()) {
            Map<String, Object> result = new LinkedHashMap<>();
            result.put("adapter", directory.toString());
            result.put("steps", trainer.steps());
            result.put("loss", losses.getLast());
            out.json(result);
        } else {
            out.line(directory.toString());
        }
    }
}
