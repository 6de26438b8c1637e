package t2l.fuzz;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import module java.base;
import t2l.Archive;
import t2l.GoldenFile;
import t2l.app.data.describe.ChatEndpoint;
import t2l.app.data.describe.DescriptionPrompt;
import t2l.app.data.rows.RowFile;
import t2l.autograd.StateDict;
import t2l.hypernet.Arguments;
import t2l.hypernet.NetworkSettings;
import t2l.hypernet.data.JsonlTasks;
import t2l.tensor.*;
import t2l.tensor.io.*;
import t2l.tensor.settings.Source;
import t2l.transformer.family.*;
import t2l.transformer.grammar.*;
import t2l.transformer.lora.*;
import t2l.transformer.template.ChatTemplate;
import t2l.transformer.text.Tokenizer;

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
            ChatTemplate.read(file.getParent()).ifPresent(template -> template.render(CONVERSATION, true, read));
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
    PACK("pack.safetensors", List.of()) {
        @Override
        void use(Path file, Arena arena) {
            AdapterPack pack = AdapterPack.open(file, arena);
            pack.entries().forEach(entry -> attempt(file, () -> pack.read(entry.id(), arena)));
            pack.verify();
        }

        @Override
        Stream<byte[]> seeds() {
            return Stream.of(TinyPack.bytes());
        }
    },
    MANIFEST("manifest.json", List.of("""
            {"format": "t2l-adapters/1", "made_by": {"version": "t2l 1"}, "adapters": 2, "failed": {"sha256": "ab", "lines": 1},
            "packs": [{"sha256": "%s", "bytes": 9, "adapters": 2, "first": "a", "last": "b"}]}""".formatted("a1".repeat(32)))) {
        @Override
        void use(Path file, Arena arena) {
            PackManifest.read(file.getParent()).text();
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
                if (e.getMessage().matches("schema: needs (a text that this model has tokens for|to allow a value), .*")) {
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

    /// Apart, as few parsers need it.
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

    /// Whatever the bytes are: they are read, or refused in one sentence that names the file.
    void survives(byte[] content) {
        try {
            Path directory = Files.createTempDirectory("t2l-fuzz");
            Path file = Files.write(directory.resolve(name), content);
            try (Arena arena = Arena.ofConfined()) {
                attempt(file, () -> use(file, arena));
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

    private static void attempt(Path file, Attempt attempt) throws UncheckedIOException {
        try {
            attempt.run();
        } catch (T2lException e) {
            String message = e.getMessage();
            if (!message.startsWith(file.getParent().toString()) || message.lines().count() != 1
                    || message.length() > 1500) {
                throw new AssertionError("needs one sentence that begins with " + file + ", got: " + message, e);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
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
