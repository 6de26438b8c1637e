package t2l.app.eval;

import java.util.List;
import t2l.cli.OneOf;
import t2l.hypernet.eval.ScaleRule;

/// By which rules adapters are scaled when a model is measured, one row of results each.
enum Scales {
    RSLORA, PLAIN, BOTH,
    /// By the rule that the adapter asks for.
    OWN;

    /// @param own the adapter's rule
    List<ScaleRule> rules(ScaleRule own) {
        return switch (this) {
            case RSLORA -> List.of(ScaleRule.RSLORA);
            case PLAIN -> List.of(ScaleRule.PLAIN);
            case BOTH -> List.of(ScaleRule.RSLORA, ScaleRule.PLAIN);
            case OWN -> List.of(own);
        };
    }

    /// Reads one that can be asked for by its name.
    static final class Name extends OneOf<Scales> {
        Name() {
            super(List.of(RSLORA, PLAIN, BOTH));
        }
    }
}
