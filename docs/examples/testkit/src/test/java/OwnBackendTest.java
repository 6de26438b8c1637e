import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import t2l.tensor.backend.KernelsOver;
import t2l.tensor.backend.ReferenceKernels;
import t2l.tensor.kernel.Kernel;
import t2l.tensor.kernel.Elementwise.Mul;
import t2l.testkit.BatchInvariance;
import t2l.testkit.KernelAgreement;
import t2l.testkit.KernelAgreement.Round;

/// A backend that takes one kernel; the reference runs the others.
class OwnBackendTest {
    static final class Own extends KernelsOver {
        Own() {
            super(new ReferenceKernels());
        }

        @Override
        protected boolean take(Kernel kernel) {
            if (!(kernel instanceof Mul mul)) return false;
            for (long i = 0; i < mul.out().size(); i++) mul.out().set(i, mul.a().get(i) * mul.b().get(i));
            return true;
        }
    }

    @Provide
    Arbitrary<Round> rounds() {
        return KernelAgreement.rounds();
    }

    @Property(tries = 3)
    void everyKernelAgreesWithItsDefinition(@ForAll("rounds") Round round) {
        KernelAgreement.check(new Own(), round);
    }

    @Property(tries = 3)
    void aBatchChangesNoBit(@ForAll long seed) {
        BatchInvariance.check(new Own(), new Own(), seed);
    }
}
