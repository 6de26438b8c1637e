package t2l.transformer.tools;

import static org.junit.jupiter.api.Assertions.*;

import com.fasterxml.jackson.jr.ob.JSON;
import module java.base;
import org.junit.jupiter.api.Test;
import t2l.tensor.settings.Source;
import t2l.transformer.family.Builtin;
import t2l.transformer.template.*;
import t2l.transformer.template.ChatTemplate.*;
import t2l.transformer.text.*;
import t2l.transformer.tools.Tools.Tool;

/// Templates that take tools print what Jinja prints (`make.py`), and others are told of tools in a general form.
class ToolPromptTest {
    private static final Map<String, Object> GOLDEN = Goldens.json("/t2l/transformer/tools/tools.golden.json");
    private static final Tokenizer STORIES = Builtin.open("builtin:stories260k",
            directory -> Tokenizer.read(directory.resolve("tokenizer.json")));
    private static final String TURNS = "{% for m in messages %}<{{ m.role }}>{{ m.content }}{% endfor %}";
    private static final Tool NOW = Tool.of("now", "The time.", "{\"type\": \"object\", \"properties\": {}}");

    @Test
    void templatesPrintWhatJinjaPrints() throws IOException {
        Map<?, ?> templates = Goldens.object(GOLDEN.get("templates"));
        List<Tool> tools = Goldens.objects(GOLDEN.get("tools")).stream().map(each -> {
            Map<?, ?> function = Goldens.object(each.get("function"));
            return new Tool((String) function.get("name"), (String) function.get("description"),
                    Source.of("golden", function.get("parameters")).values());
        }).toList();
        for (Map<String, Object> golden : Goldens.objects(GOLDEN.get("cases"))) {
            String name = (String) golden.get("template");
            ChatTemplate template = ChatTemplate.parse(name, (String) templates.get(name));
            List<Message> messages = new ArrayList<>();
            for (Map<String, Object> each : Goldens.objects(golden.get("chat"))) {
                messages.add(message(each));
            }
            assertEquals(golden.get("rendered"), template.render(messages, true, STORIES,
                    golden.get("tools").equals(true) ? tools.stream().map(Tool::json).toList() : List.of()), name);
            ToolSyntax syntax = ToolSyntax.of(Optional.of(template)).orElseThrow();
            assertEquals(ToolSyntax.valueOf(name.split(" ", 2)[0]), syntax);
            requireRead(template, syntax, messages, tools);
        }
    }

    /// A call that a template has written is read as it was.
    private static void requireRead(ChatTemplate template, ToolSyntax syntax, List<Message> chat, List<Tool> tools) {
        for (int i = 0; i < chat.size(); i++) {
            List<Call> calls = chat.get(i).calls();
            if (!calls.isEmpty()) {
                List<Map<String, Object>> told = tools.stream().map(Tool::json).toList();
                String before = template.render(chat.subList(0, i), false, STORIES, told);
                String written = template.render(chat.subList(0, i + 1), false, STORIES, told)
                        .substring(before.length());
                List<Call> read = new ToolReader(syntax, Tools.of(tools.toArray(Tool[]::new)))
                        .message(written, at -> calls.get(at).id()).calls();
                assertEquals(calls.stream().map(ToolPromptTest::parsed).toList(),
                        read.stream().map(ToolPromptTest::parsed).toList(), written);
            }
        }
    }

    private static List<Object> parsed(Call call) {
        return List.of(call.id(), call.name(), Source.parse(call.name(), call.arguments()).values());
    }

    private static Message message(Map<String, Object> json) throws IOException {
        List<Call> calls = new ArrayList<>();
        for (Map<String, Object> each : json.containsKey("tool_calls")
                ? Goldens.objects(json.get("tool_calls"))
                : List.<Map<String, Object>>of()) {
            Map<?, ?> function = Goldens.object(each.get("function"));
            calls.add(new Call((String) each.get("id"), (String) function.get("name"),
                    JSON.std.asString(function.get("arguments"))));
        }
        return new Message((String) json.get("role"), (String) json.get("content"), calls,
                (String) json.getOrDefault("tool_call_id", ""));
    }

    private static String told(String template, Optional<Tools> tools, Message... conversation) {
        PromptFormat format = new PromptFormat(STORIES, Optional.of(ChatTemplate.parse("template", template)));
        return STORIES.decode(ToolPrompt.of(format, List.of(conversation), tools), true);
    }

    @Test
    void aTemplateWithoutToolsIsToldOfThemInTheSystemsTurn() {
        Message hi = new Message("user", "What time is it?");
        Optional<Tools> tools = Optional.of(Tools.of(NOW));
        String form = told(TURNS, tools, hi);
        assertTrue(form.startsWith(
                "<system>You can call these tools:\n<tools>\n{\"type\":\"function\",\"function\":{\"name\":\"now\""),
                form);
        assertTrue(form.endsWith("answer directly.<user>What time is it?"), form);
        assertTrue(
                told(TURNS, tools, new Message("system", "Be brief."), hi).startsWith("<system>Be brief.\n\nYou can"));
        String none = "{% if messages[0].role == 'system' %}{{ raise_exception('no system') }}{% endif %}" + TURNS;
        assertTrue(told(none, tools, hi).startsWith("<user>You can call"), "such as Gemma's");
        assertTrue(told(none, tools, hi).endsWith("answer directly.\n\nWhat time is it?"));
        assertEquals("<user>What time is it?", told(TURNS, Optional.empty(), hi));
    }

    @Test
    void callsAndResultsAreTextThere() {
        Call one = new Call("1", "now", "{\"zone\": \"UTC\"}");
        Call other = new Call("2", "now", "{}");
        assertEquals(
                "<user>When?<assistant>I look.\n<tool_call>\n{\"name\": \"now\", \"arguments\": {\"zone\": \"UTC\"}}\n</tool_call>\n"
                        + "<tool_call>\n{\"name\": \"now\", \"arguments\": {}}\n</tool_call>"
                        + "<user><tool_response>\nnoon\n</tool_response>\n<tool_response>\none\n</tool_response><assistant>Noon.",
                told(TURNS, Optional.empty(), new Message("user", "When?"),
                        new Message("assistant", "I look.", List.of(one, other), ""), Message.result(one, "noon"),
                        Message.result(other, "one"), new Message("assistant", "Noon.")));
    }

    @Test
    void whatToolsCannotBeIsRefused() {
        assertThrows(IllegalArgumentException.class, () -> Tools.of(NOW, NOW));
        assertThrows(IllegalArgumentException.class, Tools::of);
        assertThrows(IllegalArgumentException.class, () -> Tools.of(NOW).required("then"));
        assertThrows(IllegalArgumentException.class, () -> Tool.of("a b", "", "{}"));
        assertEquals(Optional.empty(), ToolSyntax.of(Optional.of(ChatTemplate.parse("other",
                "{% if tools %}<seed:tool_call><function={% endif %}"))), "told in the general form");
    }
}
