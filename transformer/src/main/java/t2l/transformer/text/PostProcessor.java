package t2l.transformer.text;

import it.unimi.dsi.fastutil.ints.IntArrayList;
import it.unimi.dsi.fastutil.ints.IntList;
import java.util.List;
import t2l.transformer.text.Tokenizer.Located;

/// Adds special tokens around one text or two: the `post_processor` of `tokenizer.json`.
///
/// Every kind in that file is two templates: `TemplateProcessing` defines them, `BertProcessing` and
/// `RobertaProcessing` are fixed ones, and `ByteLevel` only trims the positions of tokens.
///
/// @param trim the white space excluded from the position of a token
record PostProcessor(List<TemplatePart> single, List<TemplatePart> pair, Trim trim) {
    /// Adds nothing.
    static final PostProcessor PLAIN = new PostProcessor(List.of(TemplatePart.Text.FIRST),
            List.of(TemplatePart.Text.FIRST, TemplatePart.Text.SECOND), Trim.NOTHING);

    PostProcessor {
        single = List.copyOf(single);
        pair = List.copyOf(pair);
    }

    /// The white space at the ends of a token that is excluded from its position.
    enum Trim {
        /// None.
        NOTHING,
        /// All.
        BLANKS,
        /// All but a single space at the start of the text, which encoding added.
        BUT_THE_FIRST;
    }

    /// A copy with other trimming.
    PostProcessor trimming(Trim other) {
        return new PostProcessor(single, pair, other);
    }

    /// Whether it adds tokens.
    boolean adds() {
        return !single.equals(PLAIN.single) || !pair.equals(PLAIN.pair);
    }

    /// One part of a template.
    sealed interface TemplatePart {
        /// The place of a text.
        enum Text implements TemplatePart {
            FIRST,
            SECOND;
        }

        /// Special tokens.
        record Special(IntList ids) implements TemplatePart {}
    }

    /// `first` `separator` `second` as BERT joins them: `[CLS] a [SEP] b [SEP]`.
    static PostProcessor bert(int cls, int sep) {
        return around(cls, sep, IntList.of(sep));
    }

    /// As RoBERTa joins them: `<s> a </s></s> b </s>`.
    static PostProcessor roberta(int cls, int sep) {
        return around(cls, sep, IntList.of(sep, sep));
    }

    private static PostProcessor around(int cls, int sep, IntList between) {
        var begin = new TemplatePart.Special(IntList.of(cls));
        var end = new TemplatePart.Special(IntList.of(sep));
        return new PostProcessor(
                List.of(begin, TemplatePart.Text.FIRST, end),
                List.of(begin, TemplatePart.Text.FIRST, new TemplatePart.Special(between), TemplatePart.Text.SECOND, end), Trim.NOTHING);
    }

    int[] single(IntArrayList text) {
        return fill(single, text, IntList.of());
    }

    int[] pair(IntArrayList first, IntArrayList second) {
        return fill(pair, first, second);
    }

    private static int[] fill(List<TemplatePart> template, IntList first, IntList second) {
        var ids = new IntArrayList(first.size() + second.size() + 4);
        for (TemplatePart part : template) {
            switch (part) {
                case TemplatePart.Text.FIRST -> ids.addAll(first);
                case TemplatePart.Text.SECOND -> ids.addAll(second);
                case TemplatePart.Special special -> ids.addAll(special.ids());
            }
        }
        return ids.toIntArray();
    }

    /// The same with positions; special tokens have the position 0 to 0.
    List<Located> located(boolean isPair, List<Located> first, List<Located> second) {
        return (isPair ? pair : single).stream().flatMap(part -> switch (part) {
            case TemplatePart.Text.FIRST -> first.stream();
            case TemplatePart.Text.SECOND -> second.stream();
            case TemplatePart.Special special -> special.ids().intStream().mapToObj(id -> new Located(id, 0, 0));
        }).toList();
    }

    /// The position of a token after trimming.
    ///
    /// @param written the token as in the vocabulary or the text
    /// @param first   whether it is the first of its text
    Located trimmed(Located token, String written, boolean first) {
        int leading = (int) written.codePoints().takeWhile(PostProcessor::isBlank).count();
        int all = written.codePointCount(0, written.length());
        int trailing = 0;
        while (trailing < all && isBlank(written.codePointAt(written.offsetByCodePoints(0, all - trailing - 1)))) {
            trailing++;
        }
        int start = token.start();
        int end = token.end();
        if (leading > 0) {
            boolean added = trim == Trim.BUT_THE_FIRST && leading == 1 && (first || start == 0);
            start = Math.min(start + (added ? 0 : leading), end);
        }
        if (trailing > 0 && end >= trailing) {
            end = Math.max(end - trailing, start);
        }
        return new Located(token.id(), start, end);
    }

    private static boolean isBlank(int c) {
        return c == ByteAlphabet.letter(' ') || Characters.isWhiteSpace(c);
    }
}
