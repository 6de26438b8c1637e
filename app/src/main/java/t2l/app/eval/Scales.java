package t2l.app.eval;

import java.util.List;
import t2l.app.console.OneOf;
import t2l.hypernet.eval.ScaleRule;

/// The rules by which adapters are scaled in an evaluation, one row of results each.
enum Scales {
    RSLORA, PLAIN, BOTH,
    /// The adapter's own rule.
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

    /// Parses a value by name.
    static final class Name extends OneOf<Scales> {
        Name() {
            super(List.of(RSLORA, PLAIN, BOTH));
        }
    }
}
