package t2l.app.serve;

import module java.base;
import t2l.app.console.Json;
import t2l.hypernet.Descriptions;
import t2l.tensor.settings.Source;
import t2l.transformer.template.BuiltinTemplate;
import t2l.transformer.template.ChatTemplate;

/// An adapter and its strength, as a request asks for it.
public record AdapterWish(AdapterRef ref, double scale) {
    /// Longest description, in characters.
    private static final int MAX_CHARACTERS = 4096;
    private static final int MOST_PARTS = 16;
    private static final double STRONGEST = 100;

    /// The object `adapter` of a request: `{"describe"|"id"|"name"|"mix": …, "scale": 1}`; a mix may have a `chat_template`.
    public static AdapterWish of(Source fields) {
        return of(fields, true);
    }

    private static AdapterWish of(Source fields, boolean mixes) {
        Optional<AdapterRef> described = fields.findText("describe")
                .map(text -> described(fields.path("describe"), text));
        Optional<AdapterRef> byId = fields.findText("id").map(AdapterRef.Known::new);
        Optional<AdapterRef> byName = fields.findText("name").map(AdapterRef.Known::new);
        Optional<AdapterRef> mixed = mixes
                ? fields.find("mix").map(_ -> mixed(fields))
                : Optional.empty();
        List<AdapterRef> given = List.of(described, byId, byName, mixed).stream().flatMap(Optional::stream).toList();
        double scale = fields.number("scale", -STRONGEST, STRONGEST).orElse(1);
        fields.end(Refusal.REQUEST);
        if (given.size() != 1) {
            throw fields.wrong("one of describe, id, name" + (mixes ? " and mix" : ""), given.size());
        }
        return new AdapterWish(given.getFirst(), scale);
    }

    private static AdapterRef mixed(Source fields) {
        List<Source> parts = fields.objects("mix");
        if (parts.isEmpty() || parts.size() > MOST_PARTS) {
            throw fields.wrong("mix", "1 to " + MOST_PARTS + " adapters", parts.size());
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
        if (text.length() > MAX_CHARACTERS) {
            throw Refusal.wrong(path, "a description of at most " + MAX_CHARACTERS + " characters", text);
        }
        return new AdapterRef.Described(Refusal.blaming(path, () -> Descriptions.words(text)));
    }

    /// Its JSON as a part of a mix, as a request may name it.
    Map<String, Object> json() {
        Map<String, Object> named = switch (ref) {
            case AdapterRef.Described(String text) -> Json.object("describe", text);
            case AdapterRef.Known(String id) -> Json.object("id", id);
            case AdapterRef.Mixed _ -> throw new IllegalStateException("mixes have no mixes in them");
        };
        named.put("scale", scale);
        return named;
    }

    /// What a request calls an adapter.
    public sealed interface AdapterRef {
        /// The adapter for a task in words.
        record Described(String text) implements AdapterRef {}

        /// A published adapter by its name, or one that was made before by its id.
        record Known(String id) implements AdapterRef {}

        /// The sum of several.
        ///
        /// @param template of prompts for it; empty for that of the parts
        record Mixed(List<AdapterWish> parts, Optional<ChatTemplate> template) implements AdapterRef {
            public Mixed {
                parts = List.copyOf(parts);
            }
        }
    }
}
