package t2l.hypernet;

import java.lang.foreign.SegmentAllocator;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import t2l.tensor.Tensor;
import t2l.tensor.backend.Kernels;
import t2l.tensor.kernel.Scale;
import t2l.transformer.family.TextEncoder;

/// Reads descriptions through a text encoder.
///
/// @param hints   is told what the user should know
/// @param closing releases the encoder if it was opened for this
record EncoderReader(TextEncoder encoder, EncoderPrompt prompt, Kernels kernels, Consumer<String> hints,
        Runnable closing)
        implements
            TaskEmbedder {
    @Override
    public Descriptions read(List<String> descriptions, boolean tokens, SegmentAllocator into) {
        List<String> texts = descriptions.stream().map(prompt::of).toList();
        Descriptions read = tokens
                ? described(encoder.read(kernels, into, texts, HyperConfig.Encoding.POSITIONS, hints))
                : new Descriptions(encoder.embed(kernels, into, texts, hints));
        Tensor rows = read.vectors();
        kernels.run(new Scale(Math.sqrt(rows.dim(1)), rows, rows));
        return read;
    }

    private static Descriptions described(TextEncoder.Read read) {
        return new Descriptions(read.vectors(), Optional.of(read.tokens()));
    }

    @Override
    public int length(String description) {
        return encoder.tokens(prompt.of(description), _ -> {}).length;
    }

    @Override
    public void close() {
        closing.run();
    }
}
