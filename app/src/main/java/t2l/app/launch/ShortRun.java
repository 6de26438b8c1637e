package t2l.app.launch;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.*;

/// Detects short runs: a single use of a small model, or of a hypernetwork, which ends before the vector kernels have
/// warmed up.
///
/// The JVM has two JIT compilers. Only C2 turns vectors of the Vector API into instructions, but compiling takes longer
/// than computing a short answer. A short run therefore uses kernels that do not need C2 (`t2l.tensor.scalar`), and the
/// shortest use C1 alone:
///
/// ```
///   seconds for w multiply-adds on two cores    plain loops, C1     0.5 + w / 0.4·10⁹
///                                               plain loops         0.8 + w / 5·10⁹     equal at w = 0.13·10⁹
///                                               vectors             2.0 + w / 50·10⁹    equal at w = 6.7·10⁹
/// ```
///
/// Embedding a description with `builtin:minilm` takes 0.13·10⁹ multiply-adds, a token of `builtin:tiny` 0.001·10⁹, an
/// adapter about 8 for each byte of the hypernetwork: 1.8·10⁹ for one that writes them for a 7B model. The tokens of an answer,
/// one after the other, take longer than the same number in a product: 60 ms each with 98 MB of Q4_1, as long as sixteen of a
/// prompt; vectors are faster from 20 such tokens on. The choice depends only on the arguments and on the files that they name,
/// so a command always gives the same bits.
public final class ShortRun {
    private static final String SCALAR = "-Dt2l.backend=scalar";

    /// For the shortest runs, and for the run that fills the [StartCache].
    static final List<String> FLAGS = Arrays.asList("-XX:TieredStopAtLevel=1", SCALAR);

    private static final Set<String> COMMANDS = new HashSet<String>(
            Arrays.asList("generate", "complete", "chat", "embed", "tokenize"));

    /// Maximum bytes of a small model: three times those of `builtin:tiny`.
    private static final long MAX_SMALL_BYTES = 8L << 20;

    /// Maximum bytes of a hypernetwork times descriptions.
    private static final long MAX_NETWORK_BYTES = 512L << 20;

    /// Maximum length of texts, about three hundred tokens.
    private static final int MAX_CHARACTERS = 1000;

    /// Maximum bytes of a larger model times the tokens that it may write.
    private static final long MAX_BYTES_TIMES_TOKENS = 2L << 30;

    /// Tokens of a prompt that take as long as one of an answer.
    private static final int PROMPT_TOKENS_PER_STEP = 16;

    /// Tokens of an answer to a described task, of any other without `--max-tokens`, and of a chat template.
    private static final int DESCRIBED_ANSWER_TOKENS = 16;
    private static final int ANSWER_TOKENS = 128;
    private static final int TEMPLATE_TOKENS = 20;

    private ShortRun() {}

    /// Whether this JVM was started for one, and needs no vectors.
    public static boolean isThis() {
        return SCALAR.equals("-Dt2l.backend=" + System.getProperty("t2l.backend"));
    }

    /// The compiler flag and the default of `--backend` for a short run; empty for any other. What `args` name may not
    /// exist: then there is nothing to compute.
    static List<String> flags(String[] args) {
        long hypernetwork = 0;
        String encoder = "builtin:minilm";
        boolean named = false;
        int descriptions = 0;
        File large = null;
        long prompt = 0;
        long answer = 0;
        for (int i = 1; i < args.length; i++) {
            int equals = args[i].indexOf('=');
            String option = equals < 0 ? args[i] : args[i].substring(0, equals);
            String value = equals >= 0 ? args[i].substring(equals + 1) : i + 1 < args.length ? args[i + 1] : "";
            switch (option) {
                case "--backend" : // chosen by the user
                case "--describe-file" : // as long as can be
                case "--example" : // training
                case "--examples" :
                    return Collections.emptyList();
                case "--describe" :
                    descriptions++;
                    break;
                case "--encoder" :
                    encoder = value;
                    named = true;
                    break;
                case "--t2l" :
                    hypernetwork = isBuiltin(value) ? 0 : size(new File(value));
                    if (!named && !isBuiltin(value)) encoder = encoder(new File(value));
                    break;
                case "--prompt" :
                    prompt = TEMPLATE_TOKENS + value.length() / 3;
                    break;
                case "--max-tokens" :
                    answer = value.matches("\\d{1,6}") ? Integer.parseInt(value) : 0;
                    break;
                case "--model" :
                    if (isInHub(value)) return Collections.emptyList();
                    large = isSmall(value) ? null : new File(value);
                    break;
                case "--adapter" :
                    if (!isSmall(value)) return Collections.emptyList();
                    break;
                default :
                    break;
            }
        }
        if (args.length == 0 || !COMMANDS.contains(args[0]) || String.join(" ", args).length() > MAX_CHARACTERS
                || encoder.isEmpty() || !isSmall(encoder)
                || hypernetwork * Math.max(1, descriptions) > MAX_NETWORK_BYTES) {
            return Collections.emptyList();
        }
        if (answer == 0) answer = descriptions > 0 ? DESCRIBED_ANSWER_TOKENS : ANSWER_TOKENS;
        if (large != null
                && (prompt == 0 || !args[0].equals("complete")
                        || size(large) * (prompt / PROMPT_TOKENS_PER_STEP + answer) > MAX_BYTES_TIMES_TOKENS)) {
            return Collections.emptyList();
        }
        return large != null || hypernetwork > MAX_SMALL_BYTES ? FLAGS.subList(1, 2) : FLAGS;
    }

    /// The encoder that a hypernetwork was trained with: empty if only its files tell.
    ///
    /// @param given its directory, or a checkpoint in the directory of its training
    private static String encoder(File given) {
        Path own = given.toPath().resolve("args.yaml");
        Path run = given.toPath().resolve("../../args.yaml").normalize();
        try {
            for (String line : Files.readAllLines(Files.exists(own) ? own : run, StandardCharsets.UTF_8)) {
                if (line.startsWith("emb_model: builtin:")) return line.substring("emb_model: ".length());
            }
        } catch (IOException e) {
            return ""; // not a hypernetwork: the program says so
        }
        return "";
    }

    private static boolean isBuiltin(String model) {
        return model.startsWith("builtin:");
    }

    private static boolean isSmall(String model) {
        return isBuiltin(model) || (!isInHub(model) && size(new File(model)) <= MAX_SMALL_BYTES);
    }

    /// Whether it may be the name of a model in the hub's cache, whose size only the program itself finds.
    private static boolean isInHub(String model) {
        return model.matches("[^/:]+/[^:]+") && !new File(model).exists();
    }

    /// Bytes of a file, or of the files in a folder.
    private static long size(File file) {
        File[] inside = file.listFiles();
        long size = file.length();
        for (int i = 0; inside != null && i < inside.length && size <= MAX_NETWORK_BYTES; i++) {
            size += size(inside[i]);
        }
        return size;
    }
}
