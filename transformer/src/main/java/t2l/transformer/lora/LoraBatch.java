package t2l.transformer.lora;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import t2l.autograd.LowRank;
import t2l.transformer.ActiveAdapter;

/// Adapters for the `B` sequences of a batch, one for each, of any ranks and targets. Nothing is copied: the factors stay
/// where they are, so a batch is as good as free to change.
///
/// @param each by the path of the projection, the update of each sequence
public record LoraBatch(Map<String, List<Optional<LowRank>>> each) {
    public LoraBatch {
        each = Map.copyOf(each);
    }

    /// These adapters, in the order of the sequences.
    ///
    /// @param each [Lora#NONE] for the bare model
    public static LoraBatch of(List<Lora> each) {
        Map<String, List<Optional<LowRank>>> byPath = new TreeMap<>();
        for (Lora lora : each) {
            lora.updates().keySet().forEach(path -> byPath.computeIfAbsent(path, _ -> at(path, each)));
        }
        return new LoraBatch(byPath);
    }

    private static List<Optional<LowRank>> at(String path, List<Lora> each) {
        List<Optional<LowRank>> updates = new ArrayList<>();
        for (Lora lora : each) {
            updates.add(Optional.ofNullable(lora.updates().get(path))
                    .map(u -> new LowRank(u.a(), u.b(), lora.config().scale(path))));
        }
        return List.copyOf(updates);
    }

    /// For any pass over a batch of this many sequences.
    public ActiveAdapter adapter() {
        return ActiveAdapter.each(each);
    }
}
