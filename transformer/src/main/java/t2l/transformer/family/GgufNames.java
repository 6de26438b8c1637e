package t2l.transformer.family;

import static java.util.Map.entry;

import module java.base;
import t2l.tensor.*;
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
    private static final Set<String> REORDERED = Set.of("llama", "smollm3", "granite", "mistral3");

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

    /// The same for a family that calls some modules of a layer otherwise than Llama ([DecoderConfig#names]).
    GgufNames renamed(Map<String, String> paths) {
        Map<String, String> all = new HashMap<>(layer);
        all.replaceAll((_, path) -> paths.getOrDefault(path, path));
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

    /// Tensors by their Hugging Face names; a module of a single tensor may have its name. Unknown names are kept, and reported
    /// when the model is built.
    Map<String, Tensor> rename(Map<String, Tensor> tensors) {
        Map<String, Tensor> named = new LinkedHashMap<>();
        tensors.forEach((name, t) -> {
            String module = owner(name);
            named.put(
                    path(name).or(() -> path(module).map(path -> path + name.substring(module.length()))).orElse(name),
                    t);
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

    /// The tensor of the module at `path`, whose rows are those of heads: where llama.cpp rotates adjacent pairs, the rows of
    /// q and k of `[heads·D,…]`, of any type, are copied into another order, and those of value heads ([ValueHeads]). Others are
    /// returned unchanged.
    ///
    /// @param reading from GGUF, where the rows of a rotated pair are adjacent, to Hugging Face, where they are half a head
    ///                apart; otherwise the inverse
    public static Tensor reordered(String path, Tensor rows, DecoderConfig of, boolean reading, SegmentAllocator into) {
        if (of.delta().isPresent()) {
            return ValueHeads.rows(path, rows, of, reading, into);
        }
        boolean queries = path.endsWith(".q_proj");
        if (!REORDERED.contains(of.architecture()) || !(queries || path.endsWith(".k_proj"))) {
            return rows;
        }
        int heads = queries ? of.heads() : of.keyValueHeads();
        Shapes.require(rows.rank() > 0 && rows.dim(0) % (2 * heads) == 0, "rows of heads",
                "an even number for each of " + heads + " heads", rows);
        DType type = rows.dtype();
        Tensor out = Tensor.allocate(into, type, rows.dims());
        int width = rows.dim(0) / heads;
        long bytes = type.bytes(rows.size() / rows.dim(0)); // a quantised row can only be moved as a whole
        for (int row = 0; row < rows.dim(0); row++) {
            int pair = row % (width / 2);
            int adjacent = row / width * width + 2 * pair + row % width / (width / 2);
            int from = reading ? adjacent : row;
            int to = reading ? row : adjacent;
            MemorySegment.copy(rows.forReading(), type.bytes(rows.offset() + from * rows.stride(0)), out.forWriting(),
                    to * bytes, bytes);
        }
        return out;
    }

    /// As [#reordered] for a matrix `[…,heads·D]`, whose columns are those of heads.
    public static Tensor columns(String path, Tensor t, DecoderConfig of, boolean reading, SegmentAllocator into) {
        return of.delta().isPresent() ? ValueHeads.columns(path, t, of, reading, into) : t;
    }
}
