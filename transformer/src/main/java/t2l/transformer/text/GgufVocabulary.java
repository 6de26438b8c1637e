package t2l.transformer.text;

import it.unimi.dsi.fastutil.ints.IntList;
import java.text.Normalizer.Form;
import module java.base;
import t2l.tensor.T2lException;
import t2l.tensor.io.Gguf;
import t2l.transformer.text.Splitter.Behavior;
import t2l.transformer.text.Tokenizer.*;

/// The tokenizer in the metadata of a GGUF file, keys `tokenizer.ggml.…`.
///
/// The file lists the tokens but identifies the steps only by a name. The steps are those of the original
/// `tokenizer.json`, so both files of a model give the same ids. Source: llama.cpp, `llama-vocab.cpp`; ggml,
/// `docs/gguf.md`.
///
/// @param where     the file, for messages
/// @param model     `llama`: SentencePiece with scores, `gpt2`: byte-level BPE with merges, or `bert`: WordPiece
/// @param pre       name of the pre-tokenizer, for `gpt2`
/// @param tokens    the tokens; their indices are their ids
/// @param scores    for `llama`, one for each token: the highest is merged first
/// @param types     for each token: 1 normal, 2 unknown, 3 control, 4 defined by a user, 5 unused, 6 a byte
/// @param merges    for `gpt2`, two tokens separated by a space, in order of rank
/// @param special   the special tokens
/// @param addBegin  whether encoding adds the begin token
/// @param addEnd    whether encoding adds the end token
/// @param addPrefix for `llama`, whether encoding adds a space before the text
public record GgufVocabulary(String where, String model, String pre, List<String> tokens, List<Double> scores,
        List<Long> types, List<String> merges, SpecialTokens special, boolean addBegin, boolean addEnd,
        boolean addPrefix) {
    /// The kind of a token, with its number in `tokenizer.ggml.token_type`.
    static final long NORMAL = 1;
    static final long UNKNOWN = 2;
    static final long CONTROL = 3;
    static final long USER_DEFINED = 4;
    static final long UNUSED = 5;
    static final long BYTE = 6;

    private static final String KEYS = "tokenizer.ggml.";
    private static final String BLANK = "▁";
    private static final String CONTINUATION = "##";
    /// In code points; as in BERT.
    private static final int MAX_WORD_LENGTH = 100;

    /// The parts of the expressions that the pre-tokenizers share.
    private static final String SHORT_FORM = "(?i:'s|'t|'re|'ve|'m|'ll|'d)";
    private static final String WORD = "[^\\r\\n\\p{L}\\p{N}]?\\p{L}+";
    private static final String SIGNS = "| ?[^\\s\\p{L}\\p{N}]+[\\r\\n]*";
    private static final String SPACES = "|\\s*[\\r\\n]+|\\s+(?!\\S)|\\s+";
    private static final String UPPER = "[\\p{Lu}\\p{Lt}\\p{Lm}\\p{Lo}\\p{M}]";
    private static final String LOWER = "[\\p{Ll}\\p{Lm}\\p{Lo}\\p{M}]";
    private static final String LLAMA_3 = SHORT_FORM + "|" + WORD + "|\\p{N}{1,3}" + SIGNS + SPACES;
    /// Those that take a word as it is if it is a token, and by default begin a text with the begin token.
    private static final Set<String> WHOLE_WORDS = Set.of("llama-bpe", "llama3", "llama-v3", "lfm2", "falcon3",
            "pixtral", "tekken");

    /// Copies the lists. Throws [T2lException] if the lists are inconsistent or a special token is not in the
    /// vocabulary.
    public GgufVocabulary {
        tokens = List.copyOf(tokens);
        scores = List.copyOf(scores);
        types = List.copyOf(types);
        merges = List.copyOf(merges);
        boolean scored = model.equals("llama");
        if (tokens.isEmpty() || types.size() != tokens.size() || (scored && scores.size() != tokens.size())) {
            throw new T2lException(where + ": " + KEYS + "tokens: needs as many types" + (scored ? " and scores" : "")
                    + " as pieces, got " + tokens.size()
                    + " pieces, " + types.size() + " types, " + scores.size() + " scores");
        }
        for (OptionalInt id : List.of(special.begin(), special.end(), special.padding(), special.unknown())) {
            if (id.isPresent() && (id.getAsInt() < 0 || id.getAsInt() >= tokens.size())) {
                throw new T2lException(where + ": " + KEYS + "…_token_id: needs a number below " + tokens.size()
                        + ", got " + id.getAsInt());
            }
        }
    }

    /// The vocabulary in a file. Throws [T2lException] if something is missing or has the wrong type.
    public static GgufVocabulary of(Gguf file) {
        String model = file.text(KEYS + "model");
        String pre = file.has(KEYS + "pre") ? file.text(KEYS + "pre") : "default";
        List<String> tokens = file.texts(KEYS + "tokens");
        boolean scored = model.equals("llama");
        return new GgufVocabulary(file.path().toString(), model, pre, tokens,
                scored ? file.reals(KEYS + "scores") : List.of(), file.has(KEYS + "token_type")
                        ? file.wholes(KEYS + "token_type")
                        : Collections.nCopies(tokens.size(), NORMAL),
                model.equals("gpt2") ? file.texts(KEYS + "merges") : List.of(),
                new SpecialTokens(id(file, "bos_token_id"), id(file, "eos_token_id"), id(file, "padding_token_id"),
                        id(file, "unknown_token_id")),
                flag(file, "add_bos_token", scored || WHOLE_WORDS.contains(pre)), flag(file, "add_eos_token", false),
                flag(file, "add_space_prefix", scored));
    }

    /// The metadata of a file; the inverse of [#of].
    public Map<String, Gguf.Value> metadata() {
        Map<String, Gguf.Value> all = new LinkedHashMap<>();
        all.put(KEYS + "model", Gguf.Value.of(model));
        all.put(KEYS + "pre", Gguf.Value.of(pre));
        all.put(KEYS + "tokens", Gguf.Value.of(tokens));
        if (!scores.isEmpty()) {
            all.put(KEYS + "scores", new Gguf.Value(Gguf.Kind.F32, true, scores));
        }
        all.put(KEYS + "token_type", new Gguf.Value(Gguf.Kind.I32, true, types));
        if (!merges.isEmpty()) {
            all.put(KEYS + "merges", Gguf.Value.of(merges));
        }
        Map.of("bos_token_id", special.begin(), "eos_token_id", special.end(), "padding_token_id", special.padding(),
                "unknown_token_id", special.unknown())
                .forEach((key, id) -> id.ifPresent(number -> all.put(KEYS + key, Gguf.Value.of(number))));
        all.put(KEYS + "add_bos_token", Gguf.Value.of(addBegin));
        all.put(KEYS + "add_eos_token", Gguf.Value.of(addEnd));
        all.put(KEYS + "add_space_prefix", Gguf.Value.of(addPrefix));
        return all;
    }

    private static boolean flag(Gguf file, String name, boolean otherwise) {
        return file.has(KEYS + name) ? file.flag(KEYS + name) : otherwise;
    }

    private static OptionalInt id(Gguf file, String name) {
        // A number too large for an int is not a valid id either, and is refused as such.
        return file.has(KEYS + name)
                ? OptionalInt.of((int) Math.min(file.whole(KEYS + name), Integer.MAX_VALUE))
                : OptionalInt.empty();
    }

    /// The tokenizer with this vocabulary. Throws [T2lException] if the model or the pre-tokenizer is not supported.
    public Tokenizer tokenizer() {
        return switch (model) {
            case "llama" -> sentencePiece();
            case "gpt2" -> byteLevel();
            case "bert" -> wordPiece();
            default ->
                throw new T2lException(
                        where + ": " + KEYS + "model: needs 'llama', 'gpt2' or 'bert', got '" + model + "'");
        };
    }

    private Tokenizer sentencePiece() {
        var vocabulary = new Vocabulary(where + ": " + KEYS + "tokens", tokens);
        var values = new float[tokens.size()];
        for (int i = 0; i < values.length; i++) {
            values[i] = scores.get(i).floatValue();
            if (Float.isNaN(values[i])) {
                throw new T2lException(
                        where + ": " + KEYS + "scores: needs numbers, got NaN for '" + tokens.get(i) + "'");
            }
        }
        var normalizers = new ArrayList<Normalizer>();
        var decoders = new ArrayList<TokenDecoder>(
                List.of(TokenDecoder.replace(Expression.literal(where, BLANK), " "),
                        new TokenDecoder.ByteFallback(), new TokenDecoder.Fuse()));
        if (addPrefix) {
            normalizers.add(Normalizer.prepend(BLANK));
            decoders.add(new TokenDecoder.Strip(' ', 1, 0));
        }
        normalizers.add(Normalizer.replace(Expression.literal(where, " "), BLANK));
        return new Tokenizer(addedTokens(), Normalizer.sequence(normalizers), PreTokenizer.sequence(List.of()),
                new Bpe(vocabulary, new Merges.Scored(vocabulary, values),
                        new Bpe.Options(special.unknown(), true, true, false, "", "")),
                postProcessor(), new TokenDecoder.Sequence(decoders), special);
    }

    private Tokenizer byteLevel() {
        var vocabulary = new Vocabulary(where + ": " + KEYS + "tokens", tokens);
        var parts = new ArrayList<String>(2 * merges.size());
        for (String merge : merges) {
            parts.addAll(Merges.parts(where + ": " + KEYS + "merges", merge));
        }
        return new Tokenizer(addedTokens(),
                // llama.cpp leaves this out; the model was trained with it.
                pre.equals("qwen2") || pre.equals("qwen35") ? Normalizer.unicode(Form.NFC) : text -> text,
                preTokenizer(),
                new Bpe(vocabulary, new Merges.Ranked(where + ": " + KEYS + "merges", parts, "", vocabulary),
                        new Bpe.Options(OptionalInt.empty(), false, false,
                                WHOLE_WORDS.contains(pre) || pre.equals("minicpm5"), "", "")),
                postProcessor(), new TokenDecoder.ByteLevel(), special);
    }

    /// BERT's, uncased. The file marks the starts of words, where BERT marks continuations: `▁he ad` for `he ##ad`.
    private Tokenizer wordPiece() {
        List<String> pieces = IntStream.range(0, tokens.size()).mapToObj(this::berts).toList();
        var vocabulary = new Vocabulary(where + ": " + KEYS + "tokens", pieces);
        int begin = required(vocabulary, "[CLS]");
        int end = required(vocabulary, "[SEP]");
        return new Tokenizer(addedTokens(), Normalizer.bert(true, true, true, true), PreTokenizer.bert(),
                new Model.WordPiece(vocabulary, required(vocabulary, "[UNK]"), CONTINUATION, MAX_WORD_LENGTH),
                new PostProcessor(IntList.of(begin), IntList.of(end)),
                TokenDecoder.wordPiece(CONTINUATION, true), special);
    }

    private String berts(int id) {
        String piece = tokens.get(id);
        boolean whole = types.get(id) == CONTROL || types.get(id) == UNKNOWN
                || (piece.startsWith("[") && piece.endsWith("]"));
        return whole ? piece : piece.startsWith(BLANK) ? piece.substring(1) : CONTINUATION + piece;
    }

    private int required(Vocabulary vocabulary, String piece) {
        int id = vocabulary.id(piece);
        if (id == Vocabulary.NONE) {
            throw new T2lException(where + ": " + KEYS + "tokens: needs a piece " + piece
                    + ", there is none; convert the model again");
        }
        return id;
    }

    /// How a text is cut before pieces are merged.
    PreTokenizer preTokenizer() {
        return switch (pre) {
            case "gpt-2", "phi-2", "olmo", "exaone4" -> PreTokenizer.byteLevel(false, true);
            case "smollm", "refact", "starcoder", "command-r", "exaone" -> PreTokenizer.sequence(List.of(
                    PreTokenizer.split(Splitter.characters(Characters::isNumeric), Behavior.ISOLATED, false),
                    PreTokenizer.byteLevel(false, true)));
            case "llama-bpe", "llama3", "llama-v3", "lfm2", "falcon3", "pixtral", "dbrx", "smaug-bpe" -> cutBy(LLAMA_3);
            case "minicpm5" -> cutBy("\\p{N}{1,3}", LLAMA_3);
            case "qwen2", "deepseek-r1-qwen" -> cutBy(SHORT_FORM + "|" + WORD + "|\\p{N}" + SIGNS + SPACES);
            case "qwen35" -> cutBy(SHORT_FORM + "|[^\\r\\n\\p{L}\\p{N}]?[\\p{L}\\p{M}]+|\\p{N}"
                    + "| ?[^\\s\\p{L}\\p{M}\\p{N}]+[\\r\\n]*" + SPACES);
            case "gpt-4o" -> cutBy(cased(SHORT_FORM + "?") + "|\\p{N}{1,3}| ?[^\\s\\p{L}\\p{N}]+[\\r\\n/]*" + SPACES);
            case "tekken" -> cutBy(cased("") + "|\\p{N}| ?[^\\s\\p{L}\\p{N}]+[\\r\\n/]*" + SPACES);
            case "deepseek-coder" ->
                cutBy("[\\r\\n]", "\\s?\\p{L}+", "\\s?\\p{P}+", "[\\u4e00-\\u9fa5\\u0800-\\u4e00\\uac00-\\ud7ff]+",
                        "\\p{N}");
            default -> throw new T2lException(where + ": " + KEYS
                    + "pre: needs gpt-2, smollm, llama-bpe, qwen2, qwen35,"
                    + " gpt-4o, tekken, dbrx, deepseek-coder, minicpm5 or one that cuts a text like one of these, got '"
                    + pre + "'; take the model as a directory with tokenizer.json");
        };
    }

    /// A word in which no capital follows a small letter.
    private static String cased(String end) {
        return "[^\\r\\n\\p{L}\\p{N}]?" + UPPER + "*" + LOWER + "+" + end + "|[^\\r\\n\\p{L}\\p{N}]?" + UPPER + "+"
                + LOWER
                + "*" + end;
    }

    private static PreTokenizer cutBy(String... expressions) {
        List<PreTokenizer> steps = new ArrayList<>();
        for (String expression : expressions) {
            steps.add(PreTokenizer.split(Splitter.of(Expression.own(expression)), Behavior.ISOLATED, false));
        }
        steps.add(PreTokenizer.byteLevel(false, false));
        return PreTokenizer.sequence(steps);
    }

    private List<AddedTokens.Token> addedTokens() {
        return IntStream.range(0, tokens.size())
                .filter(id -> types.get(id) >= UNKNOWN && types.get(id) <= USER_DEFINED && !tokens.get(id).isEmpty())
                .mapToObj(id -> new AddedTokens.Token(
                        tokens.get(id), id, types.get(id) <= CONTROL, false, false, false, false))
                .toList();
    }

    private PostProcessor postProcessor() {
        return new PostProcessor(ids(addBegin, special.begin()), ids(addEnd, special.end()));
    }

    private static IntList ids(boolean added, OptionalInt id) {
        return added && id.isPresent() ? IntList.of(id.getAsInt()) : IntList.of();
    }
}
