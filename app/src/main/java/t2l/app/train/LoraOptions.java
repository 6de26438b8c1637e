package t2l.app.train;

import module java.base;
import picocli.CommandLine.*;
import t2l.app.console.*;
import t2l.hypernet.Arguments;
import t2l.transformer.DecoderConfig;
import t2l.transformer.lora.*;

/// The options of `t2l lora` and of the oracles of `t2l worker` that correspond to arguments of the reference, and `--set` for
/// all others.
public final class LoraOptions {
    @Option(names = "--rank", paramLabel = "R", order = 10, description = "Rank (default: ${DEFAULT-VALUE}).")
    private int rank = 8;

    @Option(names = "--alpha", paramLabel = "A", order = 11,
            description = "Alpha: the update is scaled by A/R (default: ${DEFAULT-VALUE}).")
    private double alpha = 16;

    @Option(names = "--rslora", order = 12, description = "Scale the update by A/√R instead.")
    private boolean rankStable;

    @Option(names = "--targets", paramLabel = "NAME", split = ",", order = 13,
            description = "Projections to adapt: q_proj,k_proj,v_proj,o_proj,gate_proj,up_proj,down_proj, or those of the model's family (default: q_proj,v_proj).")
    private List<String> targets = List.of("q_proj", "v_proj");

    @Option(names = "--lr", paramLabel = "RATE", order = 20,
            description = "Peak learning rate (default: ${DEFAULT-VALUE}).")
    private double rate = 2e-4;

    @Option(names = "--steps", paramLabel = "N", order = 21, description = "Steps (default: ${DEFAULT-VALUE}).")
    private int steps = 200;

    @Option(names = "--batch", paramLabel = "N", order = 22,
            description = "Examples per step (default: ${DEFAULT-VALUE}).")
    private int batch = 8;

    @Option(names = "--max-length", paramLabel = "N", order = 23,
            description = "Maximum tokens of an example; longer ones are truncated at the start (default: ${DEFAULT-VALUE}).")
    private int longest = 512;

    @Option(names = "--warmup", paramLabel = "F", order = 24,
            description = "Share of steps used for warm-up (default: ${DEFAULT-VALUE}).")
    private double warmup = 0.1;

    @Option(names = "--weight-decay", paramLabel = "D", order = 25,
            description = "Weight decay of AdamW (default: ${DEFAULT-VALUE}).")
    private double decay;

    @Option(names = "--dropout", paramLabel = "P", order = 26,
            description = "Dropout before the adapter, 0.05 in Text-to-LoRA (default: ${DEFAULT-VALUE}).")
    private double dropout;

    @Option(names = "--neftune", paramLabel = "A", order = 27,
            description = "Noise on embeddings (NEFTune), 5 in Text-to-LoRA (default: ${DEFAULT-VALUE}).")
    private double neftune;

    @Option(names = "--label-smoothing", paramLabel = "E", order = 28,
            description = "Label smoothing, 0.1 in Text-to-LoRA (default: ${DEFAULT-VALUE}).")
    private double smoothing;

    @Option(names = "--by-token", order = 29,
            description = "Give every token the same weight, rather than every answer.")
    private boolean byToken;

    @Option(names = "--patience", paramLabel = "N", order = 31,
            description = "Validations without improvement before training stops; 0 for no"
                    + " end (default: ${DEFAULT-VALUE}).")
    private int patience = 3;

    @Option(names = "--look-every", paramLabel = "N", order = 32,
            description = "Steps between two validations (default: ${DEFAULT-VALUE}).")
    private int look = 50;

    @Option(names = "--hold-out", order = 33,
            description = "Use the last tenth of the examples for validation, and keep the values that do"
                    + " best on them.")
    private boolean holdOut;

    @Mixin
    private ChatTemplateOption template;

    @Option(names = "--set", paramLabel = "NAME=VALUE", order = 34,
            description = "A setting by its name in Text-to-LoRA, such as n_tasks_per_batch=64.")
    private List<String> more = List.of();

    /// The chat template.
    public ChatTemplateOption template() {
        return template;
    }

    /// Throws the exception of `usage` if an option is out of range.
    public void check(Subcommand command) {
        require(command, "--rank", rank, rank >= 1 && rank <= LoraConfig.MAX_RANK,
                "a number from 1 to " + LoraConfig.MAX_RANK);
        require(command, "--alpha", alpha, alpha > 0 && Double.isFinite(alpha), "a number above 0");
        require(command, "--lr", rate, rate > 0 && Double.isFinite(rate), "a number above 0");
        require(command, "--steps", steps, steps >= 1, "a number of at least 1");
        require(command, "--batch", batch, batch >= 1, "a number of at least 1");
        require(command, "--max-length", longest, longest >= 2, "a number of at least 2");
        require(command, "--warmup", warmup, warmup >= 0 && warmup <= 1, "a share from 0 to 1");
        require(command, "--weight-decay", decay, decay >= 0 && decay < 1, "a number from 0 to below 1");
        require(command, "--dropout", dropout, dropout >= 0 && dropout < 1, "a probability from 0 to below 1");
        require(command, "--neftune", neftune, neftune >= 0 && Double.isFinite(neftune), "a number of at least 0");
        require(command, "--label-smoothing", smoothing, smoothing >= 0 && smoothing < 1, "a share from 0 to below 1");
        require(command, "--patience", patience, patience >= 0, "a number of at least 0");
        require(command, "--look-every", look, look >= 1, "a number of at least 1");
    }

    /// The arguments of a training.
    ///
    /// @param positions maximum length of the model
    public Arguments arguments(String model, int positions, long seed, Map<String, Object> memory) {
        Map<String, Object> all = Json.object("model_dir", model,
                "lora_r", rank,
                "lora_alpha", alpha,
                "use_rslora", rankStable,
                "lora_dropout", dropout,
                "target_modules", targets,
                "lr", rate,
                "steps", steps,
                "batch_size", batch,
                "inp_max_len", Math.min(longest, positions),
                "warmup_frac", warmup,
                "weight_decay", decay,
                "neftune_noise_alpha", neftune,
                "label_smoothing", smoothing,
                "equally_weight_sample", !byToken,
                "seed", seed,
                "patience", patience,
                "val_freq", look,
                "also_val_on_train", holdOut);
        template.name().ifPresent(name -> all.put("chat_template", name));
        all.putAll(memory);
        Arguments arguments = new Arguments("lora", all);
        for (String assignment : more) {
            arguments = arguments.with(assignment);
        }
        return ChatTemplateOption.kept(arguments);
    }

    /// The arguments of a training that begins with the adapter at `path`.
    static Map<String, Object> like(Path path, DecoderConfig base) {
        try (Arena arena = Arena.ofShared()) {
            LoraConfig its = Lora.read(path, base, arena).config();
            return Json.object("init_from", path.toString(), "lora_r", its.rank(), "lora_alpha", its.alpha(),
                    "use_rslora", its.rankStable(), "target_modules", its.targets());
        }
    }

    private static void require(Subcommand command, String option, Number got, boolean good, String needed) {
        if (!good) {
            throw command.usage(option + ": needs " + needed + ", got " + got);
        }
    }
}
