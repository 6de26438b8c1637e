package t2l.app.map;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import java.util.stream.IntStream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import t2l.app.console.HypernetOptions;
import t2l.app.console.Json;
import t2l.app.console.Out;
import t2l.app.console.OutputDirectory;
import t2l.app.console.Progress;
import t2l.app.console.Subcommand;
import t2l.app.suite.SuiteTasks;
import t2l.hypernet.TaskAtlas;
import t2l.hypernet.TextToLora;
import t2l.hypernet.data.JsonlTasks;
import t2l.hypernet.data.TaskData;
import t2l.tensor.T2lException;
import t2l.tensor.backend.Kernels;
import t2l.tensor.io.WholeFile;
import t2l.transformer.lora.Lora;

/// `t2l map`: descriptions, task codes and adapters of many tasks in two dimensions.
@Command(name = "map",
        description = "Draw the tasks of a hypernetwork: descriptions, codes, adapters.",
        footer = {"",
            "Writes map.html, which names the task under the pointer, plots as PNG and SVG, and",
            "map.json with all numbers. Draws the tasks of the hypernetwork's training, with",
            "one description each, or the tasks of --tasks, with up to three.",
            "", "Example:", "  t2l map --out map/"})
public final class TaskMap extends Subcommand {
    /// Points that a plot can show, and t-SNE computes in seconds.
    private static final int MOST_POINTS = 600;
    private static final int MOST_DESCRIPTIONS = 3;
    /// So many are needed for a picture, and by t-SNE.
    private static final int LEAST_POINTS = 8;

    @Mixin
    private HypernetOptions hypernet;

    @Option(names = "--tasks", paramLabel = "DIR", order = 1,
            description = "Other tasks: a directory of .jsonl tasks or task folders, or builtin:suite.")
    private Optional<String> tasks;

    @Option(names = "--kind", paramLabel = "REGEX", order = 2,
            description = "The part of a task's name that determines its colour (default: ${DEFAULT-VALUE}, up to a dot or underscore).")
    private String kind = "^[^._]+";

    @Option(names = "--out", required = true, paramLabel = "DIR", order = 3,
            description = "Directory for the map.")
    private Path to;

    @Option(names = "--force", order = 4, description = "Replace an earlier result.")
    private boolean force;

    @Override
    protected void run(Out out) throws IOException {
        Pattern named = pattern();
        try (Arena arena = Arena.ofShared();
                Kernels kernels = common.kernels();
                OutputDirectory output = new OutputDirectory("--out", to, force);
                TextToLora network = hypernet.open(hypernet.name(), kernels, out)) {
            List<Mapped> points = points(network, named);
            Kinds kinds = Kinds.of(points);
            List<Space> spaces = spaces(network, points, kernels, arena, out);
            Correlation agreement = Correlation.of(spaces.getFirst().pairs(), spaces.getLast().pairs());
            List<List<Plane>> planes = spaces.stream().map(Plane::of).toList();
            for (int i = 0; i < spaces.size(); i++) {
                for (Plane plane : planes.get(i)) {
                    MapPlots.points(spaces.get(i), plane, points, kinds, output.path());
                }
            }
            MapPlots.agreement(spaces.getFirst(), spaces.getLast(), agreement, output.path());
            Map<String, Object> all = MapPage.content(hypernet.name(), points, kinds, spaces, planes,
                    agreement);
            WholeFile.replace(output.path().resolve("map.json"), Json.text(all));
            WholeFile.replace(output.path().resolve("map.html"), MapPage.of(all));
            output.commit();
            show(out, points, agreement);
        }
    }

    private void show(Out out, List<Mapped> points, Correlation agreement) {
        String found = String.format(Locale.ROOT,
                "%d points; the more alike two descriptions, the more alike their adapters:"
                        + " Pearson %.2f, Spearman %.2f",
                points.size(), agreement.pearson(), agreement.spearman());
        out.result(Json.object("path", to.toString(), "points", points.size(), "pearson", agreement.pearson(),
                "spearman", agreement.spearman()), List.of(found, to.resolve("map.html").toString()));
    }

    private Pattern pattern() {
        try {
            return Pattern.compile(kind);
        } catch (PatternSyntaxException e) {
            throw new T2lException("--kind: needs a regular expression, got " + kind + ": " + e.getDescription(), e);
        }
    }

    private List<Mapped> points(TextToLora network, Pattern kinds) {
        List<Mapped> all = tasks.map(place -> described(place, kinds)).orElseGet(() -> trained(network, kinds));
        if (all.size() < LEAST_POINTS) {
            throw new T2lException("map: needs at least " + LEAST_POINTS + " descriptions of tasks, got " + all.size());
        }
        // If there are too many, every n-th, so that all kinds stay.
        double step = Math.max(1, (double) all.size() / MOST_POINTS);
        return IntStream.range(0, (int) (all.size() / step)).mapToObj(i -> all.get((int) (i * step))).toList();
    }

    private List<Mapped> trained(TextToLora network, Pattern kinds) {
        TaskAtlas atlas = network.atlas().filter(known -> !known.examples().isEmpty())
                .orElseThrow(
                        () -> new T2lException(hypernet.name()
                                + ": needs tasks.safetensors with a description of each task,"
                                + " as train writes it, has none; name tasks in --tasks"));
        return IntStream.range(0, atlas.names().size())
                .mapToObj(i -> point(atlas.names().get(i), atlas.examples().get(i), kinds)).toList();
    }

    private static List<Mapped> described(String place, Pattern kinds) {
        List<TaskData> found = SuiteTasks.named(place).map(SuiteTasks::training)
                .orElseGet(() -> JsonlTasks.read(Path.of(place), _ -> true));
        int each = Math.clamp(MOST_POINTS / Math.max(1, found.size()), 1, MOST_DESCRIPTIONS);
        return found.stream().flatMap(task -> task.descriptions().stream().limit(each)
                .map(description -> point(task.name(), description, kinds))).toList();
    }

    private static Mapped point(String task, String description, Pattern kinds) {
        Matcher found = kinds.matcher(task);
        return new Mapped(task, found.find() ? found.group() : task, description);
    }

    /// The three spaces, from what the network reads to what it writes.
    private static List<Space> spaces(TextToLora network, List<Mapped> points, Kernels kernels, Arena arena, Out out) {
        float[][] embeddings = new float[points.size()][];
        float[][] codes = new float[points.size()][];
        List<Lora> adapters = new ArrayList<>();
        try (Progress progress = out.progress("adapters", points.size())) {
            for (int i = 0; i < points.size(); i++) {
                TextToLora.Stages made = network.stages(points.get(i).description(), arena);
                embeddings[i] = made.embedding().toFloats();
                codes[i] = made.code().toFloats();
                adapters.add(made.lora());
                progress.at(i + 1, "");
            }
        }
        return List.of(Space.ofRows("descriptions", "Embeddings of descriptions", embeddings),
                Space.ofRows("codes", "Task codes", codes),
                Space.of("adapters", "Generated adapters, ΔW", AdapterProducts.of(adapters, kernels)));
    }
}
