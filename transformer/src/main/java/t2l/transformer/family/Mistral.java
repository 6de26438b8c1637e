package t2l.transformer.family;

import java.util.List;
import t2l.tensor.settings.Source;
import t2l.transformer.DecoderConfig;

/// Mistral 7B and its relatives: a Llama with a sliding window of `sliding_window` tokens, or full attention if that is
/// `null`. Source: HF `configuration_mistral`.
public record Mistral() implements Family {
    /// llama.cpp treats it as a Llama without a window.
    @Override
    public Facts facts() {
        return new Facts("mistral", "llama", GgufNames.LLAMA, List.of(), false);
    }

    @Override
    public DecoderConfig.Builder describe(Source c) {
        ConfigReader.requireSilu(c);
        DecoderConfig.Builder sizes = ConfigReader.decoder(c);
        sizes.windows = ConfigReader.windows(c, _ -> c.find("sliding_window").isPresent());
        return sizes;
    }
}
