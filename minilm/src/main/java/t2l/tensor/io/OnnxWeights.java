package t2l.tensor.io;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import t2l.tensor.T2lException;
import t2l.tensor.Tensor;

/// The initialisers of an ONNX graph, by their PyTorch names.
///
/// An exporter keeps the names of most weights (`encoder.layer.0.output.dense.bias`), but transposes the matrices of
/// linear layers to `[in,out]` and renames them (`onnx::MatMul_787`). The node that uses a matrix names its layer:
/// `/encoder/layer.0/output/dense/MatMul` uses `encoder.layer.0.output.dense.weight`, given here as an `[out,in]` view.
///
/// Source: `onnx.proto` (ModelProto, GraphProto, NodeProto, TensorProto). Only initialisers with `raw_data` are read;
/// weights in files beside the model are an error.
///
/// @param path the file
public record OnnxWeights(Path path, Map<String, Tensor> tensors, Map<String, RawTensor> raw) implements TensorFile {
    private static final String USER = "/MatMul";
    /// The names of the types with the numbers of `TensorProto.DataType`.
    private static final List<String> TYPES = List
            .of(" F32 U8 I8 U16 I16 I32 I64  BOOL F16 F64 U32 U64   BF16 ".split(" ", -1));

    public OnnxWeights {
        tensors = Collections.unmodifiableMap(new LinkedHashMap<>(tensors));
        raw = Collections.unmodifiableMap(new LinkedHashMap<>(raw));
    }

    /// Reads a model into memory of `arena`. Throws [T2lException] if it is missing or invalid.
    public static OnnxWeights open(Path path, Arena arena) {
        FileBytes file = FileBytes.read(path, arena);
        Map<String, Tensor> tensors = new LinkedHashMap<>();
        Map<String, RawTensor> raw = new LinkedHashMap<>();
        List<Protobuf> nodes = new ArrayList<>();
        boolean graph = false;
        for (var model = new Protobuf(file, 0, file.size()); model.next();) {
            if (model.number() == 7) {
                graph = true;
                for (Protobuf part = model.message("a graph"); part.next();) {
                    switch (part.number()) {
                        case 1 -> nodes.add(part.message("a node"));
                        case 5 -> initialiser(file, part.message("an initialiser"), tensors, raw);
                        default -> {} // inputs, outputs, what documents the graph
                    }
                }
            }
        }
        if (!graph) {
            throw new T2lException(path + ": needs an ONNX model with a graph, has none; export it again");
        }
        nodes.forEach(node -> rename(node, tensors));
        return new OnnxWeights(path, tensors, raw);
    }

    private static void initialiser(FileBytes file, Protobuf tensor, Map<String, Tensor> tensors,
            Map<String, RawTensor> raw) {
        String name = "";
        List<Integer> shape = new ArrayList<>();
        long type = 0;
        MemorySegment data = MemorySegment.NULL;
        while (tensor.next()) {
            switch (tensor.number()) {
                case 1 -> {
                    for (long size : tensor.wholes("sizes")) {
                        if (size < 0 || size > Integer.MAX_VALUE || shape.size() == 8) {
                            throw tensor.error("needs at most 8 sizes from 0 to 2^31 - 1, got " + size);
                        }
                        shape.add((int) size);
                    }
                }
                case 2 -> type = tensor.whole("a type");
                case 8 -> name = tensor.text("a name");
                case 9 -> data = file.slice(tensor.start("raw data"), tensor.length("raw data"), "raw data");
                case 13 -> throw tensor.error("needs the numbers in the model itself, they are in another file");
                default -> {} // other ways to hold numbers: their size will not be right below
            }
        }
        Optional<StoredType> dtype = StoredType.named(TYPES.get((int) Math.clamp(type, 0L, TYPES.size() - 1L)));
        long bytes = dtype.map(StoredType::bytes).orElse(0);
        try {
            for (int size : shape) {
                bytes = Math.multiplyExact(bytes, size);
            }
        } catch (ArithmeticException e) {
            throw new T2lException(tensor.error(name + ": needs fewer than 2^63 bytes, got " + shape).getMessage(), e);
        }
        if (dtype.isEmpty() || bytes != data.byteSize()) {
            throw tensor.error(name + ": needs raw numbers of type 1 to 7, 9 to 13 or 16 for " + shape + ", got type "
                    + type + " in " + data.byteSize() + " bytes");
        }
        if (name.isEmpty() || tensors.containsKey(name) || raw.containsKey(name)) {
            throw tensor.error("needs every initialiser to have its own name, got '" + name + "' "
                    + (name.isEmpty() ? "" : "again"));
        }
        new RawTensor(name, dtype.get().name(), shape, data).addTo(tensors, raw);
    }

    /// If this node multiplies by an initialiser, the initialiser is the weight of the layer in the node's name.
    private static void rename(Protobuf node, Map<String, Tensor> tensors) {
        List<String> inputs = new ArrayList<>();
        String name = "";
        String operation = "";
        while (node.next()) {
            switch (node.number()) {
                case 1 -> inputs.add(node.text("an input"));
                case 3 -> name = node.text("a node name");
                case 4 -> operation = node.text("an operation");
                default -> {} // outputs and attributes
            }
        }
        if (operation.equals("MatMul") && inputs.size() == 2 && name.startsWith("/") && name.endsWith(USER)
                && name.length() > USER.length()) {
            Tensor matrix = tensors.get(inputs.get(1));
            if (matrix != null && matrix.rank() == 2) {
                String weight = name.substring(1, name.length() - USER.length()).replace('/', '.') + ".weight";
                tensors.remove(inputs.get(1));
                if (tensors.put(weight, matrix.t()) != null) {
                    throw node.error("needs one matrix for every layer, got a second one for " + weight);
                }
            }
        }
    }
}
