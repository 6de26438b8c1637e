package t2l.transformer.text;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.jr.ob.JSON;
import it.unimi.dsi.fastutil.objects.Object2IntOpenHashMap;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Function;
import t2l.tensor.T2lException;

/// Reads Hugging Face's `tokenizer.json`.
///
/// The vocabulary and the merges, nearly all of the file, are streamed into their tables; the rest becomes small trees, which
/// [TokenizerSteps] turns into steps.
final class TokenizerFile {
    private static final JsonFactory JSON_FACTORY = JsonFactory.builder()
            .enable(StreamReadFeature.INCLUDE_SOURCE_IN_LOCATION).build();

    private final String where;
    private final Map<String, Object> top = new LinkedHashMap<>();
    private final Map<String, Object> model = new LinkedHashMap<>();
    private final Object2IntOpenHashMap<String> vocabulary = new Object2IntOpenHashMap<>();
    private final List<String> merges = new ArrayList<>();

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
            TokenizerFile read = parse(in, file.toString());
            return read.tokenizer(
                    directory && Files.isRegularFile(config) ? Optional.of(config(config)) : Optional.empty());
        } catch (IOException e) {
            throw new T2lException(file + ": cannot be read: " + e.getMessage(), e);
        }
    }

    /// Reads a `tokenizer.json` from a stream, which stays open; `where` names it in messages.
    static Tokenizer read(InputStream in, String where) {
        try {
            return parse(in, where).tokenizer(Optional.empty());
        } catch (IOException e) {
            throw new T2lException(where + ": cannot be read: " + e.getMessage(), e);
        }
    }

    /// The fields of a `tokenizer_config.json`.
    static Fields config(Path file) throws IOException {
        try (InputStream in = Files.newInputStream(file)) {
            return Fields.of(file.toString(), JSON.std.anyFrom(in));
        } catch (JsonProcessingException e) {
            throw damaged(file.toString(), e);
        }
    }

    private static T2lException damaged(String where, JsonProcessingException e) {
        String at = Optional.ofNullable(e.getLocation())
                .map(location -> " (byte " + location.getByteOffset() + ")")
                .orElse("");
        return new T2lException(where + ": is no JSON: " + e.getOriginalMessage() + at, e);
    }

    private static TokenizerFile parse(InputStream in, String where) throws IOException {
        var file = new TokenizerFile(where);
        try (JsonParser parser = JSON_FACTORY.createParser(new BufferedInputStream(in, 1 << 16))) {
            parser.disable(JsonParser.Feature.AUTO_CLOSE_SOURCE);
            parser.nextToken();
            require(parser, JsonToken.START_OBJECT, where, "an object");
            contents(parser, name -> {
                if (name.equals("model")) {
                    file.model(parser);
                } else {
                    file.top.put(name, JSON.std.anyFrom(parser));
                }
            });
        } catch (JsonProcessingException e) {
            throw damaged(where, e);
        }
        return file;
    }

    /// Does something with the value of a field, to whose first token the parser points.
    private interface Field {
        void read(String name) throws IOException;
    }

    private static void contents(JsonParser parser, Field field) throws IOException {
        for (String name = parser.nextFieldName(); name != null; name = parser.nextFieldName()) {
            parser.nextToken();
            field.read(name);
        }
    }

    private void model(JsonParser parser) throws IOException {
        require(parser, JsonToken.START_OBJECT, where + ".model", "an object");
        contents(parser, name -> {
            switch (name) {
                case "vocab" -> {
                    require(parser, JsonToken.START_OBJECT, where + ".model.vocab", "an object (BPE or WordPiece)");
                    contents(parser, token -> {
                        require(parser, JsonToken.VALUE_NUMBER_INT, where + ".model.vocab", "whole numbers");
                        vocabulary.put(token, Vocabulary.checkId(where + ".model.vocab", token, parser.getIntValue()));
                    });
                }
                case "merges" -> {
                    require(parser, JsonToken.START_ARRAY, where + ".model.merges", "a list");
                    while (parser.nextToken() != JsonToken.END_ARRAY) {
                        merge(parser);
                    }
                }
                default -> model.put(name, JSON.std.anyFrom(parser));
            }
        });
    }

    /// One merge, written `"a b"` or `["a", "b"]`.
    private void merge(JsonParser parser) throws IOException {
        String path = where + ".model.merges[" + merges.size() / 2 + "]";
        if (parser.currentToken() == JsonToken.VALUE_STRING) {
            merges.addAll(Merges.parts(path, parser.getText()));
            return;
        }
        require(parser, JsonToken.START_ARRAY, path, "two pieces");
        for (int i = 0; i < 2; i++) {
            parser.nextToken();
            require(parser, JsonToken.VALUE_STRING, path, "two pieces");
            merges.add(parser.getText());
        }
        parser.nextToken();
        require(parser, JsonToken.END_ARRAY, path, "two pieces");
    }

    private static void require(JsonParser parser, JsonToken token, String path, String needed) {
        if (parser.currentToken() != token) {
            throw Fields.wrong(path, needed, String.valueOf(parser.currentToken()));
        }
    }

    private Tokenizer tokenizer(Optional<Fields> config) {
        var fields = Fields.of(where, top);
        Model read = model();
        List<AddedTokens.Token> added = addedTokens(fields, read.vocabulary());
        return new Tokenizer(
                added,
                fields.findObject("normalizer").map(TokenizerSteps::normalizer)
                        .orElse(new Normalizer.Sequence(List.of())),
                fields.findObject("pre_tokenizer")
                        .map(TokenizerSteps::preTokenizer)
                        .orElse(new PreTokenizer.Sequence(List.of())),
                read,
                fields.findObject("post_processor").map(TokenizerSteps::postProcessor).orElse(PostProcessor.PLAIN),
                fields.findObject("decoder").map(TokenizerSteps::decoder).orElse(new Decoder.Spaced()),
                config.map(names -> special(names, added, read.vocabulary())).orElse(SpecialTokens.NONE));
    }

    private Model model() {
        var fields = Fields.of(where + ".model", model);
        var pieces = new Vocabulary(where + ".model.vocab", vocabulary);
        // Old files do not say what they are.
        String type = fields.findText("type").orElse(merges.isEmpty() ? "WordPiece" : "BPE");
        return switch (type) {
            case "BPE" -> {
                if (fields.find("dropout").filter(dropout -> !dropout.equals(0.0)).isPresent()) {
                    throw new T2lException(where + ".model.dropout: needs null, since encoding here is not random");
                }
                String prefix = fields.findText("continuing_subword_prefix").orElse("");
                yield new Bpe(
                        pieces,
                        Merges.ranked(where + ".model.merges", merges, prefix, pieces),
                        new Bpe.Options(
                                fields.findText("unk_token").map(pieces::find).orElse(OptionalInt.empty()),
                                fields.flag("fuse_unk", false),
                                fields.flag("byte_fallback", false),
                                fields.flag("ignore_merges", false),
                                prefix,
                                fields.findText("end_of_word_suffix").orElse("")));
            }
            case "WordPiece" -> {
                String unknown = fields.findText("unk_token").orElse("[UNK]");
                yield new WordPiece(
                        pieces,
                        pieces.find(unknown).orElseThrow(() -> Fields.wrong(
                                where + ".model.unk_token", "a piece of the vocabulary", unknown)),
                        fields.findText("continuing_subword_prefix").orElse("##"),
                        fields.integer("max_input_chars_per_word", 100));
            }
            default -> throw Fields.wrong(where + ".model.type", "BPE or WordPiece", type);
        };
    }

    private static List<AddedTokens.Token> addedTokens(Fields fields, Vocabulary vocabulary) {
        var tokens = new ArrayList<AddedTokens.Token>();
        if (fields.find("added_tokens").isPresent()) {
            for (Fields token : fields.objects("added_tokens")) {
                String content = token.text("content");
                int id = Vocabulary.checkId(token.where(), content, token.integer("id"));
                boolean special = token.flag("special", false);
                tokens.add(new AddedTokens.Token(
                        content,
                        // As in the reference, the vocabulary knows better.
                        vocabulary.find(content).orElse(id),
                        special,
                        token.flag("single_word", false),
                        token.flag("lstrip", false),
                        token.flag("rstrip", false),
                        token.flag("normalized", !special)));
            }
        }
        return tokens;
    }

    private static SpecialTokens special(Fields names, List<AddedTokens.Token> added, Vocabulary vocabulary) {
        Function<String, OptionalInt> role = name -> {
            Optional<String> content = names.find(name)
                    .map(value -> value instanceof String text
                            ? text
                            : Fields.of(names.where() + "." + name, value).text("content"));
            return content.map(token -> find(token, added, vocabulary)).orElse(OptionalInt.empty());
        };
        return new SpecialTokens(
                role.apply("bos_token"), role.apply("eos_token"), role.apply("pad_token"), role.apply("unk_token"));
    }

    private static OptionalInt find(String content, List<AddedTokens.Token> added, Vocabulary vocabulary) {
        for (AddedTokens.Token token : added) {
            if (token.content().equals(content)) {
                return OptionalInt.of(token.id());
            }
        }
        return vocabulary.find(content);
    }
}
