package t2l.hypernet.train;

import static org.junit.jupiter.api.Assertions.*;

import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;
import t2l.Refused;

class EarlyStoppingTest {
    @Property(tries = 50)
    void theLowestLossIsKeptAndAStateGoesOn(
            @ForAll @Size(min = 1, max = 12) List<@DoubleRange(max = 5) Double> losses) {
        Validator.EarlyStopping whole = new Validator.EarlyStopping(3);
        Validator.EarlyStopping resumed = new Validator.EarlyStopping(3);
        int lowest = 0;
        for (int i = 0; i < losses.size(); i++) {
            lowest = losses.get(i) < losses.get(lowest) ? i : lowest;
            boolean better = whole.record(i, losses.get(i));
            Validator.EarlyStopping next = new Validator.EarlyStopping(3);
            next.restore("file", resumed.state());
            assertEquals(better, next.record(i, losses.get(i)));
            resumed = next;
        }
        assertEquals(lowest, whole.bestStep());
        assertEquals(losses.size() - 1, resumed.lastStep());
        assertEquals(whole.state(), resumed.state());
        assertEquals(losses.size() - 1 - lowest >= 3, whole.stops());
    }

    @Test
    void patienceOfNoneNeverEnds() {
        Validator.EarlyStopping stopping = new Validator.EarlyStopping(0);
        for (int i = 0; i < 100; i++) {
            stopping.record(i, i);
        }
        assertFalse(stopping.stops());
    }

    @Test
    void anotherTextIsRefused() {
        Refused.says("has 'best'", () -> new Validator.EarlyStopping(1).restore("file", "best"));
    }
}
