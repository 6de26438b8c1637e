package t2l.transformer;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.foreign.Arena;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.Objects;
import t2l.autograd.StateDict;
import t2l.tensor.Shapes;
import t2l.tensor.Tensor;
import t2l.tensor.io.JsonFile;
import t2l.tensor.io.SafeTensors;
import t2l.transformer.family.Family;

/// A folder of goldens: a checkpoint, and what it must compute.
public record Golden(Path folder, Arena arena) {
    /// A folder beside these tests; a missing one is an error.
    public static Golden of(String name, Arena arena) {
        return new Golden(resource(name), arena);
    }

    public static Path resource(String name) {
        try {
            return Path.of(Golden.class.getResource(name).toURI());
        } catch (URISyntaxException e) {
            throw new AssertionError(name, e);
        }
    }

    /// A place below the folder named by the system property `t2l.shared`, for tests tagged `real`.
    public static Path shared(String name) {
        return Path.of(Objects.requireNonNull(System.getProperty("t2l.shared"), "t2l.shared")).resolve(name);
    }

    public SafeTensors file(String name) {
        return SafeTensors.open(folder.resolve(name), arena);
    }

    public DecoderConfig config() {
        JsonFile config = JsonFile.read(folder.resolve("config.json"));
        return Family.of(config).config(config);
    }

    /// The checkpoint as a frozen decoder.
    public Decoder decoder() {
        return decoder(file("model.safetensors").tensors());
    }

    public Decoder decoder(Map<String, Tensor> weights) {
        StateDict state = new StateDict(folder.toString(), weights);
        Decoder decoder = Decoder.of(state, config());
        state.requireAllUsed();
        return decoder;
    }

    /// Rows of `name` without what `mask` (may be absent) calls padding.
    public static int[][] rows(SafeTensors file, String name, String mask, Arena arena) {
        Tensor ids = file.raw().get(name).integers(arena);
        int[][] rows = new int[ids.dim(0)][];
        for (int b = 0; b < rows.length; b++) {
            int[] row = new int[ids.dim(1)];
            int n = 0;
            for (int t = 0; t < row.length; t++) {
                if (real(file, mask, b, t, arena)) {
                    row[n++] = (int) ids.at(b, t);
                }
            }
            rows[b] = Arrays.copyOf(row, n);
        }
        return rows;
    }

    public static boolean real(SafeTensors file, String mask, int b, int t, Arena arena) {
        return !file.raw().containsKey(mask) || file.raw().get(mask).integers(arena).at(b, t) == 1;
    }

    /// `got[N,c]` must be `want[B,T,c]` wherever `mask` is 1.
    public static void close(String what, SafeTensors file, String want, String mask, Tensor got, double bound,
            Arena arena) {
        Tensor w = file.get(want);
        int t = w.dim(1);
        int c = w.dim(2);
        for (int row = 0; row < w.dim(0) * t; row++) {
            if (real(file, mask, row / t, row % t, arena)) {
                close(what + " row " + row, w.reshape(w.dim(0) * t, c).narrow(0, row, 1), got.narrow(0, row, 1), bound);
            }
        }
    }

    /// Equal shapes, and no two numbers further apart than `bound`.
    public static void close(String what, Tensor want, Tensor got, double bound) {
        assertTrue(Shapes.same(want, got), () -> what + ": " + want + " and " + got);
        double worst = 0;
        for (long i = 0; i < want.size(); i++) {
            double off = Math.abs(want.get(i) - got.get(i));
            worst = Double.isNaN(off) ? Double.POSITIVE_INFINITY : Math.max(worst, off);
        }
        double largest = worst;
        assertTrue(largest <= bound, () -> what + ": off by " + largest + ", allowed " + bound);
    }
}
