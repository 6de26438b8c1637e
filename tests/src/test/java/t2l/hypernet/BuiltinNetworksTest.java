package t2l.hypernet;

import static org.junit.jupiter.api.Assertions.assertEquals;

import module java.base;
import org.junit.jupiter.api.Test;
import t2l.autograd.Layout;
import t2l.tensor.*;
import t2l.tensor.backend.*;
import t2l.transformer.Decoder;
import t2l.transformer.family.*;

class BuiltinNetworksTest {
    /// What each generates fits the model whose sizes are beside it; of builtin:tiny, that model finds it.
    @Test
    void eachFitsItsModel() {
        try (Parallel threads = new Parallel(2); Kernels kernels = Backends.open("auto", threads)) {
            for (DefaultNetwork.BuiltIn each : DefaultNetwork.BUILTIN) {
                try (TextToLora network = TextToLora.open(each.name(), Optional.empty(), Optional.empty(),
                        _ -> Optional.empty(), kernels, _ -> {}); Arena arena = Arena.ofShared()) {
                    network.generate(List.of("Sort the words."), arena).getFirst().lora()
                            .requireFits(each.name(), Builtin.config(each.name()));
                }
            }
            try (LanguageModel tiny = LanguageModel.open(DefaultNetwork.USUAL, Optional.empty(), kernels)) {
                assertEquals(Optional.of(DefaultNetwork.USUAL),
                        DefaultNetwork.find(DefaultNetwork.USUAL, tiny.decoder()));
            }
        }
    }

    /// A model that was trained further, and one that has only the sizes.
    @Test
    void anotherModelOfTheSameSizesHasNone() {
        try (Parallel threads = new Parallel(1);
                Kernels kernels = Backends.open("auto", threads);
                LanguageModel tiny = LanguageModel.open(DefaultNetwork.USUAL, Optional.empty(), kernels);
                Arena arena = Arena.ofShared()) {
            Tensor norm = Tensor.allocate(arena, DType.F32, tiny.config().width());
            Tensor old = tiny.weights().get("model.norm.weight");
            for (int i = 0; i < norm.dim(0); i++) {
                norm.set(i, old.get(i));
            }
            Map<String, Tensor> changed = Map.of("model.norm.weight", norm);
            assertEquals(Optional.of(DefaultNetwork.USUAL),
                    DefaultNetwork.find("builtin:other", tiny.decoder().with("other", changed)));
            norm.set(0, old.get(0) * 1.001);
            assertEquals(Optional.empty(),
                    DefaultNetwork.find("builtin:other", tiny.decoder().with("other", changed)));
        }
        for (DefaultNetwork.BuiltIn each : DefaultNetwork.BUILTIN) {
            assertEquals(Optional.empty(), DefaultNetwork.find("builtin:other",
                    Decoder.of(new Layout(), Builtin.config(each.name()))));
        }
    }
}
