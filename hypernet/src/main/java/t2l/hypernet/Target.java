package t2l.hypernet;

import module java.base;

/// A kind of projection to adapt, `[n,in] → [n,out]` in each of `L` decoder layers.
///
/// @param name the last part of the module's path: `q_proj`
public record Target(String name, int in, int out) {
    private static final Set<String> ATTENTION = Set.of("q_proj", "k_proj", "v_proj", "o_proj", "qkv_proj", "c_attn");
    private static final Set<String> FEED_FORWARD = Set.of("gate_proj", "up_proj", "down_proj", "gate_up_proj", "c_fc");
    /// Those of GPT-2, whose modules have names of their own.
    private static final Set<String> GPT2 = Set.of("c_attn", "c_fc");

    /// Throws [IllegalArgumentException] unless `name` stands for one projection of each layer, which `c_proj` of GPT-2
    /// does not.
    public Target {
        if (!ATTENTION.contains(name) && !FEED_FORWARD.contains(name)) {
            throw new IllegalArgumentException("target_modules: needs some of "
                    + Stream.concat(ATTENTION.stream(), FEED_FORWARD.stream()).sorted().toList() + ", got " + name);
        }
    }

    /// Its Hugging Face path in decoder layer `layer`: `model.layers.3.self_attn.q_proj`, `transformer.h.3.attn.c_attn`.
    public String path(int layer) {
        boolean attends = ATTENTION.contains(name);
        return GPT2.contains(name)
                ? "transformer.h." + layer + (attends ? ".attn." : ".mlp.") + name
                : "model.layers." + layer + (attends ? ".self_attn." : ".mlp.") + name;
    }

    /// Its paths in all layers.
    public List<String> paths(int layers) {
        return IntStream.range(0, layers).mapToObj(this::path).toList();
    }
}
