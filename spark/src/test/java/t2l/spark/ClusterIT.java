package t2l.spark;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
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
    void aKilledExecutorChangesNothing() throws IOException, InterruptedException {
        Path table = Job.table(folder.resolve("table.jsonl"), 1000);
        Map<String, String> settings = Map.of("spark.jars", System.getProperty("t2l.spark.jar"),
                "spark.executor.extraClassPath", System.getProperty("java.class.path"));
        settings.forEach(System::setProperty);
        Map<String, String> manifests = new HashMap<>();
        Set<Map<String, String>> results = new HashSet<>();
        for (int partitions : List.of(1, 2, 4)) {
            Path packs = folder.resolve("packs" + partitions);
            Thread killer = Thread.ofPlatform().start(() -> killOne(packs));
            Job.succeeds(CLUSTER, "generate", "--descriptions", table.toString(), "--out", packs.toString(),
                    "--pack-size", "10m", "--partitions", Integer.toString(partitions), "--jar", Job.JAR);
            killer.join();
            Map<String, String> files = Job.files(packs);
            results.add(files);
            manifests.put(partitions + " partitions, an executor killed", files.get("manifest.json"));
        }
        System.out.println("manifests: " + manifests);
        assertEquals(1, results.size(), manifests.toString());
        assertEquals(11, results.iterator().next().size());
        settings.keySet().forEach(System::clearProperty);
    }

    /// Kills the first executor that has made a pack and is at work on another.
    private static void killOne(Path packs) {
        try {
            while (!Files.exists(packs.resolve("_units"))) {
                Thread.sleep(20);
            }
            Optional<ProcessHandle> executor = ProcessHandle.current().descendants()
                    .filter(process -> process.info().commandLine().orElse("").contains("CoarseGrainedExecutorBackend"))
                    .filter(process -> process.children().findAny().isPresent()).findFirst();
            assertTrue(executor.orElseThrow().destroyForcibly());
            System.out.println("killed executor " + executor.get().pid());
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
