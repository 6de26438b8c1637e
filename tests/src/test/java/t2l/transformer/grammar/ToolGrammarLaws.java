package t2l.transformer.grammar;

import static org.junit.jupiter.api.Assertions.*;

import module java.base;
import net.jqwik.api.*;
import t2l.tensor.T2lException;
import t2l.tensor.settings.Source;
import t2l.transformer.template.ChatTemplate.*;
import t2l.transformer.text.Tokenizer;
import t2l.transformer.tools.*;
import t2l.transformer.tools.ToolReader.Part;
import t2l.transformer.tools.Tools.Tool;

/// Whatever the model prefers, and however a family writes calls, an answer has calls of the given tools with valid arguments, and a
/// reader finds them.
class ToolGrammarLaws {
    private static final List<String> NAMES = List.of("a", "ab", "get_b", "b.c", "x-1");

    @Provide
    Arbitrary<List<Tool>> tools() {
        return Arbitraries.maps(Arbitraries.of("a", "ab", "b_2", "camelCase"), JsonSchemaLaws.schemas(1)).ofMaxSize(3)
                .flatMap(properties -> Arbitraries.of("a", "ab", "b_2").set().map(required -> parameters(properties,
                        required)))
                .list().ofMinSize(1).ofMaxSize(3)
                .map(all -> IntStream.range(0, all.size())
                        .mapToObj(i -> new Tool(NAMES.get(i), "does " + i, all.get(i))).toList());
    }

    private static Map<String, Object> parameters(Map<String, Map<String, Object>> properties, Set<String> required) {
        Map<String, Object> all = new LinkedHashMap<>(Map.of("type", "object", "properties", properties, "required",
                required.stream().filter(properties::containsKey).toList()));
        all.put("$defs", Map.of("list", JsonSchemaLaws.LIST));
        return all;
    }

    @Property(tries = 150)
    void anAnswerThatMustCallDoes(@ForAll("tools") List<Tool> all, @ForAll ToolSyntax syntax,
            @ForAll boolean parallel, @ForAll Random random) throws IOException {
        Tools tools = new Tools(all, Tools.Choice.REQUIRED,
                random.nextBoolean() ? Optional.of(all.getLast().name()) : Optional.empty(), parallel);
        for (Tokenizer tokenizer : List.of(JsonSchemaLaws.BYTES, JsonSchemaLaws.STORIES)) {
            String answer = answer(tokenizer, tools, syntax, Optional.empty(), "", random);
            if (!answer.isEmpty()) {
                requireCalls(answer, tools, syntax, "", random);
            }
        }
    }

    /// Text, and then what begins a call.
    @Property(tries = 150)
    void anAnswerThatBeginsACallEndsItWell(@ForAll("tools") List<Tool> all, @ForAll ToolSyntax syntax,
            @ForAll Random random) throws IOException {
        Tools tools = new Tools(all, Tools.Choice.AUTO, Optional.empty(), random.nextBoolean());
        String text = List.of("", "Sure. ", "<tool", "```json\n{\"name\": 1}\n", "[TOOL<|<|tool_cal ")
                .get(random.nextInt(5));
        List<String> marks = List.copyOf(ToolReader.marks(syntax, tools));
        String mark = marks.get(random.nextInt(marks.size()));
        String answer = answer(JsonSchemaLaws.BYTES, tools, syntax, Optional.empty(), text + mark, random);
        if (!answer.isEmpty()) {
            requireCalls(answer, tools, syntax, text, random);
        }
    }

    @Property(tries = 50)
    void anAnswerWithoutACallIsTextOrWhatItsSchemaDescribes(@ForAll("tools") List<Tool> all,
            @ForAll ToolSyntax syntax, @ForAll Random random) throws IOException {
        Tools tools = new Tools(all, Tools.Choice.AUTO, Optional.empty(), true);
        JsonSchema schema = JsonSchema.parse("schema", "{\"enum\": [[1, \"a\"], true]}");
        String answer = answer(JsonSchemaLaws.BYTES, tools, syntax, Optional.of(schema), "", random);
        assertTrue(answer.isEmpty() || List.of("[1,\"a\"]", "true").contains(answer)
                || !message(answer, syntax, tools).calls().isEmpty(), answer);
        String text = "No {\"name\": \"nothing\"} and <tool_ call>";
        assertEquals(new Message("assistant", text), message(text, syntax, tools));
    }

    /// As Gemma 4's template writes it, and with the white space that a model may add.
    @Example
    void bareArgumentsAreReadAsJson() {
        Tools tools = Tools.of(Tool.of("ab", "", "{}"));
        for (String gap : List.of("", " ", "\n  ")) {
            String answer = "Sure.<|tool_call>call:ab{" + gap + "b:[{x y:<|\"|>1, {\"2\"}: \\ \n<|\"|>," + gap + "z:"
                    + gap + "true},<|\"|><|\"|>],é:{}," + gap + "n:-1.5e3}<tool_call|>";
            Message message = message(answer, ToolSyntax.GEMMA, tools);
            assertEquals("Sure.", message.content());
            assertEquals(Source.parse("wanted", "{\"b\": [{\"x y\": \"1, {\\\"2\\\"}: \\\\ \\n\", \"z\": true}, \"\"], "
                    + "\"é\": {}, \"n\": -1.5e3}").values(),
                    Source.parse("read", message.calls().getFirst().arguments()).values());
        }
    }

    /// Gemma 4 has seen arguments in the order of their names only.
    @Example
    void bareArgumentsAreSorted() {
        Map<String, Object> some = new LinkedHashMap<>();
        for (String name : List.of("b", "C", "_", "a")) {
            some.put(name, Map.of("const", name));
        }
        Tools tools = Tools.of(new Tool("ab", "", Map.of("properties", some, "required", List.copyOf(some.keySet()))))
                .single()
                .required();
        String answer = answer(JsonSchemaLaws.BYTES, tools, ToolSyntax.GEMMA, Optional.empty(), "", new Random(1));
        assertEquals("<|tool_call>call:ab{_:<|\"|>_<|\"|>,a:<|\"|>a<|\"|>,b:<|\"|>b<|\"|>,C:<|\"|>C<|\"|>}<tool_call|>",
                answer.replaceAll("\\s", ""));
    }

    /// As in JSON, also where a text is an element.
    @Example
    void aConstantCountsWhereAnEnumIsGivenToo() {
        Tool tool = new Tool("ab", "does", parameters(Map.of("b", Map.of("type", "string", "enum", List.of("a", "b"),
                "const", "b")), Set.of("b")));
        Tools tools = new Tools(List.of(tool), Tools.Choice.REQUIRED, Optional.empty(), false);
        for (int seed = 0; seed < 10; seed++) {
            String answer = answer(JsonSchemaLaws.BYTES, tools, ToolSyntax.CODER, Optional.empty(), "",
                    new Random(seed));
            assertEquals("{\"b\": \"b\"}", message(answer, ToolSyntax.CODER, tools).calls().getFirst().arguments());
        }
    }

    private static void requireCalls(String answer, Tools tools, ToolSyntax syntax, String text, Random random)
            throws IOException {
        Message message = message(answer, syntax, tools);
        assertEquals(text, message.content(), answer);
        assertFalse(message.calls().isEmpty(), answer);
        assertTrue(tools.parallel() || message.calls().size() == 1, answer);
        for (Call call : message.calls()) {
            Tool tool = tools.callable().stream().filter(each -> each.name().equals(call.name())).findFirst()
                    .orElseThrow();
            JsonSchemaLaws.requireValid(tool.parameters(), call.arguments());
        }
        assertEquals(message, inChunks(answer, syntax, tools, random), answer);
    }

    private static Message message(String answer, ToolSyntax syntax, Tools tools) {
        return new ToolReader(syntax, tools).message(answer, Integer::toString);
    }

    private static Message inChunks(String answer, ToolSyntax syntax, Tools tools, Random random) {
        ToolReader reader = new ToolReader(syntax, tools);
        List<Part> parts = new ArrayList<>();
        for (int from = 0, to; from < answer.length(); from = to) {
            to = Math.min(answer.length(), from + 1 + random.nextInt(7));
            parts.addAll(reader.accept(answer.substring(from, to)));
        }
        parts.addAll(reader.finish());
        StringBuilder text = new StringBuilder();
        List<Call> calls = new ArrayList<>();
        for (Part part : parts) {
            switch (part) {
                case Part.Text(String more) -> text.append(more);
                case Part.Begin(String name) -> calls.add(new Call(Integer.toString(calls.size()), name, ""));
                case Part.Arguments(String more) -> calls.add(new Call(calls.getLast().id(), calls.getLast().name(),
                        calls.removeLast().arguments() + more));
            }
        }
        return new Message("assistant", text.toString(), calls, "");
    }

    /// The answer of a model that prefers nothing, after `begin`, which must be allowed; empty if it comes to no end, or if the
    /// tools allow no call.
    private static String answer(Tokenizer tokenizer, Tools tools, ToolSyntax syntax, Optional<JsonSchema> schema,
            String begin, Random random) {
        Set<Integer> ends = tokenizer == JsonSchemaLaws.BYTES
                ? Set.of(JsonSchemaLaws.END)
                : Set.of(tokenizer.id("</s>").orElseThrow());
        TokenGrammar.Run run;
        try {
            run = new ModelGrammars(tokenizer, ends).of(tools, syntax, schema).run(true);
        } catch (T2lException e) {
            assertTrue(e.getMessage().contains("allows none"), e.getMessage());
            return "";
        }
        List<Integer> tokens = new ArrayList<>();
        for (byte each : begin.getBytes(StandardCharsets.UTF_8)) {
            int token = tokenizer.id(JsonSchemaLaws.spelled(new byte[] {each})).orElseThrow();
            if (!run.allowed().get(token)) {
                return ""; // a call that its tool does not allow
            }
            tokens.add(token);
            run.accept(token);
        }
        boolean ended = false;
        while (!ended && tokens.size() < 600) {
            int token = JsonSchemaLaws.chosen(tokenizer, run.allowed(), random, tokens.size() > 60 ? 0.95 : 0.3);
            ended = ends.contains(token);
            if (!ended) {
                tokens.add(token);
                ended = run.accept(token);
            }
        }
        return ended ? JsonSchemaLaws.text(tokenizer, tokens) : "";
    }

    /// Pieces of calls in any order, and texts between them.
    @Provide
    Arbitrary<String> brokenCalls() {
        return Arbitraries.of("<tool_call>", "</tool_call>", "[TOOL_CALLS]", "<|tool_call|>", "<|tool_call_start|>",
                "<|tool_call_end|>", "{\"name\": \"", "\"name\":\"", "ab", "get_b", "\"", "\", \"arguments\": {",
                "\", \"parameters\": ", "{", "}", "[", "]", "(", ")", ",", "=", "\\", "\n", " ", "```json\n", "x",
                "<tool_",
                "\uD83D", "ab(b=1)", "<function=ab>\n", "<parameter=b>\n", "<parameter=", "\n</parameter>\n",
                "</function>\n", "<tool_call|>", "call:ab{", "b:", "<|\"|>", "<|\"").list()
                .ofMaxSize(40).map(pieces -> String.join("", pieces));
    }

    /// A reader takes anything: its text is the beginning of the answer, and chunks change nothing.
    @Property(tries = 2000)
    void anythingIsRead(@ForAll("brokenCalls") String answer, @ForAll ToolSyntax syntax, @ForAll Random random) {
        Tools tools = Tools.of(Tool.of("ab", "", "{}"), Tool.of("get_b", "", "{}"));
        Message whole = message(answer, syntax, tools);
        assertTrue(answer.startsWith(whole.content()), whole.content());
        Message chunks = inChunks(answer, syntax, tools, random);
        assertEquals(whole.content(), chunks.content());
        int cut = chunks.calls().size() - whole.calls().size();
        assertTrue(cut == 0 || cut == 1, answer);
    }

    /// Found by fuzzing: the end of a call was taken for a part of a name, if both came in one piece.
    @Example
    void aNameHasNoEndOfACall() {
        Tools tools = Tools.of(Tool.of("ab", "", "{}"));
        String answer = "<tool_call>\n<function=ab>\n<parameter=c</function>\nx";
        Message whole = message(answer, ToolSyntax.CODER, tools);
        assertEquals(List.of(new Call("0", "ab", "{}")), whole.calls());
        for (int seed = 0; seed < 20; seed++) {
            assertEquals(whole, inChunks(answer, ToolSyntax.CODER, tools, new Random(seed)));
        }
    }

    /// All schemas of a request share the steps of one, and the work on each is linear.
    @Property(tries = 20)
    void workIsLinearInTheTools(@ForAll("tools") List<Tool> all, @ForAll ToolSyntax syntax) {
        Map<String, Object> deep = new LinkedHashMap<>(Map.of("type", "string"));
        for (int depth = 0; depth < 60; depth++) {
            deep = new LinkedHashMap<>(Map.of("type", "array", "items", deep));
        }
        Map<String, Object> nested = Map.of("type", "object", "properties", Map.of("a", deep));
        List<Tool> many = new ArrayList<>(all);
        IntStream.range(0, 100).forEach(i -> many.add(new Tool("deep_" + i, "", nested)));
        ByteGrammar grammar = new ToolGrammar(new Tools(many, Tools.Choice.REQUIRED, Optional.empty(), true), syntax)
                .grammar(Optional.empty());
        int parts = JsonSchemaLaws.parts(grammar);
        int bytes = many.stream().mapToInt(tool -> Tools.json(tool.parameters()).length()).sum();
        assertTrue(parts <= 3000L + 40L * bytes, () -> parts + " parts for " + bytes);

        Map<String, Object> self = Map.of("$ref", "#/$defs/t");
        Map<String, Object> wide = IntStream.range(0, 200).boxed().collect(Collectors.toMap(i -> "p" + i, _ -> self));
        Map<String, Object> costly = Map.of("type", "object", "properties", Map.of("a", self), "$defs",
                Map.of("t", Map.of("type", "object", "properties", wide)));
        List<Tool> costs = IntStream.range(0, 100).mapToObj(i -> new Tool("t" + i, "", costly)).toList();
        new ToolGrammar(Tools.of(costs.getFirst()), syntax);
        String refusal = assertThrows(T2lException.class,
                () -> new ToolGrammar(Tools.of(costs.toArray(Tool[]::new)), syntax)).getMessage();
        assertTrue(refusal.contains("at most " + SchemaCompiler.MAX_STEPS), refusal);
    }

    @Example
    void whatNoCallCanHaveIsRefused() {
        ModelGrammars grammars = new ModelGrammars(JsonSchemaLaws.BYTES, Set.of(JsonSchemaLaws.END));
        for (String schema : List.of("{\"type\": \"string\"}", "{\"properties\": {\"a\": {\"pattern\": \"x\"}}}")) {
            Tools tools = Tools.of(Tool.of("f", "", schema)).required();
            String message = assertThrows(T2lException.class,
                    () -> grammars.of(tools, ToolSyntax.HERMES, Optional.empty())).getMessage();
            assertTrue(message.startsWith("parameters of f: "), message);
        }
        Tools spaced = Tools.of(Tool.of("f", "", "{\"properties\": {\"a b\": {}}}"));
        assertThrows(T2lException.class, () -> grammars.of(spaced, ToolSyntax.LFM2, Optional.empty()));
        for (String schema : List.of("{\"properties\": {\"a:b\": {}}}", "{\"properties\": {\" a\": {}}}",
                "{\"properties\": {\"a\": {\"enum\": [[\"x<|\\\"|>\"]]}}}",
                "{\"properties\": {\"a\": {\"const\": {\"b,\": 1}}}}")) {
            String message = assertThrows(T2lException.class, () -> grammars.of(Tools.of(Tool.of("f", "", schema)),
                    ToolSyntax.GEMMA, Optional.empty())).getMessage();
            assertTrue(message.contains("as this model writes calls"), message);
        }
    }

    /// Arguments of a tool without parameters are an empty object.
    @Example
    void aToolWithoutParametersHasNoArguments() {
        Tools tools = Tools.of(Tool.of("now", "", "{\"type\": \"object\", \"properties\": {}}")).required();
        assertEquals(List.of(new Call("0", "now", "{}")), message(answer(JsonSchemaLaws.BYTES, tools,
                ToolSyntax.LLAMA, Optional.empty(), "", new Random(1)), ToolSyntax.LLAMA, tools).calls());
        assertEquals(List.of(new Call("0", "now", "{}")),
                message("<|tool_call_start|>[now()]<|tool_call_end|>", ToolSyntax.LFM2, tools).calls());
    }
}
