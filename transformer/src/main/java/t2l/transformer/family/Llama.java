package t2l.transformer.family;

import module java.base;
import t2l.tensor.T2lException;
import t2l.tensor.io.Gguf;
import t2l.tensor.settings.Source;
import t2l.transformer.DecoderConfig;
import t2l.transformer.RopeScaling;

/// Llama 1 to 3, SmolLM2, TinyLlama and others that use their code. Source: HF `configuration_llama`.
public sealed class Llama implements Family permits Granite, SmolLm3, Exaone4, Ernie45, Hunyuan, Ministral3, GptOss {
    /// The divisors of the rotations, if they are scaled.
    static final String ROTATIONS = "rope_freqs.weight";

    @Override
    public Facts facts() {
        return new Facts("llama");
    }

    @Override
    public DecoderConfig.Builder describe(Source c) {
        return describe(c, false, 10_000);
    }

    /// The same with other defaults, see [ConfigReader#decoder(Source, boolean, double)].
    DecoderConfig.Builder describe(Source c, boolean tied, double theta) {
        ConfigReader.requireSilu(c);
        Set<String> biased = new HashSet<>(ConfigReader.attentionBias(c));
        if (c.flag("mlp_bias", false)) {
            biased.addAll(List.of("gate_proj", "up_proj", "down_proj"));
        }
        DecoderConfig.Builder sizes = ConfigReader.decoder(c, tied, theta);
        sizes.biased = biased;
        if (c.count("num_experts", 0) > 0) { // GGUF files of a Mixtral are those of a Llama with experts
            sizes.experts = ConfigReader.experts(c, sizes.hidden, true, Set.of());
        }
        return sizes;
    }

    @Override
    public void complete(DecoderConfig.Builder sizes, Gguf file) {
        if (!file.tensors().containsKey(ROTATIONS)) {
            return;
        }
        List<Double> by = Arrays.stream(file.get(ROTATIONS).toDoubles()).boxed().toList();
        if (by.size() != sizes.rotated / 2) {
            throw new T2lException(file.path() + ": " + ROTATIONS + ": needs a number for each pair of a head of "
                    + sizes.rotated + ", got " + by.size());
        }
        sizes.scaling = new RopeScaling.Divided(by);
    }

    @Override
    public Set<String> rotations() {
        return Set.of(ROTATIONS, GgufSettings.SHORT, GgufSettings.LONG);
    }
}
