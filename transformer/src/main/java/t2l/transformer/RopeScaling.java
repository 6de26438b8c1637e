package t2l.transformer;

/// How the rotation speeds of rotary positions are stretched for texts longer than those of the first training.
public sealed interface RopeScaling {
    /// The speed to use in place of `frequency` (radians per position).
    double apply(double frequency);

    /// Not at all.
    record None() implements RopeScaling {
        @Override
        public double apply(double frequency) {
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
        public double apply(double frequency) {
            double turns = original * frequency / (2 * Math.PI);
            double kept = Math.clamp((turns - low) / (high - low), 0.0, 1.0);
            return (1 - kept) * frequency / factor + kept * frequency;
        }
    }
}
