package t2l.hypernet.eval;

import static org.junit.jupiter.api.Assertions.assertEquals;

import module java.base;
import org.junit.jupiter.api.Test;
import t2l.transformer.lora.*;

/// t2l-spec Q2: what was trained at `alpha/√r` was measured at `alpha/r`.
class ScaleRuleTest {
    private static Lora lora(boolean rankStable) {
        return new Lora(new LoraConfig("base", 8, 16, rankStable, 0, List.of("q_proj"), Map.of("v_proj", 4),
                Map.of("v_proj", 2.0)), Map.of());
    }

    @Test
    void theRuleDecidesWhateverTheAdapterAsksFor() {
        for (boolean rankStable : List.of(false, true)) {
            LoraConfig stable = ScaleRule.RSLORA.apply(lora(rankStable)).config();
            LoraConfig plain = ScaleRule.PLAIN.apply(lora(rankStable)).config();
            assertEquals(5.656854249492381, stable.scale("q_proj"), 1e-15);
            assertEquals(2, plain.scale("q_proj"), 1e-15);
            assertEquals(1, stable.scale("v_proj"), 1e-15);
            assertEquals(0.5, plain.scale("v_proj"), 1e-15);
            assertEquals(rankStable ? ScaleRule.RSLORA : ScaleRule.PLAIN, ScaleRule.of(lora(rankStable).config()));
        }
    }
}
