package t2l.hypernet;

import java.util.List;
import t2l.tensor.T2lException;
import t2l.transformer.lora.LoraConfig;

/// The structure of a hypernetwork and of its output (t2l-spec §1–§4).
///
/// @param targets the adapted projections; the position of a target is the index of its type code (t2l-spec Q1)
/// @param layers `L`, decoder layers of the base model
/// @param embedding `E`
/// @param vocabulary `V` of the text encoder whose states are read; 0 for a network that reads vectors
/// @param latent `Z`
/// @param head `H`, the input width of the heads
/// @param encoding how a task's embedding is encoded
/// @param headBias whether the heads have a bias
/// @param output how the heads' output becomes an adapter
public record HyperConfig(List<Target> targets, int layers, int embedding, int vocabulary, int latent, int head,
        Rank rank, Variant variant, Encoding encoding, boolean headBias, Output output) {
    public HyperConfig {
        targets = List.copyOf(targets);
        if (targets.isEmpty() || layers < 1 || embedding < 1 || latent < 4 || head < 1) {
            throw new IllegalArgumentException("hypernetwork: needs a target, a layer, an embedding, a latent width of"
                    + " at least 4 and a head width, got " + targets + ", " + layers + ", " + embedding + ", " + latent + ", " + head);
        }
        if (encoding != Encoding.LINEAR && latent % 4 != 0) {
            throw new IllegalArgumentException("hypernetwork: needs a latent width that is a multiple of 4, the heads of"
                    + " its attention to tokens, got " + latent);
        }
    }

    /// A network that reads vectors.
    public HyperConfig(List<Target> targets, int layers, int embedding, int latent, int head, Rank rank,
            Variant variant, Encoding encoding, boolean headBias, Output output) {
        this(targets, layers, embedding, 0, latent, head, rank, variant, encoding, headBias, output);
    }

    /// The rank of an adapter and its scale.
    ///
    /// @param rslora whether the scale is `alpha/√r` (Kalajdzievski 2023) or `alpha/r`
    public record Rank(int r, double alpha, boolean rslora) {
        public Rank {
            if (r < 1) {
                throw new IllegalArgumentException("rank: needs at least 1, got " + r);
            }
        }

        /// The rank and scale in an adapter's configuration.
        public static Rank of(LoraConfig lora) {
            return new Rank(lora.rank(), lora.alpha(), lora.rankStable());
        }

        /// The factor of `B·A·x`.
        public double scale() {
            return LoraConfig.scale(r, alpha, rslora);
        }
    }

    /// How a task's embedding is encoded (t2l-spec §2.1).
    public enum Encoding {
        /// One linear layer and a norm.
        LINEAR,
        /// Every token of the description, with a code for each layer and target ([TokenReader]). With variant L, this is
        /// variant X.
        TOKENS,
        /// The base model's states of every token before each layer, from which the adapter is written without heads
        /// ([StateReader]): variant R.
        STATES;

        /// The tokens of a description that `TOKENS` reads, at most.
        static final int POSITIONS = 256;

        /// Throws [T2lException] if descriptions were read with a text encoder in place of the base model, or the other way
        /// round.
        void requireReads(Descriptions read) {
            if (read.tokens().filter(tokens -> tokens.layers() > 1 != (this == STATES)).isPresent()) {
                throw new T2lException(this == STATES
                        ? "emb_model: needs '', the base model, for a network that reads its states, got a text encoder"
                        : "emb_model: needs a text encoder for a network that reads tokens, got the base model");
            }
        }

        /// The state-dict name of its first matrix, `[…,E]`.
        public String first() {
            return switch (this) {
                case LINEAR -> "task_encoder.mlp.0.weight";
                case TOKENS -> "task_encoder.input.weight";
                case STATES -> "reader.blocks.0.key.weight";
            };
        }
    }

    /// How the heads' output becomes the adapter, per layer and element (t2l-spec §2.6, §6.4).
    public sealed interface Output {
        /// The heads' output is the adapter: supervised fine-tuning.
        record Plain() implements Output {}

        /// Supervised fine-tuning on top of another adapter: `x + AB_offset`.
        ///
        /// @param trained whether the offset is trained as well (`learnable_AB_offset`)
        record Offset(boolean trained) implements Output {}

        /// Reconstruction of standardised factors: `x·(std + 1e-10) + mean`.
        record Standardised() implements Output {}

        /// Reconstruction of `s·B·A`: both factors divided by `√s`. Without standardisation, `s = 1` for factors.
        record Scaled(double s) implements Output {}

        /// Whether the network is trained to reconstruct adapters, not on examples.
        default boolean reconstruction() {
            return this instanceof Standardised || this instanceof Scaled;
        }
    }

    /// Whether it reads the tokens of descriptions, not vectors.
    public boolean tokens() {
        return encoding != Encoding.LINEAR;
    }

    /// `te`, the width of a task's code.
    public int taskCode() {
        return latent / 2;
    }

    /// `de`, the width of a layer's code.
    public int depthCode() {
        return latent / 4;
    }

    /// `ty`, the width of a target's code.
    public int typeCode() {
        return latent / 4;
    }

    /// `M`, the width of the trunk: the three codes concatenated.
    public int width() {
        return taskCode() + depthCode() + typeCode();
    }

    /// The configuration of a generated adapter.
    ///
    /// @param base    name of the base model
    /// @param dropout dropout before `a` when the adapter is trained further
    public LoraConfig lora(String base, double dropout) {
        return new LoraConfig(base, rank.r(), rank.alpha(), rank.rslora(), dropout,
                targets.stream().map(Target::name).toList());
    }

    /// The length of an output row of the head of `t`.
    public int written(Target t) {
        return variant.written(t, rank.r());
    }
}
