package t2l.hypernet;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import t2l.tensor.Tensor;

/// Maps other names of a hypernetwork's tensors to those of the current reference (t2l-spec §5.1): the prefix added by
/// training on several devices, and the layout of the paper's listings 2 and 3.
final class OldNames {
    private static final String PARALLEL = "module.";

    /// The prefixes in the paper's listings, and the current ones. The paper's mixer has no dropout first, so the
    /// indices of its steps are smaller by one.
    private static final Map<String, String> LISTING = Map.of("mixer.0.", "mixer.1.", "mixer.3.", "mixer.4.", "AB_emb.",
            "out_emb.", "AB_emb_norm.", "out_emb_norm.", "rank_emb.", "pos_emb.");

    private OldNames() {}

    /// The tensors by their current names, in the same order.
    ///
    /// @param hints is told about renamed tensors
    static Map<String, Tensor> replaced(Path file, Map<String, Tensor> stored, Consumer<String> hints) {
        Map<String, Tensor> plain = stored;
        if (!stored.isEmpty() && stored.keySet().stream().allMatch(name -> name.startsWith(PARALLEL))) {
            hints.accept(file + ": its tensors are read without their prefix " + PARALLEL);
            plain = new LinkedHashMap<>();
            for (Map.Entry<String, Tensor> each : stored.entrySet()) {
                plain.put(each.getKey().substring(PARALLEL.length()), each.getValue());
            }
        }
        boolean old = plain.keySet().stream()
                .anyMatch(name -> LISTING.keySet().stream().anyMatch(name::startsWith));
        if (!old) {
            return plain;
        }
        hints.accept(file + ": its tensors have the names of the paper's listing and are read as those of today: "
                + new TreeMap<>(LISTING));
        Map<String, Tensor> today = new LinkedHashMap<>();
        plain.forEach((name, t) -> today.put(LISTING.entrySet().stream().filter(e -> name.startsWith(e.getKey()))
                .map(e -> e.getValue() + name.substring(e.getKey().length())).findFirst().orElse(name), t));
        return today;
    }
}
