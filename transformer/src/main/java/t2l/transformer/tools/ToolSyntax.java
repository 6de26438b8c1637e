package t2l.transformer.tools;

import module java.base;
import t2l.transformer.template.ChatTemplate;
import t2l.transformer.text.Tokenizer;

/// How a family of models writes calls of tools: after a mark, one or several, with arguments in JSON or as in Python.
public enum ToolSyntax {
    /// Qwen 2.5 and 3, Hermes, Granite 4, SmolLM 3: `<tool_call>{"name": …, "arguments": {…}}</tool_call>`.
    HERMES("<tool_call>", "arguments", "", "", "</tool_call>", "<tool_call>"),
    /// Mistral: `[TOOL_CALLS][{"name": …, "arguments": {…}}, …]`.
    MISTRAL("[TOOL_CALLS]", "arguments", "[", "]", "", "\\[TOOL_CALLS]"),
    /// Granite 3: `<|tool_call|>[{"name": …, "arguments": {…}}, …]`.
    GRANITE("<|tool_call|>", "arguments", "[", "]", "", "<\\|tool_call\\|>"),
    /// LFM 2: `<|tool_call_start|>[name(key=value, …), …]<|tool_call_end|>`.
    LFM2("<|tool_call_start|>", "", "[", "]", "<|tool_call_end|>", "<\\|tool_(list|call)_start\\|>"),
    /// Llama 3: `{"name": …, "parameters": {…}}` without a mark, one at a time.
    LLAMA("", "parameters", "", "", "", "\"parameters\": ");

    private static final Pattern TOOLS = Pattern.compile("\\btools\\b");

    /// In front of a name.
    private static final List<String> BRACES = List.of("{\"name\": \"", "{\n  \"name\": \"", "{\n    \"name\": \"",
            "{\"name\":\"");

    private final String mark;
    private final String arguments;
    private final String open;
    private final String close;
    private final String end;
    private final String sign;

    /// @param mark      before the calls
    /// @param arguments the name of their field; empty for calls as in Python
    /// @param open      of a list of calls; empty if each has a mark of its own
    /// @param close     of the list
    /// @param end       after the calls
    /// @param sign      a regular expression of what is in its chat templates, and tells it from the syntaxes behind it
    ToolSyntax(String mark, String arguments, String open, String close, String end, String sign) {
        this.mark = mark;
        this.arguments = arguments;
        this.open = open;
        this.close = close;
        this.end = end;
        this.sign = sign;
    }

    /// That of a chat template; empty if it takes no tools, or has them called in another way.
    public static Optional<ToolSyntax> of(Optional<ChatTemplate> template) {
        String source = template.map(ChatTemplate::source).filter(text -> TOOLS.matcher(text).find()).orElse("");
        return Arrays.stream(values()).filter(each -> Pattern.compile(each.sign).matcher(source).find()
                && !source.contains("<function=")).findFirst();
    }

    /// The special tokens with which models write calls: their text belongs to an answer that may have calls.
    public static Set<Integer> tokens(Tokenizer tokenizer) {
        Set<String> marks = Stream.of(values()).flatMap(each -> Stream.of(each.mark, each.end))
                .collect(Collectors.toSet());
        return IntStream.range(0, tokenizer.vocabularySize()).filter(id -> tokenizer.isSpecial(id)
                && marks.contains(tokenizer.token(id))).boxed().collect(Collectors.toSet());
    }

    /// Before the calls; empty if there is none.
    public String mark() {
        return mark;
    }

    /// The name of the field of arguments; empty for calls as in Python.
    public String arguments() {
        return arguments;
    }

    /// Before a list of calls; empty if each has a mark of its own.
    public String open() {
        return open;
    }

    /// After a list of calls.
    public String close() {
        return close;
    }

    /// After the calls.
    public String end() {
        return end;
    }

    /// What begins the only call of an answer if a model leaves [#mark] out.
    public List<String> beginnings(String name) {
        return arguments.isEmpty() ? List.of() : BRACES.stream().map(brace -> brace + name + "\"").toList();
    }

    /// The beginning of a call in JSON.
    public static String beginning(String name) {
        return BRACES.getFirst() + name + "\"";
    }
}
