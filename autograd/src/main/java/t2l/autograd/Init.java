package t2l.autograd;

import module java.base;
import t2l.tensor.*;

/// The initial values of a trained tensor.
public sealed interface Init {
    /// Fills `t`.
    void fill(Tensor t, RandomGenerator random);

    /// Uniform in `±bound`.
    record Uniform(double bound) implements Init {
        @Override
        public void fill(Tensor t, RandomGenerator random) {
            for (long i = 0, n = t.size(); i < n; i++) {
                t.set(i, (2 * random.nextDouble() - 1) * bound);
            }
        }
    }

    /// Normal with mean 0.
    record Normal(double deviation) implements Init {
        @Override
        public void fill(Tensor t, RandomGenerator random) {
            for (long i = 0, n = t.size(); i < n; i++) {
                t.set(i, random.nextGaussian() * deviation);
            }
        }
    }

    /// The same number everywhere.
    record Constant(double value) implements Init {
        @Override
        public void fill(Tensor t, RandomGenerator random) {
            t.fill(value);
        }
    }

    /// `first` for the leading `count` elements, then zeros.
    record Leading(Init first, int count) implements Init {
        @Override
        public void fill(Tensor t, RandomGenerator random) {
            t.fill(0);
            Shapes.require(t.size() <= Integer.MAX_VALUE, "initialise", "at most 2^31 - 1 elements", t);
            first.fill(t.reshape((int) t.size()).narrow(0, 0, count), random);
        }
    }

    /// `first`, rounded to bf16.
    record Rounded(Init first) implements Init {
        @Override
        public void fill(Tensor t, RandomGenerator random) {
            first.fill(t, random);
            try (Arena arena = Arena.ofConfined()) {
                Tensor half = Tensor.allocate(arena, DType.BF16, 1);
                for (long i = 0, n = t.size(); i < n; i++) {
                    half.set(0, t.get(i));
                    t.set(i, half.get(0));
                }
            }
        }
    }

    /// `by · first`
    record Scaled(double by, Init first) implements Init {
        @Override
        public void fill(Tensor t, RandomGenerator random) {
            first.fill(t, random);
            for (long i = 0, n = t.size(); i < n; i++) {
                t.set(i, by * t.get(i));
            }
        }
    }

    /// The numbers of `from`, a tensor of the same size.
    record CopyOf(Tensor from) implements Init {
        @Override
        public void fill(Tensor t, RandomGenerator random) {
            for (long i = 0, n = t.size(); i < n; i++) {
                t.set(i, from.get(i));
            }
        }
    }

    /// torch's default for the weight and the bias of a linear layer: `U(±1/√fanIn)`.
    static Init linear(int fanIn) {
        return new Uniform(1 / Math.sqrt(fanIn));
    }

    Init ZEROS = new Constant(0);
    Init ONES = new Constant(1);
}
