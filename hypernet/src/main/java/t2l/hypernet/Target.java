package t2l.hypernet;

import module java.base;

/// A kind of projection to adapt, `[n,in] → [n,out]` in each of `L` decoder layers.
///
/// @param name the last part of the module's path: `q_proj`
public record Target(String name, int in, int out) {
    /// The part of a layer that has a projection, by its name.
    private static final Map<String, String> PARTS = parts(Map.of("self_attn",
            List.of("q_proj", "k_proj", "v_proj", "o_proj", "qkv_proj"), "mlp",
            List.of("gate_proj", "up_proj", "down_proj", "gate_up_proj", "c_fc"), "attn", List.of("c_attn"),
            "feed_forward", List.of("w1", "w2", "w3"),
            "shared_mlp", List.of("input_linear", "output_linear")));
    /// Those of GPT-2, whose layers have another name.
    private static final Set<String> GPT2 = Set.of("c_attn", "c_fc");

    /// Throws [IllegalArgumentException] unless `name` stands for one projection of each layer, which `c_proj` of GPT-2
    /// does not.
    public Target {
        if (!PARTS.containsKey(name)) {
            throw new IllegalArgumentException("target_modules: needs some of "
                    + PARTS.keySet().stream().sorted().toList() + ", got " + name);
        }
    }

    private static Map<String, String> parts(Map<String, List<String>> names) {
        Map<String, String> parts = new HashMap<>();
        names.forEach((part, all) -> all.forEach(name -> parts.put(name, part)));
        return Map.copyOf(parts);
    }

    /// Its Hugging Face path in decoder layer `layer`: `model.layers.3.self_attn.q_proj`, `transformer.h.3.attn.c_attn`.
    public String path(int layer) {
        return (GPT2.contains(name) ? "transformer.h." : "model.layers.") + layer + "." + PARTS.get(name) + "." + name;
    }

    /// Its paths in all layers.
    public List<String> paths(int layers) {
        return IntStream.range(0, layers).mapToObj(this::path).toList();
    }
}
