package t2l.transformer.family;

import static org.junit.jupiter.api.Assertions.*;

import com.fasterxml.jackson.jr.ob.JSON;
import module java.base;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import t2l.autograd.*;
import t2l.tensor.*;
import t2l.tensor.backend.*;
import t2l.transformer.*;

/// The real Gemma 3 270M (Q4_K_M) against transformers in float32 on the numbers that are held, Q8_0 where the file has
/// smaller types. Fetched by
/// `family/gemma3-270m.sh FOLDER`, and run by hand:
/// `mvn -pl tests -am test -DexcludedGroups=none -Dgroups=real -Dt2l.shared=FOLDER`.
@Tag("real")
class Gemma3Test {
    private static final Path FILE = Golden.shared("models/gemma3-270m/gemma-3-270m-q4_k_m.gguf");

    private static final double BOUND = 1e-4;

    @Test
    void likelihoodsOfTransformers() throws IOException {
        try (Parallel threads = new Parallel(2); Arena arena = Arena.ofShared(); Workspace ws = new Workspace()) {
            Kernels kernels = Backends.open("auto", threads);
            try (LanguageModel model = LanguageModel.open(FILE.toString(), Optional.empty(), kernels);
                    Pass pass = Pass.inference(kernels, ws, DType.F32)) {
                Path golden = Golden.resource("family/gemma3-270m.json");
                for (Object element : JSON.std.listFrom(Files.readString(golden))) {
                    Map<?, ?> want = (Map<?, ?>) element;
                    int[] ids = ((List<?>) want.get("ids")).stream().mapToInt(id -> (Integer) id).toArray();
                    assertArrayEquals(ids, model.tokenizer().encode((String) want.get("text"), true));
                    Tokens tokens = Tokens.right(arena, Arrays.copyOf(ids, ids.length - 1));
                    Var hidden = model.decoder().hidden(pass, tokens.ids(), tokens.context(ActiveAdapter.NONE));
                    Tensor targets = Tensor.of(arena, Arrays.copyOfRange(ids, 1, ids.length), ids.length - 1);
                    Tensor loss = model.decoder().loss(pass, hidden, targets, 0).value();
                    List<?> each = (List<?>) want.get("loss");
                    for (int i = 0; i < each.size(); i++) {
                        assertEquals(((Number) each.get(i)).doubleValue(), loss.get(i), BOUND,
                                want.get("text") + ", token " + (i + 1));
                    }
                }
            }
        }
    }
}
