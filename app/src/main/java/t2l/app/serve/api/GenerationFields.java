package t2l.app.serve.api;

import module java.base;
import t2l.*;
import t2l.app.console.Json;
import t2l.app.serve.adapters.AdapterRef;
import t2l.app.serve.http.Refusal;
import t2l.tensor.settings.Source;
import t2l.transformer.generate.Sampler;
import t2l.transformer.generate.Sampler.Sampling;
import t2l.transformer.generate.Settings;
import t2l.transformer.grammar.JsonSchema;
import t2l.transformer.tools.Tools;
import t2l.transformer.tools.Tools.*;

/// What a request asks of the model that writes: the fields that chat and completions have in common.
///
/// @param adapter  empty for the base model
/// @param settings of the first choice; each further one draws from the next seed
/// @param choices  `n`
/// @param stream   whether chunks are sent as they are decoded
/// @param usage    whether a stream ends with the number of tokens
record GenerationFields(Optional<AdapterRef> adapter, Settings settings, int choices, boolean stream, boolean usage) {
    private static final double MAX_FREQUENCY_PENALTY = 2;
    private static final double BIAS = 100;
    /// Most alternatives to a token that are reported, as OpenAI's.
    static final int MAX_LIKELY = 20;
    private static final int MAX_CHOICES = 16;
    private static final int MAX_STOPS = 16;

    /// Takes its fields.
    ///
    /// @param usual  of a request that does not say, but for the number of tokens
    /// @param scores of each token, see [Settings#scores]
    static GenerationFields of(Source fields, Settings usual, int scores, Service service) {
        Optional<AdapterRef> adapter = AdapterRef.of(fields, service.adapters())
                .map(ref -> ref.templated(usual.template()));
        Unused.take(Unused.REQUEST, fields);
        boolean stream = fields.flag("stream", false);
        boolean usage = fields.object("stream_options").map(options -> {
            boolean wanted = options.flag("include_usage", false);
            options.only("include_obfuscation", false, "this server pads no events");
            options.end(Refusal.REQUEST);
            if (!stream) {
                throw Refusal.field("stream_options", "stream_options: needs stream to be true");
            }
            return wanted;
        }).orElse(false);
        return new GenerationFields(adapter, settings(fields, usual, service).scores(scores),
                fields.count("n", 1, MAX_CHOICES).orElse(1), stream, usage);
    }

    private static Settings settings(Source fields, Settings usual, Service service) {
        Sampling sampling = usual.sampling();
        try {
            return usual.stop(stops(fields, usual).toArray(String[]::new)).sampling(new Sampling(
                    fields.number("temperature", sampling.temperature()), fields.count("top_k", sampling.topK()),
                    fields.number("top_p", sampling.topP()), fields.number("min_p", sampling.minP()),
                    fields.number("repeat_penalty", sampling.repeatPenalty()),
                    fields.find("seed").map(_ -> fields.whole("seed", 0)).orElseGet(() -> random(service)),
                    bias(fields, service)));
        } catch (IllegalArgumentException e) {
            throw Refusal.field(e.getMessage().replaceFirst(":.*", ""), e.getMessage());
        }
    }

    private static Sampler.Bias bias(Source fields, Service service) {
        double frequency = fields.number("frequency_penalty", -MAX_FREQUENCY_PENALTY, MAX_FREQUENCY_PENALTY).orElse(0);
        double presence = fields.number("presence_penalty", -MAX_FREQUENCY_PENALTY, MAX_FREQUENCY_PENALTY).orElse(0);
        Map<Integer, Double> tokens = new HashMap<>();
        fields.object("logit_bias").ifPresent(bias -> bias.values().keySet().forEach(name -> tokens.put(
                token(bias, name, service), bias.number(name, -BIAS, BIAS).orElse(0))));
        return frequency == 0 && presence == 0 && tokens.isEmpty()
                ? Sampler.Bias.NONE
                : new Sampler.Bias(frequency, presence, tokens);
    }

    private static int token(Source bias, String name, Service service) {
        int vocabulary = service.t2l().model().config().vocabulary();
        if (!name.matches("0|[1-9]\\d{0,8}") || Integer.parseInt(name) >= vocabulary) {
            throw bias.wrong(name, "the id of a token, from 0 to " + (vocabulary - 1), name);
        }
        return Integer.parseInt(name);
    }

    private static long random(Service service) {
        return Long.parseUnsignedLong(service.clock().names().get(), 0, 16, 16);
    }

    private static List<String> stops(Source fields, Settings usual) {
        List<String> all = fields.find("stop").isPresent() ? fields.texts("stop") : usual.stop();
        if (all.size() > MAX_STOPS) {
            throw fields.wrong("stop", "at most " + MAX_STOPS + " texts", all.size());
        }
        return all;
    }

    /// The settings of choice `i`.
    Settings settings(int i) {
        return settings.seed(settings.sampling().seed() + i);
    }

    /// The field `response_format`, or `text.format`: what form an answer shall have.
    static final class ResponseFormat {
        /// Characters of a schema, as OpenAI's.
        private static final int MAX_CHARACTERS = 120_000;

        private ResponseFormat() {}

        /// `settings` with the form that a request asks for. Throws a [Refusal] for a schema that is not supported, or that the
        /// model cannot write.
        ///
        /// @param nested whether a schema is in an object of its own, `json_schema`
        static Settings take(Source format, boolean nested, Settings settings, T2l t2l) {
            Optional<JsonSchema> schema = switch (format.text("type")) {
                case "text" -> Optional.empty();
                case "json_object" -> Optional.of(JsonSchema.OBJECT);
                case "json_schema" -> Optional.of(schema(nested ? format.requireObject("json_schema") : format));
                case String other -> throw format.wrong("type", "text, json_object or json_schema", other);
            };
            format.end(Refusal.REQUEST);
            Settings formed = schema.map(settings::json).orElse(settings);
            return Refusal.blaming(format.where(), () -> {
                t2l.require(Adapter.NONE, formed);
                return formed;
            });
        }

        private static JsonSchema schema(Source fields) {
            fields.findText("name"); // for people
            fields.findText("description");
            fields.flag("strict", true); // answers always are
            JsonSchema schema = JsonSchema.of(fields.requireObject("schema"));
            fields.end(Refusal.REQUEST);
            if (schema.toString().length() > MAX_CHARACTERS) {
                throw fields.wrong("schema", "at most " + MAX_CHARACTERS + " characters", schema.toString().length());
            }
            return schema;
        }
    }

    /// The fields `tools`, `tool_choice` and `parallel_tool_calls` of a request.
    ///
    /// @param nested whether a function is in an object of its own, as in chats; in responses, its fields are those of the tool
    record ToolFields(Service service, boolean nested) {
        private static final int MAX_TOOLS = 128;

        /// `settings` with the tools of a request. Throws a [Refusal] for parameters that are not supported, and for tools that a
        /// model without a chat template would not know of.
        Settings take(Source fields, Settings settings) {
            boolean parallel = fields.flag("parallel_tool_calls", true);
            List<Tool> all = fields.find("tools").isPresent()
                    ? fields.objects("tools").stream().map(this::tool).toList()
                    : List.of();
            if (all.size() > MAX_TOOLS) {
                throw fields.wrong("tools", "at most " + MAX_TOOLS, all.size());
            }
            Object choice = fields.find("tool_choice").orElse("auto");
            Optional<String> named = choice instanceof Map<?, ?> ? Optional.of(named(fields)) : Optional.empty();
            if (named.isEmpty() && !Set.of("auto", "none", "required").contains(choice)) {
                throw fields.wrong("tool_choice", "auto, none, required or a function by its name", choice);
            }
            boolean forced = named.isPresent() || choice.equals("required");
            if (choice.equals("none") || (all.isEmpty() && !forced)) {
                return settings;
            }
            return Refusal.blaming(forced && all.isEmpty() ? "tool_choice" : "tools", () -> {
                Settings with = settings.tools(new Tools(all, forced ? Choice.REQUIRED : Choice.AUTO, named, parallel));
                service.t2l().require(Adapter.NONE, with);
                return with;
            });
        }

        private Tool tool(Source fields) {
            if (!fields.text("type").equals("function")) {
                throw fields.wrong("type", "function, this server has no tools of its own", fields.text("type"));
            }
            Source function = nested ? fields.requireObject("function") : fields;
            function.flag("strict", true); // arguments always are
            Source parameters = function.object("parameters")
                    .orElseGet(() -> Source.of(function.path("parameters"), Map.of()));
            Tool tool = Refusal.blaming(function.path("name"),
                    () -> new Tool(function.text("name"), function.text("description", ""), parameters.values()));
            function.end(Refusal.REQUEST);
            fields.end(Refusal.REQUEST);
            return tool;
        }

        private String named(Source fields) {
            Source choice = fields.requireObject("tool_choice");
            if (!choice.text("type").equals("function")) {
                throw choice.wrong("type", "function", choice.text("type"));
            }
            String name = (nested ? choice.requireObject("function") : choice).text("name");
            choice.end(Refusal.REQUEST);
            return name;
        }

        /// What a response says of them.
        static Map<String, Object> echo(Source fields, Settings settings) {
            return Json.object("tools", fields.find("tools").map(Source::plain).orElse(List.of()), "tool_choice",
                    settings.tools().isPresent()
                            ? fields.find("tool_choice").map(Source::plain).orElse("auto")
                            : "none",
                    "parallel_tool_calls", settings.tools().filter(Tools::parallel).isPresent());
        }
    }
}
