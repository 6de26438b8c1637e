package t2l.autograd;

/// A learning rate over time: from 0 linearly to `peak` in `warmup` steps, `hold` steps there, then linearly to 0 at
/// step `total`. Without `hold` it is the linear schedule of HF transformers (`get_linear_schedule_with_warmup`): with
/// any warm-up the first step has rate 0.
public record Schedule(double peak, long warmup, long hold, long total) {
    public Schedule {
        if (warmup < 0 || hold < 0 || warmup + hold > total) {
            throw new IllegalArgumentException("schedule: needs warm-up and hold within the total, got " + warmup
                    + " + " + hold + " of " + total + " steps");
        }
    }

    /// The rate of step `s = 0, 1, …`
    public double at(long s) {
        if (s < warmup) {
            return peak * s / warmup;
        }
        return s < warmup + hold ? peak : peak * Math.max(0, total - s) / Math.max(1, total - warmup - hold);
    }
}
