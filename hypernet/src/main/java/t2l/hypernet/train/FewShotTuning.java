package t2l.hypernet.train;

import module java.base;
import t2l.autograd.*;
import t2l.hypernet.data.*;
import t2l.hypernet.eval.*;
import t2l.tensor.*;
import t2l.tensor.backend.Kernels;
import t2l.tensor.ranks.Ranks;
import t2l.transformer.Decoder;
import t2l.transformer.lora.*;
import t2l.transformer.template.PromptFormat;

/// Sharpens an adapter on a few examples of its task: some steps of LoRA training that begin with its values, through the
/// frozen model. The result is a function of the adapter and the examples alone.
///
/// @param model  frozen
/// @param format how prompts for the adapter are written
public record FewShotTuning(Decoder model, PromptFormat format, Kernels kernels) {
    /// The most examples of a task.
    public static final int MAX_EXAMPLES = 100;

    /// The most examples in a step.
    private static final int MAX_BATCH = 8;

    private static final double RATE = 1e-3;
    private static final int SEED = 1;

    /// What was made of an adapter.
    public record Tuned(Lora lora, Score score) {}

    /// How many examples an adapter answered exactly before it learnt them, and how many it answers after.
    public record Score(int examples, int before, int after) {
        /// As a sentence: `1 of 3 examples right before, 3 after`.
        @Override
        public String toString() {
            return before + " of " + examples + (examples == 1 ? " example" : " examples") + " right before, " + after
                    + " after";
        }
    }

    /// The steps for a number of examples, chosen on the validation tasks of the mini suite (docs/adapters-from-examples.md).
    static int steps(int examples) {
        return Math.max(40, 2 * examples);
    }

    /// An adapter that begins as `start` and learns `examples`; a copy of `start` if it answers all of them already. Throws
    /// [IllegalArgumentException] for none, for more than [#MAX_EXAMPLES], and if one does not fit into the model.
    ///
    /// @param into holds its factors
    public Tuned tune(Lora start, List<TaskData.Pair> examples, SegmentAllocator into) {
        if (examples.isEmpty() || examples.size() > MAX_EXAMPLES) {
            throw new IllegalArgumentException(
                    "examples: needs 1 to " + MAX_EXAMPLES + " of a task, got " + examples.size());
        }
        TokenPairs pairs = pairs(examples);
        int before = right(start, examples);
        if (before == examples.size()) {
            return new Tuned(start.copy(kernels, into), new Score(before, before, before));
        }
        Lora tuned = trained(start, examples, pairs, into);
        return new Tuned(tuned, new Score(examples.size(), before, right(tuned, examples)));
    }

    /// The tokens of examples. Throws [IllegalArgumentException] if one does not fit into the model.
    public TokenPairs pairs(List<TaskData.Pair> examples) {
        try {
            return Likelihood.pairs("examples", model, format, examples, false);
        } catch (T2lException e) {
            throw new IllegalArgumentException(e.getMessage(), e);
        }
    }

    private Lora trained(Lora start, List<TaskData.Pair> examples, TokenPairs pairs, SegmentAllocator into) {
        LoraConfig c = start.config();
        var sft = new LoraSft(model, new LoraConfig(c.base(), c.rank(), c.alpha(), c.rankStable(), 0, c.targets(),
                c.rankPattern(), c.alphaPattern()), 1, 0, 0);
        try (Arena arena = Arena.ofShared()) {
            Parameters values = new Parameters(arena, DType.F32, sft.layout());
            sft.start("adapter", start, values, kernels);
            var task = new TaskData("examples", List.of(), List.of(), examples, List.of());
            var sampler = BatchSampler.byPair(List.of(task), Math.min(MAX_BATCH, examples.size()), 1,
                    BatchSampler.Drawing.OWN, SEED);
            var data = new SftData(List.of(pairs), sampler, 1, 0, 0, List.of(), 0, true, SEED, arena);
            int steps = steps(examples.size());
            var adam = new AdamW.AdamSettings(0.9, 0.999, 1e-8, 0);
            try (Trainer trainer = new Trainer(kernels, Ranks.alone(), sft, data,
                    memory -> new Accumulated(memory, values, new AdamW(memory, values, adam), Double.MAX_VALUE),
                    new Schedule(RATE, 0, 0, steps), Trainer.Memory.PLENTY)) {
                while (trainer.steps() < steps) {
                    trainer.step();
                }
            }
            return new Lora(c, sft.lora(values, kernels, into).updates());
        }
    }

    /// How many examples an adapter answers exactly, token by token, as greedy decoding does.
    private int right(Lora lora, List<TaskData.Pair> examples) {
        int right = 0;
        try (Workspace workspace = new Workspace()) {
            for (int from = 0; from < examples.size(); from += MAX_BATCH) {
                List<ExactMatch.Group> some = examples.subList(from, Math.min(examples.size(), from + MAX_BATCH))
                        .stream().map(pair -> new ExactMatch.Group("examples",
                                pairs(List.of(pair)), 1))
                        .toList();
                int length = some.stream().mapToInt(group -> group.pairs().rowLength()).max().orElseThrow();
                right += ExactMatch.of(model, length, some, () -> Pass.inference(kernels, workspace, DType.F32),
                        (pass, _, _) -> lora.adapter(pass)).right();
            }
        }
        return right;
    }
}
