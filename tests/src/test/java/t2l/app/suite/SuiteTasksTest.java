package t2l.app.suite;

import static java.util.stream.Collectors.counting;
import static java.util.stream.Collectors.groupingBy;
import static org.junit.jupiter.api.Assertions.*;

import java.util.Map;
import org.junit.jupiter.api.Test;
import t2l.Refused;
import t2l.hypernet.eval.EvalTask;

class SuiteTasksTest {
    private static SuiteTasks named(String name) {
        return SuiteTasks.named(name).orElseThrow();
    }

    @Test
    void allTestsAreNewAndSeenTasksWithEveryKindOfDescription() {
        assertEquals(Map.of("testA", 32L, "testB", 32L), groups("builtin:suite"));
        assertEquals(Map.of("seen", 64L, "seen/new", 64L, "seen/phrases", 64L, "testA", 32L, "testA/phrases", 32L,
                "testB", 32L, "testB/phrases", 32L, "seen/blind", 50L, "test/blind", 50L), groups("builtin:suite/all"));
    }

    private static Map<String, Long> groups(String name) {
        return named(name).test().stream().collect(groupingBy(EvalTask::group, counting()));
    }

    @Test
    void otherNamesAreOthers() {
        assertTrue(SuiteTasks.named("suite").isEmpty());
        assertTrue(SuiteTasks.named("builtin:suites").isEmpty());
        Refused.says("builtin:suite/all", () -> SuiteTasks.named("builtin:suite/40"));
    }
}
