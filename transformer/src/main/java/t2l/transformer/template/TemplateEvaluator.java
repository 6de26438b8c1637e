package t2l.transformer.template;

import module java.base;
import t2l.transformer.template.TemplateFunctions.Given;
import t2l.transformer.template.TemplateParser.*;
import t2l.transformer.template.TemplateValue.*;

/// Runs a parsed template once. Source: Jinja 3.1, `runtime.py`.
final class TemplateEvaluator {
    /// Far more than any chat needs; takes about a second.
    static final long MAX_WORK = 20_000_000;

    private static final int WORK_BETWEEN_LOOKS = 10_000;

    /// A permit for each template that may run at the same time: one processor stays free for other threads, and threads that
    /// wait take none. Templates that run for long take turns.
    static final Semaphore RUNNING = new Semaphore(Math.max(1, Runtime.getRuntime().availableProcessors() - 1), true);

    /// The cost of a loop iteration besides its body: its variables.
    private static final int TURN = 20;

    /// A recursion this deep comes from a template built to overflow the stack.
    private static final int MAX_DEPTH = 500;

    /// The variables of one loop iteration, or of the whole template.
    private record Scope(Map<String, TemplateValue> values, Optional<Scope> outer) {
        private Optional<TemplateValue> find(String name) {
            return Optional.ofNullable(values.get(name)).or(() -> outer.flatMap(scope -> scope.find(name)));
        }
    }

    final TemplateFunctions functions = new TemplateFunctions(this::work);
    private final Map<String, Function<Given, TemplateValue>> callables = new HashMap<>(Map.of("raise_exception",
            this::raise, "namespace", given -> new Namespace(given.named()), "dict",
            given -> TemplateValue.of(given.named()), "range", given -> functions.range(given.values()), "strftime_now",
            given -> functions.now(given)));
    private StringBuilder output = new StringBuilder();
    private final Scope root;
    private Scope scope;
    private long work;
    private int depth;
    private int line;

    TemplateEvaluator(Map<String, TemplateValue> variables) {
        root = new Scope(new HashMap<>(variables), Optional.empty());
        scope = root;
    }

    /// The work so far, of which there is at most [#MAX_WORK] and one step more.
    long work() {
        return work;
    }

    /// The output of the statements. Throws [TemplateError] if they fail or exceed the limits of time or space.
    String run(List<Statement> statements) {
        RUNNING.acquireUninterruptibly();
        try {
            all(statements);
            return output.toString();
        } catch (TemplateError e) {
            throw new TemplateError("line " + line + ": " + e.getMessage());
        } catch (StackOverflowError _) {
            throw new TemplateError("line " + line + ": makes values nested too deep");
        } finally {
            RUNNING.release();
        }
    }

    /// Counts steps and characters that are read or written, which limits both time and space. Ends early if the thread is
    /// interrupted, as it is when nobody waits for the answer.
    private void work(long amount) {
        if ((work + amount) / WORK_BETWEEN_LOOKS > work / WORK_BETWEEN_LOOKS) {
            if (Thread.currentThread().isInterrupted()) {
                throw new TemplateError("stopped, as the request was cancelled");
            }
            if (RUNNING.hasQueuedThreads()) {
                RUNNING.release();
                RUNNING.acquireUninterruptibly();
            }
        }
        work += amount;
        if (work > MAX_WORK || amount > MAX_WORK) {
            throw new TemplateError("takes too much time or space: more than " + MAX_WORK + " steps");
        }
    }

    /// Notes the line that is run.
    TemplateEvaluator at(int now) {
        line = now;
        return this;
    }

    Outcome print(String text) {
        work(text.length());
        output.append(text);
        return Outcome.NEXT;
    }

    Outcome print(int now, Expression value) {
        return print(functions.print(at(now).value(value)));
    }

    Outcome all(List<Statement> statements) {
        for (Statement statement : statements) {
            work(1);
            Outcome outcome = statement.run(this);
            if (outcome != Outcome.NEXT) {
                return outcome;
            }
        }
        return Outcome.NEXT;
    }

    /// Sets a variable to what the body prints.
    Outcome capture(String name, List<Statement> body) {
        StringBuilder outer = output;
        Scope around = scope;
        output = new StringBuilder();
        scope = new Scope(new HashMap<>(), Optional.of(around));
        Outcome outcome = all(body);
        scope = around;
        scope.values().put(name, new Text(output.toString()));
        output = outer;
        return outcome;
    }

    Outcome define(String name, Macro macro) {
        callables.put(name, given -> macro(macro, given));
        return Outcome.NEXT;
    }

    /// What a macro prints. It sees its arguments and the variables of the whole template.
    private TemplateValue macro(Macro macro, Given given) {
        List<String> names = List.copyOf(macro.parameters().keySet());
        if (given.values().size() > names.size() || !names.containsAll(given.named().keySet())) {
            throw new TemplateError("'" + given.name() + "' takes the arguments " + names);
        }
        Scope outer = scope;
        scope = new Scope(new HashMap<>(), Optional.of(root));
        for (int i = 0; i < names.size(); i++) {
            Expression otherwise = macro.parameters().get(names.get(i));
            scope.values().put(names.get(i), given.find(i, names.get(i)).orElseGet(() -> value(otherwise)));
        }
        capture(given.name(), macro.body());
        TemplateValue printed = lookup(given.name());
        scope = outer;
        return printed;
    }

    /// Sets a variable, or an attribute of one.
    Outcome set(String name, Optional<String> attribute, TemplateValue value) {
        if (attribute.isEmpty()) {
            scope.values().put(name, value);
        } else if (lookup(name) instanceof Namespace namespace) {
            namespace.values().put(attribute.get(), value);
        } else {
            throw new TemplateError("only a namespace takes '" + name + "." + attribute.get() + "'");
        }
        return Outcome.NEXT;
    }

    Outcome loop(Loop loop) {
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
        List<TemplateValue> parts = names.size() == 1 ? List.of(item) : functions.iterate(item);
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
        return TemplateValue.of(Map.of("index", i + 1, "index0", i, "revindex", n - i, "revindex0", n - i - 1, "first",
                i == 0, "last", i == n - 1, "length", n, "previtem", item.apply(i - 1), "nextitem", item.apply(i + 1)));
    }

    TemplateValue lookup(String name) {
        return scope.find(name).orElseGet(() -> callables.containsKey(name)
                ? new Namespace(Map.of())
                : new Undefined("'" + name + "' is undefined"));
    }

    TemplateValue value(Expression expression) {
        work(1);
        if (++depth > MAX_DEPTH) {
            throw new TemplateError("nested deeper than " + MAX_DEPTH);
        }
        TemplateValue value = expression.value(this);
        depth--;
        return value;
    }

    List<TemplateValue> values(List<Expression> expressions) {
        return expressions.stream().map(this::value).toList();
    }

    TemplateValue dictionary(List<Expression> keys, List<Expression> values) {
        var entries = new LinkedHashMap<TemplateValue, TemplateValue>();
        for (int i = 0; i < keys.size(); i++) {
            entries.put(TemplateFunctions.key(value(keys.get(i))), value(values.get(i)));
        }
        return new Dict(entries);
    }

    /// The values of arguments.
    Given given(Arguments arguments) {
        var named = new LinkedHashMap<String, TemplateValue>();
        List<TemplateValue> values = values(arguments.values());
        arguments.named().forEach((name, expression) -> named.put(name, value(expression)));
        return new Given(arguments.name(), values, named);
    }

    /// Whether every neighbouring pair fulfils its comparison.
    TemplateValue compare(Expression first, List<String> operators, List<Expression> others) {
        TemplateValue left = value(first);
        for (int i = 0; i < operators.size(); i++) {
            TemplateValue right = value(others.get(i));
            if (!functions.holds(operators.get(i), left, right)) {
                return new Bool(false);
            }
            left = right;
        }
        return new Bool(true);
    }

    /// A macro, or one of the functions that every template has.
    TemplateValue call(Arguments arguments) {
        Given given = given(arguments);
        if (!callables.containsKey(given.name())) {
            throw new TemplateError("'" + given.name() + "' is not a supported function");
        }
        return callables.get(given.name()).apply(given);
    }

    private TemplateValue raise(Given given) {
        throw new TemplateError(given.values().stream().map(functions::print).collect(Collectors.joining(" ")));
    }
}
