package t2l.transformer.template;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import t2l.transformer.template.TemplateLexer.Kind;
import t2l.transformer.template.TemplateLexer.Token;
import t2l.transformer.template.TemplateSyntax.Arguments;
import t2l.transformer.template.TemplateSyntax.Expression;
import t2l.transformer.template.TemplateSyntax.Statement;

/// A recursive-descent parser for templates; each method is one rule. Source: Jinja 3.1, `parser.py`.
final class TemplateParser {
    /// Deeper nesting only occurs in attacks on the stack.
    private static final int DEEPEST = 100;

    /// The operators of arithmetic by precedence, the weakest first.
    private static final List<Set<String>> LEVELS = List.of(Set.of("+", "-"), Set.of("~"),
            Set.of("*", "/", "//", "%"), Set.of("**"));
    private static final Set<String> COMPARISONS = Set.of("==", "!=", "<", "<=", ">", ">=");

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

    private boolean sees(Kind kind, String text) {
        return peek().is(kind, text);
    }

    private boolean skip(Kind kind, String text) {
        boolean seen = sees(kind, text);
        at += seen ? 1 : 0;
        return seen;
    }

    private void need(Kind kind, String text) {
        if (!skip(kind, text)) {
            throw unexpected("'" + text + "'");
        }
    }

    private String needName() {
        if (peek().kind() != Kind.NAME) {
            throw unexpected("a name");
        }
        return take().text();
    }

    private void close() {
        if (peek().kind() != Kind.CLOSE) {
            throw unexpected("the end of the tag");
        }
        at++;
    }

    private TemplateError unexpected(String needed) {
        return new TemplateError("line " + peek().line() + ": needs " + needed + ", got '" + peek().text() + "'");
    }

    private void enter() {
        if (++depth > DEEPEST) {
            throw new TemplateError("line " + peek().line() + ": nested deeper than " + DEEPEST);
        }
    }

    /// Everything up to a tag that is not a statement by itself, such as `{% endif %}`; that tag stays.
    private List<Statement> statements() {
        enter();
        var statements = new ArrayList<Statement>();
        while (true) {
            Token token = peek();
            switch (token.kind()) {
                case TEXT -> statements.add(new Statement.Verbatim(take().text()));
                case PRINT -> {
                    at++;
                    statements.add(new Statement.Print(token.line(), tuple()));
                    close();
                }
                case BLOCK -> {
                    at++;
                    Optional<List<Statement>> statement = statement(token.line());
                    if (statement.isEmpty()) {
                        at--;
                        depth--;
                        return statements;
                    }
                    statements.addAll(statement.get());
                }
                case END -> {
                    depth--;
                    return statements;
                }
                case CLOSE, NAME, STRING, WHOLE, REAL, OPERATOR -> throw unexpected("a tag or text");
            }
        }
    }

    private Optional<List<Statement>> statement(int line) {
        String tag = peek().text();
        return switch (tag) {
            case "elif", "else", "endif", "endfor", "endset", "endgeneration" -> Optional.empty();
            case "if" -> {
                at++;
                yield Optional.of(List.of(condition(line)));
            }
            case "for" -> {
                at++;
                yield Optional.of(List.of(loop(line)));
            }
            case "set" -> {
                at++;
                yield Optional.of(List.of(set(line)));
            }
            case "break", "continue" -> {
                if (loops == 0) {
                    throw unexpected("a loop around");
                }
                at++;
                close();
                yield Optional.of(List.of(tag.equals("break") ? new Statement.Break() : new Statement.Continue()));
            }
            // Marks the assistant's text for training; prints its content.
            case "generation" -> {
                at++;
                close();
                List<Statement> body = statements();
                end("endgeneration");
                yield Optional.of(body);
            }
            default -> throw unexpected("one of the tags if, for, set, break, continue, generation");
        };
    }

    private void end(String tag) {
        if (peek().kind() != Kind.BLOCK || !tokens.get(at + 1).is(Kind.NAME, tag)) {
            throw unexpected("{% " + tag + " %}");
        }
        at += 2;
        close();
    }

    private boolean skipTag(String tag) {
        boolean seen = peek().kind() == Kind.BLOCK && tokens.get(at + 1).is(Kind.NAME, tag);
        at += seen ? 2 : 0;
        return seen;
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
        List<Statement> otherwise = List.of();
        if (skipTag("else")) {
            close();
            otherwise = statements();
        }
        end("endif");
        return new Statement.If(line, condition, then, otherwise);
    }

    private Statement loop(int line) {
        var names = new ArrayList<String>();
        do {
            names.add(needName());
        } while (skip(Kind.OPERATOR, ","));
        need(Kind.NAME, "in");
        // Without conditional expressions, whose `if` would be confused with the filter of the loop.
        Expression items = or();
        Optional<Expression> condition = skip(Kind.NAME, "if") ? Optional.of(expression()) : Optional.empty();
        close();
        loops++;
        List<Statement> body = statements();
        loops--;
        List<Statement> otherwise = List.of();
        if (skipTag("else")) {
            close();
            otherwise = statements();
        }
        end("endfor");
        return new Statement.For(line, names, items, condition, body, otherwise);
    }

    private Statement set(int line) {
        String name = needName();
        if (peek().kind() == Kind.CLOSE) {
            close();
            List<Statement> body = statements();
            end("endset");
            return new Statement.Capture(name, body);
        }
        Optional<String> namespace = Optional.empty();
        if (skip(Kind.OPERATOR, ".")) {
            namespace = Optional.of(name);
            name = needName();
        }
        need(Kind.OPERATOR, "=");
        Expression value = tuple();
        close();
        return new Statement.Set(line, namespace, name, value);
    }

    /// One expression, or several separated by commas, which form a list.
    private Expression tuple() {
        Expression first = expression();
        if (!sees(Kind.OPERATOR, ",")) {
            return first;
        }
        var items = new ArrayList<Expression>(List.of(first));
        while (skip(Kind.OPERATOR, ",") && peek().kind() != Kind.CLOSE && !sees(Kind.OPERATOR, ")")) {
            items.add(expression());
        }
        return new Expression.ListOf(items);
    }

    private Expression expression() {
        enter();
        Expression value = or();
        while (skip(Kind.NAME, "if")) {
            Expression condition = or();
            Optional<Expression> otherwise = skip(Kind.NAME, "else") ? Optional.of(expression()) : Optional.empty();
            value = new Expression.Conditional(condition, value, otherwise);
        }
        depth--;
        return value;
    }

    private Expression or() {
        Expression left = and();
        while (skip(Kind.NAME, "or")) {
            left = new Expression.Or(left, and());
        }
        return left;
    }

    private Expression and() {
        Expression left = not();
        while (skip(Kind.NAME, "and")) {
            left = new Expression.And(left, not());
        }
        return left;
    }

    private Expression not() {
        if (!skip(Kind.NAME, "not")) {
            return comparison();
        }
        enter();
        Expression value = not();
        depth--;
        return new Expression.Not(value);
    }

    private Expression comparison() {
        Expression first = arithmetic(0);
        var operators = new ArrayList<String>();
        var others = new ArrayList<Expression>();
        while (true) {
            if (peek().kind() == Kind.OPERATOR && COMPARISONS.contains(peek().text())) {
                operators.add(take().text());
            } else if (skip(Kind.NAME, "in")) {
                operators.add("in");
            } else if (sees(Kind.NAME, "not") && tokens.get(at + 1).is(Kind.NAME, "in")) {
                at += 2;
                operators.add("not in");
            } else {
                return operators.isEmpty() ? first : new Expression.Comparison(first, operators, others);
            }
            others.add(arithmetic(0));
        }
    }

    /// Operators of [#LEVELS] from `level` on, each level from left to right.
    private Expression arithmetic(int level) {
        if (level == LEVELS.size()) {
            return unary(true);
        }
        Expression left = arithmetic(level + 1);
        while (peek().kind() == Kind.OPERATOR && LEVELS.get(level).contains(peek().text())) {
            left = new Expression.Arithmetic(take().text(), left, arithmetic(level + 1));
        }
        return left;
    }

    private Expression unary(boolean withFilters) {
        enter();
        Expression value;
        if (skip(Kind.OPERATOR, "-")) {
            value = new Expression.Negative(unary(false));
        } else if (skip(Kind.OPERATOR, "+")) {
            value = unary(false);
        } else {
            value = postfix(primary());
        }
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
                    if (skip(Kind.OPERATOR, ")")) {
                        yield new Expression.ListOf(List.of());
                    }
                    Expression inner = tuple();
                    need(Kind.OPERATOR, ")");
                    yield inner;
                }
                case "[" -> new Expression.ListOf(list("]"));
                case "{" -> dictionary();
                default -> throw unexpectedBefore("a value");
            };
            case TEXT, PRINT, BLOCK, CLOSE, END -> throw unexpectedBefore("a value");
        };
    }

    private TemplateError unexpectedBefore(String needed) {
        at--;
        return unexpected(needed);
    }

    private static Expression literal(TemplateValue value) {
        return new Expression.Literal(value);
    }

    private List<Expression> list(String end) {
        var items = new ArrayList<Expression>();
        while (!skip(Kind.OPERATOR, end)) {
            items.add(expression());
            if (!sees(Kind.OPERATOR, end)) {
                need(Kind.OPERATOR, ",");
            }
        }
        return items;
    }

    private Expression dictionary() {
        var keys = new ArrayList<Expression>();
        var values = new ArrayList<Expression>();
        while (!skip(Kind.OPERATOR, "}")) {
            keys.add(expression());
            need(Kind.OPERATOR, ":");
            values.add(expression());
            if (!sees(Kind.OPERATOR, "}")) {
                need(Kind.OPERATOR, ",");
            }
        }
        return new Expression.DictOf(keys, values);
    }

    private Expression postfix(Expression value) {
        while (true) {
            if (skip(Kind.OPERATOR, ".")) {
                value = peek().kind() == Kind.WHOLE
                        ? new Expression.Index(value, primary())
                        : new Expression.Attribute(value, needName());
            } else if (skip(Kind.OPERATOR, "[")) {
                value = subscript(value);
            } else if (skip(Kind.OPERATOR, "(")) {
                value = new Expression.Call(value, arguments());
            } else {
                return value;
            }
        }
    }

    private Expression subscript(Expression value) {
        Optional<Expression> start = bound();
        if (start.isPresent() && skip(Kind.OPERATOR, "]")) {
            return new Expression.Index(value, start.get());
        }
        need(Kind.OPERATOR, ":");
        Optional<Expression> stop = bound();
        Optional<Expression> step = skip(Kind.OPERATOR, ":") ? bound() : Optional.empty();
        need(Kind.OPERATOR, "]");
        return new Expression.Slice(value, start, stop, step);
    }

    private Optional<Expression> bound() {
        return sees(Kind.OPERATOR, ":") || sees(Kind.OPERATOR, "]") ? Optional.empty() : Optional.of(expression());
    }

    private Arguments arguments() {
        var values = new ArrayList<Expression>();
        Map<String, Expression> named = new LinkedHashMap<>();
        while (!skip(Kind.OPERATOR, ")")) {
            if (peek().kind() == Kind.NAME && tokens.get(at + 1).is(Kind.OPERATOR, "=")) {
                String name = take().text();
                at++;
                named.put(name, expression());
            } else {
                values.add(expression());
            }
            if (!sees(Kind.OPERATOR, ")")) {
                need(Kind.OPERATOR, ",");
            }
        }
        return new Arguments(values, named);
    }

    private Expression filters(Expression value) {
        while (true) {
            if (skip(Kind.OPERATOR, "|")) {
                String name = needName();
                value = new Expression.Filter(value, name, skip(Kind.OPERATOR, "(") ? arguments() : Arguments.NONE);
            } else if (skip(Kind.NAME, "is")) {
                value = test(value);
            } else {
                return value;
            }
        }
    }

    private Expression test(Expression value) {
        boolean negated = skip(Kind.NAME, "not");
        String name = needName();
        Arguments arguments = Arguments.NONE;
        if (skip(Kind.OPERATOR, "(")) {
            arguments = arguments();
        } else if (takesArgument()) {
            arguments = new Arguments(List.of(postfix(primary())), Map.of());
        }
        Expression test = new Expression.Test(value, name, arguments);
        return negated ? new Expression.Not(test) : test;
    }

    /// Whether a test has an argument without parentheses, as in `x is divisibleby 3`.
    private boolean takesArgument() {
        return switch (peek().kind()) {
            case STRING, WHOLE, REAL -> true;
            case NAME -> !Set.of("else", "or", "and", "is", "if", "in", "not").contains(peek().text());
            case OPERATOR -> sees(Kind.OPERATOR, "[") || sees(Kind.OPERATOR, "{");
            case TEXT, PRINT, BLOCK, CLOSE, END -> false;
        };
    }
}
