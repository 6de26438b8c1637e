package t2l.app;

import static org.junit.jupiter.api.Assertions.*;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.jr.ob.JSON;
import module java.base;
import org.junit.jupiter.api.Test;

/// The packaged jar with devices, and without: skipped where there is none, but with `T2L_TEST_OPENCL=required` a failure.
class DeviceIT extends ProgramIT {
    private Map<?, ?> backend(Jar jar, String name) throws IOException {
        List<?> all = (List<?>) JSON.std.mapFrom(jar.run("inspect", "--json").out()).get("backends");
        return (Map<?, ?>) all.stream().filter(b -> ((Map<?, ?>) b).get("name").equals(name)).findFirst().orElseThrow();
    }

    private Jar withOpenCl() throws IOException {
        Jar jar = Jar.built();
        boolean found = Boolean.TRUE.equals(backend(jar, "opencl").get("available"));
        assertTrue(found || !"required".equals(System.getenv("T2L_TEST_OPENCL")),
                "T2L_TEST_OPENCL=required: needs an OpenCL device, this machine has none; install pocl-opencl-icd");
        assumeTrue(found, "this machine has no OpenCL device");
        return jar;
    }

    @Test
    void benchTimesTheDevice() throws IOException {
        Jar.Outcome run = withOpenCl().run("bench", "matmul/f32/NN", "--backend", "opencl", "--quick", "--json")
                .succeeds();
        List<Map<String, Object>> rows = new ArrayList<>();
        for (String line : run.out().lines().toList()) {
            rows.add(JSON.std.mapFrom(line));
        }
        assertTrue(!rows.isEmpty());
        rows.forEach(row -> {
            assertEquals(true, row.get("verified"), row.toString());
            assertTrue((Double) row.get("gflops") > 0, row.toString());
        });
    }

    @Test
    void completeOnOpenClSaysWhatTheProcessorSays() throws IOException {
        Jar jar = withOpenCl();
        String[] answers = new String[2];
        for (int i = 0; i < 2; i++) {
            Jar.Outcome run = jar.run("complete", "--model", "builtin:tiny", "--prompt", "cat dog bird >", "--backend",
                    i == 0 ? "opencl" : "simd").succeeds();
            answers[i] = run.out();
        }
        assertTrue(!answers[0].isBlank());
        assertEquals(answers[1], answers[0]);
    }

    @Test
    void withoutTornadoItIsOneSentence() {
        Jar.Outcome run = Jar.built().run(Map.of("TORNADOVM_HOME", ""), "complete",
                "--model", "builtin:tiny", "--prompt", "cat >", "--backend", "tornado");
        assertEquals(1, run.code());
        assertEquals("", run.out());
        assertTrue(run.err().lines()
                .anyMatch(l -> l.equals("error: backend tornado: not available: TORNADOVM_HOME is not"
                        + " set; install TornadoVM 5.2.0-jdk25 (sdk install tornadovm 5.2.0-jdk25-opencl), and let TORNADOVM_HOME"
                        + " name its folder")),
                run.err());
    }
}
