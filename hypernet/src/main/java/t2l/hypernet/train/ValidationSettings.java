package t2l.hypernet.train;

import t2l.tensor.settings.Source;

/// How a run is validated.
///
/// @param every    steps between two validations (`val_freq`)
/// @param patience validations without improvement after which the run stops; 0 never stops it
/// @param onlyBest whether the values of other steps than the best are removed (`keep_only_best`)
/// @param batch    pairs per batch (`val_batch_size`)
/// @param pairs    of each task, at most (`n_val_points_per_task`)
/// @param select   what decides which values are the best (`select`)
/// @param heldOut  whether tasks without validation pairs use a tenth of their training pairs (`also_val_on_train`)
public record ValidationSettings(long every, int patience, boolean onlyBest, int batch, int pairs, Selection select,
        boolean heldOut) {
    static ValidationSettings of(Source a) {
        return new ValidationSettings(Math.max(1, a.whole("val_freq", 10_000)), a.size("patience", 50),
                a.flag("keep_only_best", true), a.size("val_batch_size", 64), a.size("n_val_points_per_task", 500),
                Selection.of(a), a.flag("also_val_on_train", false));
    }
}
