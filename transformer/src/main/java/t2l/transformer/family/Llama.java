package t2l.transformer.family;

import java.lang.foreign.SegmentAllocator;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import t2l.tensor.T2lException;
import t2l.tensor.Tensor;
import t2l.tensor.io.Gguf;
import t2l.tensor.io.JsonFile;
import t2l.transformer.DecoderConfig;
import t2l.transformer.RopeScaling;

/// Llama 1 to 3, SmolLM2, TinyLlama and others that use their code. Source: HF `configuration_llama`.
public record Llama() implements Family {
    /// The divisors of the rotations, if they are scaled.
    static final String ROTATIONS = "rope_freqs.weight";

    @Override
    public String modelType() {
        return "llama";
    }

    @Override
    public DecoderConfig config(JsonFile c) {
        ConfigReader.requireSilu(c);
        Set<String> biased = new HashSet<>();
        if (c.flag("attention_bias", false)) {
            biased.addAll(List.of("q_proj", "k_proj", "v_proj", "o_proj"));
        }
        if (c.flag("mlp_bias", false)) {
            biased.addAll(List.of("gate_proj", "up_proj", "down_proj"));
        }
        DecoderConfig sizes = ConfigReader.decoder(c);
        return sizes.with(sizes.traits().withBias(biased));
    }

    @Override
    public DecoderConfig config(Gguf file) {
        DecoderConfig sizes = ConfigReader.decoder(file, architecture());
        if (!file.tensors().containsKey(ROTATIONS)) {
            return sizes;
        }
        List<Double> by = Arrays.stream(file.get(ROTATIONS).toDoubles()).boxed().toList();
        if (by.size() != sizes.headWidth() / 2) {
            throw new T2lException(file.path() + ": " + ROTATIONS + ": needs a number for each pair of a head of "
                    + sizes.headWidth() + ", got " + by.size());
        }
        return sizes.with(new RopeScaling.Divided(by));
    }

    /// llama.cpp rotates adjacent pairs, so the rows of q and k are in another order there.
    @Override
    public Map<String, Tensor> weights(Gguf file, DecoderConfig config, SegmentAllocator into) {
        Map<String, Tensor> named = GgufNames.rename(file.tensors(), Map.of());
        named.remove(ROTATIONS);
        named.replaceAll((name, t) -> {
            String path = name.substring(0, Math.max(0, name.lastIndexOf('.')));
            return GgufNames.reordered(architecture(), path)
                    ? GgufNames.halves(t, GgufNames.heads(path, config), into)
                    : t;
        });
        return named;
    }
}
