package t2l.bench;

import de.kherud.llama.InferenceParameters;
import de.kherud.llama.LlamaModel;
import de.kherud.llama.ModelParameters;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.Optional;

/// llama.cpp, through java-llama.cpp.
public final class LlamaCpp implements Peer {
    /// Room for a prompt and what is written.
    private static final int CONTEXT = 1024;

    private int threads = 1;

    @Override
    public String name() {
        return "llama.cpp";
    }

    @Override
    public void threads(int count) {
        threads = count;
    }

    @Override
    public Optional<Model> model(Path gguf) {
        LlamaModel model = open(new ModelParameters().setModel(gguf.toString()).setThreads(threads)
                .setThreadsBatch(threads).setCtxSize(CONTEXT).disableLog());
        return Optional.of(new Model() {
            @Override
            public Runnable reads(int count) {
                StringBuilder prompt = new StringBuilder("a");
                while (model.encode(prompt.toString()).length < count - 1) { // it puts a token before all texts
                    prompt.append('a');
                }
                return generate(prompt.toString(), 1);
            }

            @Override
            public Runnable writes(int count) {
                return generate("a", count);
            }

            private Runnable generate(String prompt, int count) {
                return () -> model.complete(new InferenceParameters(prompt).setNPredict(count).setTemperature(0)
                        .setIgnoreEos(true).setCachePrompt(false));
            }

            @Override
            public void close() {
                model.close();
            }
        });
    }

    /// What it says while it is loaded is no result.
    private static LlamaModel open(ModelParameters parameters) {
        PrintStream out = System.out;
        System.setOut(System.err);
        try {
            return new LlamaModel(parameters);
        } finally {
            System.setOut(out);
        }
    }
}
