package t2l;

import module java.base;

/// A Java process beside this one, on the same class path, for what is decided once in a process: the width of registers, the
/// tile, the outcome of a stray access.
public final class OtherJvm {
    private static final String WARNING = "WARNING: Using incubator modules: jdk.incubator.vector";

    private OtherJvm() {}

    /// What a process left: its exit code, and the lines of its standard output and error.
    public record Ended(int exit, List<String> lines) {}

    /// Runs `main` with these flags of the JVM and these variables of the environment, and waits for its end.
    public static Ended run(Class<?> main, Map<String, String> environment, String... flags)
            throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--add-modules=jdk.incubator.vector", "--enable-native-access=ALL-UNNAMED", "-Xlog:disable"));
        command.addAll(List.of(flags));
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), main.getName()));
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.environment().putAll(environment);
        Process process = builder.start();
        String printed = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        return new Ended(process.waitFor(), printed.lines().filter(line -> !line.equals(WARNING)).toList());
    }
}
