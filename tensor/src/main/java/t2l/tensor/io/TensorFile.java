package t2l.tensor.io;

import module java.base;
import t2l.tensor.*;

/// A file of named tensors, in whatever format.
public interface TensorFile {
    /// The file, or the index of several.
    Path path();

    /// Tensors whose types kernels compute with (F64 F32 F16 BF16 I32, and in GGUF the quantised ones), by name, in the order of
    /// the file; read-only views of its bytes, or copies where these are in another order.
    Map<String, Tensor> tensors();

    /// All others (I64 U8 BOOL Q2_K …), by name; models do not use them, a caller may convert them.
    Map<String, RawTensor> raw();

    /// The tensor of this name; throws [T2lException] if there is none of a type that kernels compute with.
    default Tensor get(String name) {
        Tensor t = tensors().get(name);
        if (t == null) {
            throw new T2lException(path() + ": needs a tensor " + name + ", there is " + (raw().containsKey(name)
                    ? "one of type " + raw().get(name).dtype()
                    : "none among its " + tensors().size() + "; is this the file of the model?"));
        }
        return t;
    }

    /// Whether there is a tensor of this name, of whatever type.
    default boolean holds(String name) {
        return tensors().containsKey(name) || raw().containsKey(name);
    }

    /// The shape of the tensor of this name, of whatever type; throws [T2lException] if there is none.
    default List<Integer> shape(String name) {
        return raw().containsKey(name)
                ? raw().get(name).shape()
                : Arrays.stream(get(name).dims()).boxed().toList();
    }

    /// The same file with the weights of a model in types that kernels compute with; converted ones are in memory of `into`.
    /// Throws [T2lException] if one cannot be converted.
    default TensorFile computable(SegmentAllocator into) {
        return this;
    }

    /// Reads a file into memory of `arena`; of a directory, the weights of its model. The name determines the format, or the
    /// first bytes of a file whose name does not. Throws [T2lException] if the file is missing or invalid, or its format unknown.
    static TensorFile open(Path path, Arena arena) {
        return of(path, arena, file -> FileBytes.read(file, arena));
    }

    /// Like [#open], but maps the file as long as `arena` lives: a file of any size opens at once, and must not become
    /// shorter meanwhile.
    static TensorFile map(Path path, Arena arena) {
        return of(path, arena, file -> FileBytes.map(file, arena));
    }

    private static TensorFile of(Path path, Arena arena, Function<Path, FileBytes> open) {
        FileBytes file = open.apply(file(path));
        String name = String.valueOf(file.path().getFileName()).toLowerCase(Locale.ROOT);
        int start = file.size() < Integer.BYTES ? 0 : file.i32(0, "");
        if (name.endsWith(".safetensors") || name.endsWith(".index.json")) {
            return SafeTensors.of(file, open);
        }
        if (name.endsWith(".gguf") || start == Gguf.MAGIC) {
            return Gguf.of(file, open);
        }
        if (name.endsWith(".pt") || name.endsWith(".pth") || name.endsWith(".bin") || start == StoredZip.LOCAL) {
            return TorchFile.of(file, arena);
        }
        throw new T2lException(path + ": needs a .gguf, .safetensors or .pt file, or a directory with a model, an"
                + " adapter, a hypernetwork or a task");
    }

    /// The file at `path`, or the one with the weights of the model in this directory. Throws [T2lException] if there is none.
    static Path file(Path path) {
        return !Files.isDirectory(path)
                ? path
                : ofModel(path).orElseThrow(() -> new T2lException(path + ": needs model.safetensors,"
                        + " model.safetensors.index.json or model.gguf, has none of these; name the directory of a model"));
    }

    /// The file with the weights of the model in `directory`, if there is one.
    static Optional<Path> ofModel(Path directory) {
        return find(directory, "model.safetensors", "model.safetensors.index.json", "model.gguf");
    }

    /// The first of `names` that exists in `directory`.
    static Optional<Path> find(Path directory, String... names) {
        return Arrays.stream(names).map(directory::resolve).filter(Files::exists).findFirst();
    }
}
