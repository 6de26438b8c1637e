package t2l.hypernet;

import module java.base;
import t2l.tensor.*;
import t2l.tensor.backend.Kernels;
import t2l.tensor.kernel.Elementwise.Copy;
import t2l.transformer.TokenStates;
import t2l.transformer.text.Characters;

/// Descriptions of tasks as a text encoder reads them, `n` of them.
///
/// @param vectors `[n,E]` F32: one vector for each, usually of length `√E`
/// @param tokens  the states of their tokens, for a network that reads those ([HyperConfig.Encoding#TOKENS])
public record Descriptions(Tensor vectors, Optional<TokenStates> tokens) {
    /// Without their tokens.
    public Descriptions(Tensor vectors) {
        this(vectors, Optional.empty());
    }

    /// A description as the program reads it, wherever it comes from: without white space at its ends, and with its quotes,
    /// for a shell takes its own away. Throws [T2lException] if nothing is left that can be seen.
    public static String words(String description) {
        String words = Characters.strip(description);
        if (words.codePoints().noneMatch(Characters::isVisible)) {
            throw new T2lException("description: needs a sentence that describes a task, got an empty one");
        }
        return words;
    }

    /// Copies of some descriptions, as if they had been read together, in memory of `into`.
    ///
    /// @param tokens whether their tokens are wanted, too
    public static Descriptions together(List<Descriptions> some, boolean tokens, Kernels kernels,
            SegmentAllocator into) {
        return new Descriptions(stacked(some.stream().map(Descriptions::vectors).toList(), kernels, into), tokens
                ? Optional.of(together(some.stream().map(each -> each.tokens.orElseThrow()).toList(), kernels, into))
                : Optional.empty());
    }

    private static TokenStates together(List<TokenStates> some, Kernels kernels, SegmentAllocator into) {
        List<Integer> starts = new ArrayList<>(List.of(0));
        for (TokenStates each : some) {
            for (int i = 0; i < each.count(); i++) {
                starts.add(starts.getLast() + each.layers() * each.length(i));
            }
        }
        return new TokenStates(stacked(some.stream().map(TokenStates::own).toList(), kernels, into), starts,
                some.getFirst().vocabulary(), some.getFirst().layers());
    }

    private static Tensor stacked(List<Tensor> parts, Kernels kernels, SegmentAllocator into) {
        Tensor first = parts.getFirst();
        Tensor all = Tensor.allocate(into, first.dtype(), parts.stream().mapToInt(part -> part.dim(0)).sum(),
                first.dim(1));
        int at = 0;
        for (Tensor part : parts) {
            kernels.run(new Copy(part, all.narrow(0, at, part.dim(0))));
            at += part.dim(0);
        }
        return all;
    }

    /// `n`
    public int count() {
        return vectors.dim(0);
    }

    /// The descriptions `from … from + count`, in the same memory.
    public Descriptions slice(int from, int count) {
        return new Descriptions(vectors.narrow(0, from, count), tokens.map(all -> all.slice(from, count)));
    }
}
