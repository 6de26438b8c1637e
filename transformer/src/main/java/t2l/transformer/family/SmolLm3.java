package t2l.transformer.family;

import module java.base;
import t2l.tensor.settings.Source;
import t2l.transformer.DecoderConfig;

/// SmolLM3: a Llama without RoPE in every fourth layer. Source: HF `configuration_smollm3`, `modeling_smollm3`; llama.cpp,
/// `smollm3.cpp`.
public final class SmolLm3 extends Llama {
    private static final int PERIOD = 4;

    @Override
    public Facts facts() {
        return new Facts("smollm3");
    }

    @Override
    public DecoderConfig.Builder describe(Source c) {
        DecoderConfig.Builder sizes = describe(c, true, 2_000_000);
        List<Integer> rotates = c.counts("no_rope_layers");
        if (!rotates.isEmpty() && rotates.size() < sizes.layers) {
            throw c.wrong("no_rope_layers", "one for each of " + sizes.layers + " layers", rotates);
        }
        int period = ConfigReader.positive(c, "no_rope_layer_interval", PERIOD);
        sizes.noRope = IntStream.range(0, sizes.layers)
                .filter(l -> rotates.isEmpty() ? (l + 1) % period == 0 : rotates.get(l) == 0)
                .boxed().collect(Collectors.toSet());
        if (c.flag("use_sliding_window", false) && c.find("sliding_window").isPresent()) {
            sizes.windows = ConfigReader.windows(c, sizes.noRope::contains);
        }
        return sizes;
    }
}
