package t2l.app.launch;

import java.io.File;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/// Detects short runs: a single use of a small model, which ends before the JIT compiler has warmed up.
///
/// The JVM has two JIT compilers. Only C2 turns vectors of the Vector API into instructions, but compiling takes longer
/// than computing a short answer. A short run therefore uses only C1, and kernels that do not need C2
/// (`t2l.tensor.scalar`):
///
/// ```
///   seconds of processor time for w multiply-adds    short run  0.5 + w / 0.4·10⁹
///                                                    otherwise  2.5 + w / 50·10⁹     equal at w = 0.8·10⁹
/// ```
///
/// Embedding a description with `builtin:minilm` takes 0.13·10⁹ multiply-adds, a token of `builtin:tiny` 0.001·10⁹. The
/// choice depends only on the arguments and the sizes of the files that they name, so a command always gives the same
/// bits.
final class ShortRun {
    /// The compiler flag, and the default of `--backend`.
    static final List<String> FLAGS = Arrays.asList("-XX:TieredStopAtLevel=1", "-Dt2l.backend=scalar");

    private static final Set<String> COMMANDS = new HashSet<String>(
            Arrays.asList("generate", "complete", "chat", "embed", "tokenize", "inspect"));

    /// Maximum bytes of a small model: three times those of `builtin:tiny`.
    private static final long SMALL = 8L << 20;

    /// Maximum length of texts, about three hundred tokens.
    private static final int FEW = 1000;

    private ShortRun() {}

    /// Whether `args` are one. What they name may not exist: then there is nothing to compute.
    static boolean is(String[] args) {
        boolean ownHypernetwork = false;
        boolean encoderNamed = false;
        for (int i = 1; i < args.length; i++) {
            int equals = args[i].indexOf('=');
            String option = equals < 0 ? args[i] : args[i].substring(0, equals);
            String value = equals >= 0 ? args[i].substring(equals + 1) : i + 1 < args.length ? args[i + 1] : "";
            switch (option) {
                case "--backend" : // chosen by the user
                case "--describe-file" : // as long as can be
                    return false;
                case "--encoder" :
                    encoderNamed = true;
                    if (!isSmall(value)) return false;
                    break;
                case "--t2l" :
                    ownHypernetwork = !isBuiltin(value);
                    if (!isSmall(value)) return false;
                    break;
                case "--model" :
                case "--adapter" :
                    if (!isSmall(value)) return false;
                    break;
                default :
                    break;
            }
        }
        // Other hypernetworks may use any encoder, which only their files name.
        return args.length > 0 && COMMANDS.contains(args[0]) && String.join(" ", args).length() <= FEW
                && (encoderNamed || !ownHypernetwork);
    }

    private static boolean isBuiltin(String model) {
        return model.startsWith("builtin:");
    }

    private static boolean isSmall(String model) {
        return isBuiltin(model) || size(new File(model)) <= SMALL;
    }

    /// Bytes of a file, or of the files in a folder.
    private static long size(File file) {
        File[] inside = file.listFiles();
        long size = file.length();
        for (int i = 0; inside != null && i < inside.length && size <= SMALL; i++) {
            size += size(inside[i]);
        }
        return size;
    }
}
