package t2l.transformer.family;

import module java.base;
import t2l.tensor.settings.Source;
import t2l.transformer.DecoderConfig;

/// Phi-3, Phi-3.5 and Phi-4-mini: a Llama whose projections into attention and feed-forward are fused, with a sliding window
/// in every layer, and in Phi-4-mini RoPE over three quarters of each head. Models for long texts have LongRoPE. Source: HF
/// `configuration_phi3`, `modeling_phi3`; llama.cpp, `Phi3MiniModel` of its converter.
public record Phi3() implements Family {
    private static final GgufNames NAMES = GgufNames.LLAMA
            .with(Map.of("attn_qkv", "self_attn.qkv_proj", "ffn_up", "mlp.gate_up_proj"));

    /// llama.cpp needs the original length of texts of every model, and a window of 0 to say that there is none.
    private static final List<Setting> SETTINGS = List.of(
            new Setting("sliding_window", "attention.sliding_window",
                    c -> c.windows().isEmpty() ? 0 : null),
            new Setting(GgufSettings.ORIGINAL, GgufSettings.ORIGINAL,
                    c -> Math.min(c.scaling().border(), c.positions())));

    @Override
    public Facts facts() {
        return new Facts("phi3", "phi3", NAMES, SETTINGS, false);
    }

    @Override
    public DecoderConfig.Builder describe(Source c) {
        ConfigReader.requireSilu(c);
        DecoderConfig.Builder sizes = ConfigReader.decoder(c);
        sizes.fused = Set.of("qkv_proj", "gate_up_proj");
        sizes.windows = ConfigReader.windows(c, _ -> c.find("sliding_window").isPresent());
        return sizes;
    }

    @Override
    public Set<String> rotations() {
        return Set.of(GgufSettings.SHORT, GgufSettings.LONG);
    }
}
