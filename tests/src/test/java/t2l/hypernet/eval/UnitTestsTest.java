package t2l.hypernet.eval;

import static org.junit.jupiter.api.Assertions.*;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.jr.ob.JSON;
import module java.base;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import t2l.*;
import t2l.tensor.T2lException;

class UnitTestsTest {
    private static final UnitTests HEAD = new UnitTests("def f(x):\n", "f", "assert f(2) == 3");
    private static final UnitTests WHOLE = new UnitTests("", "f", "assert f(2) == 3");

    /// The rest of EvalPlus's cleaning: blank lines between statements and around the whole do not matter.
    @Test
    void whatIsNeededOfAProgramIsThatOfEvalPlus() throws IOException {
        List<Object> cases = JSON.std.listFrom(Files.readString(GoldenFile.path("hypernet/eval/programs.json")));
        assertEquals(8, cases.size());
        for (Object each : cases) {
            Map<?, ?> c = (Map<?, ?>) each;
            assertEquals(c.get("needed"),
                    UnitTests.PythonSource.needed((String) c.get("code"), (String) c.get("entry")));
        }
    }

    @Test
    void decoratedFunctionsStay() {
        String code = "import functools\n@functools.cache\ndef f(x):\n    return x";

        assertEquals(code, UnitTests.PythonSource.needed(code + "\n\nprint(f(1))\n", "f"));
    }

    @Test
    void aCompletionEndsAtTheFence() {
        assertEquals("def f(x):\n    return x + 1\n\nassert f(2) == 3\n",
                HEAD.source("    return x + 1\n```\nThis adds one.\n```python\nf(1)\n```"));
        assertEquals("def f(x):\n    return 1\nassert f(2) == 3\n",
                WHOLE.source("def f(x):\n    return 1\n\nprint(f(2))\n```"));
        assertTrue(UnitTests.ended("return\n```"));
        assertFalse(UnitTests.ended("return ``"));
    }

    @Test
    void theEntryIsTheFunctionThatIsTested() {
        String code = "def helper(x):\n    return x\ndef double(x):\n    return helper(x) * 2";
        assertEquals(Optional.of("double"), UnitTests.entry(code, "assert double(1) == 2"));
        assertEquals(Optional.empty(), UnitTests.entry(code, "assert triple(1) == 3"));
    }

    private static final Optional<Python> FOUND = found();

    private static Optional<Python> found() {
        try {
            return Optional.of(Python.find());
        } catch (T2lException _) {
            return Optional.empty();
        }
    }

    /// Only where there is a Python that can keep to limits: the build does without one.
    private static Python python() {
        assumeTrue(FOUND.isPresent(), "no python3");
        return FOUND.orElseThrow();
    }

    @Test
    void aRightProgramPasses() {
        assertTrue(python().passes(HEAD.source("    return x + 1\n```")));
        assertTrue(python().passes(WHOLE.source("import math\ndef f(x):\n    return x + math.ceil(0.5)")));

    }

    @ParameterizedTest
    @ValueSource(
            strings = {"    return x", "    return x +", "    import sys; sys.exit(0)", "    import os; os._exit(0)",
                "    while True: pass", "    return len(bytes(1 << 40))", "    return f(x)", "    input()",
                "    import os; os.environ['HOME']", "    open('big', 'w').write('x' * (1 << 22))",
                "    import time; time.sleep(60)"})
    void aProgramThatIsWrongOrDoesWhatItMustNotDoesNotPass(String body) {
        Python quick = new Python(python().command(), Duration.ofSeconds(1), 1L << 29);
        assertFalse(quick.passes(HEAD.source(body)), body);
    }

    /// In a session of its own, from which no signal to the program's would reach it.
    @ParameterizedTest
    @ValueSource(strings = {"pass", "while True: pass"})
    @EnabledOnOs(OS.LINUX)
    void whatAProgramStartsEndsWithIt(String end, @TempDir Path folder) throws IOException {
        Path pid = folder.resolve("pid");
        String source = """
                import os, time
                if os.fork() == 0:
                    os.setsid()
                    if os.fork() == 0:
                        with open('%1$s.part', 'w') as file:
                            file.write(str(os.getpid()))
                        os.rename('%1$s.part', '%1$s')
                        time.sleep(600)
                    os._exit(0)
                while not os.path.exists('%1$s'): time.sleep(0.01)
                %2$s
                """.formatted(pid, end);
        assertEquals(end.equals("pass"),
                new Python(python().command(), Duration.ofSeconds(2), 1L << 29).passes(source));
        assertEquals(Optional.empty(), ProcessHandle.of(Long.parseLong(Files.readString(pid))));
    }

    @Test
    void withoutPythonOneSentenceSaysSo() {
        Refused.begins("Python: needs no-such-python", () -> Python.find("no-such-python"));
    }
}
