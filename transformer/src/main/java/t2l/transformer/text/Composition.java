package t2l.transformer.text;

import java.text.Normalizer.Form;
import java.util.Arrays;
import t2l.transformer.text.Normalizer.Rewriting;

/// One of Unicode's normal forms, with the mapping of every character: characters are decomposed, the parts reordered
/// and, in a composed form, composed again.
///
/// Java computes the results of these steps; this class maps each part to the step before it. Source: the crate
/// `unicode-normalization-alignments`.
final class Composition {
    /// All parts in order.
    private final int[] pieces;
    /// For each part, the change for [Rewriting#put]: 0 if it is the first of its character, else 1.
    private final int[] changes;
    private final int[] composed;
    private final boolean composes;

    Composition(String text, Form form) {
        composes = form == Form.NFC || form == Form.NFKC;
        Form taken = form == Form.NFC ? Form.NFD : form == Form.NFKC ? Form.NFKD : form;
        pieces = java.text.Normalizer.normalize(text, taken).codePoints().toArray();
        composed = java.text.Normalizer.normalize(text, form).codePoints().toArray();
        int[] unordered = text.codePoints().flatMap(c -> piecesOf(c, taken)).toArray();
        int[] firsts = text.codePoints().flatMap(c -> {
            int[] own = new int[(int) piecesOf(c, taken).count()];
            Arrays.fill(own, 1, own.length, 1);
            return Arrays.stream(own);
        }).toArray();
        var found = new Finder(unordered);
        changes = Arrays.stream(pieces).map(piece -> firsts[found.next(piece)]).toArray();
    }

    private static java.util.stream.IntStream piecesOf(int character, Form taken) {
        return java.text.Normalizer.normalize(Character.toString(character), taken).codePoints();
    }

    void rewrite(Rewriting out) {
        if (!composes) {
            for (int i = 0; i < pieces.length; i++) {
                out.put(pieces[i], changes[i]);
            }
            return;
        }
        var found = new Finder(pieces);
        for (int character : composed) {
            int[] parts = piecesOf(character, Form.NFD).toArray();
            int change = 1 - parts.length;
            for (int part : parts) {
                change += changes[found.next(part)];
            }
            out.put(character, change);
        }
    }

    /// Finds values in a list that contains all of them in nearly the same order.
    private static final class Finder {
        private final int[] list;
        private final boolean[] taken;
        private int from;

        private Finder(int[] list) {
            this.list = list;
            this.taken = new boolean[list.length];
        }

        /// The first index of `value` that was not returned before.
        private int next(int value) {
            while (taken[from]) {
                from++;
            }
            int at = from;
            while (taken[at] || list[at] != value) {
                at++;
            }
            taken[at] = true;
            return at;
        }
    }
}
