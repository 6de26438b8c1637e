package t2l.transformer.family;

import static java.util.Map.entry;

import module java.base;
import t2l.tensor.DType;
import t2l.tensor.Shapes;
import t2l.tensor.Tensor;
import t2l.transformer.DecoderConfig;

/// The two ways in which models in GGUF differ from those of Hugging Face: the names of tensors and, in a Llama, the
/// order of the rows of q and k. Source: llama.cpp, `gguf-py/gguf/tensor_mapping.py` and `LlamaModel.permute` of its
/// converter.
///
/// @param top    the paths of modules outside of layers, by their names in GGUF
/// @param layer  the paths in a layer of the modules of a layer, by their names in GGUF
/// @param layers what stands before the number of a layer in a path
public record GgufNames(Map<String, String> top, Map<String, String> layer, String layers) {
    /// Those of most families.
    public static final GgufNames LLAMA = new GgufNames(
            Map.of("token_embd", "model.embed_tokens", "output_norm", "model.norm", "output", "lm_head"),
            Map.ofEntries(
                    entry("attn_norm", "input_layernorm"),
                    entry("attn_q", "self_attn.q_proj"), entry("attn_k", "self_attn.k_proj"),
                    entry("attn_v", "self_attn.v_proj"), entry("attn_output", "self_attn.o_proj"),
                    entry("attn_q_norm", "self_attn.q_norm"), entry("attn_k_norm", "self_attn.k_norm"),
                    entry("ffn_norm", "post_attention_layernorm"),
                    entry("ffn_gate", "mlp.gate_proj"), entry("ffn_up", "mlp.up_proj"),
                    entry("ffn_down", "mlp.down_proj"), entry("ffn_gate_inp", "mlp.gate"),
                    entry("ffn_gate_exps", "mlp.experts.gate_proj"), entry("ffn_up_exps", "mlp.experts.up_proj"),
                    entry("ffn_down_exps", "mlp.experts.down_proj")),
            "model.layers.");
    private static final String BLOCK = "blk.";

    /// Architectures whose rows of q and k llama.cpp reorders.
    private static final Set<String> REORDERED = Set.of("llama", "smollm3", "granite");

    public GgufNames {
        top = Map.copyOf(top);
        layer = Map.copyOf(layer);
    }

    /// The same with other names of modules of a layer.
    GgufNames with(Map<String, String> own) {
        Map<String, String> all = new HashMap<>(layer);
        all.putAll(own);
        return new GgufNames(top, all, layers);
    }

    /// The same without these modules of a layer.
    GgufNames without(Set<String> modules) {
        Map<String, String> rest = new HashMap<>(layer);
        rest.keySet().removeAll(modules);
        return new GgufNames(top, rest, layers);
    }

    /// The path of a module, `blk.3.attn_q` as `model.layers.3.self_attn.q_proj`; empty for an unknown name.
    public Optional<String> path(String module) {
        if (!module.startsWith(BLOCK)) {
            return Optional.ofNullable(top.get(module));
        }
        String[] parts = module.split("\\.", 3);
        return parts.length < 3
                ? Optional.empty()
                : Optional.ofNullable(layer.get(parts[2])).map(name -> layers + parts[1] + "." + name);
    }

    /// The path of the module that the tensor `name` of a state dict belongs to.
    static String owner(String name) {
        return name.substring(0, Math.max(0, name.lastIndexOf('.')));
    }

    /// Tensors by their Hugging Face names. Unknown names are kept, and reported when the model is built.
    Map<String, Tensor> rename(Map<String, Tensor> tensors) {
        Map<String, Tensor> named = new LinkedHashMap<>();
        tensors.forEach((name, t) -> {
            int end = Math.max(0, name.lastIndexOf('.'));
            named.put(path(name.substring(0, end)).map(path -> path + name.substring(end)).orElse(name), t);
        });
        return named;
    }

    /// The inverse of [#path]: `model.layers.3.self_attn.q_proj` as `blk.3.attn_q`.
    public Optional<String> module(String path) {
        if (!path.startsWith(layers)) {
            return key(top, path);
        }
        String[] parts = path.substring(layers.length()).split("\\.", 2);
        return parts.length < 2
                ? Optional.empty()
                : key(layer, parts[1]).map(name -> BLOCK + parts[0] + "." + name);
    }

    private static Optional<String> key(Map<String, String> names, String value) {
        return names.entrySet().stream().filter(e -> e.getValue().equals(value)).map(Map.Entry::getKey).findFirst();
    }

    /// Whether the rows of the projection at `path` are reordered, like those of q and k in a Llama.
    ///
    /// @param architecture of the model
    public static boolean reordered(String architecture, String path) {
        return REORDERED.contains(architecture) && (path.endsWith(".q_proj") || path.endsWith(".k_proj"));
    }

    /// The number of heads of the projection q or k at `path`.
    public static int heads(String path, DecoderConfig of) {
        return path.endsWith(".q_proj") ? of.heads() : of.keyValueHeads();
    }

    /// Reorders the rows of `[heads·D,…]`, of any type, from GGUF, where a head's rotated pairs are adjacent, to
    /// Hugging Face, where they are half a head apart; a copy.
    public static Tensor halves(Tensor rows, int heads, SegmentAllocator into) {
        return reorder(rows, heads, true, into);
    }

    /// The inverse of [#halves].
    public static Tensor neighbours(Tensor rows, int heads, SegmentAllocator into) {
        return reorder(rows, heads, false, into);
    }

    private static Tensor reorder(Tensor rows, int heads, boolean toHalves, SegmentAllocator into) {
        Shapes.require(rows.rank() > 0 && rows.dim(0) % (2 * heads) == 0, "rows of heads",
                "an even number for each of " + heads + " heads", rows);
        Tensor out = Tensor.allocate(into, rows.dtype(), rows.dims());
        int width = rows.dim(0) / heads;
        for (int row = 0; row < rows.dim(0); row++) {
            int first = row / width * width;
            int half = row % width / (width / 2);
            int pair = row % (width / 2);
            int neighbour = first + 2 * pair + half;
            copyRow(rows, toHalves ? neighbour : row, out, toHalves ? row : neighbour);
        }
        return out;
    }

    /// Bytes per row, since a quantised row can only be moved as a whole.
    private static void copyRow(Tensor from, int source, Tensor to, int target) {
        DType type = from.dtype();
        long bytes = type.bytes(from.size() / from.dim(0));
        MemorySegment.copy(from.forReading(), type.bytes(from.offset() + source * from.stride(0)), to.forWriting(),
                target * bytes, bytes);
    }
}
