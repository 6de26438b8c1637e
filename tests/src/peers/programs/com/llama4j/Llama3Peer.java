package com.llama4j;

import module java.base;
import t2l.peers.Questions;

/// llama3.java as a peer of `t2l bench decode prefill` on the GGUF files of random numbers. Its tokenizer, which wants
/// Llama 3's own, is left out. See `make.sh`.
public final class Llama3Peer {
    private static final int CONTEXT = 1024;
    private static final int TOKENS = 32;
    private static final int PROMPT = 512;

    private Llama3Peer() {}

    public static void main(String[] args) throws Exception {
        // It tells about every text.
        System.setErr(new PrintStream(OutputStream.nullOutputStream()));
        Questions.answer("llama3.java", Llama3Peer::work);
    }

    private static Optional<Runnable> work(String row, int threads, Path file) throws Exception {
        boolean writes = row.startsWith("decode/");
        if (Files.isDirectory(file) || !(writes || row.startsWith("prefill/"))) {
            return Optional.empty();
        }
        System.setProperty("java.util.concurrent.ForkJoinPool.common.parallelism", String.valueOf(threads - 1));
        Llama model = open(file);
        List<Integer> prompt = Collections.nCopies(writes ? 1 : PROMPT, 100);
        int end = writes ? TOKENS : PROMPT;
        return Optional.of(() -> {
            Llama.State state = new Llama.State(model.configuration(), writes ? 1 : 16);
            state.latestToken = 1;
            Llama.generateTokens(model, state, 0, prompt, Set.of(), end, Sampler.ARGMAX, false, null);
        });
    }

    private static Llama open(Path file) throws Exception {
        try (FileChannel channel = FileChannel.open(file)) {
            GGUF gguf = GGUF.loadModel(channel, file.toString());
            Map<String, Object> said = gguf.getMetadata();
            var sizes = new Llama.Configuration((int) said.get("llama.embedding_length"),
                    (int) said.get("llama.feed_forward_length"), (int) said.get("llama.block_count"),
                    (int) said.get("llama.attention.head_count"), (int) said.get("llama.attention.head_count_kv"),
                    (int) said.get("llama.vocab_size"), CONTEXT,
                    (float) said.get("llama.attention.layer_norm_rms_epsilon"), (float) said.get("llama.rope.freq_base"));
            return new Llama(sizes, null, ModelLoader.loadWeights(
                    GGUF.loadTensors(channel, gguf.getTensorDataOffset(), gguf.getTensorInfos()), sizes));
        }
    }
}
