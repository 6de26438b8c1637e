package t2l.transformer.lora;

import module java.base;
import t2l.transformer.Decoder;

/// The configuration of an adapter: the part of PEFT's `adapter_config.json` that affects results.
///
/// @param base         name of the base model, may be empty
/// @param rank         `r`
/// @param alpha        strength
/// @param rankStable   rsLoRA (Kalajdzievski 2023): scale `alpha/√r` instead of `alpha/r`
/// @param dropout      in front of `a` while PEFT trains
/// @param targets      last names of the adapted projections, such as `q_proj`
/// @param rankPattern  other ranks, by a regular expression for the end of a path; the first match counts
/// @param alphaPattern other values of alpha, likewise
public record LoraConfig(String base, int rank, double alpha, boolean rankStable, double dropout, List<String> targets,
        Map<String, Integer> rankPattern, Map<String, Double> alphaPattern) {
    /// The largest rank.
    public static final int MAX_RANK = 1 << 16;

    public LoraConfig {
        targets = List.copyOf(targets);
        rankPattern = Collections.unmodifiableMap(new LinkedHashMap<>(rankPattern));
        alphaPattern = Collections.unmodifiableMap(new LinkedHashMap<>(alphaPattern));
        if (rank < 1 || rank > MAX_RANK) {
            throw new IllegalArgumentException("lora: needs a rank from 1 to " + MAX_RANK + ", got " + rank);
        }
    }

    /// The same rank and alpha for all projections.
    public LoraConfig(String base, int rank, double alpha, boolean rankStable, double dropout, List<String> targets) {
        this(base, rank, alpha, rankStable, dropout, targets, Map.of(), Map.of());
    }

    /// Whether the projection at `path` is adapted.
    public boolean targets(String path) {
        return targets.stream().anyMatch(t -> named(path, t));
    }

    /// The rank at `path`.
    public int rank(String path) {
        return pattern(rankPattern, path, rank);
    }

    /// The scale of the update at `path`.
    public double scale(String path) {
        return scale(rank(path), pattern(alphaPattern, path, alpha), rankStable);
    }

    /// The scale of an update of rank `r`.
    public static double scale(int r, double alpha, boolean rankStable) {
        return alpha / (rankStable ? Math.sqrt(r) : r);
    }

    /// The same, with every update multiplied by `strength`.
    public LoraConfig times(double strength) {
        Map<String, Double> alphas = new LinkedHashMap<>(alphaPattern);
        alphas.replaceAll((_, a) -> strength * a);
        return new LoraConfig(base, rank, strength * alpha, rankStable, dropout, targets, rankPattern, alphas);
    }

    /// Throws [IllegalArgumentException] unless every target is a projection of `base`.
    public LoraConfig requireTargets(Decoder base) {
        Set<String> paths = base.projections().keySet();
        for (String target : targets) {
            if (paths.stream().noneMatch(path -> named(path, target))) {
                throw new IllegalArgumentException("target_modules: needs projections of the model, as "
                        + paths.stream().map(path -> path.substring(path.lastIndexOf('.') + 1)).distinct().toList()
                        + ", got " + target);
            }
        }
        return this;
    }

    /// Whether `target` matches the projection at `path`: its last names or the whole path.
    static boolean named(String path, String target) {
        return path.equals(target) || path.endsWith("." + target);
    }

    /// The same scales for readers without rsLoRA: `alpha·√r` and no `use_rslora` (spec §6).
    public LoraConfig plain() {
        return rankStable ? scaled(false) : this;
    }

    /// The same scales with rsLoRA: `alpha/√r` and `use_rslora`.
    public LoraConfig stable() {
        return rankStable ? this : scaled(true);
    }

    /// Of the patterns of both kinds that match a path, the longest is the most specific and has to come first.
    private LoraConfig scaled(boolean stable) {
        Map<String, Double> alphas = new LinkedHashMap<>();
        Stream.of(rankPattern, alphaPattern).flatMap(patterns -> patterns.keySet().stream())
                .sorted(Comparator.comparingInt(String::length).reversed())
                .forEach(p -> alphas.put(p, pattern(alphaPattern, p, alpha) * (stable ? 1 / root(p) : root(p))));
        double root = Math.sqrt(rank);
        return new LoraConfig(base, rank, stable ? alpha / root : alpha * root, stable, dropout, targets, rankPattern,
                alphas);
    }

    private double root(String path) {
        return Math.sqrt(rank(path));
    }

    /// PEFT's `get_pattern_key`: the first pattern that matches the end of the path.
    private static <T> T pattern(Map<String, T> patterns, String path, T otherwise) {
        return patterns.entrySet().stream()
                .filter(e -> path.equals(e.getKey()) || Pattern.matches("(.*\\.)?(" + e.getKey() + ")", path))
                .findFirst().map(Map.Entry::getValue).orElse(otherwise);
    }
}
