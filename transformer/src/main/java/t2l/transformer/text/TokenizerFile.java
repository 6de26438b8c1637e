package t2l.transformer.text;

import it.unimi.dsi.fastutil.doubles.DoubleArrayList;
import it.unimi.dsi.fastutil.ints.IntArrayList;
import module java.base;
import t2l.tensor.T2lException;
import t2l.tensor.io.JsonReader;
import t2l.tensor.settings.Source;
import t2l.transformer.text.Tokenizer.*;

/// Reads Hugging Face's `tokenizer.json`.
///
/// The vocabulary and the merges, nearly all of the file, are streamed into their tables; the rest is parsed into small
/// trees, which [TokenizerSteps] turns into steps.
final class TokenizerFile {
    private final String where;
    private final Map<String, Object> top = new LinkedHashMap<>();
    private final Map<String, Object> model = new LinkedHashMap<>();
    private final List<String> tokens = new ArrayList<>();
    private final IntArrayList numbers = new IntArrayList();
    private final List<String> merges = new ArrayList<>();
    private final List<String> pieces = new ArrayList<>();
    private final DoubleArrayList scores = new DoubleArrayList();

    private TokenizerFile(String where) {
        this.where = where;
    }

    /// @param path a `tokenizer.json`, or a directory with one and perhaps a `tokenizer_config.json`
    static Tokenizer read(Path path) {
        boolean directory = Files.isDirectory(path);
        Path file = directory ? path.resolve("tokenizer.json") : path;
        if (!Files.isRegularFile(file)) {
            throw new T2lException(file + ": a tokenizer is needed here, and there is no such file");
        }
        Path config = file.resolveSibling("tokenizer_config.json");
        try (InputStream in = Files.newInputStream(file)) {
            return parse(in, file.toString()).tokenizer(directory && Files.isRegularFile(config)
                    ? Optional.of(Source.read(config))
                    : Optional.empty());
        } catch (IOException e) {
            throw new T2lException(file + ": cannot be read: " + e.getMessage(), e);
        }
    }

    /// Reads a `tokenizer.json` from a stream; `where` is its name in error messages.
    static Tokenizer read(InputStream in, String where) {
        return parse(in, where).tokenizer(Optional.empty());
    }

    private static TokenizerFile parse(InputStream in, String where) {
        var file = new TokenizerFile(where);
        try (JsonReader json = JsonReader.of(where, in)) {
            json.fields(name -> {
                if (name.equals("model")) {
                    file.model(json);
                } else {
                    put(file.top, name, json.value());
                }
            });
            json.end();
        }
        return file;
    }

    private static void put(Map<String, Object> fields, String name, Object value) {
        if (!(value instanceof Optional<?>)) {
            fields.put(name, value);
        }
    }

    private void model(JsonReader json) {
        json.fields(name -> {
            switch (name) {
                case "vocab" -> vocabulary(json);
                case "merges" -> json.elements(() -> merge(json));
                default -> put(model, name, json.value());
            }
        });
    }

    /// Tokens with their ids, or for Unigram a list of tokens with their scores.
    private void vocabulary(JsonReader json) {
        if (!json.isList()) {
            json.fields(token -> {
                tokens.add(token);
                numbers.add(Vocabulary.checkId(where + ": model: vocab", token, json.count()));
            });
            return;
        }
        json.elements(() -> {
            json.elements(() -> {
                if (pieces.size() == scores.size()) {
                    pieces.add(json.string());
                } else {
                    scores.add(json.number());
                }
            });
            if (pieces.size() != scores.size()) {
                throw json.error("model: vocab[" + scores.size() + "]: needs a piece and its score");
            }
        });
    }

    /// One merge, written `"a b"` or `["a", "b"]`.
    private void merge(JsonReader json) {
        if (json.isString()) {
            merges.addAll(Merges.parts(where + ": model: merges[" + merges.size() / 2 + "]", json.string()));
            return;
        }
        int before = merges.size();
        json.elements(() -> merges.add(json.string()));
        if (merges.size() != before + 2) {
            throw json.error("model: merges[" + before / 2 + "]: needs two pieces, got " + (merges.size() - before));
        }
    }

    private Tokenizer tokenizer(Optional<Source> config) {
        var fields = Source.of(where, Source.Form.JSON, top);
        Model read = model();
        List<AddedTokens.Token> added = addedTokens(fields, read.vocabulary());
        return new Tokenizer(added,
                fields.object("normalizer").map(TokenizerSteps::normalizer)
                        .orElse(text -> text),
                fields.object("pre_tokenizer").map(TokenizerSteps::preTokenizer)
                        .orElse(PreTokenizer.sequence(List.of())),
                read, fields.object("post_processor").map(TokenizerSteps::postProcessor).orElse(PostProcessor.PLAIN),
                fields.object("decoder").map(TokenizerSteps::decoder).orElse(TokenDecoder.spaced()),
                config.map(names -> special(names, added, read.vocabulary())).orElse(SpecialTokens.NONE));
    }

    private Model model() {
        var fields = Source.of(where + ": model", Source.Form.JSON, model);
        var known = new Vocabulary(where + ": model: vocab", tokens, numbers);
        // Old files have no type.
        String type = fields.findText("type")
                .orElse(!merges.isEmpty() ? "BPE" : pieces.isEmpty() ? "WordPiece" : "Unigram");
        return switch (type) {
            case "BPE" -> {
                if (fields.find("dropout").filter(dropout -> !dropout.equals(0.0)).isPresent()) {
                    throw new T2lException(where + ": model: dropout: needs null, since encoding here is not random");
                }
                String prefix = fields.findText("continuing_subword_prefix").orElse("");
                yield new Bpe(known, new Merges.Ranked(where + ": model: merges", merges, prefix, known),
                        new Bpe.Options(fields.findText("unk_token").map(known::find).orElse(OptionalInt.empty()),
                                fields.flag("fuse_unk", false), fields.flag("byte_fallback", false),
                                fields.flag("ignore_merges", false), prefix,
                                fields.findText("end_of_word_suffix").orElse("")));
            }
            case "WordPiece" -> new Model.WordPiece(known, unknown(fields, "[UNK]", known),
                    fields.findText("continuing_subword_prefix").orElse("##"),
                    fields.count("max_input_chars_per_word", 100));
            case "WordLevel" -> new Model.WordLevel(known, unknown(fields, "<unk>", known));
            case "Unigram" -> new Unigram(fields.where(), this.pieces, scores.toDoubleArray(), fields.count("unk_id"),
                    fields.flag("byte_fallback", false));
            default -> throw fields.wrong("type", "BPE, WordPiece, WordLevel or Unigram", type);
        };
    }

    private static int unknown(Source fields, String otherwise, Vocabulary vocabulary) {
        String piece = fields.findText("unk_token").orElse(otherwise);
        return vocabulary.find(piece).orElseThrow(() -> fields.wrong("unk_token", "a piece of the vocabulary", piece));
    }

    private static List<AddedTokens.Token> addedTokens(Source fields, Vocabulary vocabulary) {
        var tokens = new ArrayList<AddedTokens.Token>();
        if (fields.find("added_tokens").isPresent()) {
            for (Source token : fields.objects("added_tokens")) {
                String content = token.text("content");
                int id = Vocabulary.checkId(token.where(), content, token.count("id"));
                boolean special = token.flag("special", false);
                // As in the reference, the vocabulary takes precedence.
                tokens.add(new AddedTokens.Token(content, vocabulary.find(content).orElse(id), special,
                        token.flag("single_word", false), token.flag("lstrip", false), token.flag("rstrip", false),
                        token.flag("normalized", !special)));
            }
        }
        return tokens;
    }

    private static SpecialTokens special(Source names, List<AddedTokens.Token> added, Vocabulary vocabulary) {
        Function<String, OptionalInt> role = name -> {
            Optional<String> content = names.find(name)
                    .map(value -> value instanceof String text
                            ? text
                            : Source.of(names.where() + ": " + name, value).text("content"));
            return content.map(token -> find(token, added, vocabulary)).orElse(OptionalInt.empty());
        };
        return new SpecialTokens(
                role.apply("bos_token"), role.apply("eos_token"), role.apply("pad_token"), role.apply("unk_token"));
    }

    private static OptionalInt find(String content, List<AddedTokens.Token> added, Vocabulary vocabulary) {
        OptionalInt own = added.stream().filter(token -> token.content().equals(content))
                .mapToInt(AddedTokens.Token::id).findFirst();
        return own.isPresent() ? own : vocabulary.find(content);
    }
}
