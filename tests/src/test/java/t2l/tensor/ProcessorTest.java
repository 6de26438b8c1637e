package t2l.tensor;

import static org.junit.jupiter.api.Assertions.*;

import java.util.List;
import org.junit.jupiter.api.Test;

/// The name of the processor.
class ProcessorTest {
    @Test
    void theFirstCoreNamesTheProcessor() {
        assertEquals("Intel(R) Xeon(R) Processor, family 6, model 207",
                Processor.name(List.of("processor\t: 0", "cpu family\t: 6", "model\t\t: 207",
                        "model name\t: Intel(R) Xeon(R) Processor", "flags\t\t: fpu vme", "", "processor\t: 1",
                        "model name\t: another")));
        assertEquals("implementer 0x41, part 0xd40",
                Processor.name(List.of("BogoMIPS\t: 2100.00", "CPU implementer\t: 0x41", "CPU part\t: 0xd40")));
        assertEquals("", Processor.name(List.of("no colon")));
    }

    @Test
    void thisOneHasAName() {
        assertFalse(Processor.name().isBlank());
    }
}
