package t2l.hypernet.train;

import module java.base;
import t2l.autograd.Parameters;
import t2l.hypernet.*;
import t2l.hypernet.HyperConfig.Output;
import t2l.hypernet.data.*;
import t2l.tensor.*;
import t2l.tensor.backend.Kernels;
import t2l.tensor.ranks.Ranks;
import t2l.tensor.settings.Source;
import t2l.transformer.lora.LoraConfig;

/// A reconstruction run built from the reference's arguments (t2l-spec §8).
///
/// @param lora     configuration of the reconstructed adapters
/// @param atlas    atlas of the descriptions of its tasks, if it uses any
public record ReconRun(Trainer trainer, Reconstruction objective, long total, String description,
        ReconSettings settings, LoraConfig lora, Optional<TaskAtlas> atlas) implements TrainingRun {
    /// There is no model.
    @Override
    public long tokens() {
        return 0;
    }

    /// The arguments of reconstruction on the mini suite.
    public static Arguments arguments() {
        return Arguments.resource(ReconRun.class, "recon.yaml");
    }

    /// A new run that trains a hypernetwork to reconstruct `oracles`.
    ///
    /// @param ranks        that train together
    /// @param descriptions of each task, in the order of the oracles
    /// @param arena        holds the memory of the run
    public static ReconRun of(Kernels kernels, Ranks ranks, List<TaskData> tasks, Oracles oracles,
            List<Descriptions> descriptions, ReconSettings settings, Arena arena) {
        Optimisation how = settings.optimisation();
        LoraConfig lora = oracles.config();
        Reconstruction.Space space = space(settings, oracles, arena);
        HyperConfig config = settings.network().config(oracles.targets(), oracles.layers(),
                descriptions.getFirst(), HyperConfig.Rank.of(lora));
        var objective = new Reconstruction(config, space, settings.dropout(), arena);
        int perStep = Math.min(settings.tasks(), tasks.size());
        var data = new OracleData(kernels, oracles, descriptions, settings.network().wordDropout(),
                how.perBatch("n_tasks_per_batch", perStep), settings.drawn(), DType.F32, how.seed(), arena);
        Parameters values = new Parameters(arena, DType.F32, objective.layout()).initialise(how.seed());
        long total = how.total(OracleData.stepsPerEpoch(tasks.size(), perStep));
        return new ReconRun(how.trainer(kernels, ranks, objective, data, values, total), objective, total,
                TrainingRun.describe(objective, total, tasks, settings.arguments()), settings, lora,
                TaskEmbeddings.atlas(settings.network(), tasks, descriptions, kernels, arena));
    }

    /// The hypernetwork that it trains.
    public TrainedNetwork network() {
        return new TrainedNetwork(settings.arguments(), lora, objective.network(), atlas);
    }

    private static Reconstruction.Space space(ReconSettings settings, Oracles oracles, Arena arena) {
        if (settings.scaling().isPresent()) {
            return new Reconstruction.Space.Updates(settings.scaling().get());
        }
        return settings.network().output() instanceof HyperConfig.Output.Standardised
                ? new Reconstruction.Space.Standardised(oracles.spreads(DType.F32, arena))
                : new Reconstruction.Space.Factors();
    }

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
                    network.output() instanceof Output.Scaled(double s) && !factorized
                            ? Optional.of(s)
                            : Optional.empty(),
                    dropout, tasks, drawn == 0 ? Optional.empty() : Optional.of(drawn), optimisation);
        }
    }
}
