package t2l.spark;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import module java.base;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The application on two executors in processes of their own, of which one is killed while it works: `mvn verify -Pcluster`.
@Tag("cluster")
class ClusterIT {
    private static final String CLUSTER = "local-cluster[2,1,1024]";

    @TempDir
    Path folder;

    @Test
    void aKilledExecutorChangesNothing() throws IOException, InterruptedException, ExecutionException {
        Files.createDirectories(Path.of(System.getenv("SPARK_HOME"), "jars")); // empty: executors get this class path
        Path table = Job.table(folder.resolve("table.jsonl"), 1000);
        Map<String, String> settings = Map.of("spark.jars", System.getProperty("t2l.spark.jar"),
                "spark.executor.extraClassPath", System.getProperty("java.class.path"));
        settings.forEach(System::setProperty);
        Map<String, String> manifests = new HashMap<>();
        Set<Map<String, String>> results = new HashSet<>();
        ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
        for (int partitions : List.of(1, 2, 4)) {
            Path packs = folder.resolve("packs" + partitions);
            Future<Boolean> killed = threads.submit(() -> killOne(packs));
            Job.succeeds(CLUSTER, "generate", "--descriptions", table.toString(), "--out", packs.toString(),
                    "--pack-size", "10m", "--partitions", Integer.toString(partitions), "--jar", Job.JAR);
            assertTrue(killed.get(), "an executor at work");
            Map<String, String> files = Job.files(packs);
            results.add(files);
            manifests.put(partitions + " partitions", files.get("manifest.json"));
        }
        System.out.println("manifests: " + manifests);
        assertEquals(1, results.size(), results.toString());
        assertEquals(11, results.iterator().next().size());
        settings.keySet().forEach(System::clearProperty);
        threads.close();
    }

    /// Kills an executor that is at work, as soon as a pack has been made. The processes that this one starts are executors, and
    /// theirs are workers.
    private static boolean killOne(Path packs) throws InterruptedException {
        while (!Files.exists(packs.resolve("_units"))) {
            Thread.sleep(20);
        }
        Optional<ProcessHandle> executor = Optional.empty();
        while (executor.isEmpty() && !Files.exists(packs.resolve("manifest.json"))) {
            executor = ProcessHandle.current().children().filter(process -> process.children().findAny().isPresent())
                    .findFirst();
        }
        return executor.map(ProcessHandle::destroyForcibly).orElse(false);
    }
}
