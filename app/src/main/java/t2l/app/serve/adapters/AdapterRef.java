package t2l.app.serve.adapters;

import module java.base;
import t2l.Adapter.Example;
import t2l.app.serve.http.Refusal;
import t2l.hypernet.Descriptions;
import t2l.hypernet.train.FewShotTuning;
import t2l.tensor.settings.Source;
import t2l.transformer.template.*;
import t2l.transformer.text.Characters;

/// Which adapter a request asks for, and at which strength. All that requests may write is read here: the field `adapter`, a
/// description or an object, and for clients that can send no such field, `model`, where an adapter follows the base model's
/// name and a `+`.
public record AdapterRef(Spec spec, double scale) {
    /// Longest description, in characters.
    private static final int MAX_CHARACTERS = 4096;
    private static final int MAX_PARTS = 16;
    private static final double MAX_SCALE = 100;
    /// In a model's name, before a description.
    private static final String DESCRIBE = "describe:";

    /// The adapter of a request, of `model` or of `adapter`; empty for the base model. Throws a [Refusal] if there can be none.
    public static Optional<AdapterRef> of(Source fields, AdapterRegistry registry) {
        String model = fields.text("model");
        Optional<AdapterRef> given = ofField(fields, registry);
        if (given.isPresent() && named(model, registry).isPresent()) {
            throw Refusal.field("adapter", "adapter: is in the field model already; use one of both");
        }
        return ofModel(model, registry).or(() -> given);
    }

    /// The field `adapter`, if there is one: an object, or a description. Throws a [Refusal] if there can be no such adapter.
    public static Optional<AdapterRef> ofField(Source fields, AdapterRegistry registry) {
        Optional<AdapterRef> ref = fields.find("adapter").map(any -> any instanceof String text
                ? new AdapterRef(described("adapter", text), 1)
                : parse(fields.requireObject("adapter")));
        ref.ifPresent(one -> registry.require(one.spec));
        return ref;
    }

    /// The adapter in a model's name, empty for the base model. Throws a [Refusal] if there can be no such model.
    public static Optional<AdapterRef> ofModel(String model, AdapterRegistry registry) {
        Optional<AdapterRef> named = named(model, registry).map(spec -> new AdapterRef(spec, 1));
        named.ifPresentOrElse(ref -> registry.require(ref.spec), () -> registry.requireBase(model));
        return named;
    }

    /// What a model's name has behind the base model's and a `+`, or the name of a published adapter, as vLLM has it.
    private static Optional<Spec> named(String model, AdapterRegistry registry) {
        return registry.baseNames().stream().map(name -> name + "+")
                .filter(name -> model.regionMatches(true, 0, name, 0, name.length()))
                .map(name -> called(model.substring(name.length()), registry)).findFirst()
                .or(() -> !registry.baseNames().contains(model) && registry.isPublished(model)
                        ? Optional.of(new Spec.Known(model))
                        : Optional.empty());
    }

    /// What a model's name means behind `+`: the name of a published adapter, a description after `describe:`, or one that has
    /// a space in it; any other word is the id or name of an adapter.
    private static Spec called(String text, AdapterRegistry registry) {
        boolean marked = text.startsWith(DESCRIBE);
        return registry.isPublished(text)
                || (!marked && Characters.strip(text).codePoints().noneMatch(Characters::isBlank))
                        ? new Spec.Known(text)
                        : described("model", marked ? text.substring(DESCRIBE.length()) : text);
    }

    /// The adapter of this id or name.
    public static AdapterRef known(String id) {
        return new AdapterRef(new Spec.Known(id), 1);
    }

    /// The object `adapter` of a request: `{"describe"|"id"|"name"|"mix": …, "scale": 1}`; a mix may have a `chat_template`.
    public static AdapterRef parse(Source fields) {
        return parse(fields, true);
    }

    private static AdapterRef parse(Source fields, boolean mixes) {
        List<Example> examples = examples(fields);
        Optional<Spec> described = fields.findText("describe").or(() -> examples.isEmpty()
                ? Optional.empty()
                : Optional.of("")).map(text -> described(fields.path("describe"), text, examples));
        Optional<Spec> byId = fields.findText("id").map(Spec.Known::new);
        Optional<Spec> byName = fields.findText("name").map(Spec.Known::new);
        Optional<Spec> mixed = mixes
                ? fields.find("mix").map(_ -> mixed(fields))
                : Optional.empty();
        List<Spec> given = List.of(described, byId, byName, mixed).stream().flatMap(Optional::stream).toList();
        double scale = fields.number("scale", -MAX_SCALE, MAX_SCALE).orElse(1);
        fields.end(Refusal.REQUEST);
        if (given.size() != 1) {
            throw fields.wrong("one of describe, id, name" + (mixes ? " and mix" : ""), given.size());
        }
        return new AdapterRef(given.getFirst(), scale);
    }

    /// The field `examples`: `[{"input": …, "output": …}]`.
    private static List<Example> examples(Source fields) {
        if (fields.find("examples").isEmpty()) {
            return List.of();
        }
        List<Source> all = fields.objects("examples");
        if (all.isEmpty() || all.size() > FewShotTuning.MAX_EXAMPLES) {
            throw fields.wrong("examples", "1 to " + FewShotTuning.MAX_EXAMPLES + " examples", all.size());
        }
        return all.stream().map(each -> {
            Example example = new Example(shorter(each, "input"), shorter(each, "output"));
            each.end(Refusal.REQUEST);
            return example;
        }).toList();
    }

    private static String shorter(Source example, String field) {
        String text = example.text(field);
        if (text.length() > MAX_CHARACTERS || (field.equals("output") && text.isBlank())) {
            throw example.wrong(field, "a text of 1 to " + MAX_CHARACTERS + " characters", text);
        }
        return text;
    }

    private static Spec mixed(Source fields) {
        List<Source> parts = fields.objects("mix");
        if (parts.isEmpty() || parts.size() > MAX_PARTS) {
            throw fields.wrong("mix", "1 to " + MAX_PARTS + " adapters", parts.size());
        }
        return new Spec.Mixed(parts.stream().map(part -> parse(part, false)).toList(), template(fields));
    }

    /// This adapter; a mix without a chat template of its own has this one.
    public AdapterRef templated(Optional<ChatTemplate> template) {
        return spec instanceof Spec.Mixed(List<AdapterRef> parts, Optional<ChatTemplate> own)
                ? new AdapterRef(new Spec.Mixed(parts, own.or(() -> template)), scale)
                : this;
    }

    /// The field `chat_template`: one in Jinja, or the name of a built-in one.
    public static Optional<ChatTemplate> template(Source fields) {
        return fields.findText("chat_template").map(
                text -> Refusal.blaming(fields.path("chat_template"),
                        () -> BuiltinTemplate.inline(fields.path("chat_template"), text)));
    }

    /// A description; see [Descriptions#words].
    public static Spec.Described described(String path, String text) {
        return described(path, text, List.of());
    }

    static Spec.Described described(String path, String text, List<Example> examples) {
        if (text.length() > MAX_CHARACTERS) {
            throw Refusal.wrong(path, "a description of at most " + MAX_CHARACTERS + " characters", text);
        }
        return new Spec.Described(text.isEmpty() && !examples.isEmpty()
                ? text
                : Refusal.blaming(path, () -> Descriptions.words(text)), examples);
    }

    /// What an adapter is, without its strength.
    public sealed interface Spec {
        /// The adapter for a task in words, empty if examples alone say it.
        ///
        /// @param examples that it learns, may be empty
        record Described(String text, List<Example> examples) implements Spec {
            /// All that the adapter depends on besides the files.
            String what() {
                StringBuilder what = new StringBuilder("describe\n").append(text);
                examples.forEach(each -> what.append('\n').append(each.input().length()).append(' ')
                        .append(each.output().length()).append('\n').append(each.input()).append(each.output()));
                return what.toString();
            }
        }

        /// A published adapter by its name, or one that was made before by its id.
        record Known(String id) implements Spec {}

        /// One that a client has sent as files.
        record Uploaded(String id) implements Spec {}

        /// The sum of several.
        ///
        /// @param template of prompts for it; empty for that of the parts
        record Mixed(List<AdapterRef> parts, Optional<ChatTemplate> template) implements Spec {}
    }
}
