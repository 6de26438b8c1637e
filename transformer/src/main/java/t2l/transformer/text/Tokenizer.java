package t2l.transformer.text;

import it.unimi.dsi.fastutil.ints.Int2ObjectOpenHashMap;
import it.unimi.dsi.fastutil.ints.IntArrayList;
import it.unimi.dsi.fastutil.objects.Object2IntOpenHashMap;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalInt;
import t2l.tensor.io.Gguf;

/// Text to numbers and back, as a model was trained with: the steps of a `tokenizer.json`, or of a GGUF vocabulary.
///
/// Immutable and safe for many threads. A lone surrogate in a text counts as U+FFFD, since it has no UTF-8 form. Offsets, truncation and
/// padding are the caller's. Source: Hugging Face tokenizers, `tokenizer/mod.rs`.
public final class Tokenizer {
    private final AddedTokens rawTokens;
    private final Normalizer normalizer;
    private final AddedTokens normalizedTokens;
    private final PreTokenizer preTokenizer;
    private final Model model;
    private final PostProcessor postProcessor;
    private final Decoder decoder;
    private final SpecialTokens special;
    private final Int2ObjectOpenHashMap<AddedTokens.Token> added = new Int2ObjectOpenHashMap<>();
    private final Object2IntOpenHashMap<String> addedIds = new Object2IntOpenHashMap<>();
    private final int vocabularySize;

    Tokenizer(
            List<AddedTokens.Token> addedTokens,
            Normalizer normalizer,
            PreTokenizer preTokenizer,
            Model model,
            PostProcessor postProcessor,
            Decoder decoder,
            SpecialTokens special) {
        this.normalizer = normalizer;
        this.preTokenizer = preTokenizer;
        this.model = model;
        this.postProcessor = postProcessor;
        this.decoder = decoder;
        this.special = special;
        rawTokens = new AddedTokens(
                addedTokens.stream().filter(token -> !token.normalized()).toList(), new Normalizer.Sequence(List.of()));
        normalizedTokens = new AddedTokens(addedTokens.stream().filter(AddedTokens.Token::normalized).toList(),
                normalizer);
        addedIds.defaultReturnValue(Vocabulary.NONE);
        int size = model.vocabulary().size();
        for (AddedTokens.Token token : addedTokens) {
            added.put(token.id(), token);
            addedIds.put(token.content(), token.id());
            size = Math.max(size, token.id() + 1);
        }
        vocabularySize = size;
    }

    /// Reads a `tokenizer.json`, or the one in a directory together with its `tokenizer_config.json`.
    ///
    /// @throws t2l.tensor.T2lException if it is missing, damaged, or holds a step that is not known here
    public static Tokenizer read(Path path) {
        return TokenizerFile.read(path);
    }

    /// Reads a `tokenizer.json` from a stream, and closes it.
    ///
    /// @param where what to call it in messages
    /// @throws t2l.tensor.T2lException if it is damaged or holds a step that is not known here
    public static Tokenizer read(InputStream in, String where) {
        return TokenizerFile.read(in, where);
    }

    /// The tokenizer in the metadata of a GGUF file.
    ///
    /// @throws t2l.tensor.T2lException if the metadata lacks something, or the tokenizer is of a kind that is not known here
    public static Tokenizer of(Gguf file) {
        return GgufVocabulary.of(file).tokenizer();
    }

    /// The numbers of `text`. With `addSpecial`, the tokens that the model expects around a text are put there; special tokens
    /// written out in the text are recognised in any case.
    public int[] encode(String text, boolean addSpecial) {
        IntArrayList ids = ids(text);
        return addSpecial ? postProcessor.single(ids) : ids.toIntArray();
    }

    /// The numbers of two texts that belong together, such as a question and a passage.
    public int[] encode(String first, String second, boolean addSpecial) {
        return (addSpecial ? postProcessor : PostProcessor.PLAIN).pair(ids(first), ids(second));
    }

    private IntArrayList ids(String input) {
        String text = Characters.wellFormed(input);
        var ids = new IntArrayList(text.length() / 3 + 8);
        rawTokens.find(text, new AddedTokens.Found() {
            @Override
            public void text(int start, int end) {
                normalized(normalizer.apply(text.substring(start, end)), start == 0, ids);
            }

            @Override
            public void token(int id) {
                ids.add(id);
            }
        });
        return ids;
    }

    private void normalized(String text, boolean first, IntArrayList ids) {
        normalizedTokens.find(text, new AddedTokens.Found() {
            @Override
            public void text(int start, int end) {
                preTokenizer.split(text.substring(start, end), first && start == 0,
                        (piece, _) -> model.encode(piece, ids));
            }

            @Override
            public void token(int id) {
                ids.add(id);
            }
        });
    }

    /// The text of `ids`; with `skipSpecial`, without special tokens. Numbers that have no token give no text.
    public String decode(int[] ids, boolean skipSpecial) {
        Detokenizer detokenizer = detokenizer(skipSpecial);
        var text = new StringBuilder();
        for (int id : ids) {
            text.append(detokenizer.accept(id));
        }
        return text.append(detokenizer.finish()).toString();
    }

    /// Decodes the tokens of one text as they come.
    public Detokenizer detokenizer(boolean skipSpecial) {
        return new Detokenizer(this, decoder, skipSpecial);
    }

    /// The number of a token written exactly as in the vocabulary.
    public OptionalInt id(String token) {
        int id = addedIds.getInt(token);
        return id != Vocabulary.NONE ? OptionalInt.of(id) : model.vocabulary().find(token);
    }

    /// Whether a token has this number.
    public boolean has(int id) {
        return added.containsKey(id) || model.vocabulary().has(id);
    }

    /// The token numbered `id`, as written in the vocabulary.
    ///
    /// @throws IllegalArgumentException if there is none
    public String token(int id) {
        AddedTokens.Token token = added.get(id);
        if (token != null) {
            return token.content();
        }
        if (!model.vocabulary().has(id)) {
            throw new IllegalArgumentException(
                    "tokenizer: needs the number of a token below " + vocabularySize + ", got " + id);
        }
        return model.vocabulary().token(id);
    }

    /// Whether `id` is a special token, which decoding may skip.
    public boolean isSpecial(int id) {
        AddedTokens.Token token = added.get(id);
        return token != null && token.special();
    }

    /// One more than the largest number of a token.
    public int vocabularySize() {
        return vocabularySize;
    }

    /// The tokens that begin and end texts, as far as the files name them.
    public SpecialTokens special() {
        return special;
    }
}
