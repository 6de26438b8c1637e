package t2l.app;

import java.io.*;
import java.nio.charset.StandardCharsets;
import t2l.app.launch.*;

/// The entry point of `java -jar t2l.jar`, on Java 8 or newer: runs the program in this JVM if it is suitable, else in
/// a second JVM.
///
/// Environment: `T2L_JAVA_HOME` names the JDK to use; `T2L_NO_RELAUNCH=1` stays in this JVM, without the Vector API if
/// it was not started with it.
public final class Main {
    private Main() {}

    /// Runs the program and exits with its exit code.
    public static void main(String[] args) throws IOException, InterruptedException {
        if (args.length == 1 && (args[0].equals("--version") || args[0].equals("-V"))) {
            System.out.println("t2l " + version());
            return;
        }
        boolean stay = "1".equals(System.getenv("T2L_NO_RELAUNCH"));
        if (!Inherited.hasWhole(args)) {
            System.err.println("error: arguments: need to be text in the encoding of this locale, "
                    + System.getProperty("sun.jnu.encoding") + "; set LC_ALL=C.UTF-8, or rename the file");
            System.exit(2);
        }
        if (!Inherited.hasStdin()) {
            System.setIn(new ByteArrayInputStream(new byte[0]));
        }
        boolean brief = ShortRun.isThis();
        if (Jdk.running().suffices() && (stay || brief || hasVectors())) {
            if (!brief && !hasVectors()) {
                System.err.println("t2l: T2L_NO_RELAUNCH=1: running without the Vector API, on scalar code");
            }
            ChildJvm.endWithParent();
            System.exit(Cli.run(version(), new FileOutputStream(FileDescriptor.out),
                    new FileOutputStream(FileDescriptor.err), args));
        }
        System.exit(stay
                ? Jdk.missing("T2L_NO_RELAUNCH=1 keeps it in Java " + Jdk.running().version())
                : Launcher.run(Main.class.getName(), args));
    }

    /// Whether the incubator module is in the boot layer, where alone the compiler uses vector instructions.
    private static boolean hasVectors() {
        try {
            Class.forName("jdk.incubator.vector.Vector", false, ClassLoader.getSystemClassLoader());
            return true;
        } catch (ClassNotFoundException e) {
            return false;
        }
    }

    private static String version() throws IOException {
        try (InputStream in = Main.class.getResourceAsStream("version.txt")) {
            byte[] text = new byte[64];
            return new String(text, 0, in.read(text), StandardCharsets.US_ASCII);
        }
    }
}
