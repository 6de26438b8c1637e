package t2l.transformer.text;

import it.unimi.dsi.fastutil.ints.Int2ObjectOpenHashMap;
import it.unimi.dsi.fastutil.ints.IntArrayList;
import it.unimi.dsi.fastutil.objects.Object2IntOpenHashMap;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Consumer;
import java.util.function.ObjIntConsumer;
import t2l.tensor.io.Gguf;

/// Converts text to token ids and back: the steps of a `tokenizer.json` or of a GGUF vocabulary.
///
/// Immutable and thread-safe. A lone surrogate in a text counts as U+FFFD, since it has no UTF-8 form. Truncation and
/// padding are left to the caller. Source: Hugging Face tokenizers, `tokenizer/mod.rs`.
public final class Tokenizer {
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

    Tokenizer(
            List<AddedTokens.Token> addedTokens,
            Normalizer normalizer,
            PreTokenizer preTokenizer,
            Model model,
            PostProcessor postProcessor,
            TokenDecoder decoder,
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
        IntArrayList ids = ids(text);
        return addSpecial ? postProcessor.single(ids) : ids.toIntArray();
    }

    /// The token ids of a pair of texts, such as a question and a passage.
    public int[] encode(String first, String second, boolean addSpecial) {
        return (addSpecial ? postProcessor : PostProcessor.PLAIN).pair(ids(first), ids(second));
    }

    /// A token and the characters of a text that it covers, from `start` (inclusive) to `end` (exclusive), in code
    /// points. Tokens may share a character if they share its bytes; a token that covers none has an empty range.
    public record Located(int id, int start, int end) {}

    /// Like [#encode(String, boolean)], with the position of each token in `text`; added special tokens have the
    /// position 0 to 0.
    public List<Located> locate(String text, boolean addSpecial) {
        List<Located> tokens = located(text);
        return addSpecial ? postProcessor.located(false, tokens, List.of()) : tokens;
    }

    /// Like [#encode(String, String, boolean)], with the position of each token in its text.
    public List<Located> locate(String first, String second, boolean addSpecial) {
        return (addSpecial ? postProcessor : PostProcessor.PLAIN).located(true, located(first), located(second));
    }

    private IntArrayList ids(String input) {
        String text = Characters.wellFormed(input);
        var ids = new IntArrayList(text.length() / 3 + 8);
        pieces(Piece.of(text, true), new Pieces() {
            @Override
            public void text(Piece piece) {
                model.encode(piece.string(), ids);
            }

            @Override
            public void token(Piece piece, int id) {
                ids.add(id);
            }
        });
        return ids;
    }

    private List<Located> located(String input) {
        List<Located> tokens = new ArrayList<>();
        pieces(Piece.whole(Characters.wellFormed(input)), new Pieces() {
            @Override
            public void text(Piece piece) {
                model.locate(piece.string(),
                        (id, start, end) -> add(piece.token(id, start, end), model.vocabulary().token(id)));
            }

            @Override
            public void token(Piece piece, int id) {
                add(piece.token(id, 0, piece.string().length()), piece.string());
            }

            private void add(Located token, String written) {
                tokens.add(postProcessor.trim() == PostProcessor.Trim.NOTHING
                        ? token
                        : postProcessor.trimmed(token, written, tokens.isEmpty()));
            }
        });
        return tokens;
    }

    /// Receives pieces to encode, and added tokens.
    private interface Pieces {
        void text(Piece piece);

        void token(Piece piece, int id);
    }

    private void pieces(Piece text, Pieces pieces) {
        cut(rawTokens, text, pieces::token, raw -> cut(normalizedTokens, raw.rewritten(normalizer), pieces::token,
                normal -> preTokenizer.split(normal, pieces::text)));
    }

    private static void cut(AddedTokens tokens, Piece text, ObjIntConsumer<Piece> token, Consumer<Piece> between) {
        tokens.find(text.string(), new AddedTokens.Segments() {
            @Override
            public void text(int start, int end) {
                between.accept(text.cut(start, end));
            }

            @Override
            public void token(int id, int start, int end) {
                token.accept(text.cut(start, end), id);
            }
        });
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
        return TokenBytes.of(decoder, token(id), first);
    }

    /// Decodes the tokens of one text as they arrive.
    public Detokenizer detokenizer(boolean skipSpecial) {
        return new Detokenizer(this, decoder, skipSpecial);
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
