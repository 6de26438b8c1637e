package t2l.transformer;

import java.util.Map;
import t2l.autograd.*;

/// The weights of a decoder whose family has other names than Llama for its modules: Llama's are asked for, the family's
/// are given.
///
/// @param root   the weights under the family's names
/// @param llamas the path in Llama's names
/// @param names  the family's name of a module outside of layers (`model.embed_tokens`), of the layers (`model.layers`), or
///               of a module in a layer (`self_attn.o_proj`); others are the same
record Renamed(Weights root, String llamas, Map<String, String> names) implements Weights {
    private static final String LAYERS = "model.layers";

    @Override
    public Weights at(Object child) {
        return new Renamed(root, Weights.join(llamas, child), names);
    }

    @Override
    public String path() {
        if (!llamas.startsWith(LAYERS + ".")) {
            return names.getOrDefault(llamas, llamas);
        }
        String[] parts = llamas.substring(LAYERS.length() + 1).split("\\.", 2);
        String layer = names.getOrDefault(LAYERS, LAYERS) + "." + parts[0];
        return parts.length < 2 ? layer : layer + "." + names.getOrDefault(parts[1], parts[1]);
    }

    @Override
    public Weight weight(String name, Init init, int... shape) {
        return root.at(path()).weight(name, init, shape);
    }

    @Override
    public Weight table(String name, Init init, int... shape) {
        return root.at(path()).table(name, init, shape);
    }
}
