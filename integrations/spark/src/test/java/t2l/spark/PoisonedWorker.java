package t2l.spark;

import java.util.jar.Attributes;
import module java.base;

/// A program in place of t2l.jar: passes all lines on to the real one, but ends at those with some text in them.
final class PoisonedWorker {
    private static final int CODE = 134;

    public static void main(String[] args) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(
                List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-jar", text("real")));
        command.addAll(List.of(args));
        String poison = text("poison");
        Process real = new ProcessBuilder(command).redirectOutput(ProcessBuilder.Redirect.INHERIT)
                .redirectError(ProcessBuilder.Redirect.INHERIT).start();
        try (var lines = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
                Writer to = real.outputWriter(StandardCharsets.UTF_8)) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                if (line.contains(poison)) {
                    real.destroyForcibly().waitFor();
                    Runtime.getRuntime().halt(CODE);
                }
                to.write(line + "\n");
                to.flush();
            }
        }
        System.exit(real.waitFor());
    }

    private static String text(String name) throws IOException {
        try (InputStream in = PoisonedWorker.class.getResourceAsStream("/" + name)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    /// Its jar.
    ///
    /// @param real   the path of t2l.jar
    /// @param poison the text at which it ends
    static Path jar(Path to, String real, String poison) throws IOException {
        Manifest manifest = new Manifest();
        manifest.getMainAttributes().put(Attributes.Name.MANIFEST_VERSION, "1.0");
        manifest.getMainAttributes().put(Attributes.Name.MAIN_CLASS, PoisonedWorker.class.getName());
        String name = PoisonedWorker.class.getName().replace('.', '/') + ".class";
        try (JarOutputStream jar = new JarOutputStream(Files.newOutputStream(to), manifest);
                InputStream content = PoisonedWorker.class.getClassLoader().getResourceAsStream(name)) {
            jar.putNextEntry(new JarEntry(name));
            content.transferTo(jar);
            for (Map.Entry<String, String> text : Map.of("real", real, "poison", poison).entrySet()) {
                jar.putNextEntry(new JarEntry(text.getKey()));
                jar.write(text.getValue().getBytes(StandardCharsets.UTF_8));
            }
        }
        return to;
    }
}
