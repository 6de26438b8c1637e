package t2l.transformer.tools;

import module java.base;
import t2l.transformer.template.ChatTemplate;
import t2l.transformer.text.Tokenizer;

/// How a family of models writes calls of tools: after a mark, one or several, with arguments in a [Form].
public enum ToolSyntax {
    /// Qwen 3 Coder and 3.5: `<tool_call>`, and in it, each on lines of its own, `<function=name>`, `<parameter=key>`, the value,
    /// `</parameter>`, `</function>`.
    CODER(Form.ELEMENTS, "<tool_call>", "", "", "", "</tool_call>", "<tool_call>[^<]{0,4}<function="),
    /// Qwen 2.5 and 3, Hermes, Granite 4, SmolLM 3: `<tool_call>{"name": …, "arguments": {…}}</tool_call>`.
    HERMES(Form.JSON, "<tool_call>", "arguments", "", "", "</tool_call>", "<tool_call>"),
    /// Mistral: `[TOOL_CALLS][{"name": …, "arguments": {…}}, …]`.
    MISTRAL(Form.JSON, "[TOOL_CALLS]", "arguments", "[", "]", "", "\\[TOOL_CALLS]"),
    /// Granite 3: `<|tool_call|>[{"name": …, "arguments": {…}}, …]`.
    GRANITE(Form.JSON, "<|tool_call|>", "arguments", "[", "]", "", "<\\|tool_call\\|>"),
    /// LFM 2: `<|tool_call_start|>[name(key=value, …), …]<|tool_call_end|>`.
    LFM2(Form.PYTHON, "<|tool_call_start|>", "", "[", "]", "<|tool_call_end|>", "<\\|tool_(list|call)_start\\|>"),
    /// Gemma 4: `<|tool_call>call:name{key:value,…}<tool_call|>`.
    GEMMA(Form.BARE, "<|tool_call>", "", "", "", "<tool_call|>", "<\\|tool_call>call:"),
    /// Llama 3: `{"name": …, "parameters": {…}}` without a mark, one at a time.
    LLAMA(Form.JSON, "", "parameters", "", "", "", "\"parameters\": ");

    /// How the arguments of a call are written.
    public enum Form {
        /// As an object.
        JSON,
        /// As in Python: `name(key=value)`, with values in JSON.
        PYTHON,
        /// As an object whose names have no quotes, and whose texts are between [#QUOTE].
        BARE,
        /// Each as an element: texts as they are, other values in JSON.
        ELEMENTS
    }

    private static final Pattern TOOLS = Pattern.compile("\\btools\\b");

    /// Before the name of a call whose arguments are elements.
    static final String FUNCTION = "<function=";

    /// After a value that is an element.
    public static final String CLOSE = "\n</parameter>\n";

    /// Before and after a text in [Form#BARE].
    public static final String QUOTE = "<|\"|>";

    /// In front of a name.
    private static final List<String> BRACES = List.of("{\"name\": \"", "{\n  \"name\": \"", "{\n    \"name\": \"",
            "{\"name\":\"");

    /// How it writes arguments.
    public final Form form;
    /// Before the calls; empty if there is none.
    public final String mark;
    /// The name of the field of arguments in JSON; otherwise empty.
    public final String arguments;
    /// Before a list of calls; empty if each has a mark of its own.
    public final String open;
    /// After the list.
    public final String close;
    /// After the calls.
    public final String end;
    private final String sign;

    /// @param sign a regular expression of what is in its chat templates, and tells it from the syntaxes behind it
    ToolSyntax(Form form, String mark, String arguments, String open, String close, String end, String sign) {
        this.form = form;
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
                && (each.form == Form.ELEMENTS || !source.contains(FUNCTION))).findFirst();
    }

    /// The special tokens with which models write calls: their text belongs to an answer that may have calls.
    public static Set<Integer> tokens(Tokenizer tokenizer) {
        Set<String> marks = Stream.of(values()).flatMap(each -> Stream.of(each.mark, each.end, QUOTE))
                .collect(Collectors.toSet());
        return IntStream.range(0, tokenizer.vocabularySize()).filter(id -> tokenizer.isSpecial(id)
                && marks.contains(tokenizer.token(id))).boxed().collect(Collectors.toSet());
    }

    /// What begins the only call of an answer if a model leaves [#mark] out.
    public List<String> beginnings(String name) {
        return switch (form) {
            case JSON -> BRACES.stream().map(brace -> brace + name + "\"").toList();
            case PYTHON, BARE -> List.of();
            case ELEMENTS -> List.of(beginning(name));
        };
    }

    /// The beginning of a call, with its name.
    public String beginning(String name) {
        return switch (form) {
            case JSON -> BRACES.getFirst() + name + "\"";
            case PYTHON -> name;
            case BARE -> "call:" + name;
            case ELEMENTS -> FUNCTION + name + ">";
        };
    }
}
