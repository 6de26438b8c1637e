package t2l.app.serve.api;

import module java.base;
import t2l.app.serve.http.Refusal;
import t2l.tensor.settings.Source;

/// A field of OpenAI's API for which there is no use here: it is accepted with values that ask for nothing, and refused with
/// others.
///
/// @param accepts values that ask for nothing
/// @param lack    of what other values ask for, in a sentence
record Unused(String name, Predicate<Object> accepts, String lack) {
    private static final Predicate<Object> ANY = _ -> true;
    private static final String TOOLS = "only chats and responses call tools";
    private static final String STATE = "this server keeps no conversations and no answers";
    private static final String TEXT = "this server reads and writes text only";
    private static final String REASONING = "this model has no setting for it";

    /// Of a request.
    static final List<Unused> REQUEST = List.of(
            new Unused("user", String.class::isInstance, "a text is needed"),
            new Unused("safety_identifier", String.class::isInstance, "a text is needed"),
            new Unused("prompt_cache_key", String.class::isInstance, "a text is needed"),
            new Unused("prompt_cache_retention", "in_memory"::equals, "prompts stay in memory, as far as that goes"),
            new Unused("metadata", Map.class::isInstance, "an object is needed"),
            new Unused("store", Boolean.FALSE::equals, STATE),
            new Unused("background", Boolean.FALSE::equals, STATE),
            new Unused("previous_response_id", none(), STATE),
            new Unused("conversation", none(), STATE),
            new Unused("service_tier", Set.of("auto", "default")::contains, "this server has one tier, default"),
            new Unused("truncation", "disabled"::equals, "this server shortens no prompts"),
            new Unused("functions", List.of()::equals, "is the old name of tools"),
            new Unused("function_call", Set.of("none", "auto")::contains, "is the old name of tool_choice"),
            new Unused("max_tool_calls", Integer.class::isInstance, "this server has no tools of its own"),
            new Unused("dimensions", none(), "the vectors of this server have one length"),
            new Unused("include", List.of()::equals, "replies have all that there is"),
            new Unused("web_search_options", none(), "this server searches nothing"),
            new Unused("modalities", List.of("text")::equals, TEXT),
            new Unused("audio", none(), TEXT),
            new Unused("prediction", none(), "this server does not use predictions"),
            new Unused("reasoning_effort", "none"::equals, REASONING),
            new Unused("reasoning", value -> value instanceof Map<?, ?> map
                    && map.values().stream().allMatch(each -> each == null || each.equals("none")), REASONING),
            new Unused("verbosity", "medium"::equals, REASONING),
            new Unused("best_of", Integer.valueOf(1)::equals, "this server returns every answer that it writes"),
            new Unused("echo", Boolean.FALSE::equals, "the reply has the answer without the prompt"),
            new Unused("suffix", ""::equals, "this server continues texts at their end alone"));

    /// Of an endpoint that calls no tools.
    static final List<Unused> OF_TOOLS = List.of(new Unused("tools", List.of()::equals, TOOLS),
            new Unused("tool_choice", Set.of("none", "auto")::contains, TOOLS),
            new Unused("parallel_tool_calls", Boolean.class::isInstance, TOOLS));

    /// Of the message of a reply and its parts, which clients send back.
    static final List<Unused> MESSAGE = List.of(
            new Unused("name", String.class::isInstance, "a text is needed"),
            new Unused("id", String.class::isInstance, "a text is needed"),
            new Unused("status", String.class::isInstance, "a text is needed"),
            new Unused("type", Set.of("message", "text", "input_text", "output_text")::contains,
                    "this server reads messages of text, and calls of functions with their results"),
            new Unused("logprobs", List.of()::equals, "this server has no use for them"),
            new Unused("refusal", none(), "this server has no use for it"),
            new Unused("parsed", ANY, "the client has read it from the text"),
            new Unused("annotations", List.of()::equals, TEXT), new Unused("audio", none(), TEXT),
            new Unused("function_call", none(), "is the old name of tool_calls"));

    private static Predicate<Object> none() {
        return ANY.negate();
    }

    /// Takes those of an item of this type, like [#take].
    static void takeItem(Source item, String type) {
        item.only("type", type, "it is an item of another kind");
        take(MESSAGE.stream().filter(each -> !each.name.equals("type")).toList(), item);
    }

    /// Takes these fields. Throws a [Refusal] for a value that asks for what is not here.
    static void take(List<Unused> some, Source fields) {
        for (Unused each : some) {
            fields.find(each.name).filter(each.accepts.negate()).ifPresent(value -> {
                throw Refusal.field(fields.path(each.name), fields.path(each.name) + ": " + each.lack + ", got "
                        + Source.shown(value) + "; leave it out");
            });
        }
    }
}
