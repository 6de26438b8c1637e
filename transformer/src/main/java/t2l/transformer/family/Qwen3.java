package t2l.transformer.family;

import java.util.Set;
import t2l.tensor.io.Gguf;
import t2l.tensor.io.JsonFile;
import t2l.transformer.DecoderConfig;

/// Qwen 3, dense: a Llama with norms over the heads of queries and keys; windows as in [Qwen2]. Source: HF
/// `configuration_qwen3`, `modeling_qwen3`.
public record Qwen3() implements Family {
    @Override
    public String modelType() {
        return "qwen3";
    }

    @Override
    public DecoderConfig config(JsonFile c) {
        ConfigReader.requireSilu(c);
        DecoderConfig sizes = ConfigReader.decoder(c);
        return sizes.with(sizes.traits().named(architecture()).withHeadNorms()
                .withBias(c.flag("attention_bias", false) ? Set.of("q_proj", "k_proj", "v_proj", "o_proj") : Set.of())
                .withWindows(ConfigReader.windows(c, ConfigReader.upperLayers(c))));
    }

    @Override
    public DecoderConfig config(Gguf file) {
        DecoderConfig sizes = ConfigReader.decoder(file, architecture());
        return sizes.with(sizes.traits().withHeadNorms());
    }
}
