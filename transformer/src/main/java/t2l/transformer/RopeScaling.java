package t2l.transformer;

import module java.base;

/// RoPE scaling: changes rotation speeds for texts longer than those of the original training.
public sealed interface RopeScaling {
    /// The speed that replaces `frequency` (radians per position).
    ///
    /// @param pair  index of the rotated pair of a head
    /// @param width of a head, `D`
    double apply(double frequency, int pair, int width);

    /// The factor of rotated queries and keys.
    default double amplitude() {
        return 1;
    }

    /// The length up to which texts are rotated like this. A longer text is rotated by [#longer] from its beginning on.
    default int border() {
        return Integer.MAX_VALUE;
    }

    /// The scaling of texts beyond [#border], if there is a border.
    default Optional<RopeScaling> longer() {
        return Optional.empty();
    }

    private static void requirePositive(double... numbers) {
        if (!Arrays.stream(numbers).allMatch(n -> n > 0 && n < Double.POSITIVE_INFINITY)) {
            throw new IllegalArgumentException("rotary positions: scaling needs finite numbers above 0, got "
                    + Arrays.toString(numbers));
        }
    }

    /// No scaling.
    record None() implements RopeScaling {
        @Override
        public double apply(double frequency, int pair, int width) {
            return frequency;
        }
    }

    /// Llama 3.1: slow rotations are divided by `factor`, fast ones are unchanged, and those between are interpolated.
    /// Source: HF `modeling_rope_utils._compute_llama3_parameters`.
    ///
    /// @param factor   factor by which texts may be longer
    /// @param low      rotations with at most this many turns within the original length are slow
    /// @param high     rotations with at least this many turns within the original length are fast
    /// @param original length of texts in the original training
    record Llama3(double factor, double low, double high, double original) implements RopeScaling {
        /// Throws [IllegalArgumentException] unless all values are positive.
        public Llama3 {
            requirePositive(factor, low, high, original);
        }

        @Override
        public double apply(double frequency, int pair, int width) {
            double turns = original * frequency / (2 * Math.PI);
            double kept = Math.clamp((turns - low) / (high - low), 0.0, 1.0);
            return (1 - kept) * frequency / factor + kept * frequency;
        }
    }

    /// Linear scaling: every rotation is divided by `factor`. Source: HF
    /// `modeling_rope_utils._compute_linear_scaling_rope_parameters`.
    record Linear(double factor) implements RopeScaling {
        /// Throws [IllegalArgumentException] unless `factor` is above 0.
        public Linear {
            requirePositive(factor);
        }

        @Override
        public double apply(double frequency, int pair, int width) {
            return frequency / factor;
        }
    }

    /// YaRN (Peng et al. 2023): like [Llama3], but interpolates over the pairs, and scales queries and keys. Source: HF
    /// `modeling_rope_utils._compute_yarn_parameters`.
    ///
    /// @param factor    factor by which texts may be longer
    /// @param fast      rotations with at least this many turns within the original length are fast
    /// @param slow      rotations with at most this many turns within the original length are slow
    /// @param original  length of texts in the original training
    /// @param theta     the base of the rotations
    /// @param whole     whether interpolation starts and ends at a whole pair
    /// @param amplitude the factor of queries and keys
    record Yarn(double factor, double fast, double slow, double original, double theta, boolean whole,
            double amplitude) implements RopeScaling {
        /// Throws [IllegalArgumentException] unless all values are positive.
        public Yarn {
            requirePositive(factor, fast, slow, original, theta, amplitude);
        }

        /// The default amplitude for `factor`.
        public static double amplitude(double factor) {
            return amplitude(factor, 1);
        }

        /// The same with the logarithm of `factor` multiplied by `weight`.
        public static double amplitude(double factor, double weight) {
            return factor <= 1 ? 1 : 0.1 * weight * Math.log(factor) + 1;
        }

        @Override
        public double apply(double frequency, int pair, int width) {
            double first = pairTurning(fast, width);
            double last = pairTurning(slow, width);
            double from = Math.max(whole ? Math.floor(first) : first, 0);
            double to = Math.min(whole ? Math.ceil(last) : last, width - 1);
            double slowed = Math.clamp((pair - from) / (from == to ? 0.001 : to - from), 0.0, 1.0);
            return frequency / factor * slowed + frequency * (1 - slowed);
        }

        /// The (fractional) pair with this many turns within the original length.
        private double pairTurning(double turns, int width) {
            return width * Math.log(original / (turns * 2 * Math.PI)) / (2 * Math.log(theta));
        }
    }

    /// LongRoPE (Ding et al. 2024): every rotation has its own divisor, and queries and keys are scaled. Texts longer than
    /// `original` have other divisors. Source: HF `modeling_rope_utils._compute_longrope_parameters`.
    ///
    /// @param by        one number for each pair
    /// @param beyond    the same for longer texts
    /// @param original  length of texts in the original training
    /// @param amplitude the factor of queries and keys
    record LongRope(List<Double> by, List<Double> beyond, int original, double amplitude) implements RopeScaling {
        /// Throws [IllegalArgumentException] unless all values are positive.
        public LongRope {
            by = List.copyOf(by);
            beyond = List.copyOf(beyond);
            requirePositive(by.stream().mapToDouble(b -> b).toArray());
            requirePositive(beyond.stream().mapToDouble(b -> b).toArray());
            requirePositive(original, amplitude);
        }

        /// The default amplitude for texts that are longer by `factor`.
        public static double amplitude(double factor, double original) {
            return factor <= 1 ? 1 : Math.sqrt(1 + Math.log(factor) / Math.log(original));
        }

        @Override
        public int border() {
            return original;
        }

        @Override
        public Optional<RopeScaling> longer() {
            return Optional.of(new Divided(beyond, amplitude));
        }

        @Override
        public double apply(double frequency, int pair, int width) {
            return frequency / by.get(pair);
        }
    }

    /// Every rotation has its own divisor, as GGUF files store any scaling (`rope_freqs.weight`).
    ///
    /// @param by        one number for each of the `D/2` pairs
    /// @param amplitude the factor of queries and keys
    record Divided(List<Double> by, double amplitude) implements RopeScaling {
        public Divided {
            by = List.copyOf(by);
        }

        /// Queries and keys are not scaled.
        public Divided(List<Double> by) {
            this(by, 1);
        }

        @Override
        public double apply(double frequency, int pair, int width) {
            return frequency / by.get(pair);
        }
    }

    /// Rotations of some pairs, the fastest ones; the others do not turn (Gemma 4). Source: HF
    /// `modeling_rope_utils._compute_proportional_rope_parameters`.
    ///
    /// @param part of the numbers of a head that turn
    record Proportional(double part) implements RopeScaling {
        /// Throws [IllegalArgumentException] unless `part` is from 0 to 1.
        public Proportional {
            if (!(part >= 0 && part <= 1)) {
                throw new IllegalArgumentException("rotary positions: needs a part from 0 to 1, got " + part);
            }
        }

        @Override
        public double apply(double frequency, int pair, int width) {
            return pair < (int) (part * width / 2) ? frequency : 0;
        }
    }

    /// GTE: the base is multiplied by `factor`, then every speed divided by `factor^(2/D)`. Source: spec §7.
    record Ntk(double factor) implements RopeScaling {
        @Override
        public double apply(double frequency, int pair, int width) {
            return frequency * Math.pow(factor, -2.0 * (pair + 1) / width);
        }
    }
}
