package t2l.hypernet;

import module java.base;
import t2l.tensor.*;
import t2l.tensor.backend.Kernels;
import t2l.tensor.io.SafeTensors;
import t2l.tensor.kernel.Products.MatMul;
import t2l.tensor.settings.Source;
import t2l.transformer.family.WeightTypes;

/// Compares a description with the training tasks of a hypernetwork: finds the nearest tasks, and detects descriptions
/// that are farther from all of them than training descriptions are from other tasks. A hypernetwork generates an
/// adapter for any sentence; this indicates how much to expect of it.
///
/// The similarity is the cosine between a description's embedding and a task's centre, the normalised mean of its
/// descriptions. The reference has nothing like it.
///
/// @param names     of the training tasks
/// @param examples  a training description of each, or none if they are not known
/// @param centres   `[tasks,E]`, rows of length 1
/// @param threshold descriptions whose cosine to the nearest task is lower are outside; so is one in a hundred training
///                  descriptions, each compared with a centre that leaves it out
public record TaskAtlas(List<String> names, List<String> examples, Tensor centres, double threshold) {
    private static final String FILE = "tasks.safetensors";
    private static final String CENTRES = "centres";
    private static final String NAMES = "names";
    private static final String EXAMPLES = "examples";
    private static final String THRESHOLD = "threshold";

    /// The share of training descriptions below the threshold.
    private static final double OUTSIDE_SHARE = 0.01;

    public TaskAtlas {
        names = List.copyOf(names);
        examples = List.copyOf(examples);
    }

    /// A task, one of its training descriptions if they are known, and the cosine between it and a description.
    public record Near(String task, Optional<String> example, double cosine) {}

    /// The position of a description.
    ///
    /// @param nearest the nearest tasks, the nearest first
    /// @param outside whether it is far from all tasks
    public record Nearness(List<Near> nearest, boolean outside) {}

    /// The atlas of tasks with the embeddings `[descriptions,E]` each, in memory of `arena`.
    ///
    /// @param examples a description of each task; of one with several lines, the first is kept
    public static TaskAtlas of(List<String> names, List<String> examples, List<Tensor> embeddings, Kernels kernels,
            Arena arena) {
        int width = embeddings.getFirst().dim(1);
        Tensor centres = Tensor.allocate(arena, DType.F32, names.size(), width);
        double[][] sums = new double[names.size()][width];
        for (int t = 0; t < sums.length; t++) {
            for (double[] unit : units(embeddings.get(t))) {
                add(1, unit, sums[t]);
            }
            write(unit(sums[t]), centres, t);
        }
        List<Double> nearest = new ArrayList<>();
        for (int t = 0; t < sums.length; t++) {
            nearest(embeddings.get(t), t, sums[t], centres, kernels, nearest);
        }
        nearest.sort(null);
        return new TaskAtlas(names, examples.stream().map(text -> text.strip().lines().findFirst().orElse("")).toList(),
                centres, nearest.get((int) (OUTSIDE_SHARE * nearest.size())));
    }

    /// Adds, for each description of task `t`, the cosine to the nearest task; the centre of its own task leaves it
    /// out.
    private static void nearest(Tensor embeddings, int t, double[] sum, Tensor centres, Kernels kernels,
            List<Double> to) {
        double[][] units = units(embeddings);
        try (Arena arena = Arena.ofShared()) {
            Tensor rows = Tensor.allocate(arena, DType.F32, units.length, centres.dim(1));
            Tensor cosines = Tensor.allocate(arena, DType.F32, units.length, centres.dim(0));
            for (int i = 0; i < units.length; i++) {
                write(units[i], rows, i);
            }
            kernels.run(new MatMul(rows, centres.t(), cosines));
            for (int i = 0; i < units.length; i++) {
                double[] rest = sum.clone();
                add(-1, units[i], rest);
                double best = units.length > 1 ? dot(unit(rest), units[i]) : -1;
                for (int other = 0; other < centres.dim(0); other++) {
                    best = other == t ? best : Math.max(best, cosines.at(i, other));
                }
                to.add(best);
            }
        }
    }

    private static void write(double[] row, Tensor to, int i) {
        for (int e = 0; e < row.length; e++) {
            to.set((long) i * row.length + e, row[e]);
        }
    }

    private static double[][] units(Tensor rows) {
        return IntStream.range(0, rows.dim(0)).mapToObj(i -> unit(rows.narrow(0, i, 1).toDoubles()))
                .toArray(double[][]::new);
    }

    private static double[] unit(double[] row) {
        double length = Math.max(Math.sqrt(dot(row, row)), 1e-12);
        return Arrays.stream(row).map(x -> x / length).toArray();
    }

    private static double dot(double[] a, double[] b) {
        double sum = 0;
        for (int i = 0; i < a.length; i++) {
            sum += a[i] * b[i];
        }
        return sum;
    }

    private static void add(double sign, double[] x, double[] to) {
        for (int i = 0; i < x.length; i++) {
            to[i] += sign * x[i];
        }
    }

    /// The position of `embedding[1,E]`, of any norm.
    ///
    /// @param count number of nearest tasks
    public Nearness locate(Tensor embedding, int count) {
        Shapes.require(Shapes.is(embedding, 1, centres.dim(1)), "atlas", "an embedding [1,E] and centres [tasks,E]",
                embedding, centres);
        double[] unit = unit(embedding.toDoubles());
        List<Near> nearest = IntStream.range(0, names.size())
                .mapToObj(t -> new Near(names.get(t),
                        examples.isEmpty() ? Optional.empty() : Optional.of(examples.get(t)),
                        dot(centres.narrow(0, t, 1).toDoubles(), unit)))
                .sorted(Comparator.comparingDouble(Near::cosine).reversed()).limit(count).toList();
        return new Nearness(nearest, nearest.getFirst().cosine() < threshold);
    }

    /// Writes or replaces the file in a hypernetwork's directory, in bf16.
    public void write(Path directory, Kernels kernels) {
        try (Arena arena = Arena.ofShared()) {
            Tensor half = WeightTypes.copy(centres, DType.BF16, kernels, arena);
            SafeTensors.replace(directory.resolve(FILE), Map.of(CENTRES, half),
                    Map.of(NAMES, String.join("\n", names), EXAMPLES, String.join("\n", examples), THRESHOLD,
                            Double.toString(threshold)));
        }
    }

    /// The atlas of a hypernetwork; empty if it has none, like those of the reference. Throws [T2lException] if its
    /// file is invalid.
    public static Optional<TaskAtlas> read(Path directory, Kernels kernels, Arena arena) {
        Path file = directory.resolve(FILE);
        if (!Files.exists(file)) {
            return Optional.empty();
        }
        SafeTensors safe = SafeTensors.open(file, arena);
        Tensor stored = safe.tensors().get(CENTRES);
        Source about = Source.of(file.toString(), Source.Form.SPELLED, safe.metadata());
        List<String> names = List.of(about.text(NAMES, "").split("\n", -1));
        String examples = about.text(EXAMPLES, "");
        List<String> texts = examples.isEmpty() ? List.of() : List.of(examples.split("\n", -1));
        if (stored == null || stored.rank() != 2 || stored.dim(0) != names.size()
                || (!texts.isEmpty() && texts.size() != names.size())) {
            throw new T2lException(file + ": needs centres [tasks,E] with as many names and examples, got " + stored
                    + ", " + names.size() + " names and " + texts.size() + " examples");
        }
        return Optional.of(new TaskAtlas(names, texts, WeightTypes.copy(stored, DType.F32, kernels, arena),
                about.number(THRESHOLD)));
    }
}
