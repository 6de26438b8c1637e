package t2l.transformer.tools;

import module java.base;
import t2l.tensor.T2lException;
import t2l.transformer.template.ChatTemplate.Message;
import t2l.transformer.template.PromptFormat;

/// Tells a model of tools: in its chat template or, if that knows none, in a general form in the system's turn.
public final class ToolPrompt {
    private ToolPrompt() {}

    /// A conversation up to the start of the next reply. Throws [T2lException] if the template rejects it, and
    /// [IllegalArgumentException] if there is no chat template.
    public static int[] of(PromptFormat format, List<Message> conversation, Optional<Tools> tools) {
        List<Map<String, Object>> listed = tools.map(some -> some.all().stream().map(Tools.Tool::json).toList())
                .orElse(List.of());
        boolean calls = conversation.stream().anyMatch(each -> !each.calls().isEmpty() || each.role().equals("tool"));
        if (ToolSyntax.of(format.template()).isPresent() || (listed.isEmpty() && !calls)) {
            return format.prompt(conversation, listed);
        }
        List<Message> plain = plain(conversation);
        if (listed.isEmpty()) {
            return format.prompt(plain);
        }
        try {
            return format.prompt(told(plain, "system", instructions(listed)));
        } catch (T2lException _) { // such as Gemma's, which has no system's turn
            return format.prompt(told(plain, "user", instructions(listed)));
        }
    }

    private static String instructions(List<Map<String, Object>> tools) {
        return "You can call these tools:\n<tools>\n" + String.join("\n", tools.stream().map(Tools::json).toList())
                + "\n</tools>\nTo call one, write nothing but\n<tool_call>\n{\"name\": NAME, \"arguments\": {...}}\n</tool_call>"
                + "\nand you are given its result. If no tool is needed, answer directly.";
    }

    /// With `text` in the first message, which is of `role` then.
    private static List<Message> told(List<Message> conversation, String role, String text) {
        List<Message> all = new ArrayList<>(conversation);
        boolean there = all.getFirst().role().equals(role);
        String rest = there ? all.removeFirst().content() : "";
        all.addFirst(new Message(role, role.equals("system") && there
                ? rest + "\n\n" + text
                : there ? text + "\n\n" + rest : text));
        return all;
    }

    /// The same conversation without calls and results: in text, results as messages of the user.
    private static List<Message> plain(List<Message> conversation) {
        List<Message> all = new ArrayList<>();
        for (Message each : conversation) {
            if (!each.role().equals("tool")) {
                String calls = each.calls().stream().map(call -> "\n<tool_call>\n{\"name\": " + Tools.json(call.name())
                        + ", \"arguments\": " + call.arguments() + "}\n</tool_call>").collect(Collectors.joining());
                all.add(new Message(each.role(), (each.content() + calls).strip()));
                continue;
            }
            String result = "<tool_response>\n" + each.content() + "\n</tool_response>";
            boolean more = !all.isEmpty() && all.getLast().content().endsWith("</tool_response>");
            all.add(new Message("user", more ? all.removeLast().content() + "\n" + result : result));
        }
        return all;
    }
}
