package t2l.autograd;

import static org.junit.jupiter.api.Assertions.*;

import module java.base;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import t2l.tensor.*;
import t2l.tensor.backend.ReferenceKernels;

/// Frozen and trained numbers: what they are called, what they start from, and what is an error.
class WeightsTest {
    private static final String REMEDY = "; take the configuration and the checkpoint from one model";

    @AutoClose
    private final Arena arena = Arena.ofConfined();

    @Test
    void placesLieEndToEndUnderTheirNames() {
        Layout layout = new Layout();
        Weights at = layout.at("model").at("layers").at(3);
        Param w = layout.at("model").weight("embed.weight", Init.ZEROS, 3, 2);
        Param b = (Param) at.weight("bias", Init.ZEROS, 4);
        assertEquals("model.layers.3", at.path());
        assertEquals("model.layers.3.bias", b.name());
        assertEquals(0, w.start());
        assertEquals(6, b.start());
        assertEquals(10, layout.size());
        Parameters values = new Parameters(arena, DType.F32, layout);
        values.of(b).set(1, 7);
        assertEquals(7, values.flat().get(7));
        assertSame(b, at.weight("bias", Init.ONES, 4), "one name is one weight");
        assertEquals("model.layers.3.bias: is [4] elsewhere in this network, asked for here as [2, 2]",
                assertThrows(IllegalArgumentException.class, () -> at.weight("bias", Init.ZEROS, 2, 2)).getMessage());
    }

    @Test
    void valuesAreAsManyAsATensorCounts() {
        Layout layout = new Layout();
        layout.weight("table", Init.ZEROS, 1 << 30, 2);
        assertEquals("parameters: needs at most 2^31 − 1 trained numbers, got 2147483648; train fewer weights",
                assertThrows(IllegalArgumentException.class, () -> new Parameters(arena, DType.F32, layout))
                        .getMessage());
    }

    @Test
    void startsDependOnSeedAndNameAlone() {
        Layout small = new Layout();
        small.weight("b", new Init.Normal(1), 5);
        Layout large = new Layout();
        large.weight("a", new Init.Normal(1), 3);
        large.weight("b", new Init.Normal(1), 5);
        large.weight("c", new Init.Normal(1), 5);
        double[] alone = start(small, 1).get("b").toDoubles();
        Map<String, Tensor> among = start(large, 1);
        assertArrayEquals(alone, among.get("b").toDoubles());
        assertFalse(Arrays.equals(alone, among.get("c").toDoubles()), "another name, other numbers");
        assertFalse(Arrays.equals(alone, start(small, 2).get("b").toDoubles()), "another seed, other numbers");
    }

    @Test
    void startsAreWhatTheyAreCalled() {
        Layout layout = new Layout();
        layout.weight("linear", Init.linear(16), 1000);
        layout.weight("normal", new Init.Normal(3), 4000);
        layout.weight("leading", new Init.Leading(Init.ONES, 3), 2, 3);
        Map<String, Tensor> t = start(layout, 9);
        double[] linear = t.get("linear").toDoubles();
        assertTrue(Arrays.stream(linear).allMatch(x -> Math.abs(x) <= 0.25));
        assertEquals(0.25, Arrays.stream(linear).max().orElseThrow(), 0.01);
        assertEquals(-0.25, Arrays.stream(linear).min().orElseThrow(), 0.01);
        double[] normal = t.get("normal").toDoubles();
        assertEquals(0, Arrays.stream(normal).average().orElseThrow(), 0.2);
        assertEquals(9, DoubleStream.of(normal).map(x -> x * x).average().orElseThrow(), 0.8);
        assertArrayEquals(new double[] {1, 1, 1, 0, 0, 0}, t.get("leading").toDoubles());
    }

    private Map<String, Tensor> start(Layout layout, long seed) {
        return new Parameters(arena, DType.F64, layout).initialise(seed).tensors();
    }

    @Test
    void parametersTakeExactlyTheirTensors() {
        Layout layout = new Layout();
        layout.weight("a", new Init.Normal(1), 2, 3);
        layout.weight("b", new Init.Normal(1), 4);
        Parameters from = new Parameters(arena, DType.F32, layout).initialise(1);
        Parameters to = new Parameters(arena, DType.F32, layout);
        assertArrayEquals(from.flat().toDoubles(),
                to.load("net.safetensors", from.tensors(), new ReferenceKernels()).flat().toDoubles());

        Map<String, Tensor> other = new LinkedHashMap<>(from.tensors());
        other.put("c", other.remove("b"));
        assertEquals("net.safetensors: needs the tensors of this network, but [b] are missing and [c] are unknown",
                assertThrows(T2lException.class, () -> to.load("net.safetensors", other, new ReferenceKernels()))
                        .getMessage());
        Map<String, Tensor> turned = new LinkedHashMap<>(from.tensors());
        turned.put("b", turned.get("b").reshape(2, 2));
        from.initialise(2);
        double[] before = to.flat().toDoubles();
        assertEquals("net.safetensors: b: needs [4], holds f32[2, 2]",
                assertThrows(T2lException.class, () -> to.load("net.safetensors", turned, new ReferenceKernels()))
                        .getMessage());
        assertArrayEquals(before, to.flat().toDoubles(), "nothing was half loaded");
    }

    @Test
    void aCheckpointMustHoldWhatIsAskedForAndNothingElse() {
        Tensor up = Tensor.allocate(arena, DType.BF16, 9, 4);
        var checkpoint = new StateDict("model.safetensors",
                Map.of("model.layers.3.mlp.up_proj.weight", up, "lm_head.weight", up));
        StateDict mlp = checkpoint.at("model").at("layers").at(3).at("mlp");
        assertEquals("model.safetensors: model.layers.3.mlp.up_proj.weight: the configuration asks for [9, 5], the "
                + "checkpoint holds bf16[9, 4]" + REMEDY,
                asked(() -> mlp.at("up_proj").weight("weight", Init.ZEROS, 9, 5)));
        assertEquals("model.safetensors: the configuration asks for model.layers.3.mlp.gate_proj.weight [9, 4], the "
                + "checkpoint has no such tensor" + REMEDY,
                asked(() -> mlp.at("gate_proj").weight("weight", Init.ZEROS, 9, 4)));
        assertSame(up, mlp.at("up_proj").weight("weight", Init.ZEROS, 9, 4).value());
        assertEquals("model.safetensors: 1 tensor belongs to no part of this model: lm_head.weight" + REMEDY,
                asked(checkpoint::requireAllUsed));
        checkpoint.weight("lm_head.weight", Init.ZEROS, 9, 4);
        checkpoint.requireAllUsed();
    }

    private static String asked(Runnable ask) {
        return assertThrows(T2lException.class, ask::run).getMessage();
    }
}
