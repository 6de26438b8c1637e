package t2l.transformer.template;

import module java.base;
import t2l.transformer.template.TemplateFunctions.Given;
import t2l.transformer.template.TemplateParser.Expression;
import t2l.transformer.template.TemplateParser.Statement;
import t2l.transformer.template.TemplateValue.*;

/// Runs a parsed template once. Source: Jinja 3.1, `runtime.py`.
final class TemplateEvaluator {
    /// Far more than any chat needs; takes about a second.
    static final long MAX_WORK = 20_000_000;

    private static final int WORK_BETWEEN_LOOKS = 10_000;

    /// The cost of a loop iteration besides its body: its variables.
    private static final int TURN = 20;

    /// A recursion this deep comes from a template built to overflow the stack.
    private static final int MAX_DEPTH = 500;

    private enum Outcome {
        NEXT,
        BREAK,
        CONTINUE;
    }

    /// The variables of one loop iteration, or of the whole template.
    private record Scope(Map<String, TemplateValue> values, Optional<Scope> outer) {
        private Optional<TemplateValue> find(String name) {
            return Optional.ofNullable(values.get(name)).or(() -> outer.flatMap(scope -> scope.find(name)));
        }
    }

    private final TemplateFunctions functions = new TemplateFunctions(this::work);
    private StringBuilder output = new StringBuilder();
    private Scope scope;
    private long work;
    private int depth;
    private int line;

    TemplateEvaluator(Map<String, TemplateValue> variables) {
        scope = new Scope(new HashMap<>(variables), Optional.empty());
    }

    /// The work so far, of which there is at most [#MAX_WORK] and one step more.
    long work() {
        return work;
    }

    /// The output of the statements. Throws [TemplateError] if they fail or exceed the limits of time or space.
    String run(List<Statement> statements) {
        try {
            all(statements);
            return output.toString();
        } catch (TemplateError e) {
            throw new TemplateError("line " + line + ": " + e.getMessage());
        } catch (StackOverflowError _) {
            throw new TemplateError("line " + line + ": makes values nested too deep");
        }
    }

    /// Counts steps and characters that are read or written, which limits both time and space. Ends early if the thread is
    /// interrupted, as it is when nobody waits for the answer.
    private void work(long amount) {
        if ((work + amount) / WORK_BETWEEN_LOOKS > work / WORK_BETWEEN_LOOKS
                && Thread.currentThread().isInterrupted()) {
            throw new TemplateError("stopped, as the request was cancelled");
        }
        work += amount;
        if (work > MAX_WORK || amount > MAX_WORK) {
            throw new TemplateError("takes too much time or space: more than " + MAX_WORK + " steps");
        }
    }

    private Outcome print(String text) {
        work(text.length());
        output.append(text);
        return Outcome.NEXT;
    }

    private Outcome all(List<Statement> statements) {
        for (Statement statement : statements) {
            Outcome outcome = run(statement);
            if (outcome != Outcome.NEXT) {
                return outcome;
            }
        }
        return Outcome.NEXT;
    }

    private Outcome run(Statement statement) {
        work(1);
        return switch (statement) {
            case Statement.Verbatim verbatim -> print(verbatim.text());
            case Statement.Print print -> {
                line = print.line();
                yield print(functions.print(value(print.value())));
            }
            case Statement.If condition -> {
                line = condition.line();
                yield all(value(condition.condition()).isTrue() ? condition.then() : condition.otherwise());
            }
            case Statement.For loop -> loop(loop);
            case Statement.Set set -> set(set);
            case Statement.Capture capture -> {
                StringBuilder outer = output;
                output = new StringBuilder();
                Outcome outcome = all(capture.body());
                scope.values().put(capture.name(), new Text(output.toString()));
                output = outer;
                yield outcome;
            }
            case Statement.Break _ -> Outcome.BREAK;
            case Statement.Continue _ -> Outcome.CONTINUE;
        };
    }

    private Outcome set(Statement.Set set) {
        line = set.line();
        TemplateValue value = value(set.value());
        if (set.namespace().isEmpty()) {
            scope.values().put(set.name(), value);
        } else if (lookup(set.namespace().get()) instanceof Namespace namespace) {
            namespace.values().put(set.name(), value);
        } else {
            throw new TemplateError("only a namespace takes '" + set.namespace().get() + "." + set.name() + "'");
        }
        return Outcome.NEXT;
    }

    private Outcome loop(Statement.For loop) {
        line = loop.line();
        Scope outer = scope;
        var turns = new ArrayList<Map<String, TemplateValue>>();
        for (TemplateValue item : functions.iterate(value(loop.items()))) {
            work(TURN);
            Map<String, TemplateValue> turn = bind(loop.names(), item);
            scope = new Scope(turn, Optional.of(outer));
            if (loop.condition().isEmpty() || value(loop.condition().get()).isTrue()) {
                turns.add(turn);
            }
        }
        try {
            for (int i = 0; i < turns.size(); i++) {
                scope = new Scope(turns.get(i), Optional.of(outer));
                turns.get(i).put("loop", position(loop.names(), turns, i));
                if (all(loop.body()) == Outcome.BREAK) {
                    break;
                }
            }
        } finally {
            scope = outer;
        }
        return turns.isEmpty() ? all(loop.otherwise()) : Outcome.NEXT;
    }

    private Map<String, TemplateValue> bind(List<String> names, TemplateValue item) {
        var turn = new HashMap<String, TemplateValue>();
        if (names.size() == 1) {
            turn.put(names.getFirst(), item);
            return turn;
        }
        List<TemplateValue> parts = functions.iterate(item);
        if (parts.size() != names.size()) {
            throw new TemplateError("a loop over " + names.size() + " names met " + parts.size() + " values");
        }
        for (int i = 0; i < parts.size(); i++) {
            turn.put(names.get(i), parts.get(i));
        }
        return turn;
    }

    /// The variable `loop`.
    private static TemplateValue position(List<String> names, List<Map<String, TemplateValue>> turns, int i) {
        IntFunction<TemplateValue> item = at -> at < 0 || at >= turns.size()
                ? new Undefined("there is no such item")
                : names.size() == 1
                        ? turns.get(at).get(names.getFirst())
                        : new Items(names.stream().map(turns.get(at)::get).toList());
        int n = turns.size();
        var loop = new LinkedHashMap<String, TemplateValue>();
        loop.put("index", new Whole(i + 1));
        loop.put("index0", new Whole(i));
        loop.put("revindex", new Whole(n - i));
        loop.put("revindex0", new Whole(n - i - 1));
        loop.put("first", new Bool(i == 0));
        loop.put("last", new Bool(i == n - 1));
        loop.put("length", new Whole(n));
        loop.put("previtem", item.apply(i - 1));
        loop.put("nextitem", item.apply(i + 1));
        return new Dict(loop);
    }

    private TemplateValue lookup(String name) {
        return scope.find(name).orElseGet(() -> new Undefined("'" + name + "' is undefined"));
    }

    private TemplateValue value(Expression expression) {
        work(1);
        if (++depth > MAX_DEPTH) {
            throw new TemplateError("nested deeper than " + MAX_DEPTH);
        }
        TemplateValue value = switch (expression) {
            case Expression.Literal literal -> literal.value();
            case Expression.Name name -> lookup(name.name());
            case Expression.ListOf list -> new Items(values(list.items()));
            case Expression.DictOf dict -> {
                var entries = new LinkedHashMap<String, TemplateValue>();
                for (int i = 0; i < dict.keys().size(); i++) {
                    entries.put(TemplateFunctions.text(value(dict.keys().get(i))), value(dict.values().get(i)));
                }
                yield new Dict(entries);
            }
            case Expression.Unary(String operator, Expression of) -> operator.equals("not")
                    ? new Bool(!value(of).isTrue())
                    : functions.arithmetic("-", new Whole(0), value(of));
            case Expression.Binary(String operator, Expression first, Expression second) -> {
                TemplateValue left = value(first);
                yield switch (operator) {
                    case "and" -> left.isTrue() ? value(second) : left;
                    case "or" -> left.isTrue() ? left : value(second);
                    default -> functions.arithmetic(operator, left, value(second));
                };
            }
            case Expression.Comparison comparison -> comparison(comparison);
            case Expression.Conditional conditional -> value(conditional.condition()).isTrue()
                    ? value(conditional.then())
                    : conditional.otherwise().map(this::value)
                            .orElse(new Undefined("a condition without else does not hold"));
            case Expression.Attribute attribute ->
                TemplateFunctions.attribute(value(attribute.value()), attribute.name());
            case Expression.Index index -> functions.item(value(index.value()), value(index.index()));
            case Expression.Slice slice -> functions.slice(
                    value(slice.value()), slice.start().map(this::value), slice.stop().map(this::value),
                    slice.step().map(this::value));
            case Expression.Call call -> call(call);
            case Expression.Filter(Expression of, String name, var arguments) ->
                functions.filter(value(of), new Given(name, values(arguments.values()), named(arguments.named())));
            case Expression.Test(Expression of, String name, var arguments) ->
                new Bool(functions.test(value(of), new Given(name, values(arguments.values()), Map.of())));
        };
        depth--;
        return value;
    }

    private List<TemplateValue> values(List<Expression> expressions) {
        return expressions.stream().map(this::value).toList();
    }

    private Map<String, TemplateValue> named(Map<String, Expression> expressions) {
        var named = new LinkedHashMap<String, TemplateValue>();
        expressions.forEach((name, expression) -> named.put(name, value(expression)));
        return named;
    }

    private TemplateValue comparison(Expression.Comparison comparison) {
        TemplateValue left = value(comparison.first());
        for (int i = 0; i < comparison.operators().size(); i++) {
            TemplateValue right = value(comparison.others().get(i));
            if (!functions.holds(comparison.operators().get(i), left, right)) {
                return new Bool(false);
            }
            left = right;
        }
        return new Bool(true);
    }

    /// A method of a value, or one of the functions that every template has.
    private TemplateValue call(Expression.Call call) {
        List<TemplateValue> arguments = values(call.arguments().values());
        return switch (call.function()) {
            case Expression.Attribute attribute ->
                functions.method(value(attribute.value()), new Given(attribute.name(), arguments, Map.of()));
            case Expression.Name name -> switch (name.name()) {
                case "raise_exception" -> throw new TemplateError(
                        arguments.stream().map(functions::print).collect(Collectors.joining(" ")));
                case "namespace" -> new Namespace(named(call.arguments().named()));
                case "dict" -> new Dict(named(call.arguments().named()));
                case "range" -> functions.range(arguments);
                default -> throw new TemplateError("'" + name.name() + "' is not a supported function");
            };
            default -> throw new TemplateError("only methods and named functions can be called");
        };
    }
}
