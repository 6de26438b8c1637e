package t2l.transformer.text;

import static t2l.transformer.text.GgufVocabulary.*;

import module java.base;
import t2l.tensor.T2lException;
import t2l.tensor.settings.Source;
import t2l.transformer.text.Tokenizer.SpecialTokens;

/// The way from a `tokenizer.json` to the vocabulary of a GGUF file, which lists pieces but only names the steps.
///
/// Which name fits is found by trying: the vocabulary must give the numbers of the original for a set of awkward texts.
/// Source: llama.cpp, `convert_hf_to_gguf.py`.
public final class HubVocabulary {
    private static final List<String> PROBES = List.of("Hello, world!", " two  spaces and a trailing one ",
            "don't DON'T we'll I'd", "x=1234567; y+=8.90", "tabs\tand\n\nnew\r\nlines \n  indented",
            "naïve Ünïcode façade", "日本語のテキスト。", "हिन्दी में ३", "camelCase HTTPServer a/b//\n",
            "emoji 🙂👩‍💻 and ½ Ⅷ ٣",
            "<s>[INST]<|im_start|>", "e\u0301 combined", "", " ", "\n");
    private static final List<String> CUTS = List.of("smollm", "gpt-2", "llama-bpe", "qwen2", "qwen35", "dbrx",
            "tekken", "gpt-4o", "minicpm5", "deepseek-coder");

    private final String where;
    private final Tokenizer original;
    private final List<String> tokens = new ArrayList<>();
    private final List<Double> scores = new ArrayList<>();
    private final List<Long> types = new ArrayList<>();
    private final List<String> merges = new ArrayList<>();
    private final boolean bytes;

    private HubVocabulary(Path file, Tokenizer original, int size) {
        Source json = Source.read(file);
        Source model = json.requireObject("model");
        this.where = file.toString();
        this.original = original;
        if (!model.text("type", "BPE").equals("BPE")) {
            throw model.wrong("type", "BPE to be written as GGUF", model.text("type"));
        }
        this.bytes = model.flag("byte_fallback", false);
        Map<String, Double> ranks = merges(model);
        for (int i = 0; i < size; i++) {
            add("[PAD" + i + "]", UNUSED, 0);
        }
        Source pieces = model.requireObject("vocab");
        String unknown = model.text("unk_token", "");
        for (String piece : pieces.values().keySet()) {
            long type = piece.equals(unknown) ? UNKNOWN : bytes && isByte(piece) ? BYTE : NORMAL;
            put(pieces.count(piece), piece, type, ranks.getOrDefault(piece, -1e6 - pieces.count(piece)));
        }
        for (Source added : json.objects("added_tokens")) {
            String piece = added.text("content");
            long type = piece.equals(unknown) ? UNKNOWN : added.flag("special", false) ? CONTROL : USER_DEFINED;
            put(added.count("id"), piece, type, 0);
        }
    }

    /// Reads the file of a directory. Throws [T2lException] if it is no tokenizer that GGUF can tell.
    ///
    /// @param size how many tokens the model has numbers for; those without a piece become unused ones
    public static GgufVocabulary read(Path directory, int size) {
        Tokenizer original = Tokenizer.read(directory);
        return new HubVocabulary(directory.resolve("tokenizer.json"), original, size).fitting();
    }

    /// The rank of the first merge that makes a piece, negative, as SentencePiece scores its pieces.
    private Map<String, Double> merges(Source model) {
        Map<String, Double> ranks = new HashMap<>();
        for (Object merge : model.list("merges")) {
            List<String> parts = merge instanceof List<?> pair
                    ? pair.stream().map(String::valueOf).toList()
                    : Merges.parts(where + ": model: merges", String.valueOf(merge));
            ranks.putIfAbsent(String.join("", parts), -1.0 - merges.size());
            merges.add(String.join(" ", parts));
        }
        return ranks;
    }

    private static boolean isByte(String piece) {
        return piece.matches("<0x[0-9A-F]{2}>");
    }

    private void add(String piece, long type, double score) {
        tokens.add(piece);
        types.add(type);
        scores.add(score);
    }

    private void put(int id, String piece, long type, double score) {
        while (tokens.size() <= id) {
            add("[PAD" + tokens.size() + "]", UNUSED, 0);
        }
        tokens.set(id, piece);
        types.set(id, type);
        scores.set(id, score);
    }

    private GgufVocabulary fitting() {
        Stream<GgufVocabulary> candidates = bytes
                ? Stream.of(true, false).map(prefix -> named("llama", "default", prefix))
                : CUTS.stream().map(cut -> named("gpt2", cut, false));
        return candidates.filter(this::fits).findFirst().orElseThrow(() -> new T2lException(where
                + ": needs a tokenizer that GGUF can tell, which are SentencePiece's and those cut as in "
                + String.join(", ", CUTS) + "; this one is cut in another way"));
    }

    private GgufVocabulary named(String model, String cut, boolean prefix) {
        int[] framed = original.encode("a", true);
        SpecialTokens special = original.special();
        boolean scored = model.equals("llama");
        return new GgufVocabulary(where, model, cut, tokens, scored ? scores : List.of(), types,
                scored ? List.of() : merges, special, framed.length > 0 && is(framed[0], special.begin()),
                framed.length > 0 && is(framed[framed.length - 1], special.end()), prefix);
    }

    private static boolean is(int id, OptionalInt special) {
        return special.isPresent() && special.getAsInt() == id;
    }

    private boolean fits(GgufVocabulary vocabulary) {
        Tokenizer tokenizer = vocabulary.tokenizer();
        return PROBES.stream().allMatch(text -> {
            int[] ids = original.encode(text, true);
            return Arrays.equals(ids, tokenizer.encode(text, true))
                    && original.decode(ids, true).equals(tokenizer.decode(ids, true));
        });
    }
}
