package t2l.transformer.text;

import it.unimi.dsi.fastutil.ints.IntArrayList;
import it.unimi.dsi.fastutil.ints.IntList;
import java.util.List;

/// Where special tokens go around one text, and around two: the `post_processor` of `tokenizer.json`.
///
/// Every kind in that file comes down to two templates: `TemplateProcessing` is one, `BertProcessing` and `RobertaProcessing` are
/// fixed ones, and `ByteLevel` only moves offsets, which are not kept here.
record PostProcessor(List<Part> single, List<Part> pair) {
    /// Adds nothing.
    static final PostProcessor PLAIN = new PostProcessor(List.of(Part.Text.FIRST),
            List.of(Part.Text.FIRST, Part.Text.SECOND));

    PostProcessor {
        single = List.copyOf(single);
        pair = List.copyOf(pair);
    }

    /// One part of a template.
    sealed interface Part {
        /// The place of a text.
        enum Text implements Part {
            FIRST,
            SECOND;
        }

        /// Special tokens.
        record Special(IntList ids) implements Part {}
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
        var begin = new Part.Special(IntList.of(cls));
        var end = new Part.Special(IntList.of(sep));
        return new PostProcessor(
                List.of(begin, Part.Text.FIRST, end),
                List.of(begin, Part.Text.FIRST, new Part.Special(between), Part.Text.SECOND, end));
    }

    int[] single(IntArrayList text) {
        return fill(single, text, IntList.of());
    }

    int[] pair(IntArrayList first, IntArrayList second) {
        return fill(pair, first, second);
    }

    private static int[] fill(List<Part> template, IntList first, IntList second) {
        var ids = new IntArrayList(first.size() + second.size() + 4);
        for (Part part : template) {
            switch (part) {
                case Part.Text.FIRST -> ids.addAll(first);
                case Part.Text.SECOND -> ids.addAll(second);
                case Part.Special special -> ids.addAll(special.ids());
            }
        }
        return ids.toIntArray();
    }
}
