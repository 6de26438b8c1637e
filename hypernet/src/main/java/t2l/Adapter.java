package t2l;

import static t2l.tensor.Argument.given;

import module java.base;
import t2l.hypernet.*;
import t2l.hypernet.train.FewShotTuning;
import t2l.tensor.T2lException;
import t2l.transformer.lora.*;
import t2l.transformer.template.ChatTemplate;

/// An adapter for a task: low-rank updates of a model's projections (Hu et al. 2021), created by [T2l#generate].
/// Immutable and thread-safe; needs no closing.
public final class Adapter {
    /// No adapter: the unchanged model.
    public static final Adapter NONE = new Adapter("no adapter", Lora.NONE, Optional.empty(), Optional.empty(),
            Optional.empty());

    private final String name;
    private final Lora lora;
    private final Optional<ChatTemplate> template;
    private final Optional<TaskAtlas.Nearness> place;
    private final Optional<FewShotTuning.Score> learnt;

    /// A worked example of a task: what a prompt says, and the answer to it.
    public record Example(String input, String output) {
        public Example {
            given("input", input);
            if (given("output", output).isBlank()) {
                throw new IllegalArgumentException("output: needs the answer to '" + input + "', got an empty one");
            }
        }

        /// An example as `input => output`. Throws [T2lException] if there is no arrow.
        public static Example of(String text) {
            int arrow = given("text", text).indexOf("=>");
            if (arrow < 0) {
                throw new T2lException("example: needs an input and an output as INPUT => OUTPUT, got " + text);
            }
            return new Example(text.substring(0, arrow).strip(), text.substring(arrow + 2).strip());
        }
    }

    /// @param template the chat template of its training, if that was not the model's own
    /// @param learnt   what it made of the examples that it learnt, if it did
    Adapter(String name, Lora lora, Optional<ChatTemplate> template, Optional<TaskAtlas.Nearness> place,
            Optional<FewShotTuning.Score> learnt) {
        this.learnt = learnt;
        this.name = name;
        this.lora = lora;
        this.template = template;
        this.place = place;
    }

    /// What a hypernetwork makes of a description.
    public static Adapter of(TextToLora.Generated made) {
        return new Adapter(made.description(), made.lora(), made.template(), made.place(), Optional.empty());
    }

    /// Writes a new PEFT directory atomically, with `chat_template.jinja` if it has a template. Throws [T2lException] if it
    /// exists or cannot be written.
    public void save(Path directory) {
        given("directory", directory);
        if (lora.updates().isEmpty()) {
            throw new T2lException(directory + ": needs an adapter to save, got " + name);
        }
        LoraFile.write(directory, lora, template);
    }

    /// The same with its update multiplied by `strength`, which may be negative.
    public Adapter times(double strength) {
        if (!Double.isFinite(strength)) {
            throw new IllegalArgumentException("strength: needs a finite number, got " + strength);
        }
        return new Adapter(name, lora.times(strength), template, place, learnt);
    }

    /// Its factors and scales.
    public Lora lora() {
        return lora;
    }

    /// The chat template of its training, in which prompts for it are written; empty for the model's own.
    public Optional<ChatTemplate> template() {
        return template;
    }

    /// This after it has learnt examples.
    Adapter tuned(FewShotTuning.Tuned by) {
        return new Adapter(name, by.lora(), template, place, Optional.of(by.score()));
    }

    /// How many of the examples that it learnt were right before and after; empty if it learnt none.
    public Optional<FewShotTuning.Score> learnt() {
        return learnt;
    }

    /// The training tasks nearest to its description, the nearest first; empty if it has no description or the
    /// hypernetwork does not store its training tasks.
    public List<TaskAtlas.Near> nearestTasks() {
        return place.map(TaskAtlas.Nearness::nearest).orElse(List.of());
    }

    /// Whether its description is far from all training tasks, in which case the adapter may be of little use.
    public boolean outside() {
        return place.map(TaskAtlas.Nearness::outside).orElse(false);
    }

    /// Its description, or the file it was read from.
    @Override
    public String toString() {
        return name;
    }
}
