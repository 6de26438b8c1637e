import t2l.*;
import t2l.hypernet.*;
import t2l.tensor.*;
import t2l.tensor.backend.*;
import t2l.tensor.kernel.Products.MatMul;
import t2l.transformer.family.Builtin;
import t2l.transformer.lora.*;
import t2l.transformer.text.Tokenizer;

static final String PROMPT = "cat dog bird >";

/// Text-to-LoRA: a sentence becomes an adapter, and the adapter is taken apart.
///
/// `java @app/target/t2l.args -cp app/target/t2l.jar docs/course/Chapter13TextToLora.java "Take the last word and say it in French."`
void main(String[] args) throws IOException {
    String description = args.length > 0 ? args[0] : "Take the last word and say it in French.";
    try (Arena arena = Arena.ofShared(); Parallel threads = new Parallel(2);
            Kernels kernels = Backends.open("auto", threads);
            T2l model = T2l.open("builtin:tiny"); // with kernels of its own: these are for one user at a time
            TextToLora network = TextToLora.open("builtin:tiny", kernels)) {
        Tokenizer tokenizer = Builtin.open("builtin:minilm", Tokenizer::read);
        IO.println("text      " + description);
        IO.println("tokens    " + Arrays.stream(tokenizer.encode(description, true)).mapToObj(tokenizer::token)
                .collect(Collectors.joining(" ")));
        IO.println("codes     " + network.stages(description, arena).code());
        TextToLora.Generated made = network.generate(List.of(description), arena).getFirst();
        Lora lora = made.lora();
        IO.println("adapter   %d pairs of factors, rank %d, %d bytes".formatted(lora.updates().size(),
                lora.config().rank(), lora.bytes()));
        made.warning("builtin:tiny").ifPresent(IO::println);

        Adapter adapter = model.wrap(description, lora, Optional.empty());
        IO.println("\n%-20s %-12s %s".formatted("prompt", "model alone", "with the adapter"));
        for (String prompt : List.of(PROMPT, "hat shoe >", "pear fig horse >")) {
            IO.println("%-20s %-12s %s".formatted(prompt, model.complete(prompt, Adapter.NONE).strip(),
                    model.complete(prompt, adapter).strip()));
        }
        for (double strength : new double[] {0.05, 0.1, 0.2}) {
            IO.println("%-33s %s, at %.0f %% of its strength".formatted(PROMPT,
                    model.complete(PROMPT, adapter.times(strength)).strip(), 100 * strength));
        }

        IO.println("\nEach update, its size, and that of the matrix it is added to:");
        lora.updates().forEach((path, update) -> IO.println("  %-34s a %-12s b %-12s %5.2f %6.2f".formatted(path,
                update.a(), update.b(), lora.norm(path), size(model.model().weights().get(path + ".weight")))));

        IO.println("\nCosine with the updates for");
        double[] all = updates(lora, kernels, arena);
        for (String other : List.of("Translate the final word into French.",
                "Take the first word and say it in French.", "Take the last word and say it in Spanish.",
                "Spell the last word.")) {
            Lora second = network.generate(List.of(other), arena).getFirst().lora();
            IO.println("  %-44s %.2f".formatted(other, cosine(all, updates(second, kernels, arena))));
        }
        LoraFile.replace(Files.createDirectories(Path.of("mine")), lora);
        IO.println("\nThe adapter is in the folder mine.");
    }
}

/// All updates, multiplied out, one after the other.
double[] updates(Lora lora, Kernels kernels, Arena arena) {
    return lora.updates().values().stream().flatMapToDouble(update -> {
        Tensor product = Tensor.allocate(arena, DType.F32, update.b().dim(0), update.a().dim(1));
        kernels.run(new MatMul(update.b(), update.a(), product));
        return DoubleStream.of(product.toDoubles());
    }).toArray();
}

double size(Tensor matrix) {
    return Math.sqrt(DoubleStream.of(matrix.toDoubles()).map(x -> x * x).sum());
}

double cosine(double[] x, double[] y) {
    return dot(x, y) / Math.sqrt(dot(x, x) * dot(y, y));
}

double dot(double[] x, double[] y) {
    return IntStream.range(0, x.length).mapToDouble(i -> x[i] * y[i]).sum();
}
