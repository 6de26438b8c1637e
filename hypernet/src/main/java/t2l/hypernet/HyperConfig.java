package t2l.hypernet;

import java.util.List;
import t2l.transformer.lora.LoraConfig;

/// What a hypernetwork looks like and what it writes (t2l-spec §1–§3). Variant L: one head per target writes `A` and
/// `B` of all ranks at once.
///
/// @param targets what is adapted; the position of a target is the index of its type code (t2l-spec Q1)
/// @param layers `L`, decoder layers of the base model
/// @param embedding `E`
/// @param latent `Z`
/// @param head `H`, the width the heads read
/// @param headBias whether the heads have a bias
/// @param output what turns the heads' numbers into an adapter
public record HyperConfig(List<Target> targets, int layers, int embedding, int latent, int head, Rank rank, boolean headBias, Output output) {
    public HyperConfig {
        targets = List.copyOf(targets);
        if (targets.isEmpty() || layers < 1 || embedding < 1 || latent < 4 || head < 1) {
            throw new IllegalArgumentException("hypernetwork: needs a target, a layer, an embedding, a latent width of at least 4 and a head width, got "
                    + targets + ", " + layers + ", " + embedding + ", " + latent + ", " + head);
        }
    }

    /// The low rank of an adapter and the strength it is applied with.
    ///
    /// @param rslora whether the strength is `alpha/√r` (Kalajdzievski 2023) or `alpha/r`
    public record Rank(int r, double alpha, boolean rslora) {
        public Rank {
            if (r < 1) {
                throw new IllegalArgumentException("rank: needs at least 1, got " + r);
            }
        }

        /// What `B·A·x` is multiplied by.
        public double scale() {
            return LoraConfig.scale(r, alpha, rslora);
        }
    }

    /// The affine map between what the heads say and the adapter's own scale, per layer and element (t2l-spec §2.6,
    /// §6.4).
    public enum Output {
        /// The heads' numbers are the adapter.
        PLAIN,
        /// Supervised fine-tuning on top of a fixed adapter: `x + AB_offset`.
        OFFSET,
        /// Reconstruction, whose targets were standardised or scaled: `x·gain + shift`.
        RAW_SCALE
    }

    /// `te`, `de` and `ty`: the widths of the task, depth and type codes.
    public int taskCode() {
        return latent / 2;
    }

    /// Width of the code of a layer's number.
    public int depthCode() {
        return latent / 4;
    }

    /// Width of the code of a target.
    public int typeCode() {
        return latent / 4;
    }

    /// `M`, the width of the trunk: the three codes side by side.
    public int width() {
        return taskCode() + depthCode() + typeCode();
    }

    /// What the file of a written adapter says of it.
    ///
    /// @param base    what the base model is called
    /// @param dropout in front of `a` when the adapter is trained further
    public LoraConfig lora(String base, double dropout) {
        return new LoraConfig(base, rank.r(), rank.alpha(), rank.rslora(), dropout,
                targets.stream().map(Target::name).toList());
    }

    /// How many numbers the head of `t` writes for one layer: `r·in` of `A[r,in]`, then `r·out` of `Bᵀ[r,out]`.
    public int written(Target t) {
        return rank.r() * (t.in() + t.out());
    }
}
