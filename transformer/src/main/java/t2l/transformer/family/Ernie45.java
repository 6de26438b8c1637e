package t2l.transformer.family;

import module java.base;
import t2l.tensor.settings.Source;
import t2l.transformer.DecoderConfig;

/// ERNIE 4.5, dense: a Llama that rotates neighbouring numbers of a head. Source: HF `configuration_ernie4_5`,
/// `modeling_ernie4_5`; llama.cpp, `Ernie4_5Model` of its converter.
public final class Ernie45 extends Llama {
    private static final int HEAD_WIDTH = 128;

    @Override
    public Facts facts() {
        return new Facts("ernie4_5");
    }

    @Override
    public DecoderConfig.Builder describe(Source c) {
        if (c.find("head_dim").isEmpty()) {
            c.set("head_dim", HEAD_WIDTH);
        }
        for (String of : List.of("attention_bias", "mlp_bias")) {
            c.set(of, c.flag("use_bias", false));
        }
        DecoderConfig.Builder sizes = describe(c, true, 500_000);
        sizes.interleaved = true;
        return sizes;
    }
}
