package t2l.hypernet;

import static org.junit.jupiter.api.Assertions.*;

import module java.base;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import t2l.autograd.*;
import t2l.tensor.*;
import t2l.tensor.backend.ReferenceKernels;
import t2l.tensor.io.SafeTensors;
import t2l.transformer.*;

class HyperNetworkTest {
    private static final HyperConfig TINY = tiny(Variant.L, HyperConfig.Encoding.LINEAR);

    private static HyperConfig tiny(Variant variant, HyperConfig.Encoding encoding) {
        return new HyperConfig(List.of(new Target("q_proj", 8, 8), new Target("v_proj", 8, 4)), 2, 6, 16, 12,
                new HyperConfig.Rank(2, 16, true), variant, encoding, true, new HyperConfig.Output.Plain());
    }

    /// The conformance vectors of t2l-spec §16.
    @ParameterizedTest
    @CsvSource({"L,q_proj,0,-1.930314449,-0.179028198,-1.395969585,-1.968855477,1.913499453,1.945617070",
        "L,q_proj,1,-1.880036470,-0.187178835,-1.371786315,-1.922344238,1.864342713,1.897600600",
        "L,v_proj,0,-0.846227690,0.119683791,-2.381247050,-0.620540618,0.881610023,1.971340402",
        "L,v_proj,1,-0.883539612,0.155955625,-2.417417240,-0.651854829,0.918872887,1.998441808",
        "M,q_proj,0,-0.367393222,-3.187037108,0.032075490,-0.641868999,-2.749669811,-1.917304002",
        "M,v_proj,1,-1.900775507,-0.113522602,-4.529921967,-1.307636212,-0.383588605,0.346329373",
        "S,q_proj,0,0.933827118,-1.863227345,-0.782067812,0.765134400,-2.046572138,2.993182168",
        "S,v_proj,1,-8.357000414,-2.828357095,-3.911949212,-1.220919140,-1.465915893,0.994473145"})
    void conformanceVectors(Variant variant, String module, int layer, double sumA, double sumB, double a00, double a13,
            double b00, double b21) {
        try (Arena arena = Arena.ofConfined(); Workspace ws = new Workspace()) {
            Layout layout = new Layout();
            HyperNetwork network = new HyperNetwork(layout, tiny(variant, HyperConfig.Encoding.LINEAR));
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
                ActiveAdapter adapter = network.adapter(
                        network.write(pass, new TaskBatch.Vectors(embedding), rows, DropoutRate.NONE),
                        rows);
                ActiveAdapter.Pair pair = adapter.pairs().get("model.layers." + layer + ".self_attn." + module);
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
        boolean norm = p.name().matches(".*(task_encoder.mlp.1|encoder.1|mlp.0|mlp3.0|out_emb_norm|pos_emb.1).weight");
        for (int i = 0; i < t.size(); i++) {
            t.set(i, 0.3 * Math.sin(0.37 * i + 2 * Math.PI * (crc.getValue() % 1000) / 1000)
                    + (norm && !p.name().startsWith("task_encoder.mlp.0") ? 1 : 0));
        }
    }

    /// Muon turns matrices; what is left to AdamW is looked up, added or has one axis.
    @Test
    void everythingOfTwoAxesIsAMatrixButTables() {
        Set<String> tables = new TreeSet<>();
        for (Variant variant : Variant.values()) {
            for (HyperConfig.Encoding encoding : HyperConfig.Encoding.values()) {
                for (HyperConfig.Output output : List.of(new HyperConfig.Output.Plain(),
                        new HyperConfig.Output.Offset(true))) {
                    HyperConfig tiny = tiny(variant, encoding);
                    Layout layout = new Layout();
                    new HyperNetwork(layout, new HyperConfig(tiny.targets(), tiny.layers(), tiny.embedding(),
                            tiny.vocabulary(), tiny.latent(), tiny.head(), tiny.rank(), variant, encoding, true,
                            output));
                    for (Param p : layout.params()) {
                        if (p.shape().length > 1 && !p.matrix()) {
                            tables.add(p.name());
                        }
                        assertTrue(!p.matrix() || (p.shape().length == 2 && p.name().endsWith(".weight")), p.name());
                    }
                }
            }
        }
        assertEquals(Set.of("AB_offset.A.q_proj", "AB_offset.A.v_proj", "AB_offset.B.q_proj", "AB_offset.B.v_proj",
                "layer_depth_encoder.0.weight", "layer_type_encoder.0.weight", "pos_emb.0.weight",
                "reader.gates.weight", "reader.layers.weight", "reader.queries.weight",
                "task_encoder.positions.weight", "task_encoder.queries.weight"), tables);
    }

    private static double sum(Tensor t) {
        double sum = 0;
        for (double v : t.toDoubles()) {
            sum += v;
        }
        return sum;
    }

    /// The table of t2l-spec §3.
    @ParameterizedTest
    @CsvSource({"mistral,128,512,55424000,55317504,34412288,34346752,4996096,4987904",
        "mistral,512,2048,230027264,229920768,146103296,146037760,28610560,28602368",
        "gemma,128,512,32310080,32248640,19703360,19666496,3157312,3152704",
        "gemma,512,2048,137706752,137645312,87353600,87316736,21266176,21261568"})
    void parameterCounts(String base, int latent, int head, long withL, long withoutL, long withM, long withoutM,
            long withS, long withoutS) {
        assertEquals(withL, count(base, latent, head, Variant.L, true));
        assertEquals(withoutL, count(base, latent, head, Variant.L, false));
        assertEquals(withM, count(base, latent, head, Variant.M, true));
        assertEquals(withoutM, count(base, latent, head, Variant.M, false));
        assertEquals(withS, count(base, latent, head, Variant.S, true));
        assertEquals(withoutS, count(base, latent, head, Variant.S, false));
    }

    /// The floats that the reference stores: what is trained and three tables as large as an adapter (t2l-spec §3).
    @ParameterizedTest
    @CsvSource({"mistral,128,512,65647616,3407872", "mistral,512,2048,240250880,3407872",
        "gemma,512,2048,142499072,1597440"})
    void storedCounts(String base, int latent, int head, long stored, long lora) {
        Layout layout = new Layout();
        HyperConfig plain = sized(base, latent, head, Variant.L, true, new HyperConfig.Output.Plain());
        HyperNetwork network = new HyperNetwork(layout, plain);
        long trained = layout.size();
        HyperConfig offset = sized(base, latent, head, Variant.L, true, new HyperConfig.Output.Offset(true));
        HyperNetwork larger = new HyperNetwork(layout, offset);
        assertEquals(lora, layout.size() - trained, larger.config()::toString);
        assertEquals(stored, trained + 3 * lora, network.config()::toString);
    }

    private static long count(String base, int latent, int head, Variant variant, boolean bias) {
        Layout layout = new Layout();
        HyperNetwork network = new HyperNetwork(layout,
                sized(base, latent, head, variant, bias, new HyperConfig.Output.Plain()));
        assertEquals(variant, network.config().variant());
        return layout.size();
    }

    private static HyperConfig sized(String base, int latent, int head, Variant variant, boolean bias,
            HyperConfig.Output output) {
        boolean mistral = base.equals("mistral");
        List<Target> targets = mistral
                ? List.of(new Target("q_proj", 4096, 4096), new Target("v_proj", 4096, 1024))
                : List.of(new Target("q_proj", 2304, 2048), new Target("v_proj", 2304, 1024));
        return new HyperConfig(targets, mistral ? 32 : 26, 1024, latent, head, new HyperConfig.Rank(8, 16, true),
                variant, HyperConfig.Encoding.LINEAR, bias, output);
    }

    /// What fresh networks of the reference hold and write for the first layer (t2l-spec §4.2), from the numbers that
    /// PEFT drew there for `A`.
    @ParameterizedTest
    @CsvSource({"a-L,L,32,32,16,4", "a-M,M,32,32,16,4", "a-S,S,32,32,16,4", "b-L,L,32,16,8,8", "b-M,M,32,16,8,8",
        "b-S,S,32,16,8,8", "c-L,L,16,32,16,4", "c-S,S,16,32,16,4"})
    void startsAsTheReference(String name, Variant variant, int in, int outQ, int outV, int r) {
        List<Target> targets = List.of(new Target("q_proj", in, outQ), new Target("v_proj", in, outV));
        HyperConfig config = new HyperConfig(targets, 3, 24, 16, 24, new HyperConfig.Rank(r, 8, true), variant,
                HyperConfig.Encoding.LINEAR, true, new HyperConfig.Output.Plain());
        try (Arena arena = Arena.ofConfined(); Workspace ws = new Workspace()) {
            var golden = SafeTensors.open(Golden.path("init/" + name + ".safetensors"), arena);
            Layout layout = new Layout();
            HyperNetwork network = new HyperNetwork(layout, config);
            Parameters values = new Parameters(arena, DType.F32, layout).initialise(1);
            for (Param p : layout.params()) {
                if (p.name().matches("heads.*bias")) {
                    Tensor drawn = golden.get("A0." + p.name().split("\\.", -1)[1]);
                    p.init().fill(values.of(p), drawing(drawn, 1 / Math.sqrt(in)));
                    Golden.close(p.name(), golden.get(p.name()), values.of(p), 1e-6);
                }
            }
            Tensor embedding = Tensor.allocate(arena, DType.F32, 1, 24).fill(0.5);
            try (Pass pass = Pass.inference(new ReferenceKernels(), ws, values)) {
                HyperNetwork.Rows rows = network.rows(arena, 1);
                Map<Target, HyperNetwork.Factors> written = network.write(pass, new TaskBatch.Vectors(embedding), rows,
                        DropoutRate.NONE);
                written.forEach((t, f) -> {
                    Golden.close("A", golden.get("generated.A." + t.name()), f.a().value().narrow(0, 0, 1), 1e-6);
                    if (variant == Variant.L) {
                        assertEquals(0, sum(f.b().value()));
                    } else {
                        Golden.close("B", golden.get("generated.B." + t.name()), f.b().value().narrow(0, 0, 1), 1e-6);
                    }
                });
            }
        }
    }

    /// Draws what makes `Uniform(±bound)` give these numbers, one after the other.
    private static RandomGenerator drawing(Tensor numbers, double bound) {
        return new RandomGenerator() {
            private int at;

            @Override
            public long nextLong() {
                throw new AssertionError("only numbers in [0, 1) are drawn");
            }

            @Override
            public double nextDouble() {
                return (numbers.get(at++) / bound + 1) / 2;
            }
        };
    }

    /// Where a projection widens, on which the reference fails (t2l-spec Q13), both factors still start as slices of the
    /// same numbers, all of the size of a fresh A.
    @ParameterizedTest
    @CsvSource({"M,1.4142135623730951", "S,2"})
    void startsWiderToo(Variant variant, double smaller) {
        HyperConfig wide = new HyperConfig(List.of(new Target("up_proj", 8, 24)), 2, 6, 16, 12,
                new HyperConfig.Rank(2, 16, true), variant, HyperConfig.Encoding.LINEAR, true,
                new HyperConfig.Output.Plain());
        try (Arena arena = Arena.ofConfined(); Workspace ws = new Workspace()) {
            Layout layout = new Layout();
            HyperNetwork network = new HyperNetwork(layout, wide);
            Parameters values = new Parameters(arena, DType.F64, layout).initialise(7);
            Tensor embedding = Tensor.allocate(arena, DType.F64, 1, 6).fill(0.5);
            try (Pass pass = Pass.inference(new ReferenceKernels(), ws, values)) {
                HyperNetwork.Rows rows = network.rows(arena, 1);
                ActiveAdapter adapter = network.adapter(network.write(pass, new TaskBatch.Vectors(embedding), rows,
                        DropoutRate.NONE), rows);
                ActiveAdapter.Pair pair = adapter.pairs().get("model.layers.1.mlp.up_proj");
                for (int i = 0; i < 24; i++) {
                    double b = pair.b().value().get(2L * i);
                    assertEquals(true, b != 0 && Math.abs(b) <= 1.004 / Math.sqrt(8) / smaller, "number " + i);
                    if (i < 8) {
                        assertEquals(pair.a().value().get(i), b);
                    }
                }
            }
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
                ActiveAdapter adapter = network.adapter(network.write(pass, new TaskBatch.Vectors(embedding), rows,
                        DropoutRate.NONE), rows);
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
