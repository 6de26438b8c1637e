package t2l.hypernet.train;

import module java.base;
import t2l.hypernet.*;
import t2l.hypernet.data.*;
import t2l.tensor.T2lException;
import t2l.tensor.settings.Source;
import t2l.transformer.lora.LoraConfig;
import t2l.transformer.template.*;

/// How supervised fine-tuning is done, of a hypernetwork or of a LoRA (t2l-spec §9, §10).
///
/// @param arguments    all settings by the reference's names
/// @param network      the hypernetwork; empty for a LoRA
/// @param adapter      configuration of the adapters
/// @param loss         the hyperparameters of the loss
/// @param bySequence   whether every answer has the same weight, or every token (`equally_weight_sample`)
/// @param length       maximum tokens of a pair (`inp_max_len`)
/// @param apart        whether prompt and answer are rendered separately with the chat template, as in the reference
///                     (`reference_chat`)
/// @param template     instead of the model's own (`chat_template`: a file, `builtin:NAME`, or the template itself)
/// @param described    whether a description stands before each prompt (`use_task_desc`)
/// @param hierarchical whether tasks are drawn before pairs (`use_hierarchical_sampler`, which is on here as in all of the
///                     reference's scripts)
/// @param drawing      how descriptions are drawn
/// @param start        the adapter with which the training of a LoRA begins (`init_from`), empty for random values
public record SftSettings(Arguments arguments, Optional<NetworkSettings> network, LoraConfig adapter,
        HyperSft.Regularisation loss, boolean bySequence, int length, boolean apart, Optional<ChatTemplate> template,
        boolean described, boolean hierarchical, BatchSampler.Drawing drawing, String start, Sampling sampling,
        Validation validation, Optimisation optimisation) {
    /// The largest probability of a dropout that leaves something.
    static final double BELOW_1 = 0.9999;

    /// Reads the arguments of a hypernetwork's training.
    public static SftSettings hypernetwork(Source a) {
        NetworkSettings network = NetworkSettings.of(a);
        BatchSampler.Drawing drawing = a.flag("one_desc_per_task", false)
                ? BatchSampler.Drawing.PER_TASK
                : BatchSampler.Drawing.PER_PAIR;
        return read(a, Optional.of(network), a.number("dropout", 0, BELOW_1).orElse(0.05),
                a.number("l2_reg_generated_w", 0, Optimisation.MAX_VALUE).orElse(1e-3),
                a.flag("use_hierarchical_sampler", true),
                network.input() == NetworkSettings.TaskInput.PROMPTS ? BatchSampler.Drawing.OWN : drawing);
    }

    /// How pairs are written for a model. With `reference_chat`, prompts and answers are rendered apart, and if no template
    /// is named, with Text-to-LoRA's for such a model, if it has one. Throws [T2lException] if there is no template to
    /// render with.
    ///
    /// @param own the model's format
    PromptFormat format(PromptFormat own) {
        PromptFormat chosen = own.with(template);
        if (!apart) {
            return chosen;
        }
        ChatTemplate with = chosen.template().orElseThrow(() -> new T2lException(arguments.source()
                + ": reference_chat: needs a model with a chat template, this one has none; name one with chat_template"));
        return template.isPresent()
                ? chosen.apart("")
                : chosen.with(BuiltinTemplate.replacing(with).map(BuiltinTemplate::template)).apart("");
    }

    /// Tasks as they are trained on: with `also_val_on_train`, those without validation pairs use a tenth of their training
    /// pairs; [#described].
    public List<TaskData> prepared(List<TaskData> tasks) {
        return described(split(tasks));
    }

    List<TaskData> split(List<TaskData> tasks) {
        return validation.heldOut() ? tasks.stream().map(TaskData::heldOut).toList() : tasks;
    }

    /// Tasks with, if `use_task_desc` is set, a description and an empty line before each prompt, as
    /// [t2l.hypernet.eval.EvalTask#withDescription] asks. Throws [T2lException] if a task has none.
    public List<TaskData> described(List<TaskData> tasks) {
        if (!described) {
            return tasks;
        }
        return tasks.stream().map(task -> {
            if (task.descriptions().isEmpty()) {
                throw new T2lException(arguments.source() + ": needs a description of every task for its prompts, "
                        + task.name() + " has none");
            }
            return task.describedInPrompts(sampling.descriptions(),
                    (description, prompt) -> description + "\n\n" + prompt);
        }).toList();
    }

    /// A task with the first of its validation pairs, or of its training pairs if it has none. Throws [T2lException] if it
    /// has neither.
    TaskData watched(TaskData task) {
        List<TaskData.Pair> all = task.valid().isEmpty() ? task.train() : task.valid();
        List<TaskData.Pair> first = all.subList(0, Math.min(all.size(), validation.pairs()));
        if (first.isEmpty()) {
            throw new T2lException(arguments.source() + ": needs pairs of every task to validate with, " + task.name()
                    + " has " + all.size() + " and n_val_points_per_task is " + validation.pairs());
        }
        return task.withValid(first);
    }

    /// Reads the arguments of a LoRA's training.
    public static SftSettings lora(Source a) {
        return read(a, Optional.empty(), 0, 0, false, BatchSampler.Drawing.OWN);
    }

    private static SftSettings read(Source a, Optional<NetworkSettings> network, double dropout, double l2,
            boolean hierarchical, BatchSampler.Drawing drawing) {
        double loraDropout = a.number("lora_dropout", 0, BELOW_1).orElse(0.05);
        LoraConfig adapter = new LoraConfig(a.text("model_dir", ""),
                a.count("lora_r", 1, LoraConfig.MAX_RANK).orElse(8),
                a.number("lora_alpha", -Optimisation.MAX_VALUE, Optimisation.MAX_VALUE).orElse(16),
                a.flag("use_rslora", true), loraDropout, a.names("target_modules", List.of("q_proj", "v_proj")));
        var loss = new HyperSft.Regularisation(dropout, a.number("label_smoothing", 0, 1).orElse(0.1), l2,
                a.number("neftune_noise_alpha", 0, Optimisation.MAX_VALUE).orElse(5), loraDropout);
        boolean bySequence = a.flag("equally_weight_sample", true);
        int length = a.size("inp_max_len", 512);
        boolean apart = a.flag("reference_chat", false);
        Optional<ChatTemplate> template = BuiltinTemplate.of(a);
        boolean described = a.flag("use_task_desc", false);
        String start = network.isPresent() ? "" : a.text("init_from", "");
        Sampling sampling = Sampling.of(a);
        Validation validation = Validation.of(a);
        if (sampling.contrast() > 0 && (network.isEmpty() || drawing != BatchSampler.Drawing.PER_PAIR
                || network.get().input() != NetworkSettings.TaskInput.DESCRIPTIONS)) {
            throw new T2lException(
                    a.where() + ": contrast: needs a hypernetwork and a description drawn for each pair, got"
                            + " a LoRA, one_desc_per_task, use_inp_as_desc or use_one_hot_task_emb");
        }
        Optimisation optimisation = Optimisation.of(a);
        return new SftSettings(Arguments.of(a), network, adapter, loss, bySequence, length, apart, template, described,
                hierarchical, drawing, start, sampling, validation, optimisation);
    }

    /// The data of a step of supervised fine-tuning.
    ///
    /// @param tasks        of a step, when tasks are drawn first (`n_tasks_per_batch`)
    /// @param pairsPerTask of each of them (`n_points_per_task`)
    /// @param pairs        of a step, when pairs are drawn from all tasks as one set (`batch_size`)
    /// @param descriptions of each task, at most (`n_descs_per_ds`)
    /// @param contrast     the share of a step in which an input stands under several descriptions (`contrast`)
    /// @param seed         of the random numbers
    public record Sampling(int tasks, int pairsPerTask, int pairs, int descriptions, double contrast, long seed) {
        static Sampling of(Source a) {
            return new Sampling(a.size("n_tasks_per_batch", 8), a.size("n_points_per_task", 1), a.size("batch_size", 8),
                    a.limit("n_descs_per_ds"), a.number("contrast", 0, 1).orElse(0), a.whole("seed", 42));
        }

        BatchSampler byTask(List<TaskData> from, BatchSampler.Drawing drawing) {
            return BatchSampler.byTask(from, tasks, pairsPerTask, descriptions, drawing, seed)
                    .contrasted(contrast, from, descriptions, seed);
        }

        BatchSampler byPair(List<TaskData> from, BatchSampler.Drawing drawing) {
            return BatchSampler.byPair(from, pairs, descriptions, drawing, seed)
                    .contrasted(contrast, from, descriptions, seed);
        }
    }

    /// How a run is validated.
    ///
    /// @param every    steps between two validations (`val_freq`)
    /// @param patience validations without improvement after which the run stops; 0 never stops it
    /// @param onlyBest whether the values of other steps than the best are removed (`keep_only_best`)
    /// @param batch    pairs per batch (`val_batch_size`)
    /// @param pairs    of each task, at most (`n_val_points_per_task`)
    /// @param select   what decides which values are the best (`select`)
    /// @param heldOut  whether tasks without validation pairs use a tenth of their training pairs (`also_val_on_train`)
    public record Validation(long every, int patience, boolean onlyBest, int batch, int pairs,
            AnswerCheck.Selection select, boolean heldOut) {
        static Validation of(Source a) {
            return new Validation(Math.max(1, a.whole("val_freq", 10_000)), a.size("patience", 50),
                    a.flag("keep_only_best", true), a.size("val_batch_size", 64), a.size("n_val_points_per_task", 500),
                    AnswerCheck.Selection.of(a), a.flag("also_val_on_train", false));
        }
    }
}
