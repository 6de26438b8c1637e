package t2l.transformer.text;

import it.unimi.dsi.fastutil.ints.IntArrayList;
import java.text.Normalizer.Form;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.regex.Pattern;
import t2l.tensor.T2lException;
import t2l.tensor.settings.Source;
import t2l.transformer.text.PostProcessor.TemplatePart;
import t2l.transformer.text.PreTokenizer.Metaspace.Prefix;
import t2l.transformer.text.Splitter.Behavior;

/// Builds the steps of a `tokenizer.json` from their JSON, with one `case` for each `type`.
///
/// Every method throws [T2lException] for a step that is unknown or lacks a field.
final class TokenizerSteps {
    private TokenizerSteps() {}

    static Normalizer normalizer(Source step) {
        String type = step.text("type");
        return switch (type) {
            case "Sequence" -> new Normalizer.Sequence(
                    step.objects("normalizers").stream().map(TokenizerSteps::normalizer).toList());
            case "Prepend" -> new Normalizer.Prepend(step.text("prepend"));
            case "Replace" ->
                new Normalizer.Replace(expression(step.requireObject("pattern")), step.text("content"));
            case "NFC" -> new Normalizer.Unicode(Form.NFC);
            case "NFD" -> new Normalizer.Unicode(Form.NFD);
            case "NFKC" -> new Normalizer.Unicode(Form.NFKC);
            case "NFKD" -> new Normalizer.Unicode(Form.NFKD);
            case "Lowercase" -> new Normalizer.Lowercase();
            case "Precompiled" ->
                CharsMap.parse(step.where() + ": precompiled_charsmap", step.text("precompiled_charsmap"));
            case "StripAccents" -> Normalizer.stripAccents();
            case "Nmt" -> new Normalizer.Each(Characters::nmtCleaned);
            case "Strip" -> new Normalizer.Strip(step.flag("strip_left", true), step.flag("strip_right", true));
            case "BertNormalizer" -> {
                boolean lowercase = step.flag("lowercase", true);
                yield Normalizer.bert(
                        step.flag("clean_text", true),
                        step.flag("handle_chinese_chars", true),
                        step.flag("strip_accents", lowercase),
                        lowercase);
            }
            default -> throw unknown(step, type);
        };
    }

    static PreTokenizer preTokenizer(Source step) {
        String type = step.text("type");
        return switch (type) {
            case "Sequence" -> new PreTokenizer.Sequence(
                    step.objects("pretokenizers").stream().map(TokenizerSteps::preTokenizer).toList());
            case "Split" -> new PreTokenizer.Split(
                    new Splitter.Regex(expression(step.requireObject("pattern"))), behavior(step),
                    step.flag("invert", false));
            case "ByteLevel" ->
                new PreTokenizer.ByteLevel(step.flag("add_prefix_space", true), step.flag("use_regex", true));
            case "Metaspace" -> {
                String mark = step.text("replacement");
                yield new PreTokenizer.Metaspace(mark, prefix(step), step.flag("split", true)
                        ? split(step, mark, Behavior.MERGED_WITH_NEXT)
                        : new PreTokenizer.Sequence(List.of()));
            }
            case "Digits" -> new PreTokenizer.Split(
                    new Splitter.CodePoints(Characters::isNumeric),
                    step.flag("individual_digits", false) ? Behavior.ISOLATED : Behavior.CONTIGUOUS,
                    false);
            case "BertPreTokenizer" -> PreTokenizer.bert();
            // The reference uses Rust's regular expressions here, whose syntax is Java's.
            case "Whitespace" -> new PreTokenizer.Split(
                    new Splitter.Regex(
                            new Expression(step.where(), Pattern.compile("(?U)\\w+|[^\\w\\s]+"))),
                    Behavior.REMOVED, true);
            case "WhitespaceSplit" -> new PreTokenizer.Split(
                    new Splitter.CodePoints(Characters::isWhiteSpace), Behavior.REMOVED, false);
            case "Punctuation" -> new PreTokenizer.Split(
                    new Splitter.CodePoints(CharacterClass.PUNCTUATION::contains), behavior(step), false);
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
        return new PreTokenizer.Split(new Splitter.Regex(Expression.literal(step.where(), at)), behavior, false);
    }

    private static Behavior behavior(Source step) {
        String behavior = step.findText("behavior").orElse("Isolated");
        return switch (behavior) {
            case "Removed" -> Behavior.REMOVED;
            case "Isolated" -> Behavior.ISOLATED;
            case "Contiguous" -> Behavior.CONTIGUOUS;
            case "MergedWithPrevious" -> Behavior.MERGED_WITH_PREVIOUS;
            case "MergedWithNext" -> Behavior.MERGED_WITH_NEXT;
            default -> throw unknown(step, behavior);
        };
    }

    /// `prepend_scheme`, or `add_prefix_space` in older files.
    private static Prefix prefix(Source step) {
        String scheme = step.findText("prepend_scheme")
                .orElse(step.flag("add_prefix_space", true) ? "always" : "never");
        return switch (scheme) {
            case "first" -> Prefix.FIRST;
            case "never" -> Prefix.NEVER;
            case "always" -> Prefix.ALWAYS;
            default -> throw unknown(step, scheme);
        };
    }

    static PostProcessor postProcessor(Source step) {
        String type = step.text("type");
        return switch (type) {
            case "TemplateProcessing" -> {
                Source special = step.requireObject("special_tokens");
                yield new PostProcessor(parts(step.objects("single"), special), parts(step.objects("pair"), special),
                        PostProcessor.Trim.NOTHING);
            }
            case "BertProcessing" -> PostProcessor.bert(tokenId(step, "cls"), tokenId(step, "sep"));
            case "RobertaProcessing" -> PostProcessor.roberta(tokenId(step, "cls"), tokenId(step, "sep"))
                    .trimming(trim(step));
            case "ByteLevel" -> PostProcessor.PLAIN.trimming(trim(step));
            case "Sequence" -> {
                List<PostProcessor> steps = step.objects("processors").stream().map(TokenizerSteps::postProcessor)
                        .toList();
                List<PostProcessor> adding = steps.stream().filter(PostProcessor::adds).toList();
                if (adding.size() > 1) {
                    throw step.wrong("processors", "at most one that adds tokens", adding.size());
                }
                yield (adding.isEmpty() ? PostProcessor.PLAIN : adding.getFirst())
                        .trimming(steps.stream().map(PostProcessor::trim).max(Comparator.naturalOrder())
                                .orElse(PostProcessor.Trim.NOTHING));
            }
            default -> throw unknown(step, type);
        };
    }

    private static PostProcessor.Trim trim(Source step) {
        return !step.flag("trim_offsets", true)
                ? PostProcessor.Trim.NOTHING
                : step.flag("add_prefix_space", true) ? PostProcessor.Trim.BUT_THE_FIRST : PostProcessor.Trim.BLANKS;
    }

    private static List<TemplatePart> parts(List<Source> template, Source special) {
        var parts = new ArrayList<TemplatePart>();
        for (Source part : template) {
            if (part.find("Sequence").isPresent()) {
                String id = part.requireObject("Sequence").text("id");
                parts.add(switch (id) {
                    case "A" -> TemplatePart.Text.FIRST;
                    case "B" -> TemplatePart.Text.SECOND;
                    default -> throw unknown(part, id);
                });
            } else {
                Source token = special.requireObject(part.requireObject("SpecialToken").text("id"));
                parts.add(new TemplatePart.Special(new IntArrayList(token.counts("ids"))));
            }
        }
        return parts;
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
                new TokenDecoder.Replace(expression(step.requireObject("pattern")), step.text("content"));
            case "Strip" -> {
                String content = step.text("content");
                if (content.codePointCount(0, content.length()) != 1) {
                    throw step.wrong("content", "one character", "'" + content + "'");
                }
                yield new TokenDecoder.Strip(content.codePointAt(0), step.count("start"), step.count("stop"));
            }
            case "Metaspace" -> new TokenDecoder.Metaspace(step.text("replacement"), prefix(step) != Prefix.NEVER);
            case "WordPiece" -> new TokenDecoder.WordPiece(step.text("prefix"), step.flag("cleanup", true));
            case "BPEDecoder" -> new TokenDecoder.EndOfWord(step.text("suffix"));
            default -> throw unknown(step, type);
        };
    }

    private static T2lException unknown(Source step, String got) {
        return new T2lException(step.where() + ": '" + got + "' is not supported");
    }
}
