package t2l.hypernet;

import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/// A kind of projection to adapt, `[n,in] → [n,out]` in each of `L` decoder layers.
///
/// @param name the last part of the module's path: `q_proj`
public record Target(String name, int in, int out) {
    private static final Map<String, String> PARENTS = Map.of("q_proj", "self_attn", "k_proj", "self_attn", "v_proj",
            "self_attn", "o_proj", "self_attn", "gate_proj", "mlp", "up_proj", "mlp", "down_proj", "mlp");

    public Target {
        if (!PARENTS.containsKey(name)) {
            throw new IllegalArgumentException(
                    "target_modules: needs some of " + PARENTS.keySet().stream().sorted().toList() + ", got " + name);
        }
    }

    /// Its Hugging Face path in decoder layer `layer`: `model.layers.3.self_attn.q_proj`.
    public String path(int layer) {
        return "model.layers." + layer + "." + PARENTS.get(name) + "." + name;
    }

    /// Its paths in all layers.
    public List<String> paths(int layers) {
        return IntStream.range(0, layers).mapToObj(this::path).toList();
    }
}
