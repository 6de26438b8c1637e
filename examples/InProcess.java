import java.lang.foreign.Arena;
import java.util.List;
import java.util.Optional;
import t2l.hypernet.TextToLora;
import t2l.tensor.backend.Backends;
import t2l.tensor.backend.Kernels;
import t2l.tensor.Parallel;
import t2l.transformer.family.LanguageModel;
import t2l.transformer.generate.Generator;
import t2l.transformer.generate.Sampler;
import t2l.transformer.lora.Lora;

/// An adapter on demand inside a program of one's own: a sentence becomes an adapter, and a model is called with it.
///
/// `java --add-modules jdk.incubator.vector --enable-native-access=ALL-UNNAMED -cp app/target/t2l.jar examples/InProcess.java`
void main() {
    try (Parallel threads = new Parallel(2); Arena arena = Arena.ofShared()) {
        Kernels kernels = Backends.open("auto", threads);
        Lora french = TextToLora.use("builtin:tiny", kernels, t2l -> t2l
                .generate(List.of("Take the last word and say it in French."), arena).getFirst().lora());
        try (LanguageModel model = LanguageModel.open("builtin:tiny", Optional.empty(), kernels);
                Generator generator = new Generator(model.decoder(), kernels)) {
            var greedy = new Generator.Settings(16, Sampler.Settings.GREEDY, model.ends());
            var answer = generator.complete(model.format().prompt("cat dog bird >"), french::adapter, greedy,
                    Generator.Listener.NONE);
            IO.println(answer.text(model.tokenizer()).strip());
        }
    }
}
