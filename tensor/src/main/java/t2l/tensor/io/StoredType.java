package t2l.tensor.io;

import module java.base;
import t2l.tensor.DType;

/// The types of numbers in files, by the names that safetensors and GGUF give them: those of safetensors, in the order in
/// which its reference writes them, then GGUF's blocks.
enum StoredType {
    U64(8, ""), I64(8, "Long"), F64(DType.F64, "Double"), F32(DType.F32, "Float"), U32(4, ""), I32(DType.I32, "Int"),
    BF16(DType.BF16, "BFloat16"), F16(DType.F16, "Half"), U16(2, ""), I16(2, "Short"), F8_E4M3(1, ""), F8_E5M2(1, ""),
    I8(1, "Char"), U8(1, "Byte"), BOOL(1, "Bool"), Q8_0(DType.Q8_0, ""), Q4_0(DType.Q4_0, ""), Q4_1(DType.Q4_1, ""),
    Q5_0(DType.Q5_0, ""), Q5_1(DType.Q5_1, ""), Q4_K(DType.Q4_K, ""), Q5_K(DType.Q5_K, ""), Q6_K(DType.Q6_K, ""),
    IQ4_NL(DType.IQ4_NL, ""), IQ4_XS(DType.IQ4_XS, ""), MXFP4(DType.MXFP4, ""), Q2_K(BlockFormat.Q2_K),
    Q3_K(BlockFormat.Q3_K);

    /// The names of all types in GGUF, also of those that are not read, each at its number (ggml, `enum ggml_type`).
    private static final List<String> GGUF = List
            .of(("F32 F16 Q4_0 Q4_1 Q4_2 Q4_3 Q5_0 Q5_1 Q8_0 Q8_1 Q2_K Q3_K Q4_K Q5_K Q6_K Q8_K "
                    + "IQ2_XXS IQ2_XS IQ3_XXS IQ1_S IQ4_NL IQ3_S IQ2_S IQ4_XS I8 I16 I32 I64 F64 IQ1_M BF16 "
                    + "Q4_0_4_4 Q4_0_4_8 Q4_0_8_8 TQ1_0 TQ2_0 IQ4_NL_4_4 IQ4_NL_4_8 IQ4_NL_8_8 MXFP4")
                    .split(" "));

    private final int elements;
    private final int bytes;
    private final String torch;
    private final Optional<DType> dtype;
    private final Optional<BlockFormat> format;

    StoredType(int bytes, String torch) {
        this(1, bytes, torch, Optional.empty(), Optional.empty());
    }

    StoredType(DType dtype, String torch) {
        this(dtype.blockSize(), dtype.blockBytes(), torch, Optional.of(dtype), Optional.empty());
    }

    StoredType(BlockFormat format) {
        this(BlockFormat.SIZE, format.bytes(), "", Optional.empty(), Optional.of(format));
    }

    StoredType(int elements, int bytes, String torch, Optional<DType> dtype, Optional<BlockFormat> format) {
        this.elements = elements;
        this.bytes = bytes;
        this.torch = torch;
        this.dtype = dtype;
        this.format = format;
    }

    private static Optional<StoredType> find(Predicate<StoredType> test) {
        return Arrays.stream(values()).filter(test).findFirst();
    }

    static Optional<StoredType> named(String name) {
        return find(type -> type.name().equals(name));
    }

    /// The type of this name in safetensors 0.5.
    static Optional<StoredType> ofSafetensors(String name) {
        return named(name).filter(type -> type.compareTo(BOOL) <= 0);
    }

    /// The types in safetensors.
    static List<String> namesInSafetensors() {
        return Arrays.stream(values()).map(Enum::name).filter(name -> ofSafetensors(name).isPresent()).toList();
    }

    /// The type of this number in GGUF, if it can be read.
    static Optional<StoredType> ofGguf(int number) {
        return named(nameInGguf(number));
    }

    /// The types in GGUF that can be read.
    static List<String> namesInGguf() {
        return GGUF.stream().filter(name -> named(name).isPresent()).toList();
    }

    static String nameInGguf(int number) {
        return number >= 0 && number < GGUF.size()
                ? GGUF.get(number)
                : "the unknown type " + Integer.toUnsignedString(number);
    }

    /// Its number in GGUF.
    int inGguf() {
        return GGUF.indexOf(name());
    }

    /// The type of one of torch's storage classes, if it is one of numbers.
    ///
    /// @param name the module and the class
    static Optional<StoredType> ofTorch(String name) {
        return find(type -> !type.torch.isEmpty() && name.equals("torch " + type.inTorch()));
    }

    /// The name of torch's storage class, in the module `torch`. Throws [IllegalArgumentException] if it has none.
    String inTorch() {
        if (torch.isEmpty()) {
            throw new IllegalArgumentException("torch file: needs F64 F32 F16 BF16 or I32, got " + this);
        }
        return torch + "Storage";
    }

    /// Elements that are stored together.
    int elements() {
        return elements;
    }

    /// Bytes of these.
    int bytes() {
        return bytes;
    }

    /// The type, if kernels compute with it.
    Optional<DType> dtype() {
        return dtype;
    }

    /// How its blocks are decoded, if they are only read.
    Optional<BlockFormat> format() {
        return format;
    }
}
