package t2l.autograd;

import module java.base;
import t2l.tensor.*;
import t2l.testkit.Gen;

/// Draws the operands of one sample: sizes up to a limit, trained and frozen numbers in double, and the views through
/// which an operation gets to see them.
final class Draw {
    /// A weight, and how the operation sees it.
    record Operand(Weight weight, UnaryOperator<Var> look) {
        Var in(Pass pass) {
            return look.apply(pass.use(weight));
        }
    }

    final Arena arena;
    final SplittableRandom random;
    final Layout layout = new Layout();
    private final int limit;
    private final boolean allTrained;

    Draw(Arena arena, int limit, long seed) {
        this.arena = arena;
        this.random = new SplittableRandom(seed);
        this.limit = limit;
        this.allTrained = random.nextBoolean();
    }

    /// From 1 to the limit.
    int size() {
        return random.nextInt(1, limit + 1);
    }

    int below(int bound) {
        return random.nextInt(bound);
    }

    boolean coin() {
        return random.nextBoolean();
    }

    <T> T one(T[] of) {
        return of[below(of.length)];
    }

    /// Of one to three axes.
    int[] shape() {
        return random.ints(random.nextInt(1, 4), 1, limit + 1).toArray();
    }

    /// A trained matrix, vector, … seen directly.
    Param trained(int... shape) {
        return layout.weight("p" + layout.params().size(), new Init.Normal(1), shape);
    }

    /// Trained or frozen, seen directly or as a view of a view.
    Operand operand(int... shape) {
        int[] own = shape.clone();
        return switch (below(5)) {
            case 0 -> {
                int axis = below(own.length);
                int from = below(3);
                own[axis] += from + below(2);
                yield new Operand(weight(own), x -> x.narrow(axis, from, shape[axis]));
            }
            case 1 -> new Operand(weight(count(shape)), x -> x.reshape(shape));
            case 2 -> {
                if (shape.length < 2) {
                    yield new Operand(weight(own), UnaryOperator.identity());
                }
                int last = own.length - 1;
                own[last] = shape[last - 1] + 1;
                own[last - 1] = shape[last];
                yield new Operand(weight(own), x -> x.narrow(last, 1, shape[last - 1]).t());
            }
            default -> new Operand(weight(own), UnaryOperator.identity());
        };
    }

    /// Trained or frozen, seen directly.
    Weight weight(int... shape) {
        return allTrained || coin() ? trained(shape) : new Weight.Frozen(constant(DType.F64, shape));
    }

    Tensor constant(DType dtype, int... shape) {
        return Gen.tensor(arena, dtype, random, shape);
    }

    Tensor ids(int low, int high, int... shape) {
        return Gen.ids(arena, random, low, high, shape);
    }

    /// Values for all that was drawn as trained, none of them near 0, where some functions have a kink.
    Parameters values() {
        Parameters values = new Parameters(arena, DType.F64, layout).initialise(random.nextLong());
        Tensor all = values.flat();
        for (long i = 0; i < all.size(); i++) {
            all.set(i, all.get(i) + Math.copySign(0.05, all.get(i)));
        }
        return values;
    }

    private static int count(int... shape) {
        int n = 1;
        for (int d : shape) {
            n *= d;
        }
        return n;
    }
}
