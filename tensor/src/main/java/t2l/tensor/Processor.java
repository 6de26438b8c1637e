package t2l.tensor;

import module java.base;

/// The processor of this machine.
public final class Processor {
    private Processor() {}

    /// The model, as the operating system names it: `AMD EPYC 9R14, family 25, model 17`.
    public static String name() {
        Path linux = Path.of("/proc/cpuinfo");
        try {
            String name = Files.exists(linux)
                    ? name(Files.readAllLines(linux))
                    : Optional.ofNullable(System.getenv("PROCESSOR_IDENTIFIER"))
                            .orElse(said("sysctl", "-n", "machdep.cpu.brand_string"));
            return name.isBlank() ? System.getProperty("os.arch") : name;
        } catch (IOException e) {
            return System.getProperty("os.arch");
        }
    }

    /// The same from the lines of `/proc/cpuinfo`. Virtual machines often hide the name, but not the numbers.
    static String name(List<String> lines) {
        Map<String, String> first = lines.stream().map(line -> line.split(":", 2)).filter(pair -> pair.length == 2)
                .collect(Collectors.toMap(pair -> pair[0].strip(), pair -> pair[1].strip(), (a, _) -> a));
        return Stream.of(Optional.ofNullable(first.get("model name")), numbered(first, "family", "cpu family"),
                numbered(first, "model", "model"), numbered(first, "implementer", "CPU implementer"),
                numbered(first, "part", "CPU part")).flatMap(Optional::stream).collect(Collectors.joining(", "));
    }

    private static Optional<String> numbered(Map<String, String> of, String what, String key) {
        return Optional.ofNullable(of.get(key)).map(value -> what + " " + value);
    }

    private static String said(String... command) throws IOException {
        return new String(new ProcessBuilder(command).start().getInputStream().readAllBytes(), StandardCharsets.UTF_8)
                .strip();
    }
}
