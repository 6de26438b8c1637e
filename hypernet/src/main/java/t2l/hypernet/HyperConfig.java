package t2l.hypernet;

import java.util.List;
import t2l.transformer.lora.LoraConfig;

/// What a hypernetwork looks like and what it writes (t2l-spec §1–§4).
///
/// @param targets what is adapted; the position of a target is the index of its type code (t2l-spec Q1)
/// @param layers `L`, decoder layers of the base model
/// @param embedding `E`
/// @param latent `Z`
/// @param head `H`, the width the heads read
/// @param encoding how a task's embedding becomes its code
/// @param headBias whether the heads have a bias
/// @param output what turns the heads' numbers into an adapter
public record HyperConfig(List<Target> targets, int layers, int embedding, int latent, int head, Rank rank,
        Variant variant, Encoding encoding, boolean headBias, Output output) {
    public HyperConfig {
        targets = List.copyOf(targets);
        if (targets.isEmpty() || layers < 1 || embedding < 1 || latent < 4 || head < 1) {
            throw new IllegalArgumentException("hypernetwork: needs a target, a layer, an embedding, a latent width of"
                    + " at least 4 and a head width, got " + targets + ", " + layers + ", " + embedding + ", " + latent + ", " + head);
        }
    }

    /// What the reference's factory builds from a run's arguments (t2l-spec §4.1), except that `encoder_type` is
    /// honoured (it never is there, t2l-spec Q3). `head_use_bias` has no effect, as there.
    ///
    /// @param embedding `E`, the width of what the network reads
    public static HyperConfig of(Arguments arguments, List<Target> targets, int layers, int embedding, Rank rank) {
        boolean recon = arguments.text("training_task").equals("recon");
        boolean bias = recon ? !arguments.flag("pred_z_score") : arguments.text("mt_lora_path").isEmpty();
        return new HyperConfig(targets, layers, embedding, arguments.count("hypernet_latent_size"),
                arguments.count("head_in_size"), rank, Variant.of(arguments),
                arguments.choice("encoder_type", Encoding.class), bias, Output.of(arguments));
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

        /// That of an adapter whose file says this of it.
        public static Rank of(LoraConfig lora) {
            return new Rank(lora.rank(), lora.alpha(), lora.rankStable());
        }

        /// What `B·A·x` is multiplied by.
        public double scale() {
            return LoraConfig.scale(r, alpha, rslora);
        }
    }

    /// How a task's embedding becomes its code (t2l-spec §2.1).
    public enum Encoding {
        /// One linear layer and a norm.
        LINEAR,
        /// One of [#CLASSES] classes; depth and type codes are one-hot then, too.
        DISCRETE,
        /// A weighted mean of learnt vectors.
        SOFTMAX,
        /// The nearest of the vectors in a book that follows what it encodes.
        VQ;

        /// What a discrete code chooses from.
        static final int CLASSES = 64;

        /// The vectors of `SOFTMAX` and `VQ`.
        static final int VECTORS = 32;
    }

    /// What stands between the heads' numbers and the adapter, per layer and element (t2l-spec §2.6, §6.4).
    public sealed interface Output {
        /// The heads' numbers are the adapter: supervised fine-tuning.
        record Plain() implements Output {}

        /// Supervised fine-tuning on top of another adapter: `x + AB_offset`.
        ///
        /// @param trained whether the offset is trained along (`learnable_AB_offset`)
        record Offset(boolean trained) implements Output {}

        /// Reconstruction of factors that were standardised: `x·(std + 1e-10) + mean`.
        record Standardised() implements Output {}

        /// Reconstruction of `s·B·A`: both factors divided by `√s`. Factors reconstructed as they are have `s = 1`.
        record Scaled(double s) implements Output {}

        /// Of a run with these arguments. A product that is not factorised ignores `pred_z_score` in training and is
        /// scaled back here; the reference refuses that when it generates (t2l-spec Q4).
        static Output of(Arguments arguments) {
            if (!arguments.text("training_task").equals("recon")) {
                boolean trained = arguments.flag("learnable_AB_offset");
                return trained || !arguments.text("mt_lora_path").isEmpty() ? new Offset(trained) : new Plain();
            }
            if (!arguments.flag("factorized")) {
                return new Scaled(arguments.number("delta_w_scaling"));
            }
            return arguments.flag("pred_z_score") ? new Standardised() : new Scaled(1);
        }

        /// Whether the network learns other adapters' numbers, and not from examples.
        default boolean reconstruction() {
            return this instanceof Standardised || this instanceof Scaled;
        }
    }

    /// `te`, the width of a task's code.
    public int taskCode() {
        return encoding == Encoding.DISCRETE ? Encoding.CLASSES : latent / 2;
    }

    /// `de`, the width of the code of a layer's number.
    public int depthCode() {
        return encoding == Encoding.DISCRETE ? layers : latent / 4;
    }

    /// `ty`, the width of the code of a target.
    public int typeCode() {
        return encoding == Encoding.DISCRETE ? targets.size() : latent / 4;
    }

    /// `M`, the width of the trunk: the three codes side by side. (With a discrete code the reference counts `Z/2` for
    /// the task, which is its 64 for `Z = 128` only.)
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

    /// How many numbers the head of `t` writes in one row.
    public int written(Target t) {
        return variant.written(t, rank.r());
    }
}
