package t2l.transformer;

import module java.base;
import t2l.tensor.*;

/// The cosines and sines of RoPE (Su et al. 2021), times the amplitude of the scaling, computed in double precision
/// once and cached. Thread-safe.
public final class Rotary {
    private static final int MIN_POSITIONS = 128;

    private final double[] frequencies;
    private final double amplitude;
    private final double growth;
    private final double period;
    private final int border;
    private final Optional<Rotary> longer;
    private final Map<DType, Tables> known = new EnumMap<>(DType.class);

    /// Pair `i` of the `rotated` numbers of a head rotates by `theta^(−2i/rotated)` radians per position, before scaling.
    public Rotary(int rotated, double theta, RopeScaling scaling) {
        this(rotated, theta, scaling, 0, 1);
    }

    /// @param growth what position `p` multiplies the amplitude by is `1 + growth·ln(1 + ⌊p/period⌋)`
    private Rotary(int rotated, double theta, RopeScaling scaling, double growth, double period) {
        this.growth = growth;
        this.period = period;
        amplitude = scaling.amplitude();
        border = scaling.border();
        longer = scaling.longer().map(other -> new Rotary(rotated, theta, other));
        frequencies = new double[rotated / 2];
        for (int i = 0; i < frequencies.length; i++) {
            frequencies[i] = scaling.apply(Math.pow(theta, -2.0 * i / rotated), i, rotated);
        }
    }

    /// The RoPE of each layer; layers that rotate alike share one.
    static List<Optional<Rotary>> perLayer(DecoderConfig c) {
        int rotated = c.perLayer().map(PerLayer.Config::headWidth).orElse(c.rotated());
        var global = Optional.of(new Rotary(rotated, c.theta(), c.scaling()));
        var inWindows = c.localTheta().map(theta -> new Rotary(c.rotated(), theta, new RopeScaling.None()))
                .or(() -> global);
        return IntStream.range(0, c.layers())
                .mapToObj(l -> c.rotated() == 0 || c.noRope().contains(l)
                        ? Optional.<Rotary>empty()
                        : c.slides(l) ? inWindows : global)
                .toList();
    }

    /// That of the queries, where they grow with their position ([DecoderConfig#queryGrowth]).
    static Optional<Rotary> ofQueries(DecoderConfig c) {
        return c.queryGrowth() != 0 && c.scaling() instanceof RopeScaling.Yarn yarn
                ? Optional.of(new Rotary(c.rotated(), c.theta(), yarn, c.queryGrowth(), yarn.original()))
                : Optional.empty();
    }

    /// Those of a text of so many tokens, see [RopeScaling#border].
    public Rotary of(int length) {
        return length > border ? longer.orElseThrow() : this;
    }

    /// Row `p` is position `p`.
    ///
    /// @param cos `[P,R/2]`, for `R` rotated numbers of a head
    /// @param sin `[P,R/2]`, for `R` rotated numbers of a head
    public record Tables(Tensor cos, Tensor sin) {}

    /// Tables for positions below `length`, in the type of a pass. They are allocated for twice the length when a text
    /// is longer than all before, and live as long as they are referenced.
    public synchronized Tables tables(DType precision, int length) {
        Tables tables = known.get(precision);
        if (tables == null || tables.cos.dim(0) < length) {
            tables = compute(precision, Math.max(MIN_POSITIONS, Integer.highestOneBit(Math.max(1, length - 1)) << 1));
            known.put(precision, tables);
        }
        return tables;
    }

    private Tables compute(DType precision, int length) {
        Arena arena = Arena.ofAuto();
        Tensor cos = Tensor.allocate(arena, precision, length, frequencies.length);
        Tensor sin = Tensor.allocate(arena, precision, length, frequencies.length);
        for (int p = 0; p < length; p++) {
            double scale = amplitude * (1 + growth * Math.log1p(Math.floor(p / period)));
            for (int i = 0; i < frequencies.length; i++) {
                long at = (long) p * frequencies.length + i;
                cos.set(at, scale * Math.cos(p * frequencies[i]));
                sin.set(at, scale * Math.sin(p * frequencies[i]));
            }
        }
        return new Tables(cos, sin);
    }
}
