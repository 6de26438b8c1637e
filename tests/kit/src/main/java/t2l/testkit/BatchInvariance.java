package t2l.testkit;

import module java.base;
import t2l.autograd.*;
import t2l.tensor.*;
import t2l.tensor.backend.Kernels;
import t2l.tensor.io.Quantizer;
import t2l.transformer.*;
import t2l.transformer.generate.*;
import t2l.transformer.lora.*;

/// Whether kernels give a row the same bits whatever rows stand beside it, as [Batcher] requires: a random model, with adapters,
/// answers random requests that come and go, and then each of them alone.
public final class BatchInvariance {
    private static final DType[] TYPES = {DType.F32, DType.BF16, DType.F16, DType.Q8_0, DType.Q4_0};

    private BatchInvariance() {}

    /// Throws [AssertionError] unless every text has the tokens, and the bits of its logits, that it has alone.
    ///
    /// @param batch compute the batch
    /// @param alone compute each text alone: the same kernels, or others that should give the same bits, as with more threads
    /// @param seed  of everything that is drawn
    public static void check(Kernels batch, Kernels alone, long seed) {
        try (World w = new World(seed)) {
            int least = Math.ceilDiv(w.decoder.config().positions(), KvPages.POSITIONS);
            long positions = (long) KvPages.POSITIONS * w.random.nextInt(least, 3 * Batcher.MAX_BATCH);
            List<Decoded> together;
            try (Batcher batcher = new Batcher(w.decoder, batch, DType.F32);
                    KvPages memory = batcher.memory(w.kept, positions)) {
                together = together(w, batcher, memory);
                require(memory.open((int) positions).isPresent(), "memory is not given back");
            }
            try (Batcher batcher = new Batcher(w.decoder, alone, DType.F32)) {
                together.forEach(one -> compare(one, batcher, w));
            }
        }
    }

    private static void compare(Decoded one, Batcher batcher, World w) {
        int positions = one.request.positions();
        try (KvPages memory = batcher.memory(w.kept, positions)) {
            Decoded alone = new Decoded(one.request, memory.open(positions).orElseThrow(), w.decoder.config());
            while (alone.tokens.size() < one.tokens.size()) {
                batcher.step(List.of(alone.sequence));
                alone.sequence.check();
            }
            require(alone.tokens.equals(one.tokens), "needs the tokens " + alone.tokens + ", got " + one.tokens);
            for (int i = 0; i < one.logits.size(); i++) {
                require(Arrays.equals(alone.logits.get(i), one.logits.get(i)), "has other logits for token " + i);
            }
        }
    }

    private static void require(boolean holds, String sentence) {
        if (!holds) {
            throw new AssertionError("batch: " + sentence);
        }
    }

    /// A text that somebody asks for.
    private record Request(List<Integer> prompt, Lora adapter, Sampler.Sampling sampling, int most) {
        int[] tokens() {
            return prompt.stream().mapToInt(i -> i).toArray();
        }

        int positions() {
            return prompt.size() + most;
        }
    }

    /// The tokens of a text and the logits that each was chosen from.
    private static final class Decoded {
        final Request request;
        final Sequence sequence;
        final List<double[]> logits = new ArrayList<>();
        final List<Integer> tokens = new ArrayList<>();

        Decoded(Request request, KvCache cache, DecoderConfig config) {
            this.request = request;
            Sampler sampler = new Sampler(request.sampling, config.vocabulary());
            sequence = new Sequence(cache, request.tokens(), request.adapter, request.most, row -> {
                logits.add(row.toDoubles());
                tokens.add(sampler.next(row));
                return tokens.getLast();
            });
        }

        boolean goesOn() {
            return sequence.newTokens() < request.most;
        }
    }

    /// A random decoder in F32, with adapters and requests for it.
    private static final class World implements AutoCloseable {
        final Arena arena = Arena.ofShared();
        final SplittableRandom random;
        final Decoder decoder;
        /// The type of keys and values.
        final DType kept;
        final List<Lora> adapters = new ArrayList<>(List.of(Lora.NONE));
        final List<int[]> prompts = new ArrayList<>();

        World(long seed) {
            random = new SplittableRandom(seed);
            decoder = random.nextInt(3) == 0 ? anyFamily() : larger();
            kept = random.nextBoolean() ? DType.F16 : DType.F32;
            for (int i = random.nextInt(4); i > 0; i--) {
                adapters.add(lora());
            }
        }

        /// Of small sizes and any traits.
        private Decoder anyFamily() {
            return RandomDecoder.draw(random, arena).floats(arena).decoder();
        }

        /// Whose sums are long enough for every loop, with frozen weights of any type.
        private Decoder larger() {
            DecoderConfig config = DecoderConfig.llama(67, 96, 160, 2, 6, 2, 1e-5, 10_000, 640);
            Layout layout = new Layout();
            Decoder.of(layout, config);
            DType type = TYPES[random.nextInt(TYPES.length)];
            Map<String, Tensor> weights = new HashMap<>();
            new Parameters(arena, DType.F32, layout).initialise(random.nextLong()).tensors()
                    .forEach((name, w) -> weights.put(name,
                            w.rank() == 2 && type != DType.F32 ? Quantizer.quantise(w, type, arena) : w));
            return Decoder.of(new StateDict("law", weights), config);
        }

        private Lora lora() {
            List<String> targets = Stream
                    .of("q_proj", "k_proj", "v_proj", "o_proj", "gate_proj", "up_proj", "down_proj")
                    .filter(_ -> random.nextBoolean()).toList();
            int rank = random.nextInt(1, 20);
            LoraConfig config = new LoraConfig("law", rank, 1.0 + random.nextInt(20), false, 0, targets);
            Map<String, Lora.Update> updates = new TreeMap<>();
            decoder.projections().forEach((path, l) -> {
                if (config.targets(path)) {
                    Tensor a = Tensor.allocate(arena, DType.F32, rank, l.in());
                    Tensor b = Tensor.allocate(arena, DType.F32, l.out(), rank);
                    new Init.Normal(0.3).fill(a, random);
                    new Init.Normal(0.3).fill(b, random);
                    updates.put(path, new Lora.Update(a, b));
                }
            });
            return new Lora(config, updates);
        }

        /// Often beginning like an earlier one.
        private Request request() {
            int longest = decoder.config().positions() - 1;
            int length = random.nextInt(1, random.nextInt(4) == 0 ? longest + 1 : 12);
            int[] prompt = random.ints(length, 0, decoder.config().vocabulary()).toArray();
            if (!prompts.isEmpty() && random.nextBoolean()) {
                int[] like = prompts.get(random.nextInt(prompts.size()));
                int same = random.nextInt(Math.min(like.length, length) + 1);
                System.arraycopy(like, 0, prompt, 0, same);
            }
            prompts.add(prompt);
            double temperature = random.nextBoolean() ? 0 : random.nextDouble(0.3, 2);
            var sampling = new Sampler.Sampling(temperature, 0, 1, 0, random.nextBoolean() ? 1 : 1.3,
                    random.nextLong());
            return new Request(IntStream.of(prompt).boxed().toList(), adapters.get(random.nextInt(adapters.size())),
                    sampling, Math.min(random.nextInt(1, 9), decoder.config().positions() - length));
        }

        @Override
        public void close() {
            arena.close();
        }
    }

    /// Requests come and go at random, as memory allows; who takes part in a turn is random too.
    private static List<Decoded> together(World w, Batcher batcher, KvPages memory) {
        SplittableRandom random = w.random;
        int slots = random.nextInt(1, Batcher.MAX_BATCH + 1);
        List<Decoded> all = new ArrayList<>();
        List<Decoded> open = new ArrayList<>();
        Deque<Request> waiting = new ArrayDeque<>();
        for (int i = random.nextInt(1, 14); i > 0; i--) {
            waiting.add(w.request());
        }
        while (!waiting.isEmpty() || !open.isEmpty()) {
            while (!waiting.isEmpty() && open.size() < slots && (open.isEmpty() || random.nextBoolean())) {
                Optional<KvCache> cache = memory.open(waiting.element().positions());
                if (cache.isEmpty()) {
                    break;
                }
                open.add(new Decoded(waiting.remove(), cache.get(), w.decoder.config()));
                all.add(open.getLast());
            }
            batcher.step(open.stream().map(text -> text.sequence).filter(_ -> open.size() == 1 || random.nextInt(8) > 0)
                    .toList());
            open.forEach(text -> text.sequence.check());
            List<Decoded> over = open.stream().filter(text -> !text.goesOn() || random.nextInt(20) == 0).toList();
            open.removeAll(over);
            over.forEach(text -> text.sequence.close());
        }
        return all;
    }
}
