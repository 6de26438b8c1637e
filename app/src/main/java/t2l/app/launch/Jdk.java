package t2l.app.launch;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.*;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// A Java installation: its path and its version, from the file `release` in its root.
public final class Jdk {
    /// The minimum version.
    public static final int NEEDED = 25;

    private static final Pattern VERSION = Pattern.compile("JAVA_VERSION=\"(?:1\\.)?(\\d+)[^\"]*\"");
    /// Directories that contain installations.
    private static final String[] SHELVES = {"/usr/lib/jvm", "/usr/java", "/opt", "/opt/java",
        "~/.sdkman/candidates/java",
        "~/.jdks", "~/.asdf/installs/java", "~/.local/share/mise/installs/java", "~/.gradle/jdks", "/opt/homebrew/opt",
        "/usr/local/opt", "/Library/Java/JavaVirtualMachines", "~/Library/Java/JavaVirtualMachines",
        "C:/Program Files/Java", "C:/Program Files/Eclipse Adoptium", "C:/Program Files/Microsoft",
        "C:/Program Files/Zulu", "C:/Program Files/Amazon Corretto", "C:/Program Files/BellSoft"};
    /// The root of an installation in its folder: the folder itself, or inside a macOS bundle.
    private static final String[] ROOTS = {"", "Contents/Home", "libexec/openjdk.jdk/Contents/Home"};

    private final File home;
    private final int version;
    private final String release;

    private Jdk(File home, int version, String release) {
        this.home = home;
        this.version = version;
        this.release = release;
    }

    /// Prints the root of the installation that [#find] finds. `./t2l` runs this file as a program, before there is a jar.
    public static void main(String[] args) {
        Jdk jdk = find();
        if (jdk == null) System.exit(1);
        System.out.println(jdk.home);
    }

    /// The installation that `T2L_JAVA_HOME` names, else the running one, else that of `JAVA_HOME`, else the oldest in the
    /// usual places. If that is none that suffices, prints so and returns `null`.
    static Jdk find() {
        String asked = System.getenv("T2L_JAVA_HOME");
        if (asked != null) {
            Jdk jdk = in(new File(asked));
            if (jdk.suffices()) return jdk;
            missing("T2L_JAVA_HOME=" + asked + " holds " + (jdk.version == 0 ? "no JDK" : "Java " + jdk.version));
            return null;
        }
        if (running().suffices()) return in(running().home);
        String home = System.getenv("JAVA_HOME");
        if (home != null && in(new File(home)).suffices()) return in(new File(home));
        Jdk oldest = installed().stream().filter(Jdk::suffices)
                .min(Comparator.comparing(Jdk::version).thenComparing(Jdk::home)).orElse(null);
        if (oldest == null) missing("this is Java " + running().version + " and the usual places hold none");
        return oldest;
    }

    /// Prints that a newer Java is needed, and why the current one is not suitable. Returns the exit code.
    public static int missing(String here) {
        System.err.println("error: t2l needs JDK " + NEEDED + " or newer; " + here
                + "; install one, or name its folder in T2L_JAVA_HOME");
        return 1;
    }

    /// The installation of this JVM.
    public static Jdk running() {
        String version = System.getProperty("java.specification.version");
        int number = Integer.parseInt(version.startsWith("1.") ? version.substring(2) : version);
        return new Jdk(new File(System.getProperty("java.home")), number, System.getProperty("java.vm.version"));
    }

    /// The installation in `home`, or version 0 if there is none.
    public static Jdk in(File home) {
        try {
            String release = new String(Files.readAllBytes(new File(home, "release").toPath()), StandardCharsets.UTF_8);
            Matcher version = VERSION.matcher(release);
            boolean runs = new Jdk(home, 0, "").java().isFile();
            return new Jdk(home, runs && version.find() ? Integer.parseInt(version.group(1)) : 0, release);
        } catch (IOException e) {
            return new Jdk(home, 0, "");
        }
    }

    /// All installations in the usual places of this machine, in no particular order.
    public static List<Jdk> installed() {
        List<Jdk> found = new ArrayList<>();
        for (String shelf : SHELVES) {
            File[] folders = new File(shelf.replace("~", System.getProperty("user.home"))).listFiles(File::isDirectory);
            if (folders == null) continue;
            for (File folder : folders) {
                for (String root : ROOTS) {
                    Jdk jdk = in(root.isEmpty() ? folder : new File(folder, root));
                    if (jdk.version > 0) found.add(jdk);
                }
            }
        }
        return found;
    }

    public File home() {
        return home;
    }

    public int version() {
        return version;
    }

    /// Whether the program can run on it.
    public boolean suffices() {
        return version >= NEEDED;
    }

    /// Its `java` program.
    public File java() {
        File bin = new File(home, "bin");
        return new File(bin, File.separatorChar == '\\' ? "java.exe" : "java");
    }

    /// A text that differs between builds.
    public String identity() {
        return home + "\n" + release;
    }
}
