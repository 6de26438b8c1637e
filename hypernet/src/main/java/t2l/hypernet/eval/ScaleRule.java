package t2l.hypernet.eval;

import java.util.Locale;
import t2l.transformer.lora.*;

/// A rule for the scale of an adapter, overriding that of its file. Text-to-LoRA is trained with one rule and was
/// evaluated, by a program without rsLoRA, with the other: 2.8 times weaker at rank 8 (t2l-spec Q2).
public enum ScaleRule {
    /// `alpha/√r`
    RSLORA(true),
    /// `alpha/r`
    PLAIN(false);

    private final boolean rankStable;

    ScaleRule(boolean rankStable) {
        this.rankStable = rankStable;
    }

    /// The rule of an adapter's own configuration.
    public static ScaleRule of(LoraConfig config) {
        return config.rankStable() ? RSLORA : PLAIN;
    }

    /// The adapter scaled by this rule.
    public Lora apply(Lora lora) {
        LoraConfig c = lora.config();
        return lora.with(new LoraConfig(c.base(), c.rank(), c.alpha(), rankStable, c.dropout(), c.targets(),
                c.rankPattern(), c.alphaPattern()));
    }

    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
