package t2l.transformer.grammar;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.*;

import com.fasterxml.jackson.jr.ob.JSON;
import module java.base;
import net.jqwik.api.*;
import net.jqwik.api.constraints.IntRange;
import t2l.tensor.T2lException;
import t2l.tensor.settings.Source;
import t2l.transformer.family.Builtin;
import t2l.transformer.text.Tokenizer;
import t2l.transformer.tools.Tools;

/// Whatever the schema and whatever the model prefers, a text that has ended is JSON that the schema describes.
class JsonSchemaLaws {
    static final int END = 0;
    /// Names beyond those of a schema may occur twice.
    private static final JSON ANY = JSON.std.without(JSON.Feature.FAIL_ON_DUPLICATE_MAP_KEYS);
    /// Bytes, and tokens that begin or end inside a character or contain several parts of JSON.
    static final Tokenizer BYTES = bytes("\"}", "\":", "{\"", "\", \"", "],", "\": \"", "e\u0301", "ab", "12",
            "null", " \"", "tru", "\\\"", "\\u", "00");
    static final Tokenizer STORIES = Builtin.open("builtin:stories260k",
            directory -> Tokenizer.read(directory.resolve("tokenizer.json")));
    private static final Tokenizer WORDS = Builtin.open("builtin:tiny",
            directory -> Tokenizer.read(directory.resolve("tokenizer.json")));

    /// A tokenizer as GPT-2's: a token for each byte, an end, and more tokens.
    private static Tokenizer bytes(String... more) {
        Map<String, Integer> vocabulary = new LinkedHashMap<>(Map.of("<end>", END));
        for (int b = 0; b < 256; b++) {
            vocabulary.put(spelled(new byte[] {(byte) b}), vocabulary.size());
        }
        for (String text : more) {
            vocabulary.put(spelled(text.getBytes(UTF_8)), vocabulary.size());
        }
        vocabulary.put(spelled(new byte[] {'a', (byte) 0xC3}), vocabulary.size());
        vocabulary.put(spelled(new byte[] {(byte) 0xA9, '"', '}'}), vocabulary.size());
        vocabulary.put(spelled(new byte[] {(byte) 0x9F, (byte) 0x98}), vocabulary.size());
        Map<String, Object> file = Map.of("model", Map.of("type", "BPE", "vocab", vocabulary, "merges", List.of()),
                "decoder", Map.of("type", "ByteLevel"), "added_tokens",
                List.of(Map.of("id", END, "content", "<end>", "special", true, "single_word", false, "lstrip", false,
                        "rstrip", false, "normalized", false)));
        try {
            return Tokenizer.read(new ByteArrayInputStream(JSON.std.asBytes(file)), "bytes");
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    /// Bytes in GPT-2's alphabet.
    static String spelled(byte[] bytes) {
        StringBuilder text = new StringBuilder();
        for (byte each : bytes) {
            int b = each & 0xFF;
            boolean shown = (b >= '!' && b <= '~') || (b >= 0xA1 && b <= 0xAC) || b >= 0xAE;
            text.append((char) (shown ? b : 256 + (b <= ' ' ? b : b < 0xA1 ? b - 0x7F + 33 : 67)));
        }
        return text.toString();
    }

    @Provide
    Arbitrary<Map<String, Object>> schemas() {
        return schemas(3);
    }

    static Arbitrary<Map<String, Object>> schemas(int depth) {
        Arbitrary<Map<String, Object>> simple = Arbitraries.of(Map.of("type", "string"), Map.of("type", "number"),
                Map.of("type", "integer"), Map.of("type", "boolean"), Map.of("type", "null"), Map.of(), Map.of("type",
                        "object"),
                Map.of("type", "string", "minLength", 2, "maxLength", 5), Map.of("type", List.of("string", "null")),
                Map.of("enum", List.of("a", "ab", "\u00e9\"", 7, true, List.of(1))), Map.of("const", "\ud83d\ude00"),
                Map.of("type", "string", "enum", List.of("x", 1)), Map.of("maxLength", 3),
                Map.of("$ref", "#/$defs/list"), Map.of("type", "integer", "minimum", -12, "exclusiveMaximum", 1050),
                Map.of("exclusiveMinimum", 0, "maximum", 0.25), Map.of("type", "number", "minimum", 999.5),
                Map.of("type", "string", "format", "uuid"));
        Arbitrary<List<String>> names = Arbitraries.of("a", "ab", "b", "\u00e9", "x y", "\"", "").list()
                .uniqueElements()
                .ofMaxSize(4);
        if (depth == 0) {
            return simple;
        }
        Arbitrary<Map<String, Object>> inside = schemas(depth - 1);
        return Arbitraries.oneOf(simple,
                Combinators.combine(inside, Arbitraries.integers().between(0, 2), Arbitraries.integers()
                        .between(0, 3))
                        .as((item, least, more) -> Map.of("type", "array", "items", item, "minItems", least, "maxItems",
                                least + more)),
                Combinators.combine(inside.list().ofMinSize(1).ofMaxSize(3), Arbitraries.of(List.of(), List.of(true),
                        List.of(false), List.of(Map.of("type", "null"))), Arbitraries.integers().between(0, 4),
                        Arbitraries.integers().between(0, 3)).as(JsonSchemaLaws::tuple),
                inside.list().ofMinSize(1).ofMaxSize(3).map(all -> Map.of("anyOf", all)),
                Combinators.combine(names, inside.list().ofSize(4), names, Arbitraries.of(List.of(), List.of(false),
                        List.of(true), List.of(Map.of("type", "integer")))).as(JsonSchemaLaws::object));
    }

    private static Map<String, Object> object(List<String> names, List<Map<String, Object>> values,
            List<String> required, List<?> others) {
        Map<String, Object> properties = new LinkedHashMap<>();
        for (int i = 0; i < names.size(); i++) {
            properties.put(names.get(i), values.get(i));
        }
        Map<String, Object> schema = new LinkedHashMap<>(Map.of("type", "object", "properties", properties, "required",
                others.equals(List.of(false)) ? required.stream().filter(properties::containsKey).toList() : required));
        others.forEach(other -> schema.put("additionalProperties", other));
        return schema;
    }

    private static Map<String, Object> tuple(List<Map<String, Object>> first, List<?> items, int least, int more) {
        Map<String, Object> schema = new LinkedHashMap<>(Map.of("prefixItems", first, "minItems",
                items.equals(List.of(false)) ? Math.min(least, first.size()) : least, "maxItems", least + more));
        items.forEach(item -> schema.put("items", item));
        return schema;
    }

    static final Map<String, Object> LIST = Map.of("type", "object", "properties",
            Map.of("next", Map.of("anyOf", List.of(Map.of("$ref", "#/$defs/list"), Map.of("type", "null")))),
            "required", List.of("next"));

    @Property(tries = 200)
    void whatHasEndedIsWhatTheSchemaDescribes(@ForAll("schemas") Map<String, Object> any, @ForAll Random random)
            throws IOException {
        Map<String, Object> schema = new LinkedHashMap<>(any);
        schema.put("$defs", Map.of("list", LIST));
        requireValidAnswers(schema, JsonSchema.of(Source.of("schema", schema)), random);
    }

    @Property(tries = 100)
    void oneOfIsReadAsAnyOf(@ForAll("schemas") Map<String, Object> one, @ForAll("schemas") Map<String, Object> other,
            @ForAll Random random) throws IOException {
        Map<String, Object> schema = new LinkedHashMap<>(
                Map.of("oneOf", List.of(one, other), "$defs", Map.of("list", LIST)));
        requireValidAnswers(schema, JsonSchema.of(Source.of("schema", schema)), random);
    }

    private static void requireValidAnswers(Map<String, Object> schema, JsonSchema compiled, Random random)
            throws IOException {
        for (Tokenizer tokenizer : List.of(BYTES, STORIES)) {
            Set<Integer> ends = tokenizer == BYTES ? Set.of(END) : Set.of(tokenizer.id("</s>").orElseThrow());
            TokenGrammar.Run run = new ModelGrammars(tokenizer, ends).of(compiled).run(true);
            List<Integer> tokens = new ArrayList<>();
            boolean ended = false;
            while (!ended && tokens.size() < 400) {
                BitSet allowed = run.allowed();
                boolean may = ends.stream().anyMatch(allowed::get);
                if (may) {
                    requireValid(schema, text(tokenizer, tokens));
                }
                int token = chosen(tokenizer, allowed, random, tokens.size() > 40 ? 0.9 : 0.2);
                ended = ends.contains(token);
                if (!ended) {
                    tokens.add(token);
                    ended = run.accept(token);
                }
            }
            if (ended) {
                requireValid(schema, text(tokenizer, tokens));
            }
        }
    }

    /// With some preference for what ends a string, an array or an object.
    static int chosen(Tokenizer tokenizer, BitSet allowed, Random random, double closing) {
        assertFalse(allowed.isEmpty());
        int[] closers = allowed.stream().filter(id -> tokenizer.isSpecial(id)
                || tokenizer.token(id).matches("[\\]}\"0]+|null|<0x(5D|7D|22)>")).toArray();
        int[] all = closers.length > 0 && random.nextDouble() < closing ? closers : allowed.stream().toArray();
        return all[random.nextInt(all.length)];
    }

    static String text(Tokenizer tokenizer, List<Integer> tokens) {
        return tokenizer.decode(tokens.stream().mapToInt(Integer::intValue).toArray(), true);
    }

    static void requireValid(Map<String, Object> schema, String text) throws IOException {
        Object value = ANY.anyFrom(text);
        assertTrue(isValid(schema, value), () -> text + " of " + schema);
    }

    private static boolean isValid(Object any, Object value) {
        if (any instanceof Boolean all) {
            return all;
        }
        Map<?, ?> schema = (Map<?, ?>) any;
        if (schema.containsKey("$ref")) {
            return isValid(LIST, value);
        }
        if (schema.get("anyOf") instanceof List<?> some && some.stream().noneMatch(each -> isValid(each, value))) {
            return false;
        }
        if (schema.get("oneOf") instanceof List<?> some && some.stream().noneMatch(each -> isValid(each, value))) {
            return false;
        }
        if (schema.containsKey("type")
                && (schema.get("type") instanceof List<?> types ? types : List.of(schema.get("type"))).stream()
                        .noneMatch(each -> is(value, each))) {
            return false;
        }
        if (schema.containsKey("const") && !Objects.equals(schema.get("const"), value)) {
            return false;
        }
        if (schema.get("enum") instanceof List<?> all && all.stream().noneMatch(each -> Objects.equals(each, value))) {
            return false;
        }
        return switch (value) {
            case String text -> lies(text.codePointCount(0, text.length()), schema, "minLength", "maxLength");
            case List<?> items -> lies(items.size(), schema, "minItems", "maxItems")
                    && IntStream.range(0, items.size()).allMatch(i -> {
                        List<?> first = schema.get("prefixItems") instanceof List<?> told ? told : List.of();
                        return i < first.size()
                                ? isValid(first.get(i), items.get(i))
                                : !schema.containsKey("items") || isValid(schema.get("items"), items.get(i));
                    });
            case Number number ->
                schema.entrySet().stream().allMatch(bound -> !(bound.getValue() instanceof Number limit)
                        || switch (bound.getKey().toString()) {
                            case "minimum" -> number.doubleValue() >= limit.doubleValue();
                            case "maximum" -> number.doubleValue() <= limit.doubleValue();
                            case "exclusiveMinimum" -> number.doubleValue() > limit.doubleValue();
                            case "exclusiveMaximum" -> number.doubleValue() < limit.doubleValue();
                            default -> true;
                        });
            case Map<?, ?> members -> isValid(schema, members);
            case null, default -> true;
        };
    }

    private static boolean isValid(Map<?, ?> schema, Map<?, ?> members) {
        Map<?, ?> properties = schema.get("properties") instanceof Map<?, ?> some ? some : Map.of();
        Object others = schema.containsKey("additionalProperties") ? schema.get("additionalProperties") : true;
        return members.entrySet().stream().allMatch(member -> isValid(properties.containsKey(member.getKey())
                ? properties.get(member.getKey())
                : others, member.getValue()))
                && (!(schema.get("required") instanceof List<?> names) || members.keySet().containsAll(names));
    }

    private static boolean lies(int count, Map<?, ?> schema, String least, String most) {
        return count >= (schema.get(least) instanceof Integer min ? min : 0)
                && count <= (schema.get(most) instanceof Integer max ? max : Integer.MAX_VALUE);
    }

    private static boolean is(Object value, Object type) {
        return switch (value) {
            case null -> type.equals("null");
            case String _ -> type.equals("string");
            case Boolean _ -> type.equals("boolean");
            case List<?> _ -> type.equals("array");
            case Map<?, ?> _ -> type.equals("object");
            case Integer _,Long _ -> type.equals("integer") || type.equals("number");
            default -> type.equals("number");
        };
    }

    /// The walk through the tree finds what trying each token finds.
    @Property(tries = 50)
    void allowedAreTheTokensWhoseBytesMayFollow(@ForAll("schemas") Map<String, Object> any, @ForAll Random random) {
        Map<String, Object> schema = new LinkedHashMap<>(any);
        schema.put("$defs", Map.of("list", LIST));
        for (Tokenizer tokenizer : List.of(BYTES, STORIES)) {
            TokenTrie trie = new TokenTrie(tokenizer, Set.of(), Set.of(), false);
            TokenGrammar grammar = new ModelGrammars(tokenizer, Set.of())
                    .of(JsonSchema.of(Source.of("schema", schema)));
            TokenGrammar.State state = grammar.start();
            for (int i = 0; i < 30 && !state.mustEnd(); i++) {
                TokenGrammar.State from = state;
                int[] expected = IntStream.range(0, tokenizer.vocabularySize()).filter(id -> trie.bytes(id).length > 0
                        && !grammar.after(from, id, false).isDead()).toArray();
                assertEquals(IntStream.of(expected).boxed().toList(), trie.allowed(from).stream().boxed().toList());
                state = grammar.after(state, expected[random.nextInt(expected.length)], false);
            }
        }
    }

    @Property(tries = 300)
    void theBytesOfTokensAreTheirText(@ForAll List<Integer> numbers) {
        for (Tokenizer tokenizer : List.of(BYTES, STORIES, WORDS)) {
            ByteArrayOutputStream bytes = new ByteArrayOutputStream();
            int[] ids = numbers.stream().mapToInt(n -> Math.floorMod(n, tokenizer.vocabularySize()))
                    .filter(id -> tokenizer.has(id) && !tokenizer.isSpecial(id)).toArray();
            for (int i = 0; i < ids.length; i++) {
                bytes.writeBytes(tokenizer.bytes(ids[i], i == 0).orElseThrow());
            }
            try {
                String text = UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes.toByteArray())).toString();
                assertEquals(text, tokenizer.decode(ids, true));
            } catch (CharacterCodingException _) {
                // ends inside a character
            }
        }
    }

    @Provide
    Arbitrary<Map<String, Object>> longSchemas() {
        return Arbitraries.integers().between(0, 12).list().ofMaxSize(20).flatMap(kinds -> Arbitraries.integers()
                .between(1, 60).map(width -> {
                    Map<String, Object> schema = Map.of("type", "string");
                    for (int kind : kinds) {
                        schema = around(schema, kind, width);
                    }
                    return schema;
                }));
    }

    /// A schema with `value` in it once.
    private static Map<String, Object> around(Map<String, Object> value, int kind, int width) {
        List<Integer> numbers = IntStream.range(0, width).boxed().toList();
        Map<String, Object> many = new LinkedHashMap<>();
        numbers.forEach(i -> many.put("name " + i, i == 0 ? value : i % 2 == 0));
        return switch (kind) {
            case 0 -> Map.of("type", "array", "items", value);
            case 1 -> Map.of("type", "array", "prefixItems", List.of(value), "items", false);
            case 2 -> Map.of("anyOf", List.of(value, Map.of("type", "null")));
            case 3 -> Map.of("type", "object", "additionalProperties", value);
            case 4 -> Map.of("type", "object", "properties", Map.of("a", value));
            case 5 -> Map.of("oneOf", Stream.concat(Stream.of(value), numbers.stream()
                    .map(i -> Map.of("type", "string", "maxLength", i))).toList());
            case 6 -> Map.of("prefixItems", Stream.concat(numbers.stream().map(_ -> Map.of("type", "integer")),
                    Stream.of(value)).toList());
            case 7 -> Map.of("anyOf", List.of(value, Map.of("const", "x".repeat(10 * width))));
            case 8 -> Map.of("type", "object", "properties", many, "additionalProperties", true, "required",
                    List.copyOf(many.keySet()).reversed());
            case 9 -> Map.of("type", Collections.nCopies(width, "object"), "properties", many);
            case 10 -> Map.of("properties", Map.of("y".repeat(20 * width), value), "additionalProperties", true);
            case 11 -> Map.of("anyOf", List.of(value, Map.of("type", "number", "minimum", width)));
            default -> Map.of("type", "array", "items", value, "minItems", 2, "maxItems", 5);
        };
    }

    /// The work on a schema is linear in its length: to compile it, to walk through its grammar, rule by rule, and to find what
    /// may follow a byte.
    @Property(tries = 100)
    void workIsLinearInTheSchema(@ForAll("longSchemas") Map<String, Object> schema, @ForAll Random random) {
        requireWork(schema, 40, random);
    }

    /// With references, once more for each depth.
    @Property(tries = 5)
    void workIsLinearWithReferences(@ForAll("longSchemas") Map<String, Object> inside,
            @ForAll @IntRange(max = 12) int kind,
            @ForAll Random random) {
        Map<String, Object> self = Map.of("$ref", "#/$defs/list");
        Map<String, Object> again = around(Map.of("anyOf", List.of(self, inside, Map.of("$ref", "#/$defs/~list"),
                Map.of("$ref", "#/$defs/~0list"))), kind, 9);
        requireWork(Map.of("$ref", "#/$defs/list", "$defs", Map.of("list", again, "~list", again)), 40 * 64 * 3,
                random);
    }

    private static void requireWork(Map<String, Object> schema, int most, Random random) {
        long bytes = 100L + Tools.json(schema).getBytes(UTF_8).length;
        SchemaCompiler compiler = new SchemaCompiler(Source.of("schema", schema));
        ByteGrammar grammar;
        try {
            grammar = compiler.grammar();
        } catch (T2lException e) {
            assertTrue(e.getMessage().matches("(?s).*(at most|1 to) \\d+ .*"), e.getMessage());
            return;
        }
        assertTrue(compiler.steps() <= 20_000L + most * bytes, () -> compiler.steps() + " steps for " + bytes);
        int parts = parts(grammar);
        assertTrue(parts <= 3000L + most * bytes, () -> parts + " parts for " + bytes);
        BitSet all = BitSet.valueOf(new long[] {-1, -1, -1, -1});
        int copied = parts(WritableGrammar.of(grammar, all));
        assertTrue(copied <= parts, () -> copied + " parts of " + parts);
        ByteGrammar rest = grammar;
        for (int i = 0; i < 50 && !rest.isEmpty(); i++) {
            int next = " \"{}[]:,name0123456789txy".charAt(random.nextInt(25));
            ByteGrammar after = rest.after(next);
            BitSet begin = new BitSet();
            rest.begin(begin);
            assertEquals(begin.get(next), !after.isNever());
            rest = after.isNever() ? rest : after;
            int options = rest instanceof ByteGrammar.Either(Set<ByteGrammar> some, _) ? some.size() : 1;
            assertTrue(options <= 100 + parts, () -> options + " options of " + parts);
        }
    }

    /// Schemas whose mask of one token takes minutes if nobody counts.
    @Example
    void theWorkForATokenIsBounded() {
        List<Object> lengths = IntStream.range(1000, 6000)
                .<Object>mapToObj(n -> Map.of("type", "string", "maxLength", n)).toList();
        List<Object> mixed = new ArrayList<>(lengths.subList(0, 4000));
        mixed.add(Map.of("enum", IntStream.range(0, 1000).mapToObj(n -> "the value " + n * 7919).toList()));
        for (List<Object> any : List.of(lengths, mixed)) {
            TokenGrammar.Run run = new ModelGrammars(BYTES, Set.of(END))
                    .of(JsonSchema.of(Source.of("schema", Map.of("anyOf", any))))
                    .run(true);
            T2lException e = assertThrows(T2lException.class, () -> {
                for (int token = '"';; token = 'a') {
                    run.allowed();
                    run.accept(BYTES.encode(String.valueOf((char) token), false)[0]);
                }
            });
            assertEquals(T2lException.Kind.SCHEMA, e.kind());
            assertTrue(e.getMessage().startsWith("schema: needs at most "), e.getMessage());
            assertThrows(T2lException.class, run::allowed);
        }
    }

    static int parts(ByteGrammar grammar) {
        Set<ByteGrammar.Rule> met = new HashSet<>();
        Deque<ByteGrammar> open = new ArrayDeque<>(List.of(grammar));
        int parts = 0;
        while (!open.isEmpty()) {
            parts++;
            switch (open.pop()) {
                case ByteGrammar.Rule rule when met.add(rule) -> open.push(rule.body());
                case ByteGrammar.Chain(ByteGrammar first, ByteGrammar rest, _) -> open.addAll(List.of(first, rest));
                case ByteGrammar.Either(Set<ByteGrammar> options, _) -> open.addAll(options);
                case ByteGrammar.Repeated(ByteGrammar body, _, _) -> open.push(body);
                case ByteGrammar.Rule _,ByteGrammar.Literal _,ByteGrammar.OneByte _,ByteGrammar.Until _ -> {}
            }
        }
        return parts;
    }

    /// What once took exponential time, a deep stack, or time with the square of the length.
    @Example
    void longSchemasCompile() {
        for (Object schema : List.of(
                Map.of("properties", Map.of("y".repeat(100_000), Map.of()), "additionalProperties", true),
                Map.of("const", "x".repeat(100_000)),
                Map.of("prefixItems", Collections.nCopies(20_000, Map.of())),
                Map.of("type", Collections.nCopies(10_000, "object"), "properties",
                        IntStream.range(0, 8000).boxed().collect(Collectors.toMap(String::valueOf, _ -> true))))) {
            new ModelGrammars(BYTES, Set.of(END)).of(JsonSchema.of(Source.of("schema", schema))).run(true).allowed();
        }
    }

    @Example
    void whatIsNotSupportedIsNamed() {
        refuses("schema: multipleOf: needs to be left out", "{\"type\":\"integer\",\"multipleOf\":2}");
        refuses("schema: properties: a: pattern: needs to be left out, it is not supported",
                "{\"properties\":{\"a\":{\"type\":\"string\",\"pattern\":\"a\"}}}");
        refuses("schema: minimum: needs a number", "{\"minimum\":\"1\"}");
        refuses("schema: maxLength: needs to be left out", "{\"enum\":[\"a\"],\"maxLength\":3}");
        refuses("schema: anyOf: needs 1 to 5000 schemas", "{\"anyOf\":[" + "{},".repeat(5000) + "{}]}");
        String names = IntStream.range(0, 9000).mapToObj(i -> "\"name " + i + "\"").collect(Collectors.joining(","));
        refuses("schema: $defs: needs a shorter schema", "{\"$ref\":\"#/$defs/a\",\"$defs\":{\"a\":{\"required\":["
                + names + "],\"additionalProperties\":{\"$ref\":\"#/$defs/a\"}}}}");
        refuses("schema: type: needs one of", "{\"type\":\"text\"}");
        refuses("schema: $ref: needs something that is there", "{\"$ref\":\"#/$defs/a\"}");
        refuses("schema: $ref: needs a pointer", "{\"$ref\":\"https://example.org/a\"}");
        refuses("schema: anyOf: needs to be alone", "{\"type\":\"string\",\"anyOf\":[{}]}");
        refuses("schema: enum: needs 1 to", "{\"enum\":[]}");
        refuses("schema: minItems: needs", "{\"type\":\"array\",\"minItems\":-1}");
        refuses("schema: properties: a: needs a JSON object", "{\"properties\":{\"a\":1}}");
    }

    private static void refuses(String begin, String schema) {
        String sentence = assertThrows(T2lException.class, () -> JsonSchema.parse("schema", schema)).getMessage();
        assertTrue(sentence.startsWith(begin), sentence);
    }

    @Example
    void whatNoTokensCanWriteIsRefused() {
        ModelGrammars words = new ModelGrammars(WORDS, Set.of());
        assertThrows(T2lException.class, () -> words.of(JsonSchema.OBJECT));
        ModelGrammars bytes = new ModelGrammars(BYTES, Set.of(END));
        for (String never : List.of("{\"$ref\":\"#\"}",
                "{\"type\":\"array\",\"items\":{\"$ref\":\"#\"},\"minItems\":1}",
                "{\"type\":\"string\",\"enum\":[1]}", "{\"type\":\"string\",\"minLength\":2,\"maxLength\":1}",
                "{\"required\":[\"a\"],\"additionalProperties\":false}",
                "{\"type\":\"integer\",\"exclusiveMinimum\":1,\"exclusiveMaximum\":2}",
                "{\"prefixItems\":[{}],\"items\":false,\"minItems\":2}")) {
            JsonSchema schema = JsonSchema.parse("schema", never);
            assertThrows(T2lException.class, () -> bytes.of(schema), never);
        }
    }

    /// More states than are kept.
    @Example
    void longStringsAreCounted() throws IOException {
        TokenGrammar grammar = new ModelGrammars(BYTES, Set.of(END))
                .of(JsonSchema.parse("schema", "{\"type\":\"string\",\"minLength\":6000,\"maxLength\":6000}"));
        TokenGrammar.Run run = grammar.run(true);
        Random random = new Random(1);
        List<Integer> tokens = new ArrayList<>();
        boolean ended = false;
        while (!ended) {
            int token = chosen(BYTES, run.allowed(), random, 0.1);
            tokens.add(token);
            ended = run.accept(token);
        }
        String text = JSON.std.anyFrom(text(BYTES, tokens)).toString();
        assertEquals(6000, text.codePointCount(0, text.length()));
    }
}
