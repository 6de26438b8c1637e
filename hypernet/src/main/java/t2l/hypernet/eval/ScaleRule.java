package t2l.hypernet.eval;

import java.util.Locale;
import t2l.transformer.lora.Lora;
import t2l.transformer.lora.LoraConfig;

/// What an adapter's update is multiplied by, whatever its file asks for. Text-to-LoRA trains with one rule and was
/// evaluated, by a program that knew no rsLoRA, with the other: 2.8 times weaker at rank 8 (t2l-spec Q2).
public enum ScaleRule {
    /// `alpha/√r`
    RSLORA(true),
    /// `alpha/r`
    PLAIN(false);

    private final boolean rankStable;

    ScaleRule(boolean rankStable) {
        this.rankStable = rankStable;
    }

    /// The rule that an adapter's own configuration asks for.
    public static ScaleRule of(LoraConfig config) {
        return config.rankStable() ? RSLORA : PLAIN;
    }

    /// The same numbers under this rule.
    public Lora apply(Lora lora) {
        LoraConfig c = lora.config();
        return new Lora(new LoraConfig(c.base(), c.rank(), c.alpha(), rankStable, c.dropout(), c.targets(),
                c.rankPattern(), c.alphaPattern()), lora.updates());
    }

    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
