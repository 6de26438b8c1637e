package t2l.transformer.text;

import it.unimi.dsi.fastutil.ints.*;
import it.unimi.dsi.fastutil.objects.Object2IntOpenHashMap;
import module java.base;
import t2l.tensor.io.Gguf;

/// Converts text to token ids and back: the steps of a `tokenizer.json` or of a GGUF vocabulary.
///
/// Immutable and thread-safe. A lone surrogate in a text counts as U+FFFD, since it has no UTF-8 form. Truncation and
/// padding are left to the caller. Source: Hugging Face tokenizers, `tokenizer/mod.rs`.
public final class Tokenizer {
    /// The special tokens named in the model's files.
    ///
    /// @param begin   starts a text, `bos`
    /// @param end     ends a text or a turn, `eos`
    /// @param padding pads shorter texts of a batch
    /// @param unknown represents text that is not in the vocabulary
    public record SpecialTokens(OptionalInt begin, OptionalInt end, OptionalInt padding, OptionalInt unknown) {
        /// There is no such token.
        static final SpecialTokens NONE = new SpecialTokens(OptionalInt.empty(), OptionalInt.empty(),
                OptionalInt.empty(), OptionalInt.empty());
    }

    /// The ids of special tokens around a text: the `post_processor` of `tokenizer.json`.
    record PostProcessor(IntList before, IntList after) {
        /// Adds nothing.
        static final PostProcessor PLAIN = new PostProcessor(IntList.of(), IntList.of());
    }

    private final AddedTokens rawTokens;
    private final Normalizer normalizer;
    private final AddedTokens normalizedTokens;
    private final PreTokenizer preTokenizer;
    private final Model model;
    private final PostProcessor postProcessor;
    private final TokenDecoder decoder;
    private final SpecialTokens special;
    private final Int2ObjectOpenHashMap<AddedTokens.Token> added = new Int2ObjectOpenHashMap<>();
    private final Object2IntOpenHashMap<String> addedIds = new Object2IntOpenHashMap<>();
    private final int vocabularySize;

    Tokenizer(List<AddedTokens.Token> addedTokens, Normalizer normalizer, PreTokenizer preTokenizer, Model model,
            PostProcessor postProcessor, TokenDecoder decoder, SpecialTokens special) {
        this.normalizer = normalizer;
        this.preTokenizer = preTokenizer;
        this.model = model;
        this.postProcessor = postProcessor;
        this.decoder = decoder;
        this.special = special;
        rawTokens = new AddedTokens(addedTokens.stream().filter(token -> !token.normalized()).toList(), text -> text);
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

    /// Reads a `tokenizer.json`, or the one in a directory together with its `tokenizer_config.json`. Throws
    /// [t2l.tensor.T2lException] if it is missing, damaged, or contains an unsupported step.
    public static Tokenizer read(Path path) {
        return TokenizerFile.read(path);
    }

    /// Reads a `tokenizer.json` from a stream, and closes it. Throws [t2l.tensor.T2lException] if it is damaged or
    /// contains an unsupported step.
    ///
    /// @param where its name in error messages
    public static Tokenizer read(InputStream in, String where) {
        return TokenizerFile.read(in, where);
    }

    /// The tokenizer in the metadata of a GGUF file. Throws [t2l.tensor.T2lException] if the metadata is incomplete or
    /// the kind of tokenizer is not supported.
    public static Tokenizer of(Gguf file) {
        return GgufVocabulary.of(file).tokenizer();
    }

    /// The token ids of `text`. With `addSpecial`, the special tokens that the model expects around a text are added.
    /// Special tokens written in the text are recognised in any case.
    public int[] encode(String text, boolean addSpecial) {
        String all = Characters.wellFormed(text);
        var ids = new IntArrayList(all.length() / 3 + 8);
        if (addSpecial) {
            ids.addAll(postProcessor.before());
        }
        rawTokens.cut(all, true, ids::add, (raw, first) -> normalizedTokens.cut(normalizer.apply(raw), first, ids::add,
                (normal, isFirst) -> preTokenizer.split(normal, isFirst, (piece, _) -> model.encode(piece, ids))));
        if (addSpecial) {
            ids.addAll(postProcessor.after());
        }
        return ids.toIntArray();
    }

    /// The text of `ids`; with `skipSpecial`, without special tokens. Unknown ids give no text.
    public String decode(int[] ids, boolean skipSpecial) {
        Detokenizer detokenizer = detokenizer(skipSpecial);
        var text = new StringBuilder();
        for (int id : ids) {
            text.append(detokenizer.accept(id));
        }
        return text.append(detokenizer.finish()).toString();
    }

    /// The bytes in UTF-8 that a token adds to a text, maybe a part of a character; empty if they depend on the next token.
    ///
    /// @param first whether the token is the first of its text
    public Optional<byte[]> bytes(int id, boolean first) {
        return decoder.bytes(token(id), first);
    }

    /// Decodes the tokens of one text as they arrive.
    public Detokenizer detokenizer(boolean skipSpecial) {
        return new Detokenizer(this, decoder, id -> skipSpecial && isSpecial(id));
    }

    /// The same without special tokens, but for those in `shown`.
    public Detokenizer detokenizer(Set<Integer> shown) {
        return new Detokenizer(this, decoder, id -> isSpecial(id) && !shown.contains(id));
    }

    /// The id of a token, written exactly as in the vocabulary.
    public OptionalInt id(String token) {
        int id = addedIds.getInt(token);
        return id != Vocabulary.NONE ? OptionalInt.of(id) : model.vocabulary().find(token);
    }

    /// Whether a token has this id.
    public boolean has(int id) {
        return added.containsKey(id) || model.vocabulary().has(id);
    }

    /// The token with this id, as written in the vocabulary. Throws [IllegalArgumentException] if there is none.
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

    /// One more than the largest token id.
    public int vocabularySize() {
        return vocabularySize;
    }

    /// The begin and end tokens named in the files.
    public SpecialTokens special() {
        return special;
    }
}
