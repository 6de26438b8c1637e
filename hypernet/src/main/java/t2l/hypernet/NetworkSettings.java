package t2l.hypernet;

import java.util.List;
import t2l.hypernet.HyperConfig.*;
import t2l.tensor.T2lException;
import t2l.tensor.settings.Source;
import t2l.transformer.TokenStates;

/// The arguments of a hypernetwork, for training or reading one.
///
/// @param method       how it is trained
/// @param base         the model that its adapters are for (`model_dir`)
/// @param encoder      the text encoder (`emb_model`); empty for the base model
/// @param input        the input for a task
/// @param descriptions of each task, at most (`n_descs_per_ds`)
/// @param tasks        the names of the tasks, in the order of their indices (`train_ds_names`)
/// @param latent       `Z`
/// @param head         `H`
/// @param wordDropout  probability with which a token is left out in training (`word_dropout`); 0 for vectors
/// @param headBias     whether the heads have a bias (t2l-spec §4.1; `head_use_bias` has no effect in the reference)
/// @param offset       the adapter that generated ones are added to (`mt_lora_path`), empty without
/// @param start        the trained hypernetwork whose values a training begins with (`init_from`), empty for random ones
public record NetworkSettings(Method method, String base, String encoder, TaskInput input, int descriptions,
        List<String> tasks, int latent, int head, Variant variant, Encoding encoding, double wordDropout,
        boolean headBias, Output output, String offset, String start) {
    /// How a hypernetwork is trained (`training_task`): through the model on examples, or on adapters.
    public enum Method {
        SFT, RECON
    }

    /// The input for a task.
    public enum TaskInput {
        /// Its descriptions.
        DESCRIPTIONS,
        /// The prompt of each pair (`use_inp_as_desc`; Hyperdecoders, Ivison and Peters 2022).
        PROMPTS,
        /// Its index, one-hot (`use_one_hot_task_emb`).
        NUMBER
    }

    /// Reads the arguments. Throws [T2lException] if one is invalid.
    public static NetworkSettings of(Source a) {
        Method method = a.choice("training_task", Method.SFT);
        String offset = a.text("mt_lora_path", "");
        Output output;
        boolean bias;
        if (method == Method.RECON) {
            boolean factorized = a.flag("factorized", false);
            boolean standardised = a.flag("pred_z_score", true);
            double scaling = a.number("delta_w_scaling", 10_000);
            bias = !standardised;
            output = !factorized ? new Output.Scaled(scaling)
                    : standardised ? new Output.Standardised() : new Output.Scaled(1);
        } else {
            boolean trained = a.flag("learnable_AB_offset", false);
            bias = offset.isEmpty();
            output = trained || !offset.isEmpty() ? new Output.Offset(trained) : new Output.Plain();
        }
        Variant.Preset preset = a.choice("variant", Variant.Preset.L);
        Encoding encoding = a.choice("encoder_type", preset.encoding());
        boolean number = a.flag("use_one_hot_task_emb", false);
        boolean prompts = a.flag("use_inp_as_desc", false);
        if (number && prompts) {
            throw new T2lException(a.where() + ": needs use_one_hot_task_emb or use_inp_as_desc or neither, got both");
        }
        if (encoding != Encoding.LINEAR && number) {
            throw new T2lException(a.where() + ": use_one_hot_task_emb: needs a network that reads vectors, got one that"
                    + " reads tokens, which a number does not have");
        }
        Variant usual = preset.variant();
        return new NetworkSettings(method, a.text("model_dir", ""), a.text("emb_model", ""),
                number ? TaskInput.NUMBER : prompts ? TaskInput.PROMPTS : TaskInput.DESCRIPTIONS,
                a.limit("n_descs_per_ds"), a.names("train_ds_names", List.of()), a.size("hypernet_latent_size", 128),
                a.size("head_in_size", 512),
                T2lException.blaming(a.where(), () -> Variant.of(a.flag("shared_AB_head", usual.shared()),
                        a.flag("autoreg_gen", usual.rankwise()), a.flag("learnable_pos_emb", usual.rankwise()))),
                encoding, encoding != Encoding.LINEAR ? a.number("word_dropout", 0, 1).orElse(0) : 0, bias, output,
                offset, a.text("init_from", ""));
    }

    /// Whether the network reads the tokens of descriptions, not vectors.
    public boolean tokens() {
        return encoding != Encoding.LINEAR;
    }

    /// The network that the reference's factory builds (t2l-spec §4.1), except that `encoder_type` is respected (t2l-spec
    /// Q3), and that a product that is not factorised can be generated from (t2l-spec Q4).
    ///
    /// @param read descriptions like those that it will read
    public HyperConfig config(List<Target> targets, int layers, Descriptions read, HyperConfig.Rank rank) {
        encoding.requireReads(read);
        return new HyperConfig(targets, layers, read.vectors().dim(1),
                read.tokens().map(TokenStates::vocabulary).orElse(0), latent, head, rank, variant, encoding,
                headBias && encoding != Encoding.STATES, output);
    }
}
