package t2l.transformer.tools;

import module java.base;
import t2l.transformer.template.ChatTemplate.*;
import t2l.transformer.tools.ToolSyntax.Form;
import t2l.transformer.tools.Tools.Tool;

/// Finds the calls in an answer that follows the grammar of its tools, also while it is written: what may become a mark is held
/// back until that is known. For one thread.
public final class ToolReader {
    /// A part of an answer.
    public sealed interface Part {
        /// Text for the user.
        record Text(String text) implements Part {}

        /// The beginning of the next call, which has no arguments so far.
        record Begin(String name) implements Part {}

        /// More of the arguments of the last call: a piece of an object in JSON.
        record Arguments(String json) implements Part {}
    }

    /// In front of the arguments of a call.
    private static final Pattern NAMED = Pattern
            .compile("\"name\":\\s?\"(" + Tool.NAME + ")\",\\s*\"(?:arguments|parameters)\":\\s?(?=\\{)");
    private static final Pattern PYTHON = Pattern.compile("(" + Tool.NAME + ")\\(");
    private static final Pattern FUNCTION = Pattern.compile(ToolSyntax.FUNCTION + "(" + Tool.NAME + ")>");
    private static final Pattern BARE = Pattern.compile("call:(" + Tool.NAME + ")(?=\\{)");
    private static final Pattern KEY = Pattern.compile("([^=)]*)([=)])");
    /// A name or a value, if there is one, and what ends it.
    private static final Pattern WORD = Pattern
            .compile("([^\\[\\]{},:<]*)([\\[\\]{},:]|" + Pattern.quote(ToolSyntax.QUOTE) + ")");
    private static final Pattern PARAMETER = Pattern.compile("<parameter=([^<>\\n]*)>\\n|</function>");
    /// Most characters of that.
    private static final int MAX_HEAD = 200;

    /// What models write by mistake before a call, in place of the mark.
    private static final List<String> SLIPS = List.of("", "```json\n", "```\n", "```xml\n", "<tools>\n", "<tool>\n");

    private enum State {
        TEXT,
        /// Between calls, or in front of the arguments of one.
        CALL,
        /// In arguments that are not in JSON, at the name of one.
        KEY,
        ARGUMENTS,
        /// In an argument that is a text.
        PLAIN,
    }

    private final ToolSyntax syntax;
    private final Map<String, Tool> tools;
    private final NavigableSet<String> marks;
    private final int longest;
    /// What has come, of which the first [#at] characters are known.
    private final StringBuilder text = new StringBuilder();
    private int at;
    private State state = State.TEXT;
    /// The name of the call, and what is between it and the next argument.
    private String called = "";
    private String comma = "";
    /// Of the arguments: brackets that are open, and whether a string is.
    private int depth;
    private boolean quoted;
    private boolean escaped;

    /// Reads an answer in this syntax that may call these tools.
    public ToolReader(ToolSyntax syntax, Tools tools) {
        this.syntax = syntax;
        this.tools = tools.all().stream().collect(Collectors.toMap(Tool::name, tool -> tool));
        marks = marks(syntax, tools);
        longest = marks.stream().mapToInt(String::length).max().orElse(0);
    }

    /// What begins a call: [ToolSyntax#mark], or one of [ToolSyntax#beginnings] after a slip.
    public static NavigableSet<String> marks(ToolSyntax syntax, Tools tools) {
        return Stream.concat(Stream.of(syntax.mark).filter(mark -> !mark.isEmpty()),
                tools.callable().stream().flatMap(tool -> syntax.beginnings(tool.name()).stream())
                        .flatMap(begin -> SLIPS.stream().map(slip -> slip + begin)))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    /// A whole answer as a message, with its text and its calls. A call that is cut off is left out.
    ///
    /// @param id of the first call, the second, …
    public Message message(String answer, IntFunction<String> id) {
        StringBuilder text = new StringBuilder();
        List<Call> calls = new ArrayList<>();
        List<Part> parts = new ArrayList<>(accept(answer));
        parts.addAll(finish());
        for (Part part : parts) {
            switch (part) {
                case Part.Text(String more) -> text.append(more);
                case Part.Begin(String name) -> calls.add(new Call(id.apply(calls.size()), name, ""));
                case Part.Arguments(String more) -> {
                    Call call = calls.removeLast();
                    calls.add(new Call(call.id(), call.name(), call.arguments() + more));
                }
            }
        }
        if (state != State.TEXT && state != State.CALL) {
            calls.removeLast();
        }
        return new Message("assistant", text.toString(), calls, "");
    }

    /// Takes a chunk of the answer; returns what is known with it.
    public List<Part> accept(String chunk) {
        text.append(chunk);
        List<Part> parts = new ArrayList<>();
        while (step(parts)) {}
        text.delete(0, at);
        at = 0;
        return parts;
    }

    /// What is held back, at the end of the answer.
    public List<Part> finish() {
        List<Part> parts = new ArrayList<>();
        if (state == State.TEXT) {
            take(text.length(), parts, Part.Text::new);
        }
        return parts;
    }

    /// Returns whether more can be read.
    private boolean step(List<Part> parts) {
        return switch (state) {
            case TEXT -> text(parts);
            case CALL -> call(parts);
            case KEY -> syntax.form == Form.ELEMENTS ? element(parts) : word(parts);
            case ARGUMENTS ->
                syntax.form == Form.ELEMENTS ? value(parts, ToolSyntax.CLOSE, text -> text) : arguments(parts);
            case PLAIN ->
                value(parts, syntax.form == Form.BARE ? ToolSyntax.QUOTE : ToolSyntax.CLOSE, ToolReader::escaped);
        };
    }

    private boolean text(List<Part> parts) {
        for (int i = at; i < text.length(); i++) {
            String next = text.substring(i, Math.min(text.length(), i + longest));
            String mark = marks.floor(next); // no mark begins another one
            String longer = marks.ceiling(next);
            boolean begins = mark != null && next.startsWith(mark);
            if (begins || (longer != null && longer.startsWith(next))) {
                take(i, parts, Part.Text::new);
                state = begins ? State.CALL : State.TEXT;
                return begins;
            }
        }
        take(text.length(), parts, Part.Text::new);
        return false;
    }

    private void take(int to, List<Part> parts, Function<String, Part> part) {
        if (to > at) {
            parts.add(part.apply(text.substring(at, to)));
            at = to;
        }
    }

    /// From the end of a call to the arguments of the next one.
    private boolean call(List<Part> parts) {
        Matcher begin = (switch (syntax.form) {
            case JSON -> NAMED;
            case PYTHON -> PYTHON;
            case BARE -> BARE;
            case ELEMENTS -> FUNCTION;
        }).matcher(text).region(at, text.length());
        if (!begin.find()) {
            at = Math.max(at, text.length() - MAX_HEAD);
            return false;
        }
        called = begin.group(1);
        comma = "";
        parts.add(new Part.Begin(called));
        at = begin.end();
        depth = 0;
        boolean json = syntax.form == Form.JSON;
        if (!json && syntax.form != Form.BARE) {
            parts.add(new Part.Arguments("{"));
        }
        state = json ? State.ARGUMENTS : State.KEY;
        return true;
    }

    /// `<parameter=name>` of an argument, or the end of the arguments.
    private boolean element(List<Part> parts) {
        Matcher begin = PARAMETER.matcher(text).region(at, text.length());
        if (!begin.find()) {
            return false;
        }
        String name = begin.group(1);
        at = begin.end();
        boolean plain = name != null && tools.containsKey(called) && tools.get(called).isText(name);
        parts.add(new Part.Arguments(name == null
                ? "}"
                : comma + "\"" + escaped(name) + "\": " + (plain ? "\"" : "")));
        comma = ", ";
        state = name == null ? State.CALL : plain ? State.PLAIN : State.ARGUMENTS;
        return true;
    }

    /// A name or a value without quotes, up to the mark behind it.
    private boolean word(List<Part> parts) {
        Matcher next = (syntax.form == Form.PYTHON ? KEY : WORD).matcher(text).region(at, text.length());
        if (!next.lookingAt()) {
            return false;
        }
        at = next.end();
        String word = next.group(1);
        char mark = next.group(2).charAt(0);
        follow(mark);
        parts.add(new Part.Arguments(switch (mark) {
            case '=', ':' -> "\"" + escaped(word.strip()) + "\": ";
            case ')' -> "}";
            case '<' -> word + "\"";
            default -> word + mark;
        }));
        state = mark == '=' ? State.ARGUMENTS : mark == '<' ? State.PLAIN : depth == 0 ? State.CALL : State.KEY;
        return true;
    }

    /// A value up to `close`, of which what may be its end is held back.
    private boolean value(List<Part> parts, String close, UnaryOperator<String> json) {
        int end = text.indexOf(close, at);
        int to = end >= 0 ? end : Math.max(at, text.length() - close.length());
        if (end < 0 && to > at && Character.isHighSurrogate(text.charAt(to - 1))) {
            to--;
        }
        take(to, parts, more -> new Part.Arguments(json.apply(more)));
        if (end >= 0) {
            if (state == State.PLAIN) {
                parts.add(new Part.Arguments("\""));
            }
            at = end + close.length();
            state = State.KEY;
        }
        return end >= 0;
    }

    /// A text as it is within a string of JSON.
    private static String escaped(String text) {
        String json = Tools.json(text);
        return json.substring(1, json.length() - 1);
    }

    /// A value in JSON, up to its end.
    private boolean arguments(List<Part> parts) {
        boolean python = syntax.form == Form.PYTHON;
        for (int i = at; i < text.length(); i++) {
            char c = text.charAt(i);
            if (python && depth == 0 && !quoted && (c == ',' || c == ')')) {
                take(i, parts, Part.Arguments::new);
                at = i + 1;
                parts.add(new Part.Arguments(c == ',' ? ", " : "}"));
                state = c == ',' ? State.KEY : State.CALL;
                return true;
            }
            follow(c);
            if (!python && depth == 0 && c == '}') {
                take(i + 1, parts, Part.Arguments::new);
                state = State.CALL;
                return true;
            }
        }
        take(text.length(), parts, Part.Arguments::new);
        return false;
    }

    private void follow(char c) {
        if (quoted) {
            quoted = escaped || c != '"';
            escaped = !escaped && c == '\\';
        } else {
            quoted = c == '"';
            depth += c == '{' || c == '[' ? 1 : c == '}' || c == ']' ? -1 : 0;
        }
    }
}
