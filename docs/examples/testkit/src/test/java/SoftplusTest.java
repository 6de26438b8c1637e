import java.lang.foreign.Arena;
import java.util.SplittableRandom;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import t2l.tensor.DType;
import t2l.tensor.Tensor;
import t2l.testkit.GradCheck;
import t2l.testkit.Gen;

/// An operation with a gradient derived by hand: the sum of `log(1 + eˣ)`, whose derivative is `1 / (1 + e⁻ˣ)`.
class SoftplusTest {
    static double softplus(Tensor x) {
        double sum = 0;
        for (long i = 0; i < x.size(); i++) sum += Math.log1p(Math.exp(x.get(i)));
        return sum;
    }

    static void gradientAdd(Tensor x, Tensor dx) {
        for (long i = 0; i < x.size(); i++) dx.set(i, dx.get(i) + 1 / (1 + Math.exp(-x.get(i))));
    }

    @Provide
    Arbitrary<Tensor> tensors() {
        return Gen.tensors(DType.F64, Gen.shape(3, 9));
    }

    @Property(tries = 100)
    void theGradientIsThatOfTheFunction(@ForAll("tensors") Tensor x, @ForAll long seed) {
        GradCheck.check(x, SoftplusTest::softplus, SoftplusTest::gradientAdd, new SplittableRandom(seed)).require(1e-8);
    }

    /// With a wrong sign: `1 / (1 + eˣ)`.
    @Example
    void aWrongGradientIsFound() {
        Tensor x = Gen.tensor(Arena.ofAuto(), DType.F64, new SplittableRandom(1), 3, 5);
        GradCheck.Slope slope = GradCheck.check(x, SoftplusTest::softplus, (at, dx) -> {
            for (long i = 0; i < at.size(); i++) dx.set(i, 1 / (1 + Math.exp(at.get(i))));
        }, new SplittableRandom(1));
        if (slope.error() < 0.1) throw new AssertionError(slope);
    }
}
