package t2l.transformer.family;

import static java.util.Map.entry;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.SegmentAllocator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import t2l.tensor.DType;
import t2l.tensor.Shapes;
import t2l.tensor.Tensor;
import t2l.transformer.DecoderConfig;

/// The two ways in which models in GGUF differ from those of Hugging Face: the names of tensors and, in a Llama, the
/// order of the rows of q and k. Source: llama.cpp, `gguf-py/gguf/tensor_mapping.py` and `LlamaModel.permute` of its
/// converter.
public final class GgufNames {
    private static final Map<String, String> TOP = Map.of("token_embd", "model.embed_tokens", "output_norm",
            "model.norm", "output", "lm_head");
    private static final Map<String, String> LAYER = Map.ofEntries(
            entry("attn_norm", "input_layernorm"),
            entry("attn_q", "self_attn.q_proj"), entry("attn_k", "self_attn.k_proj"),
            entry("attn_v", "self_attn.v_proj"), entry("attn_output", "self_attn.o_proj"),
            entry("attn_q_norm", "self_attn.q_norm"), entry("attn_k_norm", "self_attn.k_norm"),
            entry("ffn_norm", "post_attention_layernorm"),
            entry("ffn_gate", "mlp.gate_proj"), entry("ffn_up", "mlp.up_proj"), entry("ffn_down", "mlp.down_proj"));
    private static final String BLOCK = "blk.";
    private static final String LAYERS = "model.layers.";

    private GgufNames() {}

    /// The path of a module, `blk.3.attn_q` as `model.layers.3.self_attn.q_proj`; empty for an unknown name.
    public static Optional<String> path(String module) {
        return path(module, TOP, LAYER, LAYERS);
    }

    private static Optional<String> path(String module, Map<String, String> top, Map<String, String> layer,
            String layers) {
        if (!module.startsWith(BLOCK)) {
            return Optional.ofNullable(top.get(module));
        }
        String[] parts = module.split("\\.", 3);
        return parts.length < 3
                ? Optional.empty()
                : Optional.ofNullable(layer.get(parts[2])).map(name -> layers + parts[1] + "." + name);
    }

    /// Tensors of a decoder by their Hugging Face names. Unknown names are kept, and reported when the model is built.
    ///
    /// @param own the names of modules of a layer that are specific to the family
    static Map<String, Tensor> rename(Map<String, Tensor> tensors, Map<String, String> own) {
        return rename(tensors, TOP, layer(own), LAYERS);
    }

    private static Map<String, String> layer(Map<String, String> own) {
        Map<String, String> layer = new HashMap<>(LAYER);
        layer.putAll(own);
        return layer;
    }

    /// The same for any names.
    ///
    /// @param top    of modules outside of layers
    /// @param layer  of those in a layer
    /// @param layers what stands before the number of a layer
    static Map<String, Tensor> rename(Map<String, Tensor> tensors, Map<String, String> top, Map<String, String> layer,
            String layers) {
        Map<String, Tensor> named = new LinkedHashMap<>();
        tensors.forEach((name, t) -> {
            int end = Math.max(0, name.lastIndexOf('.'));
            named.put(path(name.substring(0, end), top, layer, layers).map(path -> path + name.substring(end))
                    .orElse(name), t);
        });
        return named;
    }

    /// The inverse: `model.layers.3.self_attn.q_proj` as `blk.3.attn_q`.
    public static Optional<String> module(String path) {
        return module(path, Map.of());
    }

    /// The same for a family with [names of its own][Family#names].
    static Optional<String> module(String path, Map<String, String> own) {
        if (!path.startsWith(LAYERS)) {
            return key(TOP, path);
        }
        String[] parts = path.substring(LAYERS.length()).split("\\.", 2);
        return parts.length < 2
                ? Optional.empty()
                : key(layer(own), parts[1]).map(name -> BLOCK + parts[0] + "." + name);
    }

    private static Optional<String> key(Map<String, String> names, String value) {
        return names.entrySet().stream().filter(e -> e.getValue().equals(value)).map(Map.Entry::getKey).findFirst();
    }

    /// Whether the rows of the projection at `path` are reordered, like those of q and k in a Llama.
    ///
    /// @param architecture of the model
    public static boolean reordered(String architecture, String path) {
        return architecture.equals("llama") && (path.endsWith(".q_proj") || path.endsWith(".k_proj"));
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
