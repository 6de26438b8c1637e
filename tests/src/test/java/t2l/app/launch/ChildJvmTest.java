package t2l.app.launch;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.*;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

/// Everything passes but the notice, and that only at the beginning.
class ChildJvmTest {
    private static final String NOTICE = "WARNING: Using incubator modules: jdk.incubator.vector\n";

    private static String passed(String text) {
        ByteArrayOutputStream to = new ByteArrayOutputStream();
        ChildJvm.copy(new ByteArrayInputStream(text.getBytes(UTF_8)), new PrintStream(to, false, UTF_8));
        return to.toString(UTF_8);
    }

    @Property(tries = 50)
    void theNoticeIsDroppedAndTheRestPasses(@ForAll String text) {
        String wellFormed = new String(text.getBytes(UTF_8), UTF_8).replaceFirst("^[\r\n]+", "");
        assertEquals(wellFormed, passed(NOTICE + wellFormed));
    }

    @Test
    void whatOnlyBeginsLikeTheNoticePasses() {
        for (int length = 0; length < NOTICE.length() - 1; length++) {
            String begun = NOTICE.substring(0, length);
            assertEquals(begun, passed(begun));
            assertEquals(begun + "~" + NOTICE, passed(begun + "~" + NOTICE));
        }
    }
}
