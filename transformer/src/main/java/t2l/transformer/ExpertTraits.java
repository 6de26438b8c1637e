package t2l.transformer;

import java.util.Set;
import java.util.stream.Collectors;

/// The experts of a family of decoders that has several feed-forwards in a layer, of which each token uses some.
///
/// @param count      the experts of a layer
/// @param chosen     those that a token uses
/// @param width      `F` of each
/// @param normalised whether the shares of those chosen add up to 1; else they are what the softmax over all gives them
/// @param dense      layers with one feed-forward as in Llama
public record ExpertTraits(int count, int chosen, int width, boolean normalised, Set<Integer> dense) {
    /// Far more than any model has.
    private static final int MOST = 1 << 16;

    /// Throws [IllegalArgumentException] for impossible sizes.
    public ExpertTraits {
        dense = Set.copyOf(dense);
        if (count < 1 || count > MOST || chosen < 1 || chosen > count || width < 1 || width > DecoderConfig.MOST) {
            throw new IllegalArgumentException("experts: needs 1 to " + MOST + " experts, 1 to all of them for a token,"
                    + " and a width of 1 to " + DecoderConfig.MOST + ", got " + count + ", " + chosen + " and "
                    + width);
        }
    }

    /// `2 of 8 in every layer, of width 14336, with shares that add up to 1`
    @Override
    public String toString() {
        return chosen + " of " + count + " in " + (dense.isEmpty()
                ? "every layer"
                : "all layers but " + dense.stream().sorted().map(String::valueOf).collect(Collectors.joining(", ")))
                + ", of width " + width + (normalised ? ", with shares that add up to 1" : "");
    }
}
