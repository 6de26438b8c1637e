package t2l.autograd;

/// A learning rate over time: from 0 linearly to `peak` in `warmup` steps, `hold` steps there, then down to 0 at step
/// `total`. Without `hold` these are the schedules of HF transformers (`get_linear_schedule_with_warmup`,
/// `get_cosine_schedule_with_warmup`) up to `total`, from where on the rate is 0: with any warm-up the first step has
/// rate 0.
public record Schedule(double peak, long warmup, long hold, long total, Decay decay) {
    /// The way down.
    public enum Decay {
        /// `1 − p`
        LINEAR {
            @Override
            double left(double p) {
                return 1 - p;
            }
        },
        /// `½(1 + cos πp)` (Loshchilov & Hutter 2017)
        COSINE {
            @Override
            double left(double p) {
                return 0.5 * (1 + Math.cos(Math.PI * p));
            }
        };

        /// What is left of the peak after the part `p` of the way, `0 ≤ p ≤ 1`.
        abstract double left(double p);
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

    /// The rate of step `s = 0, 1, …`
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
