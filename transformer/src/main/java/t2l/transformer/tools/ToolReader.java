package t2l.transformer.tools;

import module java.base;
import t2l.transformer.template.ChatTemplate.Call;
import t2l.transformer.template.ChatTemplate.Message;
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
    /// Most characters of that.
    private static final int MAX_HEAD = 200;

    /// What models write by mistake before a call, in place of the mark.
    private static final List<String> SLIPS = List.of("", "```json\n", "```\n", "```xml\n", "<tools>\n", "<tool>\n");

    private enum State {
        TEXT,
        /// Between calls, or in front of the arguments of one.
        CALL,
        /// In arguments as in Python, at the name of one.
        KEY,
        ARGUMENTS,
    }

    private final ToolSyntax syntax;
    private final NavigableSet<String> marks;
    private final int longest;
    /// What has come, of which the first [#at] characters are known.
    private final StringBuilder text = new StringBuilder();
    private int at;
    private State state = State.TEXT;
    /// Of the arguments: brackets that are open, and whether a string is.
    private int depth;
    private boolean quoted;
    private boolean escaped;

    /// Reads an answer in this syntax that may call these tools.
    public ToolReader(ToolSyntax syntax, Tools tools) {
        this.syntax = syntax;
        marks = marks(syntax, tools);
        longest = marks.stream().mapToInt(String::length).max().orElse(0);
    }

    /// What begins a call: [ToolSyntax#mark], or one of [ToolSyntax#beginnings] after a slip.
    public static NavigableSet<String> marks(ToolSyntax syntax, Tools tools) {
        return Stream.concat(Stream.of(syntax.mark()).filter(mark -> !mark.isEmpty()),
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
        if (state == State.KEY || state == State.ARGUMENTS) {
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
            case KEY -> key(parts);
            case ARGUMENTS -> arguments(parts);
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
        boolean python = syntax.arguments().isEmpty();
        Matcher begin = (python ? PYTHON : NAMED).matcher(text).region(at, text.length());
        if (!begin.find()) {
            at = Math.max(at, text.length() - MAX_HEAD);
            return false;
        }
        parts.add(new Part.Begin(begin.group(1)));
        at = begin.end();
        depth = 0;
        if (python) {
            parts.add(new Part.Arguments("{"));
        }
        state = python ? State.KEY : State.ARGUMENTS;
        return true;
    }

    /// `name=` of an argument, or the end of the arguments.
    private boolean key(List<Part> parts) {
        int end = at;
        while (end < text.length() && text.charAt(end) != '=' && text.charAt(end) != ')') {
            end++;
        }
        if (end == text.length()) {
            return false;
        }
        boolean over = text.charAt(end) == ')';
        parts.add(new Part.Arguments(over ? "}" : "\"" + text.substring(at, end).strip() + "\": "));
        at = end + 1;
        state = over ? State.CALL : State.ARGUMENTS;
        return true;
    }

    /// A value in JSON, up to its end.
    private boolean arguments(List<Part> parts) {
        boolean python = syntax.arguments().isEmpty();
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
