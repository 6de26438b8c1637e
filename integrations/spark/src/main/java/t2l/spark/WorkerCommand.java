package t2l.spark;

import module java.base;
import org.apache.spark.SparkFiles;
import org.apache.spark.TaskContext;

/// How a worker is started on an executor.
///
/// @param jar     t2l.jar: a file that was given to `spark-submit --files`, by its name, or a path on every executor
/// @param options of `t2l worker`
/// @param seconds that it may take for a line
record WorkerCommand(String jar, List<String> options, int seconds) implements Serializable {
    /// The worker of a task of Spark. Throws [BulkException] if the jar is not there.
    ///
    /// @param fingerprint that it must have; empty for any
    WorkerClient open(TaskContext task, String fingerprint) {
        return new WorkerClient(command(task.cpus()), fingerprint, Duration.ofSeconds(seconds), task::isInterrupted);
    }

    /// @param threads of the worker, unless the options say it
    private List<String> command(int threads) {
        List<String> command = new ArrayList<>(
                List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-jar", place().toString(),
                        "worker", "--quiet"));
        // The backend would else depend on the machine, and with it the last bits.
        addUnlessGiven("--backend", "simd", command);
        addUnlessGiven("--threads", Integer.toString(threads), command);
        command.addAll(options);
        return command;
    }

    private void addUnlessGiven(String option, String value, List<String> command) {
        if (options.stream().noneMatch(given -> given.equals(option) || given.startsWith(option + "="))) {
            command.addAll(List.of(option, value));
        }
    }

    private Path place() {
        Path sent = Path.of(SparkFiles.getRootDirectory()).resolve(Path.of(jar).getFileName());
        Path place = Files.isRegularFile(sent) ? sent : Path.of(jar).toAbsolutePath();
        if (!Files.isRegularFile(place)) {
            throw new BulkException("--jar: needs t2l.jar on every executor, on this one there is no " + place
                    + "; give it to spark-submit in --files, or its path in --jar");
        }
        return place;
    }
}
