import t2l.autograd.*;
import t2l.tensor.*;
import t2l.tensor.backend.*;
import t2l.tensor.kernel.Elementwise.*;
import t2l.tensor.kernel.Losses.*;
import t2l.transformer.*;
import t2l.transformer.family.LanguageModel;
import t2l.transformer.generate.*;
import t2l.transformer.lora.*;

static final String BASE = "builtin:stories260k";
static final int RANK = 4; // r
static final double ALPHA = 8;
static final List<String> STORIES = List.of(
        "Once upon a time, there was a small dragon named Pip. Pip liked to cook soup for all his friends.",
        "One day, a small dragon named Pip went to the park. He had a big pot of soup with him.",
        "Once upon a time, there was a dragon named Pip. He was sad. He had no soup to eat.",
        "Once there was a small dragon. His name was Pip. Pip said, \"I want to make soup for my mom!\"");

final Kernels kernels = Backends.open("auto", new Parallel(2));
final Arena arena = Arena.ofShared();
final LanguageModel model = LanguageModel.open(BASE, Optional.empty(), kernels); // numbers as they are stored
final LoraConfig config = new LoraConfig(BASE, RANK, ALPHA, false, 0, List.of("q_proj", "v_proj"));
final Layout layout = new Layout();
final Map<String, Param> factorA = new TreeMap<>(); // by the path of the projection
final Map<String, Param> factorB = new TreeMap<>();

/// LoRA: four sentences teach the model of the last chapter about a dragon, and none of its own numbers changes.
///
/// `java @app/target/t2l.args -cp app/target/t2l.jar docs/course/Chapter10Lora.java`
void main() throws IOException {
    model.decoder().projections().forEach((path, projection) -> {
        if (config.targets(path)) {
            Init start = new Init.Uniform(1 / Math.sqrt(projection.in()));
            factorA.put(path, layout.weight(path + ".a", start, 1, RANK, projection.in()));
            factorB.put(path, layout.weight(path + ".b", Init.ZEROS, 1, projection.out(), RANK));
        }
    });
    Parameters values = new Parameters(arena, DType.F32, layout).initialise(1);
    Parameters slopes = new Parameters(arena, DType.F32, layout);
    AdamW optimiser = new AdamW(arena, values, new AdamW.AdamSettings(0.9, 0.999, 1e-8, 0)); // β₁, β₂, eps, decay
    long frozen = model.weights().values().stream().mapToLong(Tensor::size).sum();
    IO.println("%d numbers are frozen, %d in %d pairs of factors learn%n".formatted(frozen, layout.size(),
            factorA.size()));

    int[][] texts = STORIES.stream().map(text -> model.tokenizer().encode(text, true)).toArray(int[][]::new);
    Tokens tokens = Tokens.right(arena, texts);
    int count = Stream.of(texts).mapToInt(text -> text.length - 1).sum(); // tokens that are to be predicted
    Tensor next = Tensor.allocate(arena, DType.I32, texts.length * tokens.length()).fill(CrossEntropy.IGNORE);
    for (int b = 0; b < texts.length; b++) {
        for (int t = 0; t + 1 < texts[b].length; t++) {
            next.set((long) b * tokens.length() + t, texts[b][t + 1]);
        }
    }
    Tensor share = Tensor.allocate(arena, DType.F32, next.dim(0)).fill(1.0 / count);
    Workspace scratch = new Workspace();
    for (int step = 0; step <= 60; step++) {
        kernels.run(new Fill(0, slopes.flat()));
        double before;
        try (Pass pass = Pass.training(kernels, scratch, values, slopes)) {
            Var hidden = model.decoder().hidden(pass, tokens.ids(), tokens.context(adapter(pass)));
            Var loss = model.decoder().loss(pass, hidden, next, 0).dot(share);
            before = loss.item();
            pass.backward(loss);
        }
        if (step % 20 == 0) {
            IO.println("step %2d, loss %.2f: %s".formatted(step, before, tell(lora(values))));
        }
        optimiser.step(kernels, 0.01, values, slopes);
    }
    IO.println("\nat half strength: " + tell(lora(values).times(0.5)));
    IO.println("without adapter: " + tell(Lora.NONE));
    LoraFile.replace(Files.createDirectories(Path.of("pip")), lora(values));
    IO.println("\nThe adapter is in the folder pip.");
}

/// The two factors of each adapted projection, for one pass.
ActiveAdapter adapter(Pass pass) {
    Map<String, ActiveAdapter.Pair> pairs = new TreeMap<>();
    factorA.forEach((path, a) -> pairs.put(path,
            new ActiveAdapter.Pair(pass.use(a), pass.use(factorB.get(path)), config.scale(path))));
    return new ActiveAdapter(pairs);
}

/// The adapter as a value that needs no pass.
Lora lora(Parameters values) {
    try (Workspace own = new Workspace(); Pass pass = Pass.inference(kernels, own, values)) {
        return Lora.copy(config, adapter(pass), kernels, arena);
    }
}

String tell(Lora lora) {
    try (Scheduler scheduler = Scheduler.bulk(model.decoder(), kernels)) {
        int[] prompt = model.tokenizer().encode("Once upon a time", true);
        Request request = Request.greedy(prompt, 30).adapter(lora).ends(model.ends());
        return "Once upon a time" + scheduler.complete(request).text(model.tokenizer());
    }
}
