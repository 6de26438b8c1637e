package t2l.transformer.template;

import module java.base;
import t2l.transformer.template.TemplateLexer.Kind;
import t2l.transformer.template.TemplateLexer.Token;
import t2l.transformer.template.TemplateValue.TemplateError;

/// A recursive-descent parser for templates, and the syntax tree it makes. Source: Jinja 3.1, `parser.py` and `nodes.py`.
final class TemplateParser {
    sealed interface Statement {
        /// Literal text.
        record Verbatim(String text) implements Statement {}

        /// `{{ value }}`
        record Print(int line, Expression value) implements Statement {}

        /// `{% if %} … {% elif %} … {% else %} … {% endif %}`
        record If(int line, Expression condition, List<Statement> then,
                List<Statement> otherwise) implements Statement {}

        /// `{% for names in items if condition %} … {% else %} … {% endfor %}`
        record For(int line, List<String> names, Expression items, Optional<Expression> condition, List<Statement> body,
                List<Statement> otherwise) implements Statement {}

        /// `{% set name = value %}`, or `{% set namespace.name = value %}`
        record Set(int line, Optional<String> namespace, String name, Expression value) implements Statement {}

        /// `{% set name %} … {% endset %}`
        record Capture(String name, List<Statement> body) implements Statement {}

        record Break() implements Statement {}

        record Continue() implements Statement {}
    }

    sealed interface Expression {
        record Literal(TemplateValue value) implements Expression {}

        record Name(String name) implements Expression {}

        record ListOf(List<Expression> items) implements Expression {}

        record DictOf(List<Expression> keys, List<Expression> values) implements Expression {}

        /// `-` or `not`
        record Unary(String operator, Expression value) implements Expression {}

        /// `and or + - * / // % ** ~`
        record Binary(String operator, Expression left, Expression right) implements Expression {}

        /// `a < b <= c`: every neighbouring pair must hold.
        record Comparison(Expression first, List<String> operators, List<Expression> others) implements Expression {}

        /// `then if condition else otherwise`
        record Conditional(Expression condition, Expression then,
                Optional<Expression> otherwise) implements Expression {}

        /// `value.name`
        record Attribute(Expression value, String name) implements Expression {}

        /// `value[index]`
        record Index(Expression value, Expression index) implements Expression {}

        /// `value[start:stop:step]`
        record Slice(Expression value, Optional<Expression> start, Optional<Expression> stop, Optional<Expression> step)
                implements
                    Expression {}

        record Call(Expression function, Arguments arguments) implements Expression {}

        /// `value | name(arguments)`
        record Filter(Expression value, String name, Arguments arguments) implements Expression {}

        /// `value is name arguments`
        record Test(Expression value, String name, Arguments arguments) implements Expression {}
    }

    /// The arguments of a call.
    record Arguments(List<Expression> values, Map<String, Expression> named) {}

    /// Deeper nesting only occurs in attacks on the stack.
    private static final int MAX_DEPTH = 100;

    private static final Set<String> COMPARISONS = Set.of("==", "!=", "<", "<=", ">", ">=", "in", "not in");

    /// The binary operators by precedence, the weakest first.
    private static final List<Set<String>> LEVELS = List.of(Set.of("or"), Set.of("and"), COMPARISONS, Set.of("+", "-"),
            Set.of("~"), Set.of("*", "/", "//", "%"), Set.of("**"));

    /// The tags that end the statements before them.
    private static final Set<String> INNER_TAGS = Set.of("elif", "else", "endif", "endfor", "endset", "endgeneration");

    private final List<Token> tokens;
    private int at;
    private int depth;
    private int loops;

    private TemplateParser(List<Token> tokens) {
        this.tokens = tokens;
    }

    /// The statements of a template. Throws [TemplateError] if it is malformed or uses an unsupported feature.
    static List<Statement> parse(String source) {
        var parser = new TemplateParser(TemplateLexer.tokens(source));
        List<Statement> statements = parser.statements();
        if (parser.peek().kind() != Kind.END) {
            throw parser.unexpected("the end");
        }
        return statements;
    }

    private Token peek() {
        return tokens.get(at);
    }

    private Token take() {
        return tokens.get(at++);
    }

    /// Whether the next token is this name or operator.
    private boolean sees(String word) {
        return peek().is(word);
    }

    private boolean skip(String word) {
        boolean seen = sees(word);
        at += seen ? 1 : 0;
        return seen;
    }

    private void need(String word) {
        if (!skip(word)) {
            throw unexpected("'" + word + "'");
        }
    }

    private Token need(Kind kind, String what) {
        if (peek().kind() != kind) {
            throw unexpected(what);
        }
        return take();
    }

    private String name() {
        return need(Kind.NAME, "a name").text();
    }

    private void close() {
        need(Kind.CLOSE, "the end of the tag");
    }

    private TemplateError unexpected(String needed) {
        return new TemplateError("line " + peek().line() + ": needs " + needed + ", got '" + peek().text() + "'");
    }

    private TemplateError unexpectedBefore(String needed) {
        at--;
        return unexpected(needed);
    }

    private void enter() {
        if (++depth > MAX_DEPTH) {
            throw new TemplateError("line " + peek().line() + ": nested deeper than " + MAX_DEPTH);
        }
    }

    /// Everything up to a tag that is not a statement by itself, such as `{% endif %}`; that tag stays.
    private List<Statement> statements() {
        enter();
        var statements = new ArrayList<Statement>();
        while (peek().kind() != Kind.END
                && !(peek().kind() == Kind.BLOCK && INNER_TAGS.contains(tokens.get(at + 1).text()))) {
            Token token = take();
            switch (token.kind()) {
                case TEXT -> statements.add(new Statement.Verbatim(token.text()));
                case PRINT -> {
                    statements.add(new Statement.Print(token.line(), tuple()));
                    close();
                }
                case BLOCK -> statements.addAll(statement(token.line()));
                default -> throw unexpectedBefore("a tag or text");
            }
        }
        depth--;
        return statements;
    }

    private List<Statement> statement(int line) {
        String tag = take().text();
        return switch (tag) {
            case "if" -> List.of(condition(line));
            case "for" -> List.of(loop(line));
            case "set" -> List.of(set(line));
            case "break", "continue" -> {
                if (loops == 0) {
                    throw unexpectedBefore("a loop around");
                }
                close();
                yield List.of(tag.equals("break") ? new Statement.Break() : new Statement.Continue());
            }
            // Marks the assistant's text for training; prints its content.
            case "generation" -> {
                close();
                yield body("endgeneration");
            }
            default -> throw unexpectedBefore("one of the tags if, for, set, break, continue, generation");
        };
    }

    /// The statements up to `tag`, which is skipped.
    private List<Statement> body(String tag) {
        List<Statement> body = statements();
        end(tag);
        return body;
    }

    private void end(String tag) {
        if (!skipTag(tag)) {
            throw unexpected("{% " + tag + " %}");
        }
        close();
    }

    private boolean skipTag(String tag) {
        boolean seen = peek().kind() == Kind.BLOCK && tokens.get(at + 1).is(tag);
        at += seen ? 2 : 0;
        return seen;
    }

    /// What follows `{% else %}` up to `tag`, which is skipped; nothing if `tag` comes first.
    private List<Statement> otherwise(String tag) {
        if (skipTag("else")) {
            close();
            return body(tag);
        }
        end(tag);
        return List.of();
    }

    private Statement condition(int line) {
        Expression condition = tuple();
        close();
        List<Statement> then = statements();
        int next = peek().line();
        if (skipTag("elif")) {
            enter();
            List<Statement> otherwise = List.of(condition(next));
            depth--;
            return new Statement.If(line, condition, then, otherwise);
        }
        return new Statement.If(line, condition, then, otherwise("endif"));
    }

    private Statement loop(int line) {
        var names = new ArrayList<String>();
        do {
            names.add(name());
        } while (skip(","));
        need("in");
        // Without conditional expressions, whose `if` would be confused with the filter of the loop.
        Expression items = binary(0);
        Optional<Expression> condition = skip("if") ? Optional.of(expression()) : Optional.empty();
        close();
        loops++;
        List<Statement> body = statements();
        loops--;
        return new Statement.For(line, names, items, condition, body, otherwise("endfor"));
    }

    private Statement set(int line) {
        String name = name();
        if (peek().kind() == Kind.CLOSE) {
            close();
            return new Statement.Capture(name, body("endset"));
        }
        Optional<String> namespace = Optional.empty();
        if (skip(".")) {
            namespace = Optional.of(name);
            name = name();
        }
        need("=");
        Expression value = tuple();
        close();
        return new Statement.Set(line, namespace, name, value);
    }

    /// One expression, or several separated by commas, which form a list.
    private Expression tuple() {
        Expression first = expression();
        if (!sees(",")) {
            return first;
        }
        var items = new ArrayList<Expression>(List.of(first));
        while (skip(",") && peek().kind() != Kind.CLOSE && !sees(")")) {
            items.add(expression());
        }
        return new Expression.ListOf(items);
    }

    private Expression expression() {
        enter();
        Expression value = binary(0);
        while (skip("if")) {
            Expression condition = binary(0);
            Optional<Expression> otherwise = skip("else") ? Optional.of(expression()) : Optional.empty();
            value = new Expression.Conditional(condition, value, otherwise);
        }
        depth--;
        return value;
    }

    /// Operators of [#LEVELS] from `level` on, each level from left to right.
    private Expression binary(int level) {
        if (level == LEVELS.size()) {
            return unary(true);
        }
        boolean compares = LEVELS.get(level).equals(COMPARISONS);
        if (compares && skip("not")) {
            enter();
            Expression value = binary(level);
            depth--;
            return new Expression.Unary("not", value);
        }
        Expression left = binary(level + 1);
        var compared = new ArrayList<String>();
        var others = new ArrayList<Expression>();
        for (String operator = operator(); LEVELS.get(level).contains(operator); operator = operator()) {
            at += operator.equals("not in") ? 2 : 1;
            Expression right = binary(level + 1);
            if (compares) {
                compared.add(operator);
                others.add(right);
            } else {
                left = new Expression.Binary(operator, left, right);
            }
        }
        return compared.isEmpty() ? left : new Expression.Comparison(left, compared, others);
    }

    /// The name or operator that is next, `not in` as one; empty if something else is.
    private String operator() {
        return sees("not") && tokens.get(at + 1).is("in") ? "not in" : peek().isWord() ? peek().text() : "";
    }

    private Expression unary(boolean withFilters) {
        enter();
        Expression value = skip("-")
                ? new Expression.Unary("-", unary(false))
                : skip("+") ? unary(false) : postfix(primary());
        depth--;
        return withFilters ? filters(value) : value;
    }

    private Expression primary() {
        Token token = take();
        return switch (token.kind()) {
            case STRING -> {
                var text = new StringBuilder(token.text());
                // Adjacent strings are concatenated.
                while (peek().kind() == Kind.STRING) {
                    text.append(take().text());
                }
                yield literal(new TemplateValue.Text(text.toString()));
            }
            case WHOLE -> {
                try {
                    yield literal(new TemplateValue.Whole(Long.parseLong(token.text())));
                } catch (NumberFormatException _) {
                    throw new TemplateError("line " + token.line() + ": " + token.text() + " is too large");
                }
            }
            case REAL -> literal(new TemplateValue.Real(Double.parseDouble(token.text())));
            case NAME -> switch (token.text()) {
                case "true", "True" -> literal(new TemplateValue.Bool(true));
                case "false", "False" -> literal(new TemplateValue.Bool(false));
                case "none", "None" -> literal(new TemplateValue.None());
                default -> new Expression.Name(token.text());
            };
            case OPERATOR -> switch (token.text()) {
                case "(" -> {
                    if (skip(")")) {
                        yield new Expression.ListOf(List.of());
                    }
                    Expression inner = tuple();
                    need(")");
                    yield inner;
                }
                case "[" -> {
                    var items = new ArrayList<Expression>();
                    separated("]", () -> items.add(expression()));
                    yield new Expression.ListOf(items);
                }
                case "{" -> dictionary();
                default -> throw unexpectedBefore("a value");
            };
            default -> throw unexpectedBefore("a value");
        };
    }

    private static Expression literal(TemplateValue value) {
        return new Expression.Literal(value);
    }

    /// Items with commas between and, if wanted, behind them, up to `end`.
    private void separated(String end, Runnable item) {
        while (!skip(end)) {
            item.run();
            if (!sees(end)) {
                need(",");
            }
        }
    }

    private Expression dictionary() {
        var keys = new ArrayList<Expression>();
        var values = new ArrayList<Expression>();
        separated("}", () -> {
            keys.add(expression());
            need(":");
            values.add(expression());
        });
        return new Expression.DictOf(keys, values);
    }

    private Expression postfix(Expression value) {
        while (true) {
            if (skip(".")) {
                value = peek().kind() == Kind.WHOLE
                        ? new Expression.Index(value, primary())
                        : new Expression.Attribute(value, name());
            } else if (skip("[")) {
                value = subscript(value);
            } else if (sees("(")) {
                value = new Expression.Call(value, arguments());
            } else {
                return value;
            }
        }
    }

    private Expression subscript(Expression value) {
        Optional<Expression> start = bound();
        if (start.isPresent() && skip("]")) {
            return new Expression.Index(value, start.get());
        }
        need(":");
        Optional<Expression> stop = bound();
        Optional<Expression> step = skip(":") ? bound() : Optional.empty();
        need("]");
        return new Expression.Slice(value, start, stop, step);
    }

    private Optional<Expression> bound() {
        return sees(":") || sees("]") ? Optional.empty() : Optional.of(expression());
    }

    /// The arguments in parentheses, none if there are no parentheses.
    private Arguments arguments() {
        var values = new ArrayList<Expression>();
        var named = new LinkedHashMap<String, Expression>();
        if (skip("(")) {
            separated(")", () -> {
                if (peek().kind() == Kind.NAME && tokens.get(at + 1).is("=")) {
                    String name = name();
                    need("=");
                    named.put(name, expression());
                } else {
                    values.add(expression());
                }
            });
        }
        return new Arguments(values, named);
    }

    private Expression filters(Expression value) {
        while (true) {
            if (skip("|")) {
                value = new Expression.Filter(value, name(), arguments());
            } else if (skip("is")) {
                value = test(value);
            } else {
                return value;
            }
        }
    }

    private Expression test(Expression value) {
        boolean negated = skip("not");
        String name = name();
        Arguments arguments = takesArgument() ? new Arguments(List.of(postfix(primary())), Map.of()) : arguments();
        Expression test = new Expression.Test(value, name, arguments);
        return negated ? new Expression.Unary("not", test) : test;
    }

    /// Whether a test has an argument without parentheses, as in `x is divisibleby 3`.
    private boolean takesArgument() {
        return switch (peek().kind()) {
            case STRING, WHOLE, REAL -> true;
            case NAME -> !Set.of("else", "or", "and", "is", "if", "in", "not").contains(peek().text());
            case OPERATOR -> sees("[") || sees("{");
            default -> false;
        };
    }
}
