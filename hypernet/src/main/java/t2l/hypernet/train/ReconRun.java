package t2l.hypernet.train;

import java.lang.foreign.Arena;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import t2l.autograd.Parameters;
import t2l.hypernet.Arguments;
import t2l.hypernet.HyperConfig;
import t2l.hypernet.HypermodFile;
import t2l.hypernet.TaskAtlas;
import t2l.tensor.DType;
import t2l.tensor.T2lException;
import t2l.tensor.Tensor;
import t2l.tensor.backend.Kernels;
import t2l.transformer.lora.LoraConfig;

/// A run of reconstruction put together from the reference's arguments (t2l-spec §8).
///
/// @param lora     what the adapters that it learns to write say of themselves
/// @param atlas    where the descriptions of its tasks lie, if it reads any
public record ReconRun(Trainer trainer, Reconstruction objective, long total, String settings, LoraConfig lora,
        Optional<TaskAtlas> atlas) implements TrainingRun {
    /// No model takes part.
    @Override
    public long tokens() {
        return 0;
    }

    /// The arguments that a hypernetwork of the mini suite is reconstructed with.
    public static Arguments arguments() {
        return Arguments.resource(ReconRun.class, "recon.yaml");
    }

    /// Throws [T2lException] if the arguments ask for what cannot be used afterwards: standardised products, which have
    /// no way back (t2l-spec Q4), or what is left beside another adapter (Q4b).
    public static void requireUsable(Arguments arguments) {
        if (!arguments.flag("factorized") && arguments.flag("pred_z_score")) {
            throw new T2lException(arguments.source() + ": needs factorized: true with pred_z_score: true, or"
                    + " pred_z_score: false, got factorized: false with pred_z_score: true: a whole product has no"
                    + " z-scores (t2l-spec Q4)");
        }
        if (!arguments.text("mt_lora_path").isEmpty()) {
            throw new T2lException(arguments.source() + ": mt_lora_path: needs to be empty for reconstruction, got "
                    + arguments.text("mt_lora_path") + "; an adapter is reconstructed as a whole");
        }
    }

    /// A hypernetwork that learns to write `oracles`, started afresh.
    ///
    /// @param embeddings of each task `[n,E]`, in the order of the oracles
    /// @param arena      holds everything the run needs
    public static ReconRun of(Kernels kernels, List<TaskData> tasks, Oracles oracles, List<Tensor> embeddings,
            Arguments arguments, Arena arena) {
        requireUsable(arguments);
        Recipe recipe = new Recipe(arguments);
        LoraConfig lora = oracles.config();
        Reconstruction.Space space = space(arguments, oracles, arena);
        HyperConfig config = HyperConfig.of(arguments, oracles.targets(), oracles.layers(),
                embeddings.getFirst().dim(1),
                HyperConfig.Rank.of(lora));
        var objective = new Reconstruction(config, space, arguments.number("dropout"), arena);
        int perStep = Math.min(arguments.count("n_tasks_per_batch"), tasks.size());
        int drawn = arguments.count("n_embs_per_sampled_task");
        var data = new OracleData(kernels, oracles, embeddings, perStep,
                drawn == 0 ? Optional.empty() : Optional.of(drawn), DType.F32, recipe.seed(), arena);
        Parameters values = new Parameters(arena, DType.F32, objective.layout()).initialise(recipe.seed());
        long total = recipe.steps(OracleData.stepsPerEpoch(tasks.size(), perStep));
        return new ReconRun(recipe.trainer(kernels, objective, data, values, total, arena), objective, total,
                recipe.settings(objective, total, tasks), lora,
                TaskEmbeddings.atlas(arguments, tasks, embeddings, kernels, arena));
    }

    /// Writes the trained hypernetwork with the arguments it was trained by into a directory that exists.
    public void write(Path directory, Arguments arguments, Kernels kernels) {
        Map<String, Tensor> stored = new LinkedHashMap<>(trainer.values().tensors());
        stored.putAll(objective.network().frozenTables());
        HypermodFile.write(directory, arguments, lora, objective.network().config(), stored);
        atlas.ifPresent(each -> each.write(directory, kernels));
    }

    private static Reconstruction.Space space(Arguments arguments, Oracles oracles, Arena arena) {
        if (!arguments.flag("factorized")) {
            return new Reconstruction.Space.Updates(arguments.number("delta_w_scaling"));
        }
        return arguments.flag("pred_z_score")
                ? new Reconstruction.Space.Standardised(oracles.spreads(DType.F32, arena))
                : new Reconstruction.Space.Factors();
    }
}
