package t2l.hypernet.data;

import module java.base;
import t2l.hypernet.Target;
import t2l.tensor.*;
import t2l.transformer.lora.*;

/// The target adapters of reconstruction: one for each task, in the order of the tasks, trained on that task alone
/// (t2l-spec §8). All have the same rank, scale and targets.
///
/// @param adapters of the tasks
/// @param targets  the adapted projections
/// @param layers   `L`
public record Oracles(List<Lora> adapters, List<Target> targets, int layers) {
    /// Throws [T2lException] if there is none, or if their targets, ranks or scales differ.
    public static Oracles of(List<Lora> adapters) {
        if (adapters.isEmpty()) {
            throw new T2lException("oracles: needs an adapter for each task, got none");
        }
        Lora first = adapters.getFirst();
        List<Target> targets = first.config().targets().stream().map(name -> target(first, name)).toList();
        int layers = first.updates().size() / targets.size();
        for (int i = 0; i < adapters.size(); i++) {
            requireAlike(adapters.get(i), i, first.config(), targets, layers);
        }
        return new Oracles(List.copyOf(adapters), targets, layers);
    }

    private static Target target(Lora lora, String name) {
        return lora.updates().entrySet().stream().filter(e -> e.getKey().endsWith("." + name)).findFirst()
                .map(e -> new Target(name, e.getValue().a().dim(1), e.getValue().b().dim(0)))
                .orElseThrow(() -> new T2lException("oracles: needs updates of " + name
                        + ", which the first one names as a target, it has none; train it again"));
    }

    private static void requireAlike(Lora lora, int number, LoraConfig first, List<Target> targets, int layers) {
        LoraConfig config = lora.config();
        boolean alike = lora.updates().size() == targets.size() * layers;
        for (Target t : targets) {
            for (String path : t.paths(layers)) {
                Lora.Update u = lora.updates().get(path);
                alike &= u != null && u.a().dim(0) == first.rank() && u.a().dim(1) == t.in() && u.b().dim(0) == t.out()
                        && Math.abs(config.scale(path) / first.scale(path) - 1) < 1e-9;
            }
        }
        if (!alike) {
            throw new T2lException("oracles: needs adapters of one rank, scale and set of targets for " + layers
                    + " layers, but number " + (number + 1) + " is other than the first; train them all alike");
        }
    }

    /// Reads the adapter of each task from a directory of PEFT directories named after the tasks; the adapters live as
    /// long as `arena`. Throws [T2lException] if one is missing or differs from the others.
    public static Oracles read(Path directory, List<TaskData> tasks, Arena arena) {
        List<Lora> all = new ArrayList<>();
        for (TaskData task : tasks) {
            Path place = directory.resolve(task.name());
            if (!LoraFile.is(place)) {
                throw new T2lException(directory + ": needs an adapter for each task, there is none called "
                        + task.name() + (Files.isDirectory(directory)
                                ? "; make them with t2l lora"
                                : "; check the path"));
            }
            all.add(LoraFile.read(place, arena).requireLowRank(place.toString()));
        }
        return of(all);
    }

    /// Their common configuration.
    public LoraConfig config() {
        return adapters.getFirst().config();
    }

    /// Mean and standard deviation of a target's factors over all adapters.
    ///
    /// @param meanA `[L,r,in]`
    /// @param stdA  `[L,r,in]`
    /// @param meanB `[L,out,r]`
    /// @param stdB  `[L,out,r]`
    public record Spread(Tensor meanA, Tensor stdA, Tensor meanB, Tensor stdB) {}

    /// Mean and unbiased standard deviation of every element, in f32 as the reference has them, in memory of `arena`. The
    /// deviation of a single adapter is zero; in the reference, it is NaN (t2l-spec Q17).
    public Map<Target, Spread> spreads(DType precision, Arena arena) {
        Map<Target, Spread> spreads = new LinkedHashMap<>();
        int r = config().rank();
        for (Target t : targets) {
            int[] a = {layers, r, t.in()};
            int[] b = {layers, t.out(), r};
            Spread spread = new Spread(Tensor.allocate(arena, precision, a), Tensor.allocate(arena, precision, a),
                    Tensor.allocate(arena, precision, b), Tensor.allocate(arena, precision, b));
            for (int l = 0; l < layers; l++) {
                List<Lora.Update> all = updates(t.path(l));
                spread(all.stream().map(Lora.Update::a).toList(), l, spread.meanA(), spread.stdA());
                spread(all.stream().map(Lora.Update::b).toList(), l, spread.meanB(), spread.stdB());
            }
            spreads.put(t, spread);
        }
        return spreads;
    }

    private List<Lora.Update> updates(String path) {
        return adapters.stream().map(lora -> lora.updates().get(path)).toList();
    }

    private static void spread(List<Tensor> values, int layer, Tensor mean, Tensor std) {
        long size = values.getFirst().size();
        float[] column = new float[values.size()];
        for (long i = 0; i < size; i++) {
            for (int n = 0; n < column.length; n++) {
                column[n] = (float) values.get(n).get(i);
            }
            mean.set(layer * size + i, mean(column));
            std.set(layer * size + i, deviation(column));
        }
    }

    /// The mean with the roundings of `torch.mean`: sums of 16 numbers, of which 16 are added, of which 16 are added.
    static float mean(float[] of) {
        float[] sums = new float[4];
        for (int n = 1; n <= of.length; n++) {
            sums[0] += of[n - 1];
            for (int level = 1; level < sums.length && n % (1 << (4 * level)) == 0; level++) {
                sums[level] += sums[level - 1];
                sums[level - 1] = 0;
            }
        }
        return (sums[0] + sums[1] + sums[2] + sums[3]) / of.length;
    }

    /// The unbiased standard deviation, rounded at the end as by `torch.std`; zero of one number.
    static float deviation(float[] of) {
        double sum = 0;
        for (float v : of) {
            sum += v;
        }
        double squares = 0;
        for (float v : of) {
            double off = v - sum / of.length;
            squares += off * off;
        }
        return of.length == 1 ? 0 : (float) Math.sqrt(squares / (of.length - 1));
    }
}
