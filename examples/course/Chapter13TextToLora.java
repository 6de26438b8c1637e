import t2l.*;
import t2l.hypernet.*;
import t2l.tensor.*;
import t2l.tensor.backend.*;
import t2l.transformer.family.Builtin;
import t2l.transformer.lora.*;
import t2l.transformer.text.Tokenizer;

/// Text-to-LoRA: a sentence becomes an adapter, and the adapter is taken apart.
///
/// `java --add-modules jdk.incubator.vector --enable-native-access=ALL-UNNAMED -cp app/target/t2l.jar examples/course/Chapter13TextToLora.java "Take the last word and say it in French."`
void main(String[] args) throws IOException {
    String description = args.length > 0 ? args[0] : "Take the last word and say it in French.";
    try (Arena arena = Arena.ofShared(); Parallel threads = new Parallel(2);
            Kernels kernels = Backends.open("auto", threads);
            T2l model = T2l.open("builtin:tiny");
            TextToLora network = TextToLora.open("builtin:tiny", Optional.empty(), Optional.empty(),
                    _ -> Optional.empty(), kernels, IO::println)) {
        Tokenizer tokenizer = Builtin.open("builtin:minilm", Tokenizer::read);
        IO.println("text      " + description);
        IO.println("tokens    " + Arrays.stream(tokenizer.encode(description, true)).mapToObj(tokenizer::token)
                .collect(Collectors.joining(" ")));
        TextToLora.Stages stages = network.stages(description, arena);
        IO.println("vector    " + stages.embedding());
        IO.println("codes     " + stages.code());
        TextToLora.Generated made = network.generate(List.of(description), arena).getFirst();
        Lora lora = made.lora();
        IO.println("adapter   %d pairs of factors, rank %d, %d bytes".formatted(lora.updates().size(),
                lora.config().rank(), lora.bytes()));
        made.doubt("builtin:tiny").ifPresent(IO::println);

        Adapter adapter = model.adapter(description, lora);
        IO.println("\n%-20s %-12s %s".formatted("prompt", "model alone", "with the adapter"));
        for (String prompt : List.of("cat dog bird >", "hat shoe >", "pear fig horse >")) {
            IO.println("%-20s %-12s %s".formatted(prompt, model.complete(prompt).strip(),
                    model.complete(prompt, adapter).strip()));
        }
        for (double strength : new double[] {0.05, 0.1, 0.2}) {
            IO.println("cat dog bird >                    %s, at %.0f %% of its strength".formatted(
                    model.complete("cat dog bird >", adapter.times(strength)).strip(), 100 * strength));
        }

        IO.println("\nEach update, and its size:");
        lora.updates().forEach((path, update) -> IO.println("  %-34s a %-12s b %-12s %5.2f".formatted(path,
                update.a(), update.b(), lora.norm(path))));

        IO.println("\nCosine with the adapter for");
        for (String other : List.of("Translate the final word into French.",
                "Take the first word and say it in French.", "Take the last word and say it in Spanish.",
                "Spell the last word.")) {
            Lora second = network.generate(List.of(other), arena).getFirst().lora();
            IO.println("  %-44s %.2f".formatted(other, cosine(lora, second)));
        }
        LoraFile.replace(Files.createDirectories(Path.of("mine")), lora);
        IO.println("\nThe adapter is in the folder mine.");
    }
}

/// The cosine between the factors `b` of two adapters.
double cosine(Lora one, Lora two) {
    double product = 0;
    double ones = 0;
    double twos = 0;
    for (String path : one.updates().keySet()) {
        double[] x = one.updates().get(path).b().toDoubles();
        double[] y = two.updates().get(path).b().toDoubles();
        for (int i = 0; i < x.length; i++) {
            product += x[i] * y[i];
            ones += x[i] * x[i];
            twos += y[i] * y[i];
        }
    }
    return product / Math.sqrt(ones * twos);
}
