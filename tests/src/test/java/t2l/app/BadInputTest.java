package t2l.app;

import static org.junit.jupiter.api.Assertions.*;

import module java.base;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import t2l.GoldenFile;

/// Whatever is wrong with the input: one sentence on stderr, nothing on stdout, the exit code, and nothing left behind.
class BadInputTest {
    private static final String STORIES = GoldenFile.path("transformer/stories260K").toString();
    private static final String MODEL = STORIES + "/hf";
    private static final String GGUF = STORIES + "/gguf/stories260K-Q8_0.gguf";
    private static final String T2L = GoldenFile.path("hypernet/checkpoints/a-L-sft").toString();
    private static final String ENCODER = GoldenFile.path("hypernet/encoder").toString();

    @TempDir
    Path folder;

    private static void generateFails(int code, String says, Path t2l, Path out, String... more) {
        String[] command = {"generate", "--t2l", t2l.toString(), "--out", out.toString()};
        Program.refuses(code, says, Program.with(command, more));
    }

    private List<String> left() throws IOException {
        try (Stream<Path> all = Files.list(folder)) {
            return all.map(p -> p.getFileName().toString()).sorted().toList();
        }
    }

    /// A copy of the files of a directory, one of them cut to `bytes`.
    private Path cut(String directory, String file, int bytes) throws IOException {
        Path copy = Files.createDirectory(folder.resolve("cut"));
        try (Stream<Path> all = Files.list(Path.of(directory))) {
            for (Path each : all.filter(Files::isRegularFile).toList()) {
                Files.copy(each, copy.resolve(each.getFileName()));
            }
        }
        Files.write(copy.resolve(file), Arrays.copyOf(Files.readAllBytes(copy.resolve(file)), bytes));
        return copy;
    }

    @Test
    void modelsThatAreNone() throws IOException {
        Program.refuses(1, "there is nothing of that name", "complete", "--model", folder + "/none", "--prompt", "x");
        Program.refuses(1, "error: Nowhere.gguf", "complete", "--model", "Nowhere.gguf", "--prompt", "x");
        Program.refuses(1,
                "needs a model, a directory with config.json or a .gguf file; this directory has no config.json",
                "complete", "--model", folder.toString(), "--prompt", "x");
        Program.refuses(1, "builtin:minilm/config.json: needs a model of one of the families", "complete", "--model",
                "builtin:minilm", "--prompt", "x");
        Program.refuses(1, "model.safetensors", "complete", "--model", cut(MODEL, "model.safetensors", 5000).toString(),
                "--prompt", "x");
        Path gguf = folder.resolve("cut.gguf");
        Files.write(gguf, Arrays.copyOf(Files.readAllBytes(Path.of(GGUF)), 40_000));
        Program.refuses(1, "cut.gguf", "logits", "--model", gguf.toString(), "--ids", "1");
        Program.refuses(1, "needs a model, this is an adapter", "logits", "--model",
                STORIES + "/lora/test-lora-r4.gguf",
                "--ids", "1");
        Program.refuses(1, "builtin:none: no such model is built in", "embed", "--encoder", "builtin:none", "x");
    }

    /// A pipe to which nobody writes would be read for ever.
    @Test
    void onlyRegularFilesAreOpened() throws IOException, InterruptedException {
        String pipe = folder.resolve("pipe").toString();
        assertEquals(0, new ProcessBuilder("mkfifo", pipe).start().waitFor());
        String no = ": needs a regular file, this is a pipe, a socket or a device";
        for (String[] command : new String[][] {{"complete", "--model", pipe, "--prompt", "x"},
            {"complete", "--model", MODEL, "--prompt", "x", "--adapter", pipe},
            {"complete", "--model", MODEL, "--prompt", "x", "--chat-template", pipe},
            {"complete", "--model", MODEL, "--batch", pipe}, {"score", "--model", MODEL, "--data", pipe},
            {"generate", "--describe-file", pipe, "--out", folder.resolve("out").toString()},
            {"train", "--config", pipe, "--tasks", "builtin:suite", "--out", folder.resolve("out").toString()}}) {
            Program.refuses(1, pipe + no, command);
        }
        assertEquals(List.of("pipe"), left());
    }

    @Test
    void whatANewcomerMayTakeForAnAdapterOrATask() throws IOException {
        String table = Files.writeString(folder.resolve("reviews.csv"), "text,label\n").toString();
        Program.refuses(1, table + ": needs a .gguf, .safetensors or .pt file, or a directory with a model, an adapter",
                "complete", "--model", MODEL, "--prompt", "x", "--adapter", table);
        Program.refuses(1, "--data: needs a .jsonl file, got " + table + "; t2l import makes a task of it", "lora",
                "--model", MODEL, "--data", table, "--out", folder.resolve("out").toString());
        Program.refuses(1, "--adapters: needs a directory of adapters, there is none called nowhere; check the path",
                "mix", "--adapters", "nowhere", "--out", folder.resolve("out").toString());
        Program.refuses(1, "--out: " + folder + " holds reviews.csv, which this command did not write", "generate",
                "--describe", "x", "--out", folder.toString());
        assertEquals(List.of("reviews.csv"), left());
    }

    /// Finite in its file, infinite in F32.
    @Test
    void anAdapterThatIsTooStrong() throws IOException {
        String adapter = STORIES + "/lora/test-lora-r4:1e300";
        Path data = folder.resolve("data.jsonl");
        Files.writeString(data, "{\"prompt\": \"Once\", \"answer\": \"upon\"}");
        Program.refuses(1, "score: needs a finite loss", "score", "--model", MODEL, "--adapter", adapter, "--data",
                data.toString(), "--json");
        Program.refuses(1, "logits: need to be finite", "logits", "--model", MODEL, "--adapter", adapter, "--ids",
                "1,2");
    }

    @Test
    void oneThingForAnother() {
        Program.refuses(1, "needs a model, this is an adapter; name it in --adapter", "complete", "--model",
                T2L + "/adapter", "--prompt", "x");
        Program.refuses(1, "needs a model, this is a hypernetwork; name it in --t2l", "complete", "--model", T2L,
                "--prompt", "x");
        Program.refuses(2, "unknown option --modl (did you mean --model?); see t2l complete --help", "complete",
                "--modl", MODEL);
        Program.refuses(2, "unknown argument Model.gguf; see", "lora", "Model.gguf");
        Program.refuses(2, "unknown command compleat (did you mean complete?); see t2l --help", "compleat", "--model",
                MODEL);
        for (String[] usage : new String[][] {{"--threads", "0"}, {"--backend", "none"}, {"--dtype", "i32"}}) {
            Program.refuses(2, "inspect --help", "inspect", usage[0], usage[1]);
        }
    }

    @Test
    void adaptersThatDoNotFit() {
        Program.refuses(1, "use the base model that it was made for", "complete", "--model", MODEL, "--ids", "1",
                "--adapter", T2L + "/adapter");
        Program.refuses(1, "use the base model that it was made for", "generate", "--t2l", T2L, "--encoder", ENCODER,
                "--model", MODEL, "--describe", "Sort.", "--out", folder + "/out");
    }

    @Test
    void optionsThatMakeNoSense() throws IOException {
        Program.refuses(2, "got several", "complete", "--model", MODEL, "--ids", "1", "--prompt", "x");
        Path names = Files.writeString(folder.resolve("names"), "owner/name\n# more\n");
        Program.refuses(2, "names: needs OWNER/NAME or OWNER/NAME@REVISION, got # more", "pull", "--names",
                names.toString());
        Program.refuses(1, "--ids: needs token ids from 0 to 511, got 512", "logits", "--model", MODEL, "--ids",
                "1,512");
        Program.refuses(2, "needs a number behind the colon", "complete", "--model", MODEL, "--ids", "1", "--adapter",
                "x:NaN");
        Program.refuses(2, "needs --describe", "generate", "--out", folder + "/out");
        Program.refuses(2, "--similar: needs a cosine above 0", "describe", MODEL, "--model", MODEL, "--similar", "2");
        Program.refuses(2, "--temperature: needs a number from 0 to 2, got 3.0", "describe", MODEL, "--model", MODEL,
                "--temperature", "3");
        Program.refuses(1, "there is none; check the path", "describe", "none.jsonl", "--model", MODEL);
        Program.refuses(2, "--t2l needs a task in --describe", "complete", "--model", MODEL, "--ids", "1", "--t2l",
                T2L);
    }

    @Test
    void numbersOutOfRangeAreWrongUsage() {
        for (String[] wrong : new String[][] {{"--max-tokens", "-1"}, {"--temperature", "NaN"},
            {"--temperature", "2.1"}, {"--top-p", "-0.1"}}) {
            for (String command : List.of("complete", "chat")) {
                Program.refuses(2, wrong[0] + ": needs a number ", command, "--model", "builtin:tiny", wrong[0],
                        wrong[1]);
            }
        }
    }

    @Test
    void optionsOfAServerThatMakeNoSense() throws IOException {
        String[] serve = {"serve", "--model", "builtin:tiny"};
        Program.refuses(2, "--host: needs an API key to listen on 0.0.0.0", Program.with(serve, "--host", "0.0.0.0"));
        Program.refuses(2, "--api-key: needs a key, got nothing", Program.with(serve, "--api-key", ""));
        Program.refuses(2, "--cors: needs an origin, such as https://example.org, got https://example.org/",
                Program.with(serve, "--cors", "https://example.org/"));
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            Program.refuses(1, "--port: cannot listen on 127.0.0.1:" + taken.getLocalPort(),
                    Program.with(serve, "--port", Integer.toString(taken.getLocalPort())));
        }
    }

    @Test
    void hypernetworksThatAreNone() throws IOException {
        Path out = folder.resolve("out");
        generateFails(1,
                "needs a hypernetwork, a directory with args.yaml, adapter_config.json and hypermod.safetensors"
                        + " or hypermod.pt, or checkpoints/it_N in the directory of its training; there is no args.yaml"
                        + " in it",
                folder, out, "--describe", "Sort.");
        generateFails(1, "there is nothing of that name", folder.resolve("none"), out, "--describe", "Sort.");
        generateFails(1, "needs a text encoder, a directory with config.json or a .gguf file; there is nothing of that",
                Path.of(T2L), out, "--encoder", folder + "/none", "--describe", "Sort.");
        generateFails(1, "hypermod.pt", cut(T2L, "hypermod.pt", 3000), out, "--encoder", ENCODER, "--describe",
                "Sort.");
        Files.copy(Path.of(STORIES, "golden.json"), Files.createDirectory(folder.resolve("foreign"))
                .resolve("hypermod.pt"));
        Files.copy(Path.of(T2L, "args.yaml"), folder.resolve("foreign/args.yaml"));
        Files.copy(Path.of(T2L, "adapter_config.json"), folder.resolve("foreign/adapter_config.json"));
        generateFails(1, "hypermod.pt", folder.resolve("foreign"), out, "--encoder", ENCODER, "--describe", "Sort.");
        generateFails(1, "was trained with the encoder tiny/gte-bert, which is not here", Path.of(T2L), out,
                "--describe", "Sort.");
        generateFails(1, "needs an encoder that gives 24 numbers", Path.of(T2L), out, "--encoder", "builtin:minilm",
                "--describe", "Sort.");
        assertEquals(List.of("cut", "foreign"), left());
    }

    @Test
    void descriptionsAndOutputs() throws IOException {
        Path out = folder.resolve("out");
        generateFails(1, "description: needs a sentence", Path.of(T2L), out, "--encoder", ENCODER, "--describe", " ");
        assertEquals(List.of(), left());
        Files.writeString(Files.createDirectory(out).resolve("mine"), "x");
        generateFails(1, " holds mine, which this command did not write", Path.of(T2L), out, "--encoder", ENCODER,
                "--describe", "Sort.");
        generateFails(1, "mine is not a directory", Path.of(T2L), out.resolve("mine/out"), "--encoder", ENCODER,
                "--describe", "Sort.");
        assertEquals(List.of("out"), left());
        assertEquals("x", Files.readString(out.resolve("mine")));
    }

    @Test
    void descriptionsOfAnyKindGiveAnAdapter() throws IOException {
        Path file = folder.resolve("descriptions");
        Files.writeString(file,
                String.join("\n", "sort the words ".repeat(700_000), "Trie les mots.", "把单词排序", "\u00a0", "😀", "",
                        "\u0000?"));
        Jar.Outcome run = Program.run("generate", "--describe-file", file.toString(), "--out",
                folder.resolve("out").toString()).succeeds();
        assertEquals(5, run.out().lines().count(), run.out());
        assertTrue(run.errLines().getFirst().contains("reads at most 256 tokens"), run.err());
        assertEquals(List.of("descriptions", "out"), left());
    }
}
