import t2l.autograd.*;
import t2l.hypernet.*;
import t2l.hypernet.data.*;
import t2l.hypernet.data.TaskData.Pair;
import t2l.hypernet.eval.ExactMatch;
import t2l.hypernet.train.*;
import t2l.tensor.*;
import t2l.tensor.backend.*;
import t2l.transformer.family.LanguageModel;
import t2l.transformer.lora.*;

static final List<String> WORDS = List.of("cat", "dog", "horse", "cow", "bird", "car", "boat", "shirt", "hat", "arm",
        "leg", "nose");

final Kernels kernels = Backends.open("auto", new Parallel(2));
final Arena arena = Arena.ofShared();
final LanguageModel model = LanguageModel.open("builtin:tiny", Optional.empty(), kernels);

/// Sentence and examples: one forward pass finds an adapter, and three steps of gradient bring it home.
///
/// `java @app/target/t2l.args -cp app/target/t2l.jar docs/course/Chapter15Examples.java "The one at the very start."`
void main(String[] args) {
    String description = args.length > 0 ? args[0] : "The one at the very start.";
    List<Pair> examples = IntStream.range(0, 3).mapToObj(this::first).toList();
    IO.println("\"" + description + "\", and " + examples.stream().map(pair -> pair.prompt() + " " + pair.answer())
            .collect(Collectors.joining(", ")));
    try (TextToLora network = TextToLora.open("builtin:tiny", kernels)) {
        Lora written = network.generate(List.of(description), arena).getFirst().lora();
        learn("a sentence and examples", Optional.of(written), written.config(), examples);
        learn("the mean adapter and examples", Optional.of(network.mean(arena).lora()), written.config(), examples);
        learn("examples alone", Optional.empty(), written.config(), examples);
    }
}

/// Question number `i`: three words, of which the first is the answer.
Pair first(int i) {
    return new Pair(WORDS.get(i % 12) + " " + WORDS.get((5 * i + 1) % 12) + " " + WORDS.get((7 * i + 2) % 12) + " >",
            List.of(WORDS.get(i % 12)));
}

/// Trains on `examples` from the values of an adapter, or as PEFT begins, and asks 40 other questions on the way.
void learn(String title, Optional<Lora> start, LoraConfig config, List<Pair> examples) {
    LoraSft sft = new LoraSft(model.decoder(), config, 1, 0, 0); // one adapter, no label smoothing, no noise
    Parameters values = new Parameters(arena, DType.F32, sft.layout()).initialise(1);
    start.ifPresent(lora -> sft.start(title, lora, values, kernels));
    TokenPairs pairs = tokens(examples);
    Batch batch = Batch.of(arena, TaskBatch.none(arena, DType.F32), DType.F32,
            List.of(new TokenPairs.Row(pairs, 0), new TokenPairs.Row(pairs, 1), new TokenPairs.Row(pairs, 2)),
            pairs.rowLength(), 0, true);
    AdamW optimiser = new AdamW(arena, values, new AdamW.AdamSettings(0.9, 0.999, 1e-8, 0)); // β₁, β₂, eps, decay
    IO.println("\n" + title + "\n  after   loss on the examples   right of 40 other questions");
    TokenPairs questions = tokens(IntStream.range(3, 43).mapToObj(this::first).toList());
    try (Trainer trainer = new Trainer(kernels, sft, _ -> batch, values, optimiser, new Schedule(2e-3, 0, 0, 40), 1)) {
        for (int step = 0; step <= 20; step++) {
            int right = right(questions, sft.lora(values, kernels, arena));
            double loss = trainer.step().loss(); // before the step
            if (step <= 3 || step % 10 == 0) {
                IO.println("  %5d   %20.4f   %27d".formatted(step, loss, right));
            }
        }
    }
}

TokenPairs tokens(List<Pair> pairs) {
    return TokenPairs.of(pairs, model.format()::prompt, model.format()::answer, 100);
}

/// The answers that are right, token by token.
int right(TokenPairs questions, Lora lora) {
    try (Workspace scratch = new Workspace()) {
        return ExactMatch.of(model.decoder(), questions.rowLength(),
                List.of(new ExactMatch.Group("first", questions, questions.size())),
                () -> Pass.inference(kernels, scratch, DType.F32), (pass, _, _) -> lora.adapter(pass)).right();
    }
}
