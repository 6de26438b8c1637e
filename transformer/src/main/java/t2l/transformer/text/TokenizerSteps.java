package t2l.transformer.text;

import it.unimi.dsi.fastutil.ints.IntArrayList;
import it.unimi.dsi.fastutil.ints.IntList;
import java.text.Normalizer.Form;
import module java.base;
import t2l.tensor.T2lException;
import t2l.tensor.settings.Source;
import t2l.transformer.text.PreTokenizer.Prefix;
import t2l.transformer.text.Splitter.Behavior;
import t2l.transformer.text.Tokenizer.PostProcessor;

/// Builds the steps of a `tokenizer.json` from their JSON, with one `case` for each `type`.
///
/// Every method throws [T2lException] for a step that is unknown or lacks a field.
final class TokenizerSteps {
    private static final Map<String, Behavior> BEHAVIORS = Map.of("Removed", Behavior.REMOVED, "Isolated",
            Behavior.ISOLATED, "Contiguous", Behavior.CONTIGUOUS, "MergedWithPrevious", Behavior.MERGED_WITH_PREVIOUS,
            "MergedWithNext", Behavior.MERGED_WITH_NEXT);
    private static final Map<String, Prefix> PREFIXES = Map.of("first", Prefix.FIRST, "never", Prefix.NEVER, "always",
            Prefix.ALWAYS);

    static Normalizer normalizer(Source step) {
        String type = step.text("type");
        return switch (type) {
            case "Sequence" -> Normalizer
                    .sequence(step.objects("normalizers").stream().map(TokenizerSteps::normalizer).toList());
            case "Prepend" -> Normalizer.prepend(step.text("prepend"));
            case "Replace" ->
                Normalizer.replace(expression(step.requireObject("pattern")), step.text("content"));
            case "NFC" -> Normalizer.unicode(Form.NFC);
            case "NFD" -> Normalizer.unicode(Form.NFD);
            case "NFKC" -> Normalizer.unicode(Form.NFKC);
            case "NFKD" -> Normalizer.unicode(Form.NFKD);
            case "Lowercase" -> Normalizer.lowercase();
            case "Precompiled" ->
                CharsMap.parse(step.where() + ": precompiled_charsmap", step.text("precompiled_charsmap"));
            case "StripAccents" -> Normalizer.stripAccents();
            case "Nmt" -> Normalizer.each(Characters::nmtCleaned);
            case "Strip" -> Normalizer.strip(step.flag("strip_left", true), step.flag("strip_right", true));
            case "BertNormalizer" -> {
                boolean lowercase = step.flag("lowercase", true);
                yield Normalizer.bert(step.flag("clean_text", true), step.flag("handle_chinese_chars", true),
                        step.flag("strip_accents", lowercase), lowercase);
            }
            default -> throw unknown(step, type);
        };
    }

    static PreTokenizer preTokenizer(Source step) {
        String type = step.text("type");
        return switch (type) {
            case "Sequence" -> PreTokenizer.sequence(
                    step.objects("pretokenizers").stream().map(TokenizerSteps::preTokenizer).toList());
            case "Split" -> PreTokenizer.split(
                    Splitter.of(expression(step.requireObject("pattern"))), behavior(step),
                    step.flag("invert", false));
            case "ByteLevel" ->
                PreTokenizer.byteLevel(step.flag("add_prefix_space", true), step.flag("use_regex", true));
            case "Metaspace" -> {
                String mark = step.text("replacement");
                yield PreTokenizer.metaspace(mark, prefix(step), step.flag("split", true)
                        ? split(step, mark, Behavior.MERGED_WITH_NEXT)
                        : PreTokenizer.sequence(List.of()));
            }
            case "Digits" -> PreTokenizer.split(
                    Splitter.characters(Characters::isNumeric),
                    step.flag("individual_digits", false) ? Behavior.ISOLATED : Behavior.CONTIGUOUS, false);
            case "BertPreTokenizer" -> PreTokenizer.bert();
            // The reference uses Rust's regular expressions here, whose syntax is Java's.
            case "Whitespace" -> PreTokenizer.split(
                    Splitter.of(
                            new Expression(step.where(), Pattern.compile("(?U)\\w+|[^\\w\\s]+"))),
                    Behavior.REMOVED, true);
            case "WhitespaceSplit" -> PreTokenizer.split(
                    Splitter.characters(Characters::isWhiteSpace), Behavior.REMOVED, false);
            case "Punctuation" -> PreTokenizer.split(
                    Splitter.characters(CharacterClass.PUNCTUATION::contains), behavior(step), false);
            case "CharDelimiterSplit" -> split(step, step.text("delimiter"), Behavior.REMOVED);
            default -> throw unknown(step, type);
        };
    }

    private static Expression expression(Source pattern) {
        return pattern.find("Regex").isPresent()
                ? Oniguruma.compile(pattern.where(), pattern.text("Regex"))
                : Expression.literal(pattern.where(), pattern.text("String"));
    }

    /// Splits at a string.
    private static PreTokenizer split(Source step, String at, Behavior behavior) {
        return PreTokenizer.split(Splitter.of(Expression.literal(step.where(), at)), behavior, false);
    }

    private static Behavior behavior(Source step) {
        return named(step, step.findText("behavior").orElse("Isolated"), BEHAVIORS);
    }

    /// `prepend_scheme`, or `add_prefix_space` in older files.
    private static Prefix prefix(Source step) {
        return named(step, step.findText("prepend_scheme")
                .orElse(step.flag("add_prefix_space", true) ? "always" : "never"), PREFIXES);
    }

    private static <T> T named(Source step, String name, Map<String, T> all) {
        if (!all.containsKey(name)) {
            throw unknown(step, name);
        }
        return all.get(name);
    }

    static PostProcessor postProcessor(Source step) {
        String type = step.text("type");
        return switch (type) {
            case "TemplateProcessing" -> template(step);
            case "BertProcessing", "RobertaProcessing" ->
                new PostProcessor(IntList.of(tokenId(step, "cls")), IntList.of(tokenId(step, "sep")));
            case "ByteLevel" -> PostProcessor.PLAIN; // is about positions only
            case "Sequence" -> {
                List<PostProcessor> adding = step.objects("processors").stream().map(TokenizerSteps::postProcessor)
                        .filter(each -> !each.equals(PostProcessor.PLAIN)).toList();
                if (adding.size() > 1) {
                    throw step.wrong("processors", "at most one that adds tokens", adding.size());
                }
                yield adding.isEmpty() ? PostProcessor.PLAIN : adding.getFirst();
            }
            default -> throw unknown(step, type);
        };
    }

    /// The template of one text: `[{"SpecialToken": {"id": "[CLS]"}}, {"Sequence": {"id": "A"}}, …]`.
    private static PostProcessor template(Source step) {
        Source special = step.requireObject("special_tokens");
        var before = new IntArrayList();
        var after = new IntArrayList();
        int texts = 0;
        for (Source part : step.objects("single")) {
            if (part.find("Sequence").isPresent()) {
                texts++;
            } else {
                Source token = special.requireObject(part.requireObject("SpecialToken").text("id"));
                (texts == 0 ? before : after).addAll(new IntArrayList(token.counts("ids")));
            }
        }
        if (texts != 1) {
            throw step.wrong("single", "one text, with tokens around it", texts + " texts");
        }
        return new PostProcessor(before, after);
    }

    /// The id in a field `["[CLS]", 101]`.
    private static int tokenId(Source step, String name) {
        List<Object> pair = step.list(name);
        if (pair.size() == 2 && pair.get(1) instanceof Integer id) {
            return id;
        }
        throw step.wrong(name, "a token and its number", pair);
    }

    static TokenDecoder decoder(Source step) {
        String type = step.text("type");
        return switch (type) {
            case "Sequence" -> new TokenDecoder.Sequence(
                    step.objects("decoders").stream().map(TokenizerSteps::decoder).toList());
            case "ByteLevel" -> new TokenDecoder.ByteLevel();
            case "ByteFallback" -> new TokenDecoder.ByteFallback();
            case "Fuse" -> new TokenDecoder.Fuse();
            case "Replace" ->
                TokenDecoder.replace(expression(step.requireObject("pattern")), step.text("content"));
            case "Strip" -> {
                String content = step.text("content");
                if (content.codePointCount(0, content.length()) != 1) {
                    throw step.wrong("content", "one character", "'" + content + "'");
                }
                yield new TokenDecoder.Strip(content.codePointAt(0), step.count("start"), step.count("stop"));
            }
            case "Metaspace" -> TokenDecoder.metaspace(step.text("replacement"), prefix(step) != Prefix.NEVER);
            case "WordPiece" -> TokenDecoder.wordPiece(step.text("prefix"), step.flag("cleanup", true));
            case "BPEDecoder" -> new TokenDecoder.EndOfWord(step.text("suffix"));
            default -> throw unknown(step, type);
        };
    }

    private static T2lException unknown(Source step, String got) {
        return new T2lException(step.where() + ": '" + got + "' is not supported");
    }
}
