package t2l.app.launch;

import java.io.File;
import java.util.Arrays;
import java.util.Comparator;

/// What a JVM leaves that ends in a fault: a file in `$T2L_HOME`. It also prints a summary to stdout, against which there is no
/// flag (JDK-8215004).
final class CrashReport {
    private static final String START = "hs_err_pid";

    private CrashReport() {}

    /// The flag for where it is written. If that is not possible, the JVM takes the working directory.
    static String flag() {
        return "-XX:ErrorFile=" + StartCache.home().toString().replace("%", "%%") + File.separator + START + "%p.log";
    }

    /// Whether a JVM crashed, i.e. ended with 128 plus the number of SIGILL, SIGTRAP, SIGABRT, SIGBUS (Linux, macOS), SIGFPE or
    /// SIGSEGV.
    static boolean isDue(int code) {
        return Arrays.asList(132, 133, 134, 135, 138, 136, 139).contains(code);
    }

    /// Prints where it is.
    ///
    /// @param start when the JVM was started
    static void say(long start) {
        File[] all = StartCache.home().toFile().listFiles(
                (folder, name) -> name.startsWith(START) && new File(folder, name).lastModified() >= start - 1000);
        File report = Arrays.stream(all == null ? new File[0] : all).max(Comparator.comparing(File::lastModified))
                .orElse(null);
        System.err.println("error: the JVM has crashed; "
                + (report == null ? "T2L_HOME could not take its report" : "its report is " + report));
    }
}
