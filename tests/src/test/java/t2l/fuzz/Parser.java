package t2l.fuzz;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import module java.base;
import t2l.*;
import t2l.Adapter.Example;
import t2l.app.ExampleTexts;
import t2l.app.console.Json;
import t2l.app.data.describe.*;
import t2l.app.data.rows.RowFile;
import t2l.app.serve.adapters.AdapterRef;
import t2l.app.serve.http.*;
import t2l.app.serve.http.Endpoint.Notes;
import t2l.autograd.*;
import t2l.hypernet.*;
import t2l.hypernet.data.JsonlTasks;
import t2l.tensor.*;
import t2l.tensor.backend.*;
import t2l.tensor.io.*;
import t2l.tensor.settings.Source;
import t2l.transformer.*;
import t2l.transformer.family.*;
import t2l.transformer.grammar.*;
import t2l.transformer.lora.*;
import t2l.transformer.template.ChatTemplate;
import t2l.transformer.template.ChatTemplate.Message;
import t2l.transformer.text.Tokenizer;
import t2l.transformer.tools.*;
import t2l.transformer.tools.ToolReader.Part;
import t2l.transformer.tools.Tools.Tool;

/// Everything here that reads what others have written, each with files it accepts and a use of all that it reads.
enum Parser {
    SAFETENSORS("model.safetensors", List.of("/t2l/tensor/io/core.safetensors", "/t2l/tensor/io/types.safetensors")) {
        @Override
        void use(Path file, Arena arena) {
            read(SafeTensors.open(file, arena));
        }
    },
    INDEX("model.safetensors.index.json", List.of("""
            {"metadata":{"n":[1]},"weight_map":{"w":"w.safetensors"}}""")) {
        @Override
        void use(Path file, Arena arena) throws IOException {
            Path shard = file.resolveSibling("w.safetensors");
            if (!Files.exists(shard)) {
                SafeTensors.write(shard, Map.of("w", Tensor.allocate(arena, DType.F32, 1)), Map.of());
            }
            read(SafeTensors.open(file, arena));
        }
    },
    GGUF("model.gguf", List.of("/t2l/tensor/io/tiny.gguf", "/t2l/tensor/io/blocks.gguf")) {
        @Override
        void use(Path file, Arena arena) {
            Gguf gguf = Gguf.open(file, arena);
            gguf.metadata().values().forEach(v -> {
                if (v.content() instanceof List<?> all) {
                    all.forEach(Objects::requireNonNull);
                }
            });
            gguf.computable(arena).tensors().values().forEach(Tensor::toDoubles);
            integers(gguf.raw().values(), arena);
        }
    },
    GGUF_MODEL("model.gguf", List.of()) {
        @Override
        void use(Path file, Arena arena) {
            Gguf gguf = Gguf.open(file, arena);
            attempt(file, () -> Checkpoint.open(file, arena).decoder());
            attempt(file, () -> ChatTemplate.of(gguf));
            turn(Tokenizer.of(gguf));
        }

        @Override
        Stream<byte[]> seeds() {
            return Stream.concat(Stream.of("llama", "gpt2").map(TinyGguf::model), Stream.of(TinyGguf.experts()));
        }
    },
    /// With weights in blocks, which compute.
    BLOCKS("model.gguf", List.of()) {
        @Override
        void use(Path file, Arena arena) {
            Decoder decoder = Checkpoint.open(file, arena).decoder();
            int last = decoder.config().vocabulary() - 1;
            for (int[] text : new int[][] {{0}, {0, last, 0, last, 0}}) {
                Tokens tokens = Tokens.right(arena, text);
                try (Workspace memory = new Workspace(); Pass pass = Pass.inference(Computing.KERNELS, memory, DType.F32)) {
                    decoder.logits(pass, decoder.hidden(pass, tokens.ids(), tokens.context(ActiveAdapter.NONE)));
                }
            }
        }

        @Override
        Stream<byte[]> seeds() {
            return Stream.of(List.of(DType.Q4_K, DType.Q5_K, DType.Q6_K, DType.Q5_0, DType.Q5_1, DType.Q6_K),
                    List.of(DType.Q8_0, DType.IQ4_NL, DType.IQ4_XS, DType.MXFP4, DType.Q4_0, DType.Q4_1))
                    .map(TinyGguf::blocks);
        }
    },
    TORCH("hypermod.pt", List.of("/t2l/fuzz/tiny.pt")) {
        @Override
        void use(Path file, Arena arena) {
            TorchFile torch = TorchFile.open(file, arena);
            torch.tensors().values().forEach(Tensor::toDoubles);
            integers(torch.raw().values(), arena);
        }
    },
    /// The pickle alone, in an archive whose checksums hold.
    PICKLE("hypermod.pt", List.of()) {
        @Override
        void use(Path file, Arena arena) throws IOException {
            Map<String, byte[]> entries = new TreeMap<>(TINY_TORCH);
            entries.replaceAll((name, content) -> name.endsWith(PICKLE_NAME) ? bytes(file) : content);
            Files.write(file, Archive.stored(entries));
            TORCH.use(file, arena);
        }

        @Override
        Stream<byte[]> seeds() {
            return TINY_TORCH.entrySet().stream()
                    .filter(e -> e.getKey().endsWith(PICKLE_NAME)).map(Map.Entry::getValue);
        }
    },
    TOKENIZER("tokenizer.json", List.of("/t2l/transformer/text/tokenizers/words.tokenizer.json", """
            {"added_tokens":[{"id":3,"content":"<s>","special":true,"normalized":false,"lstrip":true}],
            "normalizer":{"type":"Sequence","normalizers":[{"type":"Prepend","prepend":"_"},{"type":"NFKC"},{"type":"Lowercase"},
            {"type":"Replace","pattern":{"Regex":"[a-c]+(?=b)"},"content":"a"},{"type":"BertNormalizer"},{"type":"StripAccents"}]},
            "pre_tokenizer":{"type":"Sequence","pretokenizers":[{"type":"Split","pattern":{"Regex":"\\\\s?\\\\p{L}{1,3}+|(?i:'s)"},
            "behavior":"Isolated"},{"type":"Digits","individual_digits":true},{"type":"ByteLevel","use_regex":true}]},
            "post_processor":{"type":"TemplateProcessing","single":[{"SpecialToken":{"id":"<s>"}},{"Sequence":{"id":"A"}}],"pair":[],
            "special_tokens":{"<s>":{"id":"<s>","ids":[3]}}},"decoder":{"type":"Sequence","decoders":[{"type":"ByteFallback"},
            {"type":"Fuse"},{"type":"Strip","content":" ","start":1,"stop":1},{"type":"WordPiece","prefix":"##"}]},
            "model":{"type":"BPE","unk_token":"a","byte_fallback":true,"vocab":{"a":0,"b":1,"ab":2},"merges":["a b",["a","b"]]}}""",
            """
                    {"normalizer":{"type":"Precompiled","precompiled_charsmap":"CAAAAAEEAAAAAAAAYQA="},
                    "pre_tokenizer":{"type":"Metaspace","replacement":"_","prepend_scheme":"first","split":false},
                    "decoder":{"type":"Metaspace","replacement":"_"},"post_processor":{"type":"BertProcessing","sep":["a",1],"cls":["b",0]},
                    "model":{"type":"Unigram","unk_id":0,"vocab":[["?",0.0],["a",-1.5],["_a",-2e0]],"byte_fallback":true}}""")) {
        @Override
        void use(Path file, Arena arena) {
            turn(Tokenizer.read(file));
        }
    },
    TOKENIZER_CONFIG("tokenizer_config.json", List.of("""
            {"bos_token":"a","eos_token":{"content":"b"},"chat_template":[{"name":"default","template":"{{ bos_token }}"}]}""",
            "{\"chat_template\":\"{% for m in messages %}{{ m.role }}{% endfor %}\"}")) {
        @Override
        void use(Path file, Arena arena) throws IOException {
            Path tokenizer = file.resolveSibling("tokenizer.json");
            if (!Files.exists(tokenizer)) {
                Files.writeString(tokenizer, "{\"model\":{\"type\":\"BPE\",\"vocab\":{\"a\":0,\"b\":1},\"merges\":[]}}");
            }
            Tokenizer read = Tokenizer.read(file.getParent());
            ChatTemplate.read(file.getParent()).ifPresent(template -> template.render(CONVERSATION, true, read, List.of()));
        }
    },
    TEMPLATE("chat_template.jinja", List.of("""
            {%- set ns = namespace(n=0) -%}{% for m in messages if m.role != 'system' %}{{ loop.index ~ m['content'] | trim }}
            {%- if loop.last and add_generation_prompt %}{{ '<|x|>' + m.content.split('a')[-1] }}{% elif not loop.first %}b{% else %}
            {% set ns.n = ns.n + 1 %}{% endif %}{% endfor %}{{ range(1, 9)[1:7:2] | join(', ') | upper | replace('a', 'b') }}""",
            "{{ messages | tojson(indent=2) }}{{ bos_token is defined and (messages|length > 1) }}{{ {'a': [1, 2.5, none]}.items() | list }}"
                    + "{{ 'x' * 3 | indent(4) }}{{ raise_exception('no') if messages[0].role == 'tool' }}{# c #}{{ 7 // 2 % 3 - -1 }}")) {
        @Override
        void use(Path file, Arena arena) throws IOException {
            ChatTemplate.parse(file.toString(), new String(bytes(file), UTF_8))
                    .render(Map.of("messages", List.of(Map.of("role", "user", "content", "a b "),
                            Map.of("role", "assistant", "content", "c")), "add_generation_prompt", true));
        }

        @Override
        Stream<byte[]> seeds() {
            return Stream.concat(super.seeds(), Source.parse("templates", resource(
                    "/t2l/transformer/template/chat-templates.json")).requireObject("templates").values().values().stream()
                    .map(template -> template.toString().getBytes(UTF_8)));
        }
    },
    CONFIG("config.json", List.of("/t2l/transformer/hf-tiny/llama3-rope/config.json",
            "/t2l/transformer/stories260K/hf/config.json", "/t2l/transformer/hf-tiny/bert-minilm/config.json",
            "/t2l/transformer/hf-tiny/gte-ntk/config.json", "/t2l/transformer/hf-tiny/modernbert/config.json",
            "/t2l/transformer/hf-tiny/gemma2/config.json", "/t2l/transformer/hf-tiny/gemma3/config.json",
            "/t2l/transformer/hf-tiny/phi4-mini/config.json", "/t2l/transformer/hf-tiny/smollm3/config.json",
            "/t2l/transformer/hf-tiny/granite/config.json", "/t2l/transformer/hf-tiny/gemma4-dense/config.json", "/t2l/transformer/hf-tiny/gemma4/config.json", "/t2l/transformer/hf-tiny/qwen3_5/config.json", "/t2l/transformer/hf-tiny/gpt-oss/config.json", "/t2l/transformer/hf-tiny/hunyuan/config.json", "/t2l/transformer/hf-tiny/ernie4_5/config.json", "/t2l/transformer/hf-tiny/exaone4/config.json", "/t2l/transformer/hf-tiny/ministral3/config.json", "/t2l/transformer/hf-tiny/granite4-nope/config.json", "/t2l/transformer/hf-tiny/granite4/config.json", "/t2l/transformer/hf-tiny/lfm2/config.json", "/t2l/transformer/hf-tiny/qwen3-moe-mixed/config.json",
            "/t2l/transformer/hf-tiny/mixtral/config.json", "/t2l/fuzz/multimodal.json", "/t2l/transformer/hf-tiny/gpt2/config.json", "/t2l/transformer/hf-tiny/qwen2-window/config.v4.json")) {
        @Override
        void use(Path file, Arena arena) {
            attempt(file, () -> {
                Source config = Source.read(file);
                EncoderFamily.of(config).encoder(config, new StateDict(file.toString(), Map.of()));
            });
            Checkpoint.config(file.getParent());
        }
    },
    ADAPTER_CONFIG("adapter_config.json", List.of("/t2l/hypernet/checkpoints/a-L-sft/adapter/adapter_config.json")) {
        @Override
        void use(Path file, Arena arena) {
            LoraFile.config(file.getParent());
        }
    },
    /// Of PEFT's directories, with the configuration of the one whose weights were changed: plain, and with DoRA.
    ADAPTER("adapter_model.safetensors", List.of("/t2l/hypernet/checkpoints/a-L-sft/adapter/adapter_model.safetensors",
            "/t2l/transformer/hf-tiny/lora/llama/dora/adapter_model.safetensors")) {
        @Override
        void use(Path file, Arena arena) throws IOException {
            boolean dora = new String(bytes(file), ISO_8859_1).contains("magnitude");
            Files.write(file.resolveSibling("adapter_config.json"), resource(dora
                    ? "/t2l/transformer/hf-tiny/lora/llama/dora/adapter_config.json"
                    : "/t2l/hypernet/checkpoints/a-L-sft/adapter/adapter_config.json"));
            LoraFile.read(file.getParent(), arena).updates().values().forEach(update -> update.b().toDoubles());
        }
    },
    YAML("args.yaml", List.of("/t2l/hypernet/checkpoints/b-L-sft/args.yaml", "a: &x [1, {b: *x}]\nc: !!float 1e3\n")) {
        @Override
        void use(Path file, Arena arena) {
            NetworkSettings.of(Arguments.read(file).reader());
        }
    },
    JSONL("task.jsonl", List.of("""
            {"task": "t", "descriptions": ["d"], "n_train": 1, "n_test": 1}
            {"split": "train", "input": "i", "output": ["o", "p"]}
            {"split": "test", "input": "j", "output": ["o"]}
            """)) {
        @Override
        void use(Path file, Arena arena) {
            JsonlTasks.read(file);
        }
    },
    /// With the tokens that may begin an answer, and follow some.
    SCHEMA("schema.json", List.of("""
            {"type":"object","properties":{"a":{"type":"string","pattern":"^(?:[a-z\\\\d]{2,3}|\\\\u00e9+?)$","maxLength":9},"b":
            {"type":["integer","null"],"minimum":-3,"exclusiveMaximum":1e3},"c":{"type":"string","format":"date-time"}},"required":["a"]}""",
            """
                    {"oneOf":[{"type":"array","prefixItems":[{"$ref":"#/$defs/n"},{"type":"boolean"}],"items":{"enum":[1,"x"]},"maxItems":4},
                    {"$ref":"#/$defs/n"}],"$defs":{"n":{"type":"number","exclusiveMinimum":0.25,"maximum":12}}}""")) {
        @Override
        void use(Path file, Arena arena) {
            JsonSchema schema = JsonSchema.of(Source.read(file));
            TokenGrammar.Run run;
            try {
                run = Stories.GRAMMARS.of(schema).run(true);
            } catch (T2lException e) {
                if (e.getMessage().matches("schema: (this model has no tokens for any text that fits|needs to allow a value), .*")) {
                    return;
                }
                throw e;
            }
            boolean over = false;
            for (int i = 0; i < 20 && !over; i++) {
                over = run.accept(run.allowed().nextSetBit(run.allowed().nextSetBit(i) < 0 ? 0 : i));
            }
        }
    },
    /// An answer that may have calls: its syntax, how it comes in pieces, and its text.
    TOOL_CALLS("answer.txt", List.of()) {
        private static final List<ToolSyntax> SYNTAXES = List.of(ToolSyntax.values());
        private static final Tools TOOLS = Tools.of(
                Tool.of("ab", "", "{\"properties\": {\"b\": {\"type\": \"string\"}, \"c\": {\"type\": \"integer\"}}}"),
                Tool.of("get_b.c", "", "{}"));

        @Override
        void use(Path file, Arena arena) {
            byte[] content = bytes(file);
            if (content.length >= 2) {
                ToolSyntax syntax = SYNTAXES.get(Math.floorMod(content[0], SYNTAXES.size()));
                String answer = new String(content, 2, content.length - 2, UTF_8);
                Message whole = new ToolReader(syntax, TOOLS).message(answer, Integer::toString);
                ToolReader reader = new ToolReader(syntax, TOOLS);
                List<Part> parts = new ArrayList<>();
                var random = new SplittableRandom(content[1]);
                for (int from = 0, to; from < answer.length(); from = to) {
                    to = Math.min(answer.length(), from + 1 + random.nextInt(9));
                    parts.addAll(reader.accept(answer.substring(from, to)));
                }
                parts.addAll(reader.finish());
                requireSame(answer, whole, parts);
            }
        }

        // A call that is cut off is in the parts, but not in the whole.
        private static void requireSame(String answer, Message whole, List<Part> parts) {
            StringBuilder text = new StringBuilder();
            List<String> calls = new ArrayList<>();
            for (Part part : parts) {
                switch (part) {
                    case Part.Text(String more) -> text.append(more);
                    case Part.Begin(String name) -> calls.add(name + " ");
                    case Part.Arguments(String more) -> calls.add(calls.removeLast() + more);
                }
            }
            List<String> all = whole.calls().stream().map(call -> call.name() + " " + call.arguments()).toList();
            if (!whole.content().contentEquals(text) || !answer.startsWith(whole.content())
                    || calls.size() > all.size() + 1 || !calls.subList(0, all.size()).equals(all)) {
                throw new AssertionError("needs the same of an answer in pieces, got " + whole + " and " + parts);
            }
        }

        @Override
        Stream<byte[]> seeds() {
            return SYNTAXES.stream().flatMap(syntax -> IntStream.range(0, 2).mapToObj(number -> {
                String call = switch (syntax.form) {
                    case JSON -> "{\"name\": \"ab\", \"" + syntax.arguments + "\": {\"b\": \"x {[\\\"\\\\ é\", \"c\": [1, {}]}}";
                    case PYTHON -> "ab(b=\"x)\\\"]\", c=[1, {\"d\": 2}])";
                    case BARE -> "call:ab{b:<|\"|>x {[\\ é<|\"|>,c:[1,{d e:true}]}";
                    case ELEMENTS -> "\n<function=ab>\n<parameter=b>\nx\n<y>\n</parameter>\n<parameter=c>\n1"
                            + "\n</parameter>\n</function>\n";
                };
                String other = call.replace("ab", "get_b.c");
                String text = number == 0
                        ? "Sure. " + syntax.mark + syntax.open + call + ", " + other + syntax.close + syntax.end
                        : "```json\n" + call + syntax.end + syntax.mark + other;
                return ("" + (char) SYNTAXES.indexOf(syntax) + (char) number + text).getBytes(UTF_8);
            }));
        }
    },
    /// Of chats with tools, by a model whose template has them: all that is looked at before anything is computed.
    TOOL_FIELDS("request.json", List.of("""
            {"model":"stories260k","messages":[{"role":"user","content":"Hi"}],"tools":[{"type":"function","function":{"name":"ab",
            "description":"d","strict":true,"parameters":{"type":"object","properties":{"b":{"type":"string","maxLength":9},"c":{"enum":
            [1,"x"]}},"required":["b"],"additionalProperties":false}}}],"tool_choice":"required","parallel_tool_calls":false}""",
            """
                    {"model":"stories260k","messages":[{"role":"user","content":"Hi"},{"role":"assistant","content":null,"tool_calls":[{"id":
                    "call_1","type":"function","function":{"name":"ab","arguments":"{\\"b\\": \\"x\\"}"}}]},{"role":"tool","tool_call_id":
                    "call_1","content":"sun"}],"tools":[{"type":"function","function":{"name":"ab","parameters":{"$defs":{"n":{"type":"number"}},
                    "properties":{"n":{"$ref":"#/$defs/n"}}}}}],"tool_choice":{"type":"function","function":{"name":"ab"}},"stream":true}""")) {
        @Override
        void use(Path file, Arena arena) {
            try (Notes notes = new Notes(0)) {
                told(file, () -> Serving.CHATS.reply(Endpoint.fields("body", bytes(file)), notes));
            }
        }
    },
    EXAMPLE("example.txt", List.of("cat dog => dog", "=>", "a => b => c", " é\n=>\t1 ")) {
        @Override
        void use(Path file, Arena arena) {
            told(file, () -> Example.of(new String(bytes(file), UTF_8)));
        }
    },
    /// The rows of `--examples`, whose first character says whether they are JSON.
    EXAMPLES("examples.json", List.of("[{\"input\": \"a\", \"output\": \"b\"}, {\"prompt\": \"c\", \"answer\": [\"d\", \"e\"]}]",
            "{\"input\": \"a\", \"output\": \"b\"}\n{\"input\": \"c\", \"output\": [\"d\"]}\n", "input,output\r\na,\"b, \"\"c\"\"\nd\"\r\n")) {
        @Override
        void use(Path file, Arena arena) throws IOException {
            byte[] content = bytes(file);
            boolean json = content.length > 0 && "[{".indexOf(content[0]) >= 0;
            Path named = json ? file : Files.write(file.resolveSibling("examples.csv"), content);
            told(file, () -> ExampleTexts.of(named));
        }
    },
    EXAMPLES_FIELD("adapter.json", List.of("""
            {"describe":"Say it.","examples":[{"input":"cat","output":"dog"},{"input":"","output":"x"}],"scale":0.5}""", """
            {"mix":[{"examples":[{"input":"a","output":"b"}]},{"describe":"Sort.","scale":-1},{"id":"t2l-0123456789abcdef"}],
            "chat_template":"{{ messages[0].content }}"}""")) {
        @Override
        void use(Path file, Arena arena) {
            told(file, () -> AdapterRef.parse(Endpoint.fields("body", bytes(file))));
        }
    },
    /// Sent to a server: a zip of PEFT's files.
    UPLOAD("adapter.zip", List.of()) {
        @Override
        void use(Path file, Arena arena) {
            told(file, () -> Serving.post("/v1/adapters", "application/zip", bytes(file)));
        }

        @Override
        Stream<byte[]> seeds() {
            Map<String, byte[]> files = Map.of("a/adapter_config.json", Serving.file("adapter_config.json"),
                    "a/adapter_model.safetensors", Serving.file("adapter_model.safetensors"), "chat_template.jinja",
                    "{{ messages[0].content }}".getBytes(UTF_8));
            return Stream.of(Archive.stored(files), Archive.deflated(files));
        }
    },
    /// The same of a request to load an adapter of a folder.
    LOAD("load.json", List.of("{\"lora_name\":\"fr\",\"lora_path\":\"some/french\"}",
            "{\"lora_name\":\"a\",\"lora_path\":\"../some\",\"load_inplace\":false,\"base_model_name\":\"tiny\"}")) {
        @Override
        void use(Path file, Arena arena) {
            told(file, () -> {
                String name = Serving.post("/v1/load_lora_adapter", "application/json", bytes(file)).text("id");
                Serving.post("/v1/unload_lora_adapter", "application/json", Json.line(Map.of("lora_name", name)).getBytes(UTF_8));
            });
        }
    },
    CHAT_REPLY("reply.json", List.of("""
            {"choices": [{"index": 0, "message": {"role": "assistant", "content": "1. Sort the words.\\n**2.** Put them in order."}}]}""")) {
        @Override
        void use(Path file, Arena arena) {
            DescriptionPrompt.read(ChatEndpoint.content(file.toString(), bytes(file)));
        }
    },
    ROWS_JSON("rows.json", List.of("[{\"a\": 1}]", "{\"a\": [{\"b\": [null]}]}", "{\"a\": 1}\n{\"a\": 2}\n")) {
        @Override
        void use(Path file, Arena arena) {
            RowFile.read(file);
        }
    },
    CSV("rows.csv", List.of("a,b\r\n1,\"x, \"\"y\"\"\nz\"\r\n\r\n,w")) {
        @Override
        void use(Path file, Arena arena) {
            RowFile.read(file);
        }
    };

    /// Apart, as few parsers need them.
    private static final class Computing {
        static final Kernels KERNELS = Backends.open("simd", new Parallel(1));
    }

    private static final class Stories {
        static final ModelGrammars GRAMMARS = new ModelGrammars(Builtin.open("builtin:stories260k",
                directory -> Tokenizer.read(directory.resolve("tokenizer.json"))), Set.of());
    }

    private static final String PICKLE_NAME = "/data.pkl";
    private static final Map<String, byte[]> TINY_TORCH = entries(resource("/t2l/fuzz/tiny.pt"));
    private static final List<ChatTemplate.Message> CONVERSATION = List.of(new ChatTemplate.Message("user", "Hi"));
    private static final String TEXT = "ab <s> É ﬁ 12\n\u0000😀a's  b";

    private final String name;
    @SuppressWarnings("ImmutableEnumChecker") // made by List.of
    private final List<String> seeds;

    /// @param name  what the file is called
    /// @param seeds resources, or the content itself
    Parser(String name, List<String> seeds) {
        this.name = name;
        this.seeds = seeds;
    }

    /// Reads all of the file and uses it.
    abstract void use(Path file, Arena arena) throws IOException;

    /// Files that are read, to begin with.
    Stream<byte[]> seeds() {
        return seeds.stream().map(seed -> seed.startsWith("/t2l/") ? resource(seed) : seed.getBytes(UTF_8));
    }

    /// Whatever the bytes are: they are read, or refused in one sentence that names the file. Returns whether they are read.
    boolean survives(byte[] content) {
        try {
            Path directory = Files.createTempDirectory("t2l-fuzz");
            Path file = Files.write(directory.resolve(name), content);
            try (Arena arena = Arena.ofConfined()) {
                return attempt(file, () -> use(file, arena));
            } finally {
                try (Stream<Path> all = Files.list(directory)) {
                    for (Path one : all.toList()) {
                        Files.delete(one);
                    }
                }
                Files.delete(directory);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private interface Attempt {
        void run() throws IOException;
    }

    private static boolean attempt(Path file, Attempt attempt) throws UncheckedIOException {
        try {
            attempt.run();
            return true;
        } catch (T2lException e) {
            String message = e.getMessage();
            if (!message.startsWith(file.getParent().toString()) || message.lines().count() != 1
                    || message.length() > 1500) {
                throw new AssertionError("needs one sentence that begins with " + file + ", got: " + message, e);
            }
            return false;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// The same of what is no file, whose sentences name an option or a field.
    private static void told(Path file, Runnable attempt) {
        try {
            attempt.run();
        } catch (Refusal | T2lException | IllegalArgumentException e) {
            throw new T2lException(file + ": " + e.getMessage(), e);
        }
    }

    private static void read(SafeTensors file) {
        file.tensors().values().forEach(Tensor::toDoubles);
        try (Arena arena = Arena.ofConfined()) {
            integers(file.raw().values(), arena);
        }
    }

    /// Numbers of other types become I32 where they fit; where they do not, the message names the tensor, not the file.
    private static void integers(Iterable<RawTensor> raw, Arena arena) {
        raw.forEach(t -> {
            try {
                GoldenFile.integers(t, arena);
            } catch (T2lException e) {
                if (e.getMessage().lines().count() != 1) {
                    throw e;
                }
            }
        });
    }

    private static void turn(Tokenizer tokenizer) {
        int[] ids = tokenizer.encode(TEXT, true);
        tokenizer.decode(ids, true);
        for (int id : ids) {
            tokenizer.isSpecial(id);
        }
    }

    private static byte[] resource(String name) {
        try (InputStream in = Parser.class.getResourceAsStream(name)) {
            return in.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static byte[] bytes(Path file) {
        try {
            return Files.readAllBytes(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Map<String, byte[]> entries(byte[] content) {
        Map<String, byte[]> all = new TreeMap<>();
        try {
            Path file = Files.write(Files.createTempFile("t2l-seed", ".zip"), content);
            try (var zip = new ZipFile(file.toFile())) {
                for (ZipEntry e : Collections.list(zip.entries())) {
                    all.put(e.getName(), zip.getInputStream(e).readAllBytes());
                }
            } finally {
                Files.delete(file);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return all;
    }
}
