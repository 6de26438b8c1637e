package t2l.transformer.template;

import static org.junit.jupiter.api.Assertions.*;

import module java.base;
import net.jqwik.api.*;
import net.jqwik.api.constraints.*;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import t2l.Refused;
import t2l.tensor.T2lException;
import t2l.tensor.settings.Source;
import t2l.transformer.template.ChatTemplate.Message;
import t2l.transformer.template.TemplateValue.TemplateError;
import t2l.transformer.text.*;

/// Templates print what Jinja prints (`make.py`), refuse what it refuses, and come to an end.
class ChatTemplateTest {
    private static final Map<String, Object> JINJA = Goldens.json("/t2l/transformer/template/jinja.golden.json");

    private static Optional<String> rendered(String template, Map<String, ?> variables) {
        try {
            return Optional.of(ChatTemplate.parse("template", template).render(variables));
        } catch (T2lException _) {
            return Optional.empty();
        }
    }

    private static void check(Map<String, Object> golden, String template, Map<String, ?> variables) {
        assertEquals(Optional.ofNullable(golden.get("rendered")), rendered(template, variables), template);
    }

    /// A template that runs for long lets others run, and what waits holds no thread of the processor.
    @Test
    void templatesTakeTurns() throws InterruptedException {
        Semaphore running = TemplateEvaluator.RUNNING;
        int all = running.drainPermits();
        Queue<String> ended = new ConcurrentLinkedQueue<>();
        List<Thread> threads = new ArrayList<>();
        String endless = "{% for a in range(9999) %}{% for b in range(9999) %}x{% endfor %}{% endfor %}";
        for (String template : List.of(endless, "short")) {
            int before = running.getQueueLength();
            threads.add(Thread.ofVirtual().start(() -> {
                try {
                    ended.add(ChatTemplate.parse("template", template).render(Map.of()));
                    threads.getFirst().interrupt();
                } catch (T2lException e) {
                    ended.add(e.getMessage());
                }
            }));
            while (running.getQueueLength() == before) {
                Thread.sleep(1);
            }
        }
        running.release();
        for (Thread each : threads) {
            each.join();
        }
        running.release(all - 1);
        assertEquals(List.of("short", "template: line 1: stopped, as the request was cancelled"), List.copyOf(ended));
    }

    @Test
    void snippetsPrintWhatJinjaPrints() {
        Map<String, Object> variables = Source.of("golden", JINJA.get("variables")).values();
        var withNone = new HashMap<String, Object>(variables);
        withNone.put("n", Optional.empty());
        for (Map<String, Object> golden : Goldens.objects(JINJA.get("snippets"))) {
            check(golden, (String) golden.get("template"), withNone);
        }
    }

    @Test
    void templatesOfQwenAndSmolLmPrintWhatJinjaPrints() {
        Map<?, ?> templates = Goldens.object(JINJA.get("templates"));
        for (Map<String, Object> golden : Goldens.objects(JINJA.get("chats"))) {
            check(golden, (String) templates.get(golden.get("template")),
                    Source.of("golden", golden.get("variables")).values());
        }
    }

    @Test
    void templatesOfTheReferencePrintWhatJinjaPrints() {
        Map<String, Object> goldens = Goldens.json("/t2l/transformer/template/chat-templates.json");
        Map<?, ?> templates = Goldens.object(goldens.get("templates"));
        for (Map<String, Object> golden : Goldens.objects(goldens.get("cases"))) {
            String name = (String) golden.remove("template");
            check(golden, (String) templates.get(name), golden);
        }
    }

    /// `reference.py` applies the reference's templates as the reference does.
    @Test
    void builtinTemplatesPrintWhatThoseOfTheReferencePrint() {
        Map<String, Object> goldens = Goldens.json("/t2l/transformer/template/reference.json");
        List<Map<String, Object>> cases = Goldens.objects(goldens.get("cases"));
        assertTrue(cases.size() > 200, "only " + cases.size() + " cases");
        for (Map<String, Object> golden : cases) {
            String name = "builtin:" + golden.remove("template");
            assertEquals(golden.get("rendered"), BuiltinTemplate.open(name).render(golden), name + " " + golden);
        }
    }

    @ParameterizedTest
    @CsvSource({"builtin:t2l-qwen,builtin:t2l-gemma or a file", "no/such.jinja,check the path"})
    void aTemplateThatIsNotThereIsNamed(String name, String says) {
        String message = assertThrows(T2lException.class, () -> BuiltinTemplate.open(name)).getMessage();
        assertTrue(message.contains(name) && message.contains(says), message);
    }

    @Test
    void aConversationIsWrittenWithTheTokensOfItsTokenizer(@TempDir Path directory) throws IOException {
        Files.writeString(directory.resolve("tokenizer.json"), Goldens.text("tokenizers/smollm2.tokenizer.json"));
        Files.writeString(
                directory.resolve("tokenizer_config.json"),
                """
                        {"bos_token": "<|im_start|>", "eos_token": {"content": "<|im_end|>"},
                         "chat_template": [{"name": "tools", "template": "-"},
                                           {"name": "default", "template": "{{ bos_token }}{{ messages[0].content }}{{ eos_token }}{{ add_generation_prompt }}"}]}
                        """);
        Tokenizer tokenizer = Tokenizer.read(directory);
        ChatTemplate template = ChatTemplate.read(directory).orElseThrow();
        assertEquals("<|im_start|>Hi<|im_end|>True",
                template.render(List.of(new Message("user", "Hi")), true, tokenizer, List.of()));
        assertEquals(tokenizer.id("<|im_end|>"), tokenizer.special().end());

        Files.writeString(directory.resolve("chat_template.jinja"), "{{ messages[0].role }}\n");
        assertEquals(
                "user",
                ChatTemplate.read(directory).orElseThrow().render(List.of(new Message("user", "Hi")), true, tokenizer,
                        List.of()));
    }

    @ParameterizedTest
    @ValueSource(strings = {
        "{% for i in range(100000) %}{% for j in range(100000) %}{% endfor %}{% endfor %}",
        "{% set ns = namespace(x='a') %}{% for i in range(60) %}{% set ns.x = ns.x + ns.x %}{% endfor %}",
        "{% set ns = namespace(x=['a']) %}{% for i in range(60) %}{% set ns.x = [ns.x, ns.x] %}{% endfor %}{{ ns.x }}",
        "{% set ns = namespace(x=['a'], y=['a']) %}{% for i in range(60) %}{% set ns.x = [ns.x, ns.x] %}{% set ns.y = [ns.y, ns.y] %}{% endfor %}{{ ns.x == ns.y }}",
        "{% set ns = namespace(x=[]) %}{% for i in range(100000) %}{% set ns.x = [ns.x] %}{% endfor %}{{ ns.x }}",
        "{{ 'a' * 1000000000000 }}",
        "{{ range(1000000000) | list | length }}",
        "{{ ('a' * 10000).replace('a', 'b' * 10000) }}",
        "{{ ('\n' * 10000) | indent(1000000, blank=true) }}",
        "{{ ['a', 'b'] | join('c' * 100000000) }}",
        "{% for x in [1] recursive %}{% endfor %}",
        "{% macro f() %}{{ f() }}{{ f() }}{% endmacro %}{{ f() }}",
        "{% include 'x' %}"
    })
    void refusesInsteadOfRunningOn(String template) {
        Refused.begins("template: line 1: ", () -> ChatTemplate.parse("template", template).render(Map.of()));
    }

    /// Granite 3.3, Mistral Small and gpt-oss tell the model the date.
    @Test
    void knowsTheDate() {
        ZoneId zone = ZoneId.systemDefault();
        DateTimeFormatter form = DateTimeFormatter.ofPattern("yyyy, MMMM dd", Locale.ENGLISH);
        String before = form.format(LocalDate.now(zone));
        String now = rendered("{{ strftime_now('%Y, %B %d') }}", Map.of()).orElseThrow();
        assertTrue(now.equals(before) || now.equals(form.format(LocalDate.now(zone))), now);
        Refused.begins("template: line 1: strftime_now knows %Y ",
                () -> ChatTemplate.parse("template", "{{ strftime_now('%Q') }}").render(Map.of()));
    }

    @Test
    void refusesDeepNesting() {
        assertEquals(Optional.empty(), rendered("{{ " + "(".repeat(10_000) + " }}", Map.of()));
        assertEquals(Optional.empty(), rendered("{{ 1" + " + 1".repeat(10_000) + " }}", Map.of()));
        assertEquals(Optional.empty(), rendered("{% if 1 %}".repeat(10_000), Map.of()));
        assertEquals(Optional.empty(), rendered("{{ " + "not ".repeat(10_000) + "1 }}", Map.of()));
    }

    @Provide
    Arbitrary<String> heavyTemplates() {
        Arbitrary<String> values = Arbitraries.of("s[5]", "s | length", "'zz' in s", "s == s ~ ''", "s.upper()",
                "s.find('z')",
                "s | list | sort | first", "s.split('a') | length", "s | reverse", "s.startswith('b')", "l[3]",
                "l == l",
                "l | map('upper') | join", "9 in l", "d.items() | list | length", "d | tojson | length", "s | trim",
                "s | replace('a', 'bb')", "l | select('in', l) | list | length", "s < s ~ 'b'", "s[::-1]", "s ~ s",
                "l | unique | first");
        Arbitrary<String> loops = Arbitraries.of("range(3000)", "s", "l", "d", "s.split('a')", "l + l",
                "range(9, 0, -1)");
        return Combinators.combine(loops.list().ofSize(3), values.list().ofMinSize(1).ofMaxSize(3))
                .as((over, inside) -> {
                    String body = inside.stream().map(value -> "{% set x = " + value + " %}")
                            .collect(Collectors.joining());
                    for (String each : over) {
                        body = "{% for i in " + each + " %}" + body + "{% endfor %}";
                    }
                    return body;
                });
    }

    /// Whatever a template does, it is counted, so it ends.
    @Property(tries = 40)
    void workIsWithinItsBudget(@ForAll("heavyTemplates") String template) {
        List<String> list = Collections.nCopies(2000, "word");
        Map<String, TemplateValue> variables = Map.of("s", TemplateValue.of("ab".repeat(20_000)), "l",
                TemplateValue.of(list), "d", TemplateValue.of(Map.of("a", list, "b", 1)));
        TemplateEvaluator evaluator = new TemplateEvaluator(variables);
        try {
            assertTrue(evaluator.run(TemplateParser.parse(template)).length() <= evaluator.work());
        } catch (TemplateError e) {
            assertTrue(e.getMessage().matches("line 1: (takes too much time or space|needs).*"), e.getMessage());
        }
        assertTrue(evaluator.work() <= TemplateEvaluator.MAX_WORK + 200_000, template);
    }

    @Test
    void stopsWhenItsThreadIsInterrupted() {
        Thread.currentThread().interrupt();
        T2lException stopped = assertThrows(T2lException.class, () -> ChatTemplate.parse("template",
                "{% for i in range(100000) %}{{ i }}{% endfor %}").render(Map.of()));
        assertTrue(Thread.interrupted());
        assertEquals("template: line 1: stopped, as the request was cancelled", stopped.getMessage());
    }

    @Test
    void aRangeThatIsTooLongIsNamed() {
        assertEquals("template: line 1: needs a whole number of at most 32 bits, got 99999999999",
                assertThrows(T2lException.class, () -> ChatTemplate.parse("template", "{{ range(99999999999) }}")
                        .render(Map.of())).getMessage());
    }

    @Test
    void saysWhatATemplateRefuses() {
        ChatTemplate template = ChatTemplate.parse("chat_template.jinja",
                "\n\n{{ raise_exception('roles must alternate') }}");
        T2lException refusal = assertThrows(T2lException.class, () -> template.render(Map.of()));
        assertEquals("chat_template.jinja: line 3: roles must alternate", refusal.getMessage());
    }

    /// Whatever the text.
    @Property(tries = 300)
    void conversationsBeginWithAnOpening(@ForAll String any,
            @ForAll @StringLength(
                    max = 8) @Chars({'"', '\'', '\\', '\n', '\r', '%', '{', '}', '#', 'n', 'u'}) String marks,
            @ForAll boolean system) {
        String text = any + marks;
        ChatTemplate template = ChatTemplate.parse("template",
                "\n {% for m in messages %}<{{ m.role }}>{{ m.content }}{% endfor %}{{ messages[0].role }}");
        List<Map<String, String>> plain = new ArrayList<>();
        List<Map<String, String>> opened = new ArrayList<>();
        for (String role : system ? List.of("system", "user", "assistant", "user") : List.of("user", "assistant")) {
            boolean first = opened.size() == (system ? 1 : 0);
            plain.add(Map.of("role", role, "content", "hat"));
            opened.add(Map.of("role", role, "content", first ? text + "\n\nhat" : "hat"));
        }
        assertEquals(template.render(Map.of("messages", opened)),
                template.opening(text).render(Map.of("messages", plain)));
        List<Map<String, String>> alone = List.of(Map.of("role", "system", "content", "hat"));
        assertEquals("\n<system>hat<user>" + text + "\n\nsystem",
                template.opening(text).render(Map.of("messages", alone)));
        assertEquals(template.opening(text), template.opening("another").opening(text));
        assertEquals(Optional.of(template.opening(text + "\n" + text + "'")), ChatTemplate.choose("", Optional.empty(),
                List.of(template.opening(text), template, template.opening(text + "'"))));
    }

    @Property(tries = 300)
    void anyTextIsATemplateOrIsRefused(
            @ForAll @StringLength(max = 60) @CharRange(from = ' ', to = '~') String inside, @ForAll String outside) {
        rendered("{{ " + inside + " }}", Map.of("a", 1));
        rendered("{% " + inside + " %}" + outside, Map.of("a", 1));
        rendered(outside, Map.of());
    }
}
