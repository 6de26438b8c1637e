package t2l.app.serve;

import module java.base;
import t2l.Adapter.Example;
import t2l.app.console.Json;
import t2l.hypernet.Descriptions;
import t2l.hypernet.train.FewShotTuning;
import t2l.tensor.settings.Source;
import t2l.transformer.template.*;

/// An adapter and its strength, as a request asks for it.
public record AdapterWish(AdapterRef ref, double scale) {
    /// Longest description, in characters.
    private static final int MAX_CHARACTERS = 4096;
    private static final int MAX_PARTS = 16;
    private static final double MAX_SCALE = 100;

    /// The object `adapter` of a request: `{"describe"|"id"|"name"|"mix": …, "scale": 1}`; a mix may have a `chat_template`.
    public static AdapterWish of(Source fields) {
        return of(fields, true);
    }

    private static AdapterWish of(Source fields, boolean mixes) {
        List<Example> examples = examples(fields);
        Optional<AdapterRef> described = fields.findText("describe").or(() -> examples.isEmpty()
                ? Optional.empty()
                : Optional.of("")).map(text -> described(fields.path("describe"), text, examples));
        Optional<AdapterRef> byId = fields.findText("id").map(AdapterRef.Known::new);
        Optional<AdapterRef> byName = fields.findText("name").map(AdapterRef.Known::new);
        Optional<AdapterRef> mixed = mixes
                ? fields.find("mix").map(_ -> mixed(fields))
                : Optional.empty();
        List<AdapterRef> given = List.of(described, byId, byName, mixed).stream().flatMap(Optional::stream).toList();
        double scale = fields.number("scale", -MAX_SCALE, MAX_SCALE).orElse(1);
        fields.end(Refusal.REQUEST);
        if (given.size() != 1) {
            throw fields.wrong("one of describe, id, name" + (mixes ? " and mix" : ""), given.size());
        }
        return new AdapterWish(given.getFirst(), scale);
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

    private static AdapterRef mixed(Source fields) {
        List<Source> parts = fields.objects("mix");
        if (parts.isEmpty() || parts.size() > MAX_PARTS) {
            throw fields.wrong("mix", "1 to " + MAX_PARTS + " adapters", parts.size());
        }
        return new AdapterRef.Mixed(parts.stream().map(part -> of(part, false)).toList(), template(fields));
    }

    /// The same; a mix without a chat template of its own has this one.
    public AdapterWish templated(Optional<ChatTemplate> template) {
        return ref instanceof AdapterRef.Mixed(List<AdapterWish> parts, Optional<ChatTemplate> own)
                ? new AdapterWish(new AdapterRef.Mixed(parts, own.or(() -> template)), scale)
                : this;
    }

    /// The field `chat_template`: one in Jinja, or the name of a built-in one.
    public static Optional<ChatTemplate> template(Source fields) {
        return fields.findText("chat_template").map(
                text -> Refusal.blaming(fields.path("chat_template"),
                        () -> BuiltinTemplate.inline(fields.path("chat_template"), text)));
    }

    /// A description; see [Descriptions#words].
    public static AdapterRef.Described described(String path, String text) {
        return described(path, text, List.of());
    }

    private static AdapterRef.Described described(String path, String text, List<Example> examples) {
        if (text.length() > MAX_CHARACTERS) {
            throw Refusal.wrong(path, "a description of at most " + MAX_CHARACTERS + " characters", text);
        }
        return new AdapterRef.Described(text.isEmpty() && !examples.isEmpty()
                ? text
                : Refusal.blaming(path, () -> Descriptions.words(text)), examples);
    }

    /// Its JSON as a part of a mix, as a request may name it.
    Map<String, Object> json() {
        Map<String, Object> named = switch (ref) {
            case AdapterRef.Described(String text, var examples) when examples.isEmpty() ->
                Json.object("describe", text);
            case AdapterRef.Described(String text, var examples) -> Json.object("describe", text, "examples",
                    examples.stream().map(each -> Json.object("input", each.input(), "output", each.output()))
                            .toList());
            case AdapterRef.Known(String id) -> Json.object("id", id);
            case AdapterRef.Mixed _,AdapterRef.Uploaded _ -> throw new IllegalStateException("a mix has none");
        };
        named.put("scale", scale);
        return named;
    }

    /// What a request calls an adapter.
    public sealed interface AdapterRef {
        /// The adapter for a task in words, empty if examples alone say it.
        ///
        /// @param examples that it learns, may be empty
        record Described(String text, List<Example> examples) implements AdapterRef {
            /// All that the adapter depends on besides the files.
            String what() {
                StringBuilder what = new StringBuilder("describe\n").append(text);
                examples.forEach(each -> what.append('\n').append(each.input().length()).append(' ')
                        .append(each.output().length()).append('\n').append(each.input()).append(each.output()));
                return what.toString();
            }
        }

        /// A published adapter by its name, or one that was made before by its id.
        record Known(String id) implements AdapterRef {}

        /// One that a client has sent as files.
        record Uploaded(String id) implements AdapterRef {}

        /// The sum of several.
        ///
        /// @param template of prompts for it; empty for that of the parts
        record Mixed(List<AdapterWish> parts, Optional<ChatTemplate> template) implements AdapterRef {}
    }
}
