package t2l.transformer.template;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/// The syntax tree of a template. Source: Jinja 3.1, `nodes.py`.
final class TemplateSyntax {
    private TemplateSyntax() {}

    /// A statement.
    sealed interface Statement {
        /// Literal text.
        record Verbatim(String text) implements Statement {}

        /// `{{ value }}`
        record Print(int line, Expression value) implements Statement {}

        /// `{% if %} … {% elif %} … {% else %} … {% endif %}`
        record If(int line, Expression condition, List<Statement> then,
                List<Statement> otherwise) implements Statement {}

        /// `{% for names in items if condition %} … {% else %} … {% endfor %}`
        record For(
                int line,
                List<String> names,
                Expression items,
                Optional<Expression> condition,
                List<Statement> body,
                List<Statement> otherwise)
                implements
                    Statement {}

        /// `{% set name = value %}`, or `{% set namespace.name = value %}`
        record Set(int line, Optional<String> namespace, String name, Expression value) implements Statement {}

        /// `{% set name %} … {% endset %}`
        record Capture(String name, List<Statement> body) implements Statement {}

        /// `{% break %}`
        record Break() implements Statement {}

        /// `{% continue %}`
        record Continue() implements Statement {}
    }

    /// An expression.
    sealed interface Expression {
        record Literal(TemplateValue value) implements Expression {}

        record Name(String name) implements Expression {}

        record ListOf(List<Expression> items) implements Expression {}

        record DictOf(List<Expression> keys, List<Expression> values) implements Expression {}

        record Negative(Expression value) implements Expression {}

        record Not(Expression value) implements Expression {}

        record And(Expression left, Expression right) implements Expression {}

        record Or(Expression left, Expression right) implements Expression {}

        /// `+ - * / // % ** ~`
        record Arithmetic(String operator, Expression left, Expression right) implements Expression {}

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
    record Arguments(List<Expression> values, Map<String, Expression> named) {
        static final Arguments NONE = new Arguments(List.of(), Map.of());
    }
}
