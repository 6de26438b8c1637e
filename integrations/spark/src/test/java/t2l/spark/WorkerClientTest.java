package t2l.spark;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import com.fasterxml.jackson.databind.node.ObjectNode;
import module java.base;
import org.junit.jupiter.api.Test;

/// Workers that end, and workers that say nothing more.
class WorkerClientTest {
    private static final String FINGERPRINT = "mine";

    /// In place of `t2l worker`: each line is its own answer, but at some it ends, or does nothing for ever.
    static final class Echo {
        public static void main(String[] args) throws IOException, InterruptedException {
            try (var in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8))) {
                for (String line = in.readLine(); line != null; line = in.readLine()) {
                    if (line.contains("poison")) {
                        Runtime.getRuntime().halt(134);
                    }
                    if (line.contains("sleep")) {
                        Thread.sleep(Long.MAX_VALUE);
                    }
                    System.out.println(line.replace("\"op\":\"about\"", "\"fingerprint\":\"" + FINGERPRINT + "\""));
                }
            }
        }
    }

    /// A client whose workers are children of a shell, as those of t2l.jar are of its launcher.
    private static WorkerClient client(String fingerprint, String... worker) {
        return new WorkerClient(Stream.concat(Stream.of("sh", "-c", "\"$@\"; exit $?", "sh"), Stream.of(worker))
                .toList(), fingerprint, Duration.ofSeconds(5), () -> false);
    }

    private static WorkerClient echo(String fingerprint) {
        return client(fingerprint, Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1", "-cp", Path.of("target", "test-classes").toAbsolutePath().toString(),
                Echo.class.getName());
    }

    private static List<ObjectNode> lines(String... texts) {
        return Stream.of(texts).map(text -> Wire.ask("say").put("text", text)).toList();
    }

    @Test
    void whatGetsNoAnswerTwiceIsReportedAndTheOthersAreAnswered() {
        try (WorkerClient worker = echo(FINGERPRINT)) {
            assertEquals(
                    List.of("one", "two", "worker: gave no answer within 5 s, twice", "three",
                            "worker: ended at this line, twice", "four"),
                    worker.ask(lines("one", "two", "sleep", "three", "poison", "four")).stream()
                            .map(answer -> answer.path("error").asText(answer.path("text").asText())).toList());
            assertEquals("five", worker.askOne(lines("five").getFirst()).get("text").asText());
        }
    }

    @Test
    void aWorkerThatIsNotTheRightOneIsRefused() {
        try (WorkerClient worker = echo("other")) {
            assertEquals("worker: needs the same t2l.jar, models and options on all executors, this one has the"
                    + " fingerprint mine, others have other",
                    assertThrows(BulkException.class, () -> worker.ask(lines("one"))).getMessage());
        }
        try (WorkerClient worker = client("", "sh", "-c", "echo 'error: no model' >&2; exit 1")) {
            assertEquals("worker: does not start: no model",
                    assertThrows(BulkException.class, () -> worker.ask(lines("one"))).getMessage());
        }
        try (WorkerClient worker = client("", "true")) {
            assertEquals("worker: does not start: it exited without a message",
                    assertThrows(BulkException.class, () -> worker.ask(lines("one"))).getMessage());
        }
    }
}
