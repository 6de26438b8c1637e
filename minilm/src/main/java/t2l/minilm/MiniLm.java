package t2l.minilm;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import t2l.tensor.DType;
import t2l.tensor.Tensor;
import t2l.tensor.io.Gguf;
import t2l.tensor.io.OnnxWeights;
import t2l.tensor.io.Quantizer;
import t2l.tensor.io.WholeFile;

/// Creates the directory of `builtin:minilm` (all-MiniLM-L6-v2, Apache-2.0) during the build: `config.json`,
/// `sentence_bert_config.json`, `model.gguf` and `tokenizer.json`, from the ONNX model and the tokenizer of a Maven
/// artifact.
///
/// The tensors keep the names of Hugging Face's BERT. Matrices are Q8_0, the rest is F32: 24 MB instead of 90. The
/// cosine similarity with the golden embeddings is at least 0.9997; with 4-bit weights anywhere, it falls below 0.999.
public final class MiniLm {
    private static final String ONNX = "all-minilm-l6-v2.onnx";
    private static final String TOKENIZER = "all-minilm-l6-v2-tokenizer.json";
    /// Settings that the artifact lacks; the sizes are checked against its tensors.
    private static final String CONFIG = """
            {
              "architectures": ["BertModel"],
              "model_type": "bert",
              "vocab_size": 30522,
              "hidden_size": 384,
              "num_hidden_layers": 6,
              "num_attention_heads": 12,
              "intermediate_size": 1536,
              "hidden_act": "gelu",
              "layer_norm_eps": 1e-12,
              "max_position_embeddings": 512,
              "type_vocab_size": 2,
              "position_embedding_type": "absolute",
              "pad_token_id": 0
            }
            """;

    /// sentence-transformers limits this model to half of BERT's length.
    private static final String LIMIT = """
            {"max_seq_length": 256}
            """;

    private MiniLm() {}

    /// `MiniLm FROM TO`: creates the directory `TO` from the unpacked artifact in `FROM`, unless it is up to date.
    public static void main(String[] args) throws IOException {
        make(Path.of(args[0]), Path.of(args[1]));
    }

    /// Creates the directory `to` like [#main].
    public static void make(Path from, Path to) throws IOException {
        String made = stamp(from.resolve(ONNX)) + stamp(from.resolve(TOKENIZER));
        Path stamp = from.resolve("made-from");
        boolean whole = Stream.of("config.json", "sentence_bert_config.json", "tokenizer.json", "model.gguf")
                .allMatch(name -> Files.exists(to.resolve(name)));
        if (whole && Files.exists(stamp) && Files.readString(stamp).equals(made)) {
            return;
        }
        Files.createDirectories(to);
        WholeFile.replace(to.resolve("config.json"), CONFIG);
        WholeFile.replace(to.resolve("sentence_bert_config.json"), LIMIT);
        WholeFile.replace(to.resolve("tokenizer.json"), Files.readAllBytes(from.resolve(TOKENIZER)));
        try (Arena arena = Arena.ofConfined()) {
            OnnxWeights onnx = OnnxWeights.open(from.resolve(ONNX), arena);
            Gguf.replace(to.resolve("model.gguf"), metadata(), quantised(onnx, arena));
        }
        WholeFile.replace(stamp, made);
    }

    private static String stamp(Path file) throws IOException {
        return file.getFileName() + " " + Files.size(file) + " " + Files.getLastModifiedTime(file) + "\n";
    }

    private static Map<String, Gguf.Value> metadata() {
        Map<String, Gguf.Value> metadata = new LinkedHashMap<>();
        metadata.put("general.architecture", Gguf.Value.of("bert"));
        metadata.put("general.name", Gguf.Value.of("all-MiniLM-L6-v2"));
        metadata.put("general.license", Gguf.Value.of("apache-2.0"));
        return metadata;
    }

    /// All tensors in the order of their names, matrices in Q8_0.
    private static Map<String, Tensor> quantised(OnnxWeights onnx, Arena arena) {
        Map<String, Tensor> tensors = new LinkedHashMap<>();
        new TreeMap<>(onnx.tensors())
                .forEach((name, t) -> tensors.put(name, t.rank() == 2 ? Quantizer.quantise(t, DType.Q8_0, arena) : t));
        return tensors;
    }
}
