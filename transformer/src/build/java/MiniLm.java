import static java.lang.foreign.ValueLayout.JAVA_BYTE;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import t2l.tensor.DType;
import t2l.tensor.Tensor;
import t2l.tensor.io.*;

/// A step of the build: creates the directory of `builtin:minilm` (all-MiniLM-L6-v2, Apache-2.0) with `config.json`,
/// `sentence_bert_config.json`, `model.gguf` and `tokenizer.json`, from the ONNX model and the tokenizer of a Maven artifact.
///
/// The tensors keep the names of Hugging Face's BERT. Matrices are Q8_0, the rest is F32: 24 MB instead of 90. The
/// cosine similarity with the golden embeddings is at least 0.9997; with 4-bit weights anywhere, it falls below 0.999.
final class MiniLm {
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

    /// `MiniLm FROM TO [TYPE]`: creates the directory `TO` from the unpacked artifact in `FROM`, unless it is up to date.
    ///
    /// @param args the last one is the type of the matrices, if not Q8_0
    public static void main(String[] args) throws IOException {
        Path from = Path.of(args[0]);
        Path to = Path.of(args[1]);
        DType type = DType.valueOf(args.length > 2 ? args[2] : "Q8_0");
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
            byte[] onnx = Files.readAllBytes(from.resolve(ONNX));
            MemorySegment file = arena.allocate(onnx.length, 64).copyFrom(MemorySegment.ofArray(onnx));
            Map<String, Tensor> tensors = new LinkedHashMap<>();
            weights(file).forEach((name, t) -> tensors.put(name,
                    t.rank() == 2 && type != DType.F32 ? Quantizer.quantise(t, type, arena) : t));
            Gguf.replace(to.resolve("model.gguf"), metadata(), tensors);
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

    /// The F32 and F16 initialisers of an ONNX graph in the order of their PyTorch names; their numbers stay in `file`.
    ///
    /// An exporter keeps the names of most weights (`encoder.layer.0.output.dense.bias`), but transposes the matrices of
    /// linear layers to `[in,out]` and renames them (`onnx::MatMul_787`). The node that uses a matrix names its layer:
    /// `/encoder/layer.0/output/dense/MatMul` uses `encoder.layer.0.output.dense.weight`, given here as an `[out,in]` view.
    ///
    /// Source: `onnx.proto` (ModelProto, GraphProto, NodeProto, TensorProto).
    private static Map<String, Tensor> weights(MemorySegment file) {
        Map<String, Tensor> weights = new TreeMap<>();
        List<Message> nodes = new ArrayList<>();
        for (var model = new Message(file); model.next();) {
            if (model.field == 7) {
                for (var graph = new Message(model.content); graph.next();) {
                    if (graph.field == 1) {
                        nodes.add(new Message(graph.content));
                    } else if (graph.field == 5) {
                        initialiser(new Message(graph.content), weights);
                    }
                }
            }
        }
        nodes.forEach(node -> rename(node, weights));
        return weights;
    }

    private static void initialiser(Message tensor, Map<String, Tensor> weights) {
        String name = "";
        List<Integer> shape = new ArrayList<>();
        long type = 0;
        MemorySegment data = MemorySegment.NULL;
        while (tensor.next()) {
            switch (tensor.field) {
                case 1 -> shape.add((int) tensor.value);
                case 2 -> type = tensor.value;
                case 8 -> name = tensor.text();
                case 9 -> data = tensor.content;
                default -> {} // other ways to hold numbers
            }
        }
        if (type == 1 || type == 10) {
            int[] dims = shape.stream().mapToInt(i -> i).toArray();
            weights.put(name, Tensor.over(data, type == 1 ? DType.F32 : DType.F16, dims));
        }
    }

    /// If this node multiplies by an initialiser, the initialiser is the weight of the layer in the node's name.
    private static void rename(Message node, Map<String, Tensor> weights) {
        List<String> inputs = new ArrayList<>();
        String name = "";
        String operation = "";
        while (node.next()) {
            switch (node.field) {
                case 1 -> inputs.add(node.text());
                case 3 -> name = node.text();
                case 4 -> operation = node.text();
                default -> {} // outputs and attributes
            }
        }
        if (operation.equals("MatMul") && weights.containsKey(inputs.get(1))) {
            String layer = name.substring(1, name.lastIndexOf("/MatMul")).replace('/', '.');
            weights.put(layer + ".weight", weights.remove(inputs.get(1)).t());
        }
    }

    /// Goes through the fields of a protobuf message. Source: the protocol buffers encoding.
    private static final class Message {
        private final MemorySegment bytes;
        private long at;
        private int field;
        /// Of a field that is a number.
        private long value;
        /// Of a field with a length.
        private MemorySegment content = MemorySegment.NULL;

        Message(MemorySegment bytes) {
            this.bytes = bytes;
        }

        /// Goes to the next field; false at the end.
        boolean next() {
            if (at == bytes.byteSize()) {
                return false;
            }
            long tag = varint();
            field = (int) (tag >>> 3);
            switch ((int) (tag & 7)) {
                case 0 -> value = varint();
                case 1 -> at += 8;
                case 5 -> at += 4;
                case 2 -> {
                    long length = varint();
                    content = bytes.asSlice(at, length);
                    at += length;
                }
                default -> throw new IllegalStateException("minilm: needs a wire type 0, 1, 2 or 5, got " + (tag & 7));
            }
            return true;
        }

        String text() {
            return new String(content.toArray(JAVA_BYTE), StandardCharsets.UTF_8);
        }

        private long varint() {
            long v = 0;
            for (int shift = 0;; shift += 7) {
                long b = bytes.get(JAVA_BYTE, at++);
                v |= (b & 0x7f) << shift;
                if (b >= 0) {
                    return v;
                }
            }
        }
    }
}
