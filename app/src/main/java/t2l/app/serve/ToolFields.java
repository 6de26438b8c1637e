package t2l.app.serve;

import module java.base;
import t2l.*;
import t2l.app.console.Json;
import t2l.tensor.settings.Source;
import t2l.transformer.generate.Settings;
import t2l.transformer.tools.Tools;
import t2l.transformer.tools.Tools.*;

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
                settings.tools().isPresent() ? fields.find("tool_choice").map(Source::plain).orElse("auto") : "none",
                "parallel_tool_calls", settings.tools().filter(Tools::parallel).isPresent());
    }
}
