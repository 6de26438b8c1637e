package t2l.hypernet;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import t2l.tensor.Tensor;

/// Names that a hypernetwork's tensors have in other files than those of one process of today's reference (t2l-spec
/// §5.1): a prefix that training on several devices leaves, and the layout of the paper's listings 2 and 3.
final class OldNames {
    private static final String PARALLEL = "module.";

    /// Where the names of the paper's listings begin, and what they are called today. Its mixer begins without a
    /// dropout, so that its steps are counted from one less.
    private static final Map<String, String> LISTING = Map.of("mixer.0.", "mixer.1.", "mixer.3.", "mixer.4.", "AB_emb.",
            "out_emb.", "AB_emb_norm.", "out_emb_norm.", "rank_emb.", "pos_emb.");

    private OldNames() {}

    /// The tensors under today's names, in the same order.
    ///
    /// @param hints hears what was renamed
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
