package t2l.autograd;

import static org.junit.jupiter.api.Assertions.*;

import module java.base;
import net.jqwik.api.*;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.lifecycle.AfterTry;
import net.jqwik.api.lifecycle.BeforeTry;
import t2l.Refused;
import t2l.autograd.SmallNet.Inputs;
import t2l.tensor.*;
import t2l.tensor.backend.*;
import t2l.tensor.kernel.Elementwise.*;
import t2l.tensor.kernel.Unary;
import t2l.testkit.Gen;

/// The laws of a pass: what it holds, what it gives back, and that a recorded one is the same one again.
class PassTest {
    private final Arena arena = Arena.ofAuto();
    private Workspace ws;
    private Parallel threads;

    @BeforeTry
    void open() {
        ws = new Workspace();
        threads = new Parallel(2);
    }

    @AfterTry
    void close() {
        threads.close();
        ws.close();
    }

    private Pass training(Parameters values, Parameters into) {
        return Pass.training(new ReferenceKernels(), ws, values, into);
    }

    /// A backend, and the precision it is fast or exact in.
    enum On {
        REFERENCE(DType.F64), AUTO(DType.F32);

        final DType dtype;

        On(DType dtype) {
            this.dtype = dtype;
        }

        Kernels open(Parallel threads) {
            return Backends.open(name().toLowerCase(Locale.ROOT), threads);
        }
    }

    @Property(tries = 4)
    void theFirstStepAsksForAllTheMemoryAndEveryStepGivesItBack(@ForAll On on) {
        var net = new SmallNet(arena, on.dtype);
        Parameters values = new Parameters(arena, on.dtype, net.layout).initialise(1);
        Parameters grads = new Parameters(arena, on.dtype, net.layout);
        long reserved = 0;
        for (int step = 0; step < 4; step++) {
            try (Pass pass = Pass.training(on.open(threads), ws, values, grads)) {
                pass.backward(net.loss(pass, Inputs.of(arena, on.dtype, step)));
                assertEquals(0, ws.taken(), "after the walk");
            }
            assertEquals(0, ws.taken(), "after the pass");
            assertTrue(step == 0 || ws.reserved() == reserved, "reserved in step " + step);
            reserved = ws.reserved();
        }
    }

    @Provide
    Arbitrary<String> samples() {
        return Arbitraries.of(OpSamples.ALL.keySet());
    }

    @Property(tries = 300)
    void noOperationKeepsMemory(@ForAll("samples") String name, @ForAll @IntRange(min = 1, max = 4) int limit,
            @ForAll long seed) {
        Draw d = new Draw(arena, limit, seed);
        Function<Pass, Var> op = OpSamples.ALL.get(name).draw(d);
        Parameters grads = new Parameters(arena, DType.F64, d.layout);
        try (Pass pass = Pass.training(new ReferenceKernels(), ws, d.values(), grads)) {
            pass.backward(op.apply(pass).meanSquare());
            assertEquals(0, ws.taken(), name);
        }
    }

    @Example
    void frozenWeightsGetNoGradientMemory() {
        Layout layout = new Layout();
        Param x = layout.weight("x", new Init.Normal(1), 2, 64);
        Param a = layout.weight("a", new Init.Normal(1), 1, 1, 64);
        Param b = layout.weight("b", new Init.Normal(1), 1, 64, 1);
        Parameters values = new Parameters(arena, DType.F64, layout).initialise(1);
        Parameters grads = new Parameters(arena, DType.F64, layout);
        Tensor w = Tensor.allocate(arena, DType.F64, 64, 64);
        Tensor ids = Tensor.allocate(arena, DType.I32, 2);
        try (Pass p = training(values, grads)) {
            Var frozen = p.constant(w);
            Var y = p.use(x).loraLinear(frozen, p.use(a), p.use(b), 1).add(frozen.gather(ids)).linear(frozen);
            p.backward(y.meanSquare());
        }
        assertTrue(ws.reserved() < w.forReading().byteSize(), () -> ws.reserved() + " bytes beside a frozen " + w);
    }

    /// However many rows, forward and backward hold the logits of 128 of them.
    @Example
    void theLogitsOfALossNeverExistAtOnce() {
        int vocabulary = 500;
        Layout layout = new Layout();
        Param x = layout.weight("x", new Init.Normal(1), 1024, 4);
        Parameters values = new Parameters(arena, DType.F32, layout).initialise(1);
        Parameters grads = new Parameters(arena, DType.F32, layout);
        Tensor w = Tensor.allocate(arena, DType.F32, vocabulary, 4);
        Tensor targets = Tensor.allocate(arena, DType.I32, 1024);
        try (Pass p = Pass.training(Backends.open("auto", threads), ws, values, grads)) {
            p.backward(p.use(x).linearCrossEntropy(p.constant(w), targets, 0.1, 30).meanSquare());
        }
        long chunk = 4L * 128 * vocabulary;
        assertTrue(ws.reserved() < chunk + 4L * 1024 * 8, () -> ws.reserved() + " bytes, a chunk has " + chunk);
    }

    /// Updates compared without being built are as far apart as if they had been.
    @Property(tries = 10)
    void distancesOfUpdatesAreThoseOfTheirProducts(@ForAll @IntRange(min = 1, max = 140) int out, @ForAll long seed) {
        var random = new SplittableRandom(seed);
        Tensor a = Gen.tensor(arena, DType.F64, random, 2, 3, 5);
        Tensor b = Gen.tensor(arena, DType.F64, random, 2, out, 3);
        Tensor wantedA = Gen.tensor(arena, DType.F64, random, 2, 4, 5);
        Tensor wantedB = Gen.tensor(arena, DType.F64, random, 2, out, 4);
        try (Pass p = Pass.inference(new ReferenceKernels(), ws, DType.F64)) {
            Var got = p.constant(a).deltaL1(p.constant(b), wantedA, wantedB, 0.3);
            Var wanted = p.constant(wantedB).matmul(p.constant(wantedA)).scale(0.3).reshape(2 * out, 5);
            Var want = p.constant(b).matmul(p.constant(a)).reshape(2 * out, 5).l1(wanted.value());
            assertArrayEquals(want.value().toDoubles(), got.value().toDoubles(), 1e-12);
        }
    }

    @Example
    void aBackwardWalkFromWhatNothingTrainedReachesDoesNothing() {
        Parameters none = new Parameters(arena, DType.F64, new Layout());
        try (Pass p = Pass.training(new ReferenceKernels(), ws, none, none)) {
            p.backward(p.constant(Tensor.allocate(arena, DType.F64, 3)).meanSquare());
            assertEquals(0, ws.taken());
        }
    }

    @Property(tries = 10)
    void twoPassesAddUpToOneOverBoth(@ForAll long seed) {
        var net = new SmallNet(arena, DType.F64);
        Parameters values = new Parameters(arena, DType.F64, net.layout).initialise(seed);
        Inputs one = Inputs.of(arena, DType.F64, seed);
        Inputs two = Inputs.of(arena, DType.F64, seed + 1);
        // dropout tells its users apart by their order in the pass: the second must draw what it draws behind the first
        double[] apart = gradients(values, p -> net.loss(p, one), p -> {
            p.salts().incrementAndGet();
            return net.loss(p, two);
        });
        double[] together = gradients(values, p -> net.loss(p, one).add(net.loss(p, two)));
        for (int i = 0; i < apart.length; i++) {
            assertEquals(together[i], apart[i], 1e-12 * Math.max(1, Math.abs(together[i])));
        }
    }

    @SafeVarargs
    private double[] gradients(Parameters values, Function<Pass, Var>... losses) {
        Parameters grads = new Parameters(arena, DType.F64, values.layout());
        for (Function<Pass, Var> loss : losses) {
            try (Pass pass = training(values, grads)) {
                pass.backward(loss.apply(pass));
            }
        }
        return grads.flat().toDoubles();
    }

    /// A parameter used twice collects what two parameters of the same values would.
    @Property(tries = 10)
    void aParameterUsedTwiceCollectsBothGradients(@ForAll @IntRange(min = 1, max = 5) int n, @ForAll long seed) {
        Layout layout = new Layout();
        Param w = layout.weight("w", new Init.Normal(1), n, n);
        Layout copies = new Layout();
        Param first = copies.weight("first", Init.ZEROS, n, n);
        Param second = copies.weight("second", Init.ZEROS, n, n);
        Parameters shared = new Parameters(arena, DType.F64, layout).initialise(seed);
        Parameters split = new Parameters(arena, DType.F64, copies);
        Golden.copy(shared.flat(), split.of(first));
        Golden.copy(shared.flat(), split.of(second));
        double[] both = gradients(shared, p -> p.use(w).matmul(p.use(w)).map(Unary.TANH).meanSquare());
        double[] each = gradients(split, p -> p.use(first).matmul(p.use(second)).map(Unary.TANH).meanSquare());
        for (int i = 0; i < both.length; i++) {
            assertEquals(each[i] + each[both.length + i], both[i], 1e-13);
        }
    }

    @Property(tries = 6)
    void aRecordedStepRunsAgainOnOtherInputsBitForBit(@ForAll On on, @ForAll long seed) {
        var net = new SmallNet(arena, on.dtype);
        Parameters values = new Parameters(arena, on.dtype, net.layout).initialise(seed);
        Inputs in = Inputs.of(arena, on.dtype, seed);
        Parameters replayed = new Parameters(arena, on.dtype, net.layout);
        Tensor replayedLoss = Tensor.allocate(arena, on.dtype, 1);
        var recording = new Recording(on.open(threads));
        step(recording, ws, net, values, in, replayed, replayedLoss);
        Parameters fresh = new Parameters(arena, on.dtype, net.layout);
        Tensor freshLoss = Tensor.allocate(arena, on.dtype, 1);
        for (int step = 1; step < 4; step++) {
            in.draw(seed + step);
            values.initialise(seed + step);
            recording.replay();
            try (Workspace other = new Workspace()) {
                step(on.open(threads), other, net, values, in, fresh, freshLoss);
            }
            assertEquals(freshLoss.get(0), replayedLoss.get(0), "loss of step " + step);
            assertArrayEquals(fresh.flat().toDoubles(), replayed.flat().toDoubles(), "gradients of step " + step);
        }
    }

    private static void step(Kernels k, Workspace ws, SmallNet net, Parameters values, Inputs in, Parameters grads,
            Tensor loss) {
        k.run(new Fill(0, grads.flat()));
        try (Pass pass = Pass.training(k, ws, values, grads)) {
            Var y = net.loss(pass, in);
            k.run(new Copy(y.value(), loss));
            pass.backward(y);
        }
    }

    /// One layer is held at a time: neither its width inside nor what it replaces adds up over the depth.
    @Example
    void aLayerThatDoesNotTrainLeavesItsResultOnly() {
        assertEquals(reserved(3, 64), reserved(30, 64));
        assertEquals(0, ws.taken());
    }

    private long reserved(int layers, int hidden) {
        Tensor up = Tensor.allocate(arena, DType.F64, hidden, 2);
        Tensor down = Tensor.allocate(arena, DType.F64, 2, hidden);
        try (Workspace own = new Workspace(); Pass p = Pass.inference(new ReferenceKernels(), own, DType.F64)) {
            Var x = p.constant(Tensor.allocate(arena, DType.F64, 4, 2));
            for (int i = 0; i < layers; i++) {
                x = x.layer(in -> in.add(in.linear(p.constant(up)).map(Unary.SILU).linear(p.constant(down))));
                assertEquals(64, own.taken());
            }
            return own.reserved();
        }
    }

    @Example
    void aValueThatWasReleasedIsRefused() {
        Layout layout = new Layout();
        Param w = layout.weight("w", new Init.Normal(1), 2, 3);
        Parameters values = new Parameters(arena, DType.F64, layout).initialise(1);
        Parameters grads = new Parameters(arena, DType.F64, layout);
        Var y;
        try (Pass p = Pass.inference(new ReferenceKernels(), ws, values)) {
            Var x = p.use(w).scale(2);
            Var view = x.t();
            y = x.layer(in -> in.scale(3));
            refused(x);
            assertThrows(IllegalStateException.class, view::value);
        }
        refused(y);
        try (Pass p = training(values, grads)) {
            Var x = p.use(w).scale(2);
            Var loss = x.layer(in -> in.scale(3)).meanSquare();
            assertEquals(2 * values.flat().get(0), x.value().get(0), "kept for the way back");
            p.backward(loss);
            refused(x);
        }
    }

    private static void refused(Var x) {
        Refused.begins(IllegalStateException.class, "pass: needs values that it still holds, f64[2, 3] was released; ",
                x::value);
    }

    @Example
    void aLayerComputesTheSame() {
        var net = new SmallNet(arena, DType.F64);
        Parameters values = new Parameters(arena, DType.F64, net.layout).initialise(1);
        Inputs in = Inputs.of(arena, DType.F64, 2);
        Kernels k = new ReferenceKernels();
        Tensor one = Tensor.allocate(arena, DType.F64, 1);
        try (Pass whole = Pass.inference(k, ws, values); Pass layer = Pass.inference(k, ws, values)) {
            assertEquals(net.loss(whole, in).item(), layer.constant(one).layer(_ -> net.loss(layer, in)).item());
        }
        double[] want = gradients(values, p -> net.loss(p, in));
        assertArrayEquals(want, gradients(values, p -> p.constant(one).layer(_ -> net.loss(p, in))));
    }

    @Example
    void aLayerMustReturnItsLastResult() {
        try (Pass p = Pass.inference(new ReferenceKernels(), ws, DType.F64)) {
            Var x = p.constant(Tensor.allocate(arena, DType.F64, 2, 3));
            String message = "layer: needs a function that returns the result of its last operation";
            assertEquals(message,
                    assertThrows(IllegalArgumentException.class, () -> x.layer(in -> in.scale(2).t())).getMessage());
            assertEquals(message, assertThrows(IllegalArgumentException.class, () -> x.layer(in -> {
                Var y = in.scale(2);
                y.scale(3);
                return y;
            })).getMessage());
        }
    }

    @Example
    void aLayerThatComputesInTheOuterPassIsRefused() {
        Layout layout = new Layout();
        Param w = layout.weight("w", new Init.Normal(1), 2, 3);
        Parameters values = new Parameters(arena, DType.F64, layout).initialise(1);
        Parameters grads = new Parameters(arena, DType.F64, layout);
        try (Pass p = training(values, grads).recomputing()) {
            Var loss = p.use(w).scale(2).layer(in -> in.add(p.use(w).scale(3))).meanSquare();
            assertEquals("layer: needs a function that works in the pass of its argument, used the outer pass",
                    assertThrows(IllegalStateException.class, () -> p.backward(loss)).getMessage());
        }
        assertEquals(0, ws.taken());
    }

    /// Layers with dropout, trained weights and values from outside; `recomputing` or not.
    private double[] deep(boolean recomputing, int layers, Workspace own, Kernels k) {
        Layout layout = new Layout();
        List<Param> weights = new ArrayList<>();
        for (int l = 0; l < layers; l++) {
            weights.add(layout.at(l).weight("weight", new Init.Normal(0.3), 16, 16));
        }
        Param task = layout.weight("task", new Init.Normal(1), 16);
        Parameters values = new Parameters(arena, DType.F32, layout).initialise(3);
        Parameters grads = new Parameters(arena, DType.F32, layout);
        Tensor x = Gen.tensor(arena, DType.F32, new SplittableRandom(5), 40, 16);
        Tensor key = Tensor.of(arena, new int[] {3, 4}, 2);
        Pass kept = Pass.training(k, own, values, grads);
        try (Pass pass = recomputing ? kept.recomputing() : kept) {
            Var outside = pass.use(task).map(Unary.TANH);
            Var h = pass.constant(x);
            for (Param w : weights) {
                h = h.layer(in -> in.rmsNorm(outside, 1e-5).linear(in.pass().use(w)).dropout(0.2, key).map(Unary.SILU)
                        .linear(in.pass().use(w)).dropout(0.2, key).add(in));
            }
            Var loss = h.meanSquare();
            pass.backward(loss);
        }
        assertEquals(0, own.taken());
        return grads.flat().toDoubles();
    }

    @Example
    void recomputingChangesNoBitAndNeedsLessMemory() {
        for (Kernels k : List.of(Backends.open("auto", threads), new ReferenceKernels())) {
            try (Workspace kept = new Workspace();
                    Workspace again = new Workspace();
                    Workspace deeper = new Workspace()) {
                assertArrayEquals(deep(false, 6, kept, k), deep(true, 6, again, k), k.name());
                assertTrue(again.reserved() < kept.reserved() / 2, again.reserved() + " of " + kept.reserved());
                deep(true, 16, deeper, k);
                assertEquals(10 * 40 * 16 * 4L, deeper.reserved() - again.reserved(), "the result of each more layer");
            }
        }
    }

    @Example
    void aRecomputedStepRunsAgainOnOtherInputsBitForBit() {
        Layout layout = new Layout();
        Param w = layout.weight("w", new Init.Normal(1), 8, 8);
        Parameters values = new Parameters(arena, DType.F32, layout).initialise(1);
        Tensor x = Gen.tensor(arena, DType.F32, new SplittableRandom(1), 5, 8);
        Tensor key = Tensor.of(arena, new int[] {1, 2}, 2);
        Function<Pass, Var> loss = p -> p.constant(x).linear(p.use(w))
                .layer(in -> in.dropout(0.5, key).linear(in.pass().use(w)).map(Unary.TANH)).meanSquare();
        Parameters replayed = new Parameters(arena, DType.F32, layout);
        Parameters fresh = new Parameters(arena, DType.F32, layout);
        var recording = new Recording(Backends.open("auto", threads));
        recomputed(recording, values, replayed, loss);
        for (int step = 0; step < 3; step++) {
            key.set(1, 50 + step);
            values.initialise(9 + step);
            Golden.copy(Gen.tensor(arena, DType.F32, new SplittableRandom(step + 7), 5, 8), x);
            recording.replay();
            recomputed(Backends.open("auto", threads), values, fresh, loss);
            assertArrayEquals(fresh.flat().toDoubles(), replayed.flat().toDoubles(), "step " + step);
        }
    }

    private void recomputed(Kernels k, Parameters values, Parameters grads, Function<Pass, Var> loss) {
        k.run(new Fill(0, grads.flat()));
        try (Pass pass = Pass.training(k, ws, values, grads).recomputing()) {
            pass.backward(loss.apply(pass));
        }
    }

    @Example
    void aLayerThatNothingTrainedReachesIsNotComputedAgain() {
        Parameters none = new Parameters(arena, DType.F64, new Layout());
        int[] runs = new int[1];
        try (Pass p = Pass.training(new ReferenceKernels(), ws, none, none).recomputing()) {
            p.backward(p.constant(Tensor.allocate(arena, DType.F64, 3)).layer(in -> {
                runs[0]++;
                return in.scale(2);
            }).meanSquare());
        }
        assertEquals(1, runs[0]);
        assertEquals(0, ws.taken());
    }

    @Example
    void aCheckedPassNamesTheFirstOperationWhoseResultIsNotFinite() {
        Layout layout = new Layout();
        Param w = layout.weight("w", new Init.Constant(1e200), 2);
        Parameters values = new Parameters(arena, DType.F64, layout).initialise(1);
        Parameters grads = new Parameters(arena, DType.F64, layout);
        try (Pass p = training(values, grads).checked()) {
            assertEquals("training: Mul gives Infinity at element 0 of f64[2]; a smaller learning rate may help",
                    assertThrows(T2lException.class, () -> {
                        Var x = p.use(w).scale(0.5);
                        x.mul(x).map(Unary.TANH).meanSquare();
                    }).getMessage());
        }
        try (Pass p = training(values, grads)) {
            assertEquals(1, p.use(w).mul(p.use(w)).map(Unary.TANH).meanSquare().item(), "unchecked, and finite again");
        }
    }

    @Example
    void aCheckedPassNamesTheOperationWhoseGradientIsNotFiniteAndReleasesEverything() {
        Layout layout = new Layout();
        Param w = layout.weight("w", new Init.Constant(1), 2);
        Parameters values = new Parameters(arena, DType.F64, layout).initialise(1);
        Parameters grads = new Parameters(arena, DType.F64, layout);
        Tensor large = Tensor.allocate(arena, DType.F64, 2).fill(1e200);
        for (boolean recomputing : new boolean[] {false, true}) {
            Pass pass = training(values, grads).checked();
            try (Pass p = recomputing ? pass.recomputing() : pass) {
                Var small = p.use(w).scale(1e-200);
                Var one = small.gate(Unary.TANH, p.constant(large)); // its slope is 1e200 times what follows
                Var loss = one.layer(in -> in.scale(1e100)).meanSquare();
                assertEquals("training: the gradient of Gate gives Infinity at element 0 of f64[2]; a smaller learning"
                        + " rate may help", assertThrows(T2lException.class, () -> p.backward(loss)).getMessage());
            }
            assertEquals(0, ws.taken(), "recomputing: " + recomputing);
        }
    }

    @Example
    void anOperationThatFailsKeepsNoMemory() {
        try (Pass p = Pass.inference(new ReferenceKernels(), ws, DType.F32)) {
            Var x = p.constant(Tensor.allocate(arena, DType.F32, 2, 3)).scale(2);
            long taken = ws.taken();
            Var other = p.constant(Tensor.allocate(arena, DType.F32, 2));
            for (Runnable wrong : List.<Runnable>of(() -> x.add(other), () -> x.rmsNorm(other, 1e-5),
                    () -> x.gather(Tensor.allocate(arena, DType.I32, 1).fill(7)))) {
                assertThrows(IllegalArgumentException.class, wrong::run);
                assertEquals(taken, ws.taken());
            }
            assertEquals(0, x.meanSquare().item(), "and goes on");
        }
        assertEquals(0, ws.taken());
    }

    @Example
    void aTrainedWeightNeedsValues() {
        Param w = new Layout().at("head").weight("weight", Init.ONES, 1);
        try (Pass p = Pass.inference(new ReferenceKernels(), ws, DType.F32)) {
            assertEquals("pass: needs values for the trained head.weight, was opened without parameters",
                    assertThrows(IllegalArgumentException.class, () -> p.use(w)).getMessage());
        }
    }
}
