package t2l.hypernet;

import static org.junit.jupiter.api.Assertions.assertEquals;

import module java.base;
import org.junit.jupiter.api.Test;
import t2l.tensor.Parallel;
import t2l.tensor.backend.*;
import t2l.transformer.DecoderConfig;
import t2l.transformer.family.Builtin;

class BuiltinNetworksTest {
    /// What each generates fits the model whose sizes are beside it, and that model finds it.
    @Test
    void eachFitsItsModel() {
        try (Parallel threads = new Parallel(2); Kernels kernels = Backends.open("auto", threads)) {
            for (String name : DefaultNetwork.BUILTIN) {
                DecoderConfig model = Builtin.config(name);
                assertEquals(Optional.of(name), DefaultNetwork.fitting(model));
                try (TextToLora network = TextToLora.open(name, Optional.empty(), Optional.empty(),
                        _ -> Optional.empty(), kernels, _ -> {}); Arena arena = Arena.ofShared()) {
                    network.generate(List.of("Sort the words."), arena).getFirst().lora().requireFits(name, model);
                }
            }
        }
    }

    @Test
    void anotherModelHasNone() {
        DecoderConfig tiny = Builtin.config(DefaultNetwork.USUAL);
        DecoderConfig deeper = DecoderConfig.llama(tiny.vocabulary(), tiny.width(), tiny.hidden(), tiny.layers() + 1,
                tiny.heads(), tiny.keyValueHeads(), tiny.eps(), tiny.theta(), tiny.positions());
        assertEquals(Optional.empty(), DefaultNetwork.fitting(deeper));
    }
}
