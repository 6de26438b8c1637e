package t2l.hypernet.train;

import java.util.Optional;
import t2l.hypernet.Arguments;
import t2l.hypernet.HyperConfig.Output;
import t2l.hypernet.NetworkSettings;
import t2l.tensor.T2lException;
import t2l.tensor.settings.Source;

/// How a hypernetwork learns to reconstruct adapters (t2l-spec §8).
///
/// @param arguments all settings by the reference's names
/// @param scaling   of the compared products; empty to compare factors (`factorized`)
/// @param dropout   dropout of the hypernetwork
/// @param tasks     of a step, at most (`n_tasks_per_batch`)
/// @param drawn     embeddings per task and step; empty for all (`n_embs_per_sampled_task`)
public record ReconSettings(Arguments arguments, NetworkSettings network, Optional<Double> scaling, double dropout,
        int tasks, Optional<Integer> drawn, Optimisation optimisation) {
    /// Reads the arguments. Throws [T2lException] if the result could not be used: standardised products, which cannot
    /// be scaled back (t2l-spec Q4), or the difference from another adapter (Q4b).
    public static ReconSettings of(Source a) {
        NetworkSettings network = NetworkSettings.of(a);
        if (network.method() != NetworkSettings.Method.RECON) {
            throw new T2lException(a.where() + ": training_task: needs recon, got sft");
        }
        boolean factorized = a.flag("factorized", false);
        if (!factorized && !network.headBias()) {
            throw new T2lException(a.where() + ": needs factorized: true with pred_z_score: true, or"
                    + " pred_z_score: false, got factorized: false with pred_z_score: true: a whole product has no"
                    + " z-scores (t2l-spec Q4)");
        }
        if (!network.offset().isEmpty()) {
            throw new T2lException(a.where() + ": mt_lora_path: needs to be empty for reconstruction, got "
                    + network.offset() + "; an adapter is reconstructed as a whole");
        }
        int drawn = a.size("n_embs_per_sampled_task", 0);
        double dropout = a.number("dropout", 0, SftSettings.BELOW_1).orElse(0.05);
        int tasks = a.size("n_tasks_per_batch", 8);
        Optimisation optimisation = Optimisation.of(a);
        return new ReconSettings(Arguments.of(a), network,
                network.output() instanceof Output.Scaled(double s) && !factorized ? Optional.of(s) : Optional.empty(),
                dropout, tasks, drawn == 0 ? Optional.empty() : Optional.of(drawn), optimisation);
    }
}
