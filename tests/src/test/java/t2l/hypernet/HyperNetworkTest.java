package t2l.hypernet;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.lang.foreign.Arena;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.zip.CRC32;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import t2l.autograd.Layout;
import t2l.autograd.Param;
import t2l.autograd.Parameters;
import t2l.autograd.Pass;
import t2l.tensor.DType;
import t2l.tensor.ReferenceKernels;
import t2l.tensor.Tensor;
import t2l.tensor.Workspace;
import t2l.transformer.Adapter;
import t2l.transformer.Dropout;

class HyperNetworkTest {
    private static final HyperConfig TINY = new HyperConfig(
            List.of(new Target("q_proj", 8, 8), new Target("v_proj", 8, 4)), 2, 6, 16, 12,
            new HyperConfig.Rank(2, 16, true), Variant.L, HyperConfig.Encoding.LINEAR, true,
            new HyperConfig.Output.Plain());

    /// The conformance vectors of t2l-spec §16, variant L.
    @ParameterizedTest
    @CsvSource({"q_proj,0,-1.930314449,-0.179028198,-1.395969585,-1.968855477,1.913499453,1.945617070",
        "q_proj,1,-1.880036470,-0.187178835,-1.371786315,-1.922344238,1.864342713,1.897600600",
        "v_proj,0,-0.846227690,0.119683791,-2.381247050,-0.620540618,0.881610023,1.971340402",
        "v_proj,1,-0.883539612,0.155955625,-2.417417240,-0.651854829,0.918872887,1.998441808"})
    void conformanceVectors(String module, int layer, double sumA, double sumB, double a00, double a13, double b00,
            double b21) {
        try (Arena arena = Arena.ofConfined(); Workspace ws = new Workspace()) {
            Layout layout = new Layout();
            HyperNetwork network = new HyperNetwork(layout, TINY);
            Parameters values = new Parameters(arena, DType.F64, layout);
            layout.params().forEach(p -> sines(p, values.of(p)));
            Tensor embedding = Tensor.allocate(arena, DType.F64, 1, 6);
            double squares = 0;
            for (int i = 0; i < 6; i++) {
                squares += Math.pow(Math.sin(0.1 * (i + 1)), 2);
            }
            for (int i = 0; i < 6; i++) {
                embedding.set(i, Math.sin(0.1 * (i + 1)) / Math.sqrt(squares) * Math.sqrt(6));
            }
            try (Pass pass = Pass.inference(new ReferenceKernels(), ws, values)) {
                HyperNetwork.Rows rows = network.rows(arena, 1);
                Adapter adapter = network.adapter(network.write(pass.constant(embedding), rows, Dropout.NONE), rows);
                Adapter.Pair pair = adapter.pairs().get("model.layers." + layer + ".self_attn." + module);
                Tensor a = pair.a().value();
                Tensor b = pair.b().value();
                assertEquals(sumA, sum(a), 1e-6);
                assertEquals(sumB, sum(b), 1e-6);
                assertEquals(a00, a.get(0), 1e-6);
                assertEquals(a13, a.get(8 + 3), 1e-6);
                assertEquals(b00, b.get(0), 1e-6);
                assertEquals(b21, b.get(2 * 2 + 1), 1e-6);
                assertEquals(16 / Math.sqrt(2), pair.scale(), 1e-15);
            }
        }
    }

    private static void sines(Param p, Tensor t) {
        CRC32 crc = new CRC32();
        crc.update(p.name().getBytes(StandardCharsets.UTF_8));
        boolean norm = p.name().matches(".*(task_encoder.mlp.1|encoder.1|mlp.0|mlp3.0).weight");
        for (int i = 0; i < t.size(); i++) {
            t.set(i, 0.3 * Math.sin(0.37 * i + 2 * Math.PI * (crc.getValue() % 1000) / 1000)
                    + (norm && !p.name().startsWith("task_encoder.mlp.0") ? 1 : 0));
        }
    }

    private static double sum(Tensor t) {
        double sum = 0;
        for (double v : t.toDoubles()) {
            sum += v;
        }
        return sum;
    }

    /// The table of t2l-spec §3, variant L.
    @ParameterizedTest
    @CsvSource({"4096,4096,4096,1024,32,128,512,55424000,55317504",
        "4096,4096,4096,1024,32,512,2048,230027264,229920768",
        "2304,2048,2304,1024,26,128,512,32310080,32248640", "2304,2048,2304,1024,26,512,2048,137706752,137645312"})
    void parameterCounts(int qIn, int qOut, int vIn, int vOut, int layers, int latent, int head, long withBias,
            long without) {
        for (Map.Entry<Boolean, Long> expected : Map.of(true, withBias, false, without).entrySet()) {
            Layout layout = new Layout();
            var targets = List.of(new Target("q_proj", qIn, qOut), new Target("v_proj", vIn, vOut));
            HyperNetwork unused = new HyperNetwork(layout, new HyperConfig(targets, layers, 1024, latent, head,
                    new HyperConfig.Rank(8, 16, true), Variant.L, HyperConfig.Encoding.LINEAR, expected.getKey(),
                    new HyperConfig.Output.Plain()));
            assertEquals(expected.getValue(), layout.size(), unused.config()::toString);
        }
    }

    /// A fresh network writes one valid LoRA for every layer: A as drawn, B zero (t2l-spec §4.2).
    @Test
    void startsAsAFreshLora() {
        try (Arena arena = Arena.ofConfined(); Workspace ws = new Workspace()) {
            Layout layout = new Layout();
            HyperNetwork network = new HyperNetwork(layout, TINY);
            Parameters values = new Parameters(arena, DType.F64, layout).initialise(7);
            Tensor embedding = Tensor.allocate(arena, DType.F64, 1, 6).fill(0.5);
            try (Pass pass = Pass.inference(new ReferenceKernels(), ws, values)) {
                HyperNetwork.Rows rows = network.rows(arena, 1);
                Adapter adapter = network.adapter(network.write(pass.constant(embedding), rows,
                        Dropout.NONE), rows);
                Tensor first = adapter.pairs().get("model.layers.0.self_attn.q_proj").a().value();
                Tensor second = adapter.pairs().get("model.layers.1.self_attn.q_proj").a().value();
                for (int i = 0; i < first.size(); i++) {
                    assertEquals(first.get(i), second.get(i));
                    assertEquals(true, Math.abs(first.get(i)) <= 1 / Math.sqrt(8) && first.get(i) != 0);
                }
                adapter.pairs().values().forEach(pair -> assertEquals(0, sum(pair.b().value())));
            }
        }
    }
}
