package t2l.gpu.tornado;

import module java.base;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import t2l.gpu.DeviceFailure;
import uk.ac.manchester.tornado.api.TaskGraph;
import uk.ac.manchester.tornado.api.common.Access;
import uk.ac.manchester.tornado.api.common.LibraryTaskDescriptor;

/// Large products on NVIDIA's devices: `cublasSgemm`, a library task of TornadoVM, instead of [Products#tiled].
///
/// The library takes whole arrays, and tensors here are places in one: both operands are copied first, as F32 whatever the
/// weight is, and so is the result. That moves `8·(mk + nk + mn)` bytes and takes three more launches, beside `2mnk`
/// operations of which the tiles reach a small part of the device's peak: worth it from about a billion of them ([#WORTH];
/// an estimate for a GPU of 60 TFLOP/s and 3 TB/s, not measured).
///
/// The sizes of a library task are constants of its graph, so each shape has a graph of its own; m is rounded up, and
/// the rows beyond it are computed from whatever the array holds and never read.
final class CuBlas {
    /// Multiplications from which it is used.
    static final long WORTH = 1L << 29;

    /// Launches before that of `result`.
    static final int LAUNCHES = 3;

    /// Numbers of either operand, or of the result, at most.
    static final int ROOM = 1 << 26;

    private static final Logger LOG = System.getLogger("t2l.gpu");

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
    private final long worth;
    /// Those used last at the end.
    private final Map<Shape, Plan.Extra> graphs = new LinkedHashMap<>(SHAPES, 0.75f, true);

    private CuBlas(Plan plan, Call call, long worth) {
        this.plan = plan;
        this.call = call;
        this.worth = worth;
    }

    /// The library, if it answers; if not, a line says so.
    ///
    /// @param worth multiplications from which it is used
    static Optional<CuBlas> open(Plan plan, Call call, long worth) {
        CuBlas library = new CuBlas(plan, call, worth);
        try {
            library.graph(new Shape(1, 1, 1, false, false)).run();
            return Optional.of(library);
        } catch (DeviceFailure e) {
            library.close();
            LOG.log(Level.WARNING, "backend tornado: cuBLAS: {0}; kernels of t2l compute products instead",
                    e.getMessage());
            return Optional.empty();
        }
    }

    /// @param m rows, rounded up
    private record Shape(int m, int n, int k, boolean leftTurned, boolean rightTurned) {}

    /// Whether the tiled product with these arguments is one for this library.
    boolean takes(int[] a, long batches) {
        long m = rounded(a[Products.M]);
        long n = a[Products.N];
        long k = a[Products.K];
        long capacity = plan.left().getSize();
        return batches == 1 && m * n * k >= worth && m * k <= capacity && n * k <= capacity && m * n <= capacity;
    }

    private static int rounded(int m) {
        return Math.ceilDiv(m, STEP) * STEP;
    }

    /// Computes `left · right` of the product with these arguments for the kernel `result`. Changes no tensor.
    void multiply(int[] a) {
        int m = rounded(a[Products.M]);
        int n = a[Products.N];
        int k = a[Products.K];
        boolean leftTurned = a[Products.LEFT + 2] != 1;
        boolean rightTurned = a[Products.RIGHT + 3] != 1;
        if (leftTurned) {
            operand("left", a, Products.LEFT, 3, 2, 0, a[Products.M], k, m);
        } else {
            operand("left", a, Products.LEFT, 2, 3, 0, k, a[Products.M], k);
        }
        if (rightTurned) {
            operand("right", a, Products.RIGHT, 2, 3, a[Products.TYPE], n, k, n);
        } else {
            operand("right", a, Products.RIGHT, 3, 2, a[Products.TYPE], k, n, k);
        }
        graph(new Shape(m, n, k, leftTurned, rightTurned)).run();
    }

    /// Copies an operand in rows of `x` numbers along the tensor's step `stepX`: along k where elements lie end to end, else
    /// across it, so that neighbouring work-items always read neighbours.
    private void operand(String kernel, int[] a, int tensor, int stepX, int stepY, int type, int x, int y,
            int distance) {
        plan.arguments(
                new int[] {a[tensor], a[tensor + 1], a[tensor + stepX], a[tensor + stepY], type, x, y, distance});
        plan.run(kernel, (long) x * y);
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
