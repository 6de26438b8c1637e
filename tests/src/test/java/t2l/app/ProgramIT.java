package t2l.app;

import module java.base;

/// A test of the packaged program, which has a start cache and nothing else in its home. Three such classes run at a time.
abstract class ProgramIT {
    static {
        if (Files.exists(Jar.HOME)) { // from an earlier build
            try (Stream<Path> old = Files.walk(Jar.HOME)) {
                old.sorted(Comparator.reverseOrder()).map(Path::toFile).forEach(File::delete);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
        Jar.built().run("--help"); // makes the cache, and says so
    }

    /// A command with more arguments.
    static String[] with(String[] command, String... more) {
        return Program.with(command, more);
    }
}
