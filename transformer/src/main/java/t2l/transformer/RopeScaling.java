package t2l.transformer;

import java.util.Arrays;
import java.util.List;

/// How the rotation speeds of rotary positions are stretched for texts longer than those of the first training.
public sealed interface RopeScaling {
    /// The speed to use in place of `frequency` (radians per position).
    ///
    /// @param pair  which pair of a head turns, from 0
    /// @param width of a head, `D`
    double apply(double frequency, int pair, int width);

    /// What queries and keys are multiplied by when they are turned.
    default double amplitude() {
        return 1;
    }

    private static void requirePositive(double... numbers) {
        if (!Arrays.stream(numbers).allMatch(n -> n > 0 && n < Double.POSITIVE_INFINITY)) {
            throw new IllegalArgumentException("rotary positions: scaling needs finite numbers above 0, got "
                    + Arrays.toString(numbers));
        }
    }

    /// Not at all.
    record None() implements RopeScaling {
        @Override
        public double apply(double frequency, int pair, int width) {
            return frequency;
        }
    }

    /// Llama 3.1: slow rotations are divided by `factor`, fast ones kept, those between interpolated. Source: HF
    /// `modeling_rope_utils._compute_llama3_parameters`.
    ///
    /// @param factor   how many times longer texts may be
    /// @param low      turns within the original length up to which a rotation is slow
    /// @param high     turns within the original length from which on a rotation is fast
    /// @param original length of text in the first training
    record Llama3(double factor, double low, double high, double original) implements RopeScaling {
        @Override
        public double apply(double frequency, int pair, int width) {
            double turns = original * frequency / (2 * Math.PI);
            double kept = Math.clamp((turns - low) / (high - low), 0.0, 1.0);
            return (1 - kept) * frequency / factor + kept * frequency;
        }
    }

    /// Every rotation divided by `factor`, as if positions were closer together. Source: HF
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

    /// YaRN (Peng et al. 2023): as [Llama3], but what lies between is interpolated over the pairs, and queries and keys
    /// grow with the length. Source: HF `modeling_rope_utils._compute_yarn_parameters`.
    ///
    /// @param factor    how many times longer texts may be
    /// @param fast      turns within the original length from which on a rotation is fast
    /// @param slow      turns within the original length up to which a rotation is slow
    /// @param original  length of text in the first training
    /// @param theta     the base of the rotations
    /// @param whole     whether interpolation begins and ends at a pair
    /// @param amplitude what queries and keys are multiplied by
    record Yarn(double factor, double fast, double slow, double original, double theta, boolean whole,
            double amplitude) implements RopeScaling {
        /// Throws [IllegalArgumentException] unless all are above 0.
        public Yarn {
            requirePositive(factor, fast, slow, original, theta, amplitude);
        }

        /// What `factor` asks for where nothing else is said.
        public static double amplitude(double factor) {
            return amplitude(factor, 1);
        }

        /// The same, with the logarithm of `factor` multiplied by `weight`.
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

        /// The pair, with a fraction, that turns so often within the original length.
        private double pairTurning(double turns, int width) {
            return width * Math.log(original / (turns * 2 * Math.PI)) / (2 * Math.log(theta));
        }
    }

    /// Every rotation divided by a number of its own, as GGUF files write any of these (`rope_freqs.weight`).
    ///
    /// @param by one number for each of the `D/2` pairs
    record Divided(List<Double> by) implements RopeScaling {
        public Divided {
            by = List.copyOf(by);
        }

        @Override
        public double apply(double frequency, int pair, int width) {
            return frequency / by.get(pair);
        }
    }

    /// GTE: the base times `factor`, then every speed over `factor^(2/D)`. Source: spec §7.
    record Ntk(double factor) implements RopeScaling {
        @Override
        public double apply(double frequency, int pair, int width) {
            return frequency * Math.pow(factor, -2.0 * (pair + 1) / width);
        }
    }
}
