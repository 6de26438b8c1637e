package t2l.transformer;

import java.util.List;

/// How the rotation speeds of rotary positions are stretched for texts longer than those of the first training.
public sealed interface RopeScaling {
    /// The speed to use in place of `frequency` (radians per position).
    ///
    /// @param pair  which pair of a head turns, from 0
    /// @param width of a head, `D`
    double apply(double frequency, int pair, int width);

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
