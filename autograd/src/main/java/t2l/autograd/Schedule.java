package t2l.autograd;

/// A learning-rate schedule: linear warm-up from 0 to `peak` in `warmup` steps, `hold` steps at `peak`, then decay to 0
/// at step `total`. Without `hold` these are the schedules of HF transformers (`get_linear_schedule_with_warmup`,
/// `get_cosine_schedule_with_warmup`, `get_constant_schedule_with_warmup`) up to `total`; after that the rate is 0. With a
/// warm-up, the rate of the first step is 0.
public record Schedule(double peak, long warmup, long hold, long total, Decay decay) {
    /// The shape of the decay.
    public enum Decay {
        /// 1: for a run that another one, with a decay, goes on from
        CONSTANT,
        /// `1 − p`
        LINEAR,
        /// `½(1 + cos πp)` (Loshchilov & Hutter 2017)
        COSINE;

        /// The fraction of the peak at progress `p`, `0 ≤ p ≤ 1`.
        double left(double p) {
            return switch (this) {
                case CONSTANT -> 1;
                case LINEAR -> 1 - p;
                case COSINE -> 0.5 * (1 + Math.cos(Math.PI * p));
            };
        }
    }

    public Schedule {
        if (warmup < 0 || hold < 0 || warmup + hold > total) {
            throw new IllegalArgumentException("schedule: needs warm-up and hold within the total, got " + warmup
                    + " + " + hold + " of " + total + " steps");
        }
    }

    /// With linear decay.
    public Schedule(double peak, long warmup, long hold, long total) {
        this(peak, warmup, hold, total, Decay.LINEAR);
    }

    /// The rate at step `s = 0, 1, …`
    public double at(long s) {
        if (s < warmup) {
            return peak * s / warmup;
        }
        if (s >= total) {
            return 0;
        }
        long down = s - warmup - hold;
        return down < 0 ? peak : peak * decay.left((double) down / (total - warmup - hold));
    }
}
