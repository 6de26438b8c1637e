package t2l.hypernet.data;

import java.lang.foreign.Arena;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import t2l.hypernet.Target;
import t2l.hypernet.TaskBatch;
import t2l.tensor.DType;
import t2l.tensor.Tensor;
import t2l.tensor.backend.Kernels;
import t2l.tensor.kernel.Elementwise.Copy;
import t2l.transformer.lora.Lora;

/// A batch of reconstruction: what is read of `S` tasks, and their target adapters.
public final class OracleBatch implements Data.Input {
    /// The desired factors of one target for `n = L·S` rows, layer by layer.
    ///
    /// @param a `[n,r,in]`
    /// @param b `[n,r,out]`: transposed, as in the network's output
    public record Wanted(Tensor a, Tensor b) {}

    /// The destination of a factor of an oracle.
    private record Destination(Tensor a, Tensor b) {}

    private final TaskBatch described;
    private final Tensor key;
    private final Map<Target, Wanted> wanted = new LinkedHashMap<>();
    private final Map<String, List<Destination>> places = new LinkedHashMap<>();

    /// An empty batch in memory of `arena`.
    ///
    /// @param described what is read of the tasks
    public OracleBatch(Arena arena, DType precision, Oracles like, TaskBatch described) {
        this.described = described;
        int tasks = described.tasks();
        key = Tensor.allocate(arena, DType.I32, 2);
        int r = like.config().rank();
        for (Target t : like.targets()) {
            int n = like.layers() * tasks;
            Wanted w = new Wanted(Tensor.allocate(arena, precision, n, r, t.in()),
                    Tensor.allocate(arena, precision, n, r, t.out()));
            wanted.put(t, w);
            for (int l = 0; l < like.layers(); l++) {
                List<Destination> row = new ArrayList<>();
                for (int s = 0; s < tasks; s++) {
                    row.add(new Destination(w.a().narrow(0, l * tasks + s, 1).reshape(r, t.in()),
                            w.b().narrow(0, l * tasks + s, 1).reshape(r, t.out()).t()));
                }
                places.put(t.path(l), row);
            }
        }
    }

    /// `S`
    public int tasks() {
        return described.tasks();
    }

    /// What is read of the tasks.
    public TaskBatch described() {
        return described;
    }

    /// `i32[2]`: the noise of this step ([t2l.tensor.kernel.Noise]).
    public Tensor key() {
        return key;
    }

    /// The desired factors, in the scale of the adapters.
    public Map<Target, Wanted> wanted() {
        return wanted;
    }

    @Override
    public int share() {
        return tasks();
    }

    /// Sets `oracle` as the desired adapter of task `s`.
    public void want(Kernels kernels, int s, Lora oracle) {
        places.forEach((path, row) -> {
            Lora.Update u = oracle.updates().get(path);
            kernels.run(new Copy(u.a(), row.get(s).a()));
            kernels.run(new Copy(u.b(), row.get(s).b()));
        });
    }
}
