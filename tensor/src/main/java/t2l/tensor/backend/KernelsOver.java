package t2l.tensor.backend;

import module java.base;
import t2l.tensor.ThreadGuard;
import t2l.tensor.backend.Kernels.Traffic;
import t2l.tensor.kernel.*;
import t2l.tensor.kernel.Products.*;
import t2l.tensor.kernel.Routing.*;

/// Kernels that a backend runs itself where it can; the rest goes to the kernels under it, a [LoraAdd] as its two
/// products, those of experts as one for each, and a [SideBySide] as its parts.
public abstract class KernelsOver implements Kernels {
    private final Kernels under;

    protected KernelsOver(Kernels under) {
        this.under = under;
    }

    @Override
    public final void run(Kernel kernel) {
        if (take(kernel)) {
            return;
        }
        switch (kernel) {
            case LoraAdd(MatMul down, MatMul up) -> {
                run(down);
                run(up);
            }
            case SideBySide(List<Kernel> parts) -> {
                for (int i = 0; i < parts.size(); i++) {
                    run(parts.get(i));
                }
            }
            case ExpertMatMul k -> k.products().forEach(this::run);
            case ExpertWeightGradAdd k -> k.products().forEach(this::run);
            default -> under.run(kernel);
        }
    }

    /// Runs `kernel`, or returns false, having changed nothing.
    protected abstract boolean take(Kernel kernel);

    /// The kernels that get what this backend does not take.
    protected final Kernels under() {
        return under;
    }

    @Override
    public String name() {
        return under.name();
    }

    @Override
    public Kernels rounding(Kernels over) {
        return under.rounding(over);
    }

    @Override
    public ThreadGuard guard() {
        return under.guard();
    }

    @Override
    public Optional<Traffic> traffic() {
        return under.traffic();
    }

    @Override
    public long heap() {
        return under.heap();
    }

    @Override
    public void finish() {
        under.finish();
    }

    @Override
    public void close() {
        under.close();
    }
}
