package t2l.gpu.tornado;

import java.util.LinkedHashMap;
import java.util.Map;
import uk.ac.manchester.tornado.api.TaskGraph;
import uk.ac.manchester.tornado.api.common.Access;
import uk.ac.manchester.tornado.api.common.LibraryTaskDescriptor;

/// Large products on NVIDIA's devices: `cublasSgemm`, a library task of TornadoVM, in place of [Products]' tiles.
///
/// The library takes whole arrays, and tensors here are places in one: [Operands] brings both together first, as F32
/// whatever the weight is, and carries the result back. That moves `8·(mk + nk + mn)` bytes and takes three more
/// launches, beside `2mnk` operations of which the tiles reach a small part of the device's peak: worth it from about a
/// billion of them ([#WORTH]; an estimate for a GPU of 60 TFLOP/s and 3 TB/s, not measured).
///
/// The sizes of a library task are constants of its graph, so each shape has a graph of its own; m is rounded up, and
/// the rows beyond it are computed from whatever stands there and never looked at.
final class CuBlas {
    /// Multiplications from which it is used.
    static final long WORTH = 1L << 29;

    /// Launches of one product.
    static final int LAUNCHES = 4;

    /// Numbers of either operand, or of the result, at most.
    static final int ROOM = 1 << 26;

    /// What m is rounded up to.
    private static final int STEP = 64;

    /// Shapes whose graphs are kept, each with the library's handle and its working memory.
    private static final int SHAPES = 32;

    /// `cublasOperation_t`.
    private static final int AS_IS = 0;
    private static final int TRANSPOSED = 1;

    /// How a call of the library becomes the task `t` of a graph.
    interface Call {
        TaskGraph task(TaskGraph graph, LibraryTaskDescriptor call);
    }

    /// As a library task.
    static final Call LIBRARY = (graph, call) -> graph.libraryTask("t", c -> c, call);

    private final Plan plan;
    private final Call call;
    private final long room;
    private final long worth;
    private boolean broken;
    /// Those used last at the end.
    private final Map<Shape, Plan.Extra> graphs = new LinkedHashMap<>(SHAPES, 0.75f, true);

    /// @param room  numbers of each of the plan's arrays for operands
    /// @param worth multiplications from which it is used
    CuBlas(Plan plan, Call call, int room, long worth) {
        this.plan = plan;
        this.call = call;
        this.room = room;
        this.worth = worth;
    }

    /// @param m rows, rounded up
    private record Shape(int m, int n, int k, boolean leftTurned, boolean rightTurned) {}

    /// Whether the tiled product with these arguments is one for this library.
    boolean takes(int[] a, long batches) {
        long m = rounded(a[Products.M]);
        long n = a[Products.N];
        long k = a[Products.K];
        return !broken && batches == 1 && m * n * k >= worth && m * k <= room && n * k <= room && m * n <= room;
    }

    private static int rounded(int m) {
        return Math.ceilDiv(m, STEP) * STEP;
    }

    /// Computes the product whose arguments these are. Throws [t2l.gpu.DeviceFailure] if it cannot; then nothing has changed, and
    /// it takes nothing more.
    ///
    /// @param type of the right operand, as kernels are named
    void run(String type, int[] a, int wholes, float[] reals, int others) {
        broken = true;
        int m = rounded(a[Products.M]);
        int n = a[Products.N];
        int k = a[Products.K];
        a[Products.SPACED] = m;
        plan.arguments(a, wholes + 1, reals, others);
        plan.run("left", (long) a[Products.M] * k);
        plan.run("right_" + type, (long) n * k);
        Shape shape = new Shape(m, n, k, a[Products.LEFT + 2] != 1, a[Products.RIGHT + 3] != 1);
        graph(shape).run();
        plan.run("result", (long) a[Products.M] * n);
        broken = false;
    }

    private Plan.Extra graph(Shape shape) {
        Plan.Extra graph = graphs.get(shape);
        if (graph == null) {
            if (graphs.size() == SHAPES) {
                graphs.remove(graphs.keySet().iterator().next()).close();
            }
            graph = plan.extra(g -> call.task(g, sgemm(shape)));
            graphs.put(shape, graph);
        }
        return graph;
    }

    /// Row after row, `result[m][n] = left[m][k] · right[n][k]ᵀ`. The library counts column by column: what it takes for
    /// `n` rows of `m` columns is that result, and its first operand is the right one. (cuBLAS documentation,
    /// `cublasSgemm`: transa, transb, m, n, k, α, A, lda, B, ldb, β, C, ldc.)
    private LibraryTaskDescriptor sgemm(Shape s) {
        Object[] parameters = {s.rightTurned ? AS_IS : TRANSPOSED, s.leftTurned ? TRANSPOSED : AS_IS, s.n, s.m, s.k, 1f,
                plan.right(), s.rightTurned ? s.n : s.k, plan.left(), s.leftTurned ? s.m : s.k, 0f, plan.result(), s.n};
        Access[] access = new Access[parameters.length];
        for (int i = 0; i < access.length; i++) {
            access[i] = parameters[i] == plan.result() ? Access.WRITE_ONLY : Access.READ_ONLY;
        }
        return new LibraryTaskDescriptor().withLibrary("nvidia/cublas").withFunction("cublasSgemm")
                .withParameters(parameters).withAccess(access);
    }

    /// Gives the library's handles back.
    void close() {
        graphs.values().forEach(Plan.Extra::close);
        graphs.clear();
    }
}
