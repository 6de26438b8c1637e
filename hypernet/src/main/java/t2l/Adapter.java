package t2l;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import t2l.hypernet.TaskAtlas;
import t2l.tensor.T2lException;
import t2l.transformer.lora.Lora;
import t2l.transformer.lora.LoraFile;

/// An adapter for a task: low-rank updates of a model's projections (Hu et al. 2021), created by [T2l#adapter].
/// Immutable and thread-safe; needs no closing.
public final class Adapter {
    /// No adapter: the unchanged model.
    public static final Adapter NONE = new Adapter("no adapter", Lora.NONE, Optional.empty());

    private final String name;
    private final Lora lora;
    private final Optional<TaskAtlas.Place> place;

    Adapter(String name, Lora lora, Optional<TaskAtlas.Place> place) {
        this.name = name;
        this.lora = lora;
        this.place = place;
    }

    /// Writes a new PEFT directory atomically. Throws [T2lException] if it exists or cannot be written.
    public void save(Path directory) {
        if (lora.updates().isEmpty()) {
            throw new T2lException(directory + ": needs an adapter to save, got " + name);
        }
        LoraFile.write(directory, lora);
    }

    /// The same with its update multiplied by `strength`.
    public Adapter times(double strength) {
        return new Adapter(name, lora.times(strength), place);
    }

    /// Its factors and scales.
    public Lora lora() {
        return lora;
    }

    /// The training tasks nearest to its description, the nearest first; empty if it has no description or the
    /// hypernetwork does not store its training tasks.
    public List<TaskAtlas.Near> nearestTasks() {
        return place.map(TaskAtlas.Place::nearest).orElse(List.of());
    }

    /// Whether its description is far from all training tasks, in which case the adapter may be of little use.
    public boolean outside() {
        return place.map(TaskAtlas.Place::outside).orElse(false);
    }

    /// Its description, or the file it was read from.
    @Override
    public String toString() {
        return name;
    }
}
