package t2l.transformer.template;

import module java.base;
import t2l.transformer.template.TemplateLexer.*;
import t2l.transformer.template.TemplateValue.*;

/// A recursive-descent parser for templates. What it makes of them are functions that a [TemplateEvaluator] runs. Source: Jinja
/// 3.1, `parser.py` and `nodes.py`.
final class TemplateParser {
    /// Prints, sets or repeats something.
    interface Statement {
        Outcome run(TemplateEvaluator on);
    }

    /// What comes after a statement.
    enum Outcome {
        NEXT,
        BREAK,
        CONTINUE;
    }

    /// Works out a value.
    interface Expression {
        TemplateValue value(TemplateEvaluator on);
    }

    /// `{% for names in items if condition %} … {% else %} … {% endfor %}`
    record Loop(int line, List<String> names, Expression items, Optional<Expression> condition, List<Statement> body,
            List<Statement> otherwise) {}

    /// `{% macro … %} … {% endmacro %}`, with a default for each parameter.
    record Macro(SequencedMap<String, Expression> parameters, List<Statement> body) {}

    /// The arguments of the call of a filter, test, method, function or macro `name`.
    record Arguments(String name, List<Expression> values, Map<String, Expression> named) {}

    /// Deeper nesting only occurs in attacks on the stack.
    private static final int MAX_DEPTH = 100;

    private static final Expression NOTHING = literal(new Undefined("there is no else, and no default"));

    private static final Set<String> COMPARISONS = Set.of("==", "!=", "<", "<=", ">", ">=", "in", "not in");

    /// The binary operators by precedence, the weakest first.
    private static final List<Set<String>> LEVELS = List.of(Set.of("or"), Set.of("and"), COMPARISONS, Set.of("+", "-"),
            Set.of("~"), Set.of("*", "/", "//", "%"), Set.of("**"));

    /// The tags that end the statements before them.
    private static final Set<String> INNER_TAGS = Set.of("elif", "else", "endif", "endfor", "endset", "endgeneration",
            "endmacro", "endfilter");

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
        parser.need(Kind.END, "the end");
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
                case TEXT -> statements.add(on -> on.print(token.text()));
                case PRINT -> {
                    Expression value = tuple();
                    close();
                    statements.add(on -> on.print(token.line(), value));
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
                Outcome outcome = tag.equals("break") ? Outcome.BREAK : Outcome.CONTINUE;
                yield List.of(_ -> outcome);
            }
            case "macro" -> List.of(macro());
            case "filter" -> List.of(filterBlock(line));
            // Marks the assistant's text for training; prints its content.
            case "generation" -> {
                close();
                yield body("endgeneration");
            }
            default ->
                throw unexpectedBefore("one of the tags if, for, set, macro, filter, break, continue, generation");
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
        enter();
        List<Statement> otherwise = skipTag("elif") ? List.of(condition(next)) : otherwise("endif");
        depth--;
        return on -> on.all(on.at(line).value(condition).isTrue() ? then : otherwise);
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
        var loop = new Loop(line, names, items, condition, body, otherwise("endfor"));
        return on -> on.loop(loop);
    }

    private Statement set(int line) {
        String name = name();
        if (peek().kind() == Kind.CLOSE) {
            close();
            List<Statement> body = body("endset");
            return on -> on.capture(name, body);
        }
        Optional<String> attribute = skip(".") ? Optional.of(name()) : Optional.empty();
        need("=");
        Expression value = tuple();
        close();
        return on -> on.set(name, attribute, on.at(line).value(value));
    }

    private Statement filterBlock(int line) {
        String printed = "{% filter %}"; // which no variable is called
        Expression filtered = filters(filter(on -> on.lookup(printed)));
        close();
        List<Statement> body = body("endfilter");
        return on -> {
            Outcome outcome = on.capture(printed, body);
            return outcome == Outcome.NEXT ? on.print(line, filtered) : outcome;
        };
    }

    private Statement macro() {
        String name = name();
        var parameters = new LinkedHashMap<String, Expression>();
        need("(");
        separated(")", () -> parameters.put(name(), skip("=") ? expression() : NOTHING));
        close();
        int outer = loops;
        loops = 0;
        var macro = new Macro(parameters, body("endmacro"));
        loops = outer;
        return on -> on.define(name, macro);
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
        return on -> new Items(on.values(items));
    }

    private Expression expression() {
        enter();
        Expression value = binary(0);
        while (skip("if")) {
            Expression then = value;
            Expression condition = binary(0);
            Expression otherwise = skip("else") ? expression() : NOTHING;
            value = on -> on.value(on.value(condition).isTrue() ? then : otherwise);
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
            return not(value);
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
                left = binary(operator, left, right);
            }
        }
        Expression first = left;
        return compared.isEmpty() ? left : on -> on.compare(first, compared, others);
    }

    private static Expression binary(String operator, Expression left, Expression right) {
        return on -> {
            TemplateValue value = on.value(left);
            return switch (operator) {
                case "and" -> value.isTrue() ? on.value(right) : value;
                case "or" -> value.isTrue() ? value : on.value(right);
                default -> on.functions.arithmetic(operator, value, on.value(right));
            };
        };
    }

    private static Expression not(Expression value) {
        return on -> new Bool(!on.value(value).isTrue());
    }

    /// The name or operator that is next, `not in` as one; empty if something else is.
    private String operator() {
        return sees("not") && tokens.get(at + 1).is("in") ? "not in" : peek().isWord() ? peek().text() : "";
    }

    private Expression unary(boolean withFilters) {
        enter();
        Expression value = skip("-")
                ? binary("-", literal(new Whole(0)), unary(false))
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
                yield literal(new Text(text.toString()));
            }
            case WHOLE -> {
                try {
                    yield literal(new Whole(Long.parseLong(token.text())));
                } catch (NumberFormatException _) {
                    throw new TemplateError("line " + token.line() + ": " + token.text() + " is too large");
                }
            }
            case REAL -> literal(new Real(Double.parseDouble(token.text())));
            case NAME -> switch (token.text()) {
                case "true", "True" -> literal(new Bool(true));
                case "false", "False" -> literal(new Bool(false));
                case "none", "None" -> literal(new None());
                default -> {
                    if (!sees("(")) {
                        yield on -> on.lookup(token.text());
                    }
                    Arguments given = arguments(token.text());
                    yield on -> on.call(given);
                }
            };
            case OPERATOR -> switch (token.text()) {
                case "(" -> {
                    if (skip(")")) {
                        yield literal(new Items(List.of()));
                    }
                    Expression inner = tuple();
                    need(")");
                    yield inner;
                }
                case "[" -> {
                    var items = new ArrayList<Expression>();
                    separated("]", () -> items.add(expression()));
                    yield on -> new Items(on.values(items));
                }
                case "{" -> dictionary();
                default -> throw unexpectedBefore("a value");
            };
            default -> throw unexpectedBefore("a value");
        };
    }

    private static Expression literal(TemplateValue value) {
        return _ -> value;
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
        return on -> on.dictionary(keys, values);
    }

    private Expression postfix(Expression value) {
        Expression all = value;
        while (true) {
            Expression of = all;
            if (skip(".")) {
                all = peek().kind() == Kind.WHOLE ? index(of, primary()) : attribute(of, name());
            } else if (skip("[")) {
                all = subscript(of);
            } else if (sees("(")) {
                throw unexpected("a method or a function that has a name before");
            } else {
                return all;
            }
        }
    }

    private static Expression index(Expression value, Expression index) {
        return on -> on.functions.item(on.value(value), on.value(index));
    }

    /// `value.name`, or a call of that method.
    private Expression attribute(Expression value, String name) {
        if (!sees("(")) {
            return index(value, literal(new Text(name)));
        }
        Arguments given = arguments(name);
        return on -> on.functions.method(on.value(value), on.given(given));
    }

    private Expression subscript(Expression value) {
        Optional<Expression> start = bound();
        if (start.isPresent() && skip("]")) {
            return index(value, start.get());
        }
        need(":");
        Optional<Expression> stop = bound();
        Optional<Expression> step = skip(":") ? bound() : Optional.empty();
        need("]");
        return on -> on.functions.slice(on.value(value), start.map(on::value), stop.map(on::value),
                step.map(on::value));
    }

    private Optional<Expression> bound() {
        return sees(":") || sees("]") ? Optional.empty() : Optional.of(expression());
    }

    /// The arguments in parentheses, none if there are no parentheses.
    private Arguments arguments(String name) {
        var values = new ArrayList<Expression>();
        var named = new LinkedHashMap<String, Expression>();
        if (skip("(")) {
            separated(")", () -> {
                if (peek().kind() == Kind.NAME && tokens.get(at + 1).is("=")) {
                    String key = name();
                    need("=");
                    named.put(key, expression());
                } else {
                    values.add(expression());
                }
            });
        }
        return new Arguments(name, values, named);
    }

    private Expression filters(Expression value) {
        Expression all = value;
        while (sees("|") || sees("is")) {
            all = skip("|") ? filter(all) : test(all);
        }
        return all;
    }

    private Expression filter(Expression value) {
        Arguments given = arguments(name());
        return on -> on.functions.filter(on.value(value), on.given(given));
    }

    private Expression test(Expression value) {
        need("is");
        boolean negated = skip("not");
        String name = name();
        Arguments given = takesArgument()
                ? new Arguments(name, List.of(postfix(primary())), Map.of())
                : arguments(name);
        Expression test = on -> new Bool(on.functions.test(on.value(value), on.given(given)));
        return negated ? not(test) : test;
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
