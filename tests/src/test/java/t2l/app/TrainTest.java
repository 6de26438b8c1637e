package t2l.app;

import static org.junit.jupiter.api.Assertions.*;
import static t2l.app.Program.succeeds;

import com.fasterxml.jackson.jr.ob.JSON;
import module java.base;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import t2l.GoldenFile;
import t2l.app.console.Home;
import t2l.hypernet.YamlFile;
import t2l.tensor.io.SafeTensors;
import t2l.transformer.lora.*;

/// `t2l train` on the built-in model and three small tasks. [TrainingIT] kills it.
class TrainTest {
    @TempDir
    static Path home;

    private static final String[] WORDS = {"cat", "dog", "horse", "cow", "bird", "car", "boat", "shirt", "hat", "arm",
        "leg", "nose"};

    private static Path tasks;

    @BeforeAll
    static void write() throws IOException {
        tasks = tasks(home);
    }

    /// Writes tasks that ask for one of three words, with four pairs each to watch the training with.
    static Path tasks(Path home) throws IOException {
        Path tasks = Files.createDirectory(home.resolve("tasks"));
        for (int place = 0; place < 3; place++) {
            List<String> lines = new ArrayList<>();
            lines.add(JSON.std.asString(Map.of("task", "word" + place, "descriptions",
                    List.of("Say word number " + place + "."), "n_train", 16, "n_test", 0)));
            for (int i = 0; i < 20; i++) {
                String[] three = {WORDS[i % 12], WORDS[(i * 5 + 1) % 12], WORDS[(i * 7 + 2) % 12]};
                lines.add(JSON.std.asString(Map.of("split", i < 16 ? "train" : "valid", "input",
                        String.join(" ", three) + " >", "output", List.of(three[place]))));
            }
            Files.write(tasks.resolve("word" + place + ".jsonl"), lines);
        }
        return tasks;
    }

    private static String[] command(Path out, String... more) {
        return command(tasks, out, more);
    }

    static String[] command(Path tasks, Path out, String... more) {
        String[] command = {"train", "--model", "builtin:tiny", "--tasks", tasks.toString(), "--out", out.toString(),
            "--set", "hypernet_latent_size=16", "--set", "head_in_size=16", "--set", "n_tasks_per_batch=2", "--set",
            "lora_dropout=0.1", "--set", "neftune_noise_alpha=1", "--set",
            "val_freq=7", "--set", "save_freq=2", "--set", "steps=40"};
        return Program.with(command, more);
    }

    /// The lines of the metrics without what the clock says.
    static List<Map<String, Object>> told(Path out) throws IOException {
        List<Map<String, Object>> all = new ArrayList<>();
        for (String line : Files.readAllLines(out.resolve("metrics.jsonl"))) {
            Map<String, Object> fields = JSON.std.mapFrom(line);
            fields.remove("seconds");
            fields.remove("kernel_heap_bytes");
            all.add(fields);
        }
        return all;
    }

    private static byte[] adapter(Path t2l, String description, String... more) throws IOException {
        Path out = home.resolve("adapter");
        succeeds(Program.with(new String[] {"generate", "--t2l", t2l.toString(), "--describe", description, "--out",
            out.toString(), "--force"}, more));
        return Files.readAllBytes(out.resolve("adapter_model.safetensors"));
    }

    /// A copy of a run's directory as if it had been stopped at its end.
    private static Path stopped(Path whole) throws IOException {
        Path stopped = whole.resolveSibling(whole.getFileName() + "-stopped");
        Files.createDirectories(stopped.resolve("checkpoints"));
        try (Stream<Path> files = Files.walk(whole)) {
            for (Path file : files.filter(Files::isRegularFile).map(whole::relativize)
                    .filter(f -> !f.toString().matches("hypermod.*|.*png|.*svg")).toList()) {
                Files.copy(whole.resolve(file), stopped.resolve(file));
            }
        }
        return stopped;
    }

    /// A run that was stopped can be used, gives a result, and can be continued all the same.
    @Test
    void aStoppedRunCanBeUsedAndFinished() throws IOException {
        Path whole = home.resolve("whole");
        succeeds(command(whole, "--set", "steps=6"));
        byte[] wanted = adapter(whole, "Say word number 1.");
        Path stopped = stopped(whole);
        assertArrayEquals(wanted, adapter(stopped, "Say word number 1."));
        Program.run(command(stopped, "--set", "steps=7", "--finish")).fails(1, "--finish: ",
                "needs a run of the same settings", "of 6 steps", "of 7 steps");
        assertArrayEquals(wanted, adapter(stopped, "Say word number 1."));
        succeeds(command(stopped, "--set", "steps=6", "--finish"));
        assertArrayEquals(Files.readAllBytes(whole.resolve("hypermod.safetensors")),
                Files.readAllBytes(stopped.resolve("hypermod.safetensors")));
        assertTrue(!Files.exists(stopped.resolve("loss.svg")));
        assertEquals(1, Program.run(command(stopped, "--set", "steps=6", "--set", "optim=adamw", "--resume")).code());
        assertArrayEquals(Files.readAllBytes(whole.resolve("hypermod.safetensors")),
                Files.readAllBytes(stopped.resolve("hypermod.safetensors")));
        succeeds(command(stopped, "--set", "steps=6", "--resume"));
        assertTrue(Files.exists(stopped.resolve("loss.svg")));
    }

    /// What was validated can be used wherever a hypernetwork can, in our form and in the reference's.
    @Test
    void checkpointsAreHypernetworks() throws IOException {
        Path run = home.resolve("kept");
        succeeds(command(run, "--variant", "x", "--set", "steps=4", "--set", "val_freq=2", "--set",
                "keep_only_best=false"));
        Jar.Outcome shown = succeeds("inspect", stopped(run).toString());
        assertTrue(shown.out().contains("hypernetwork") && !shown.out().contains("optimiser"), shown.out());
        Path kept = run.resolve("checkpoints");
        byte[] second = adapter(kept.resolve("it_2"), "Say word number 1.");
        assertTrue(!Arrays.equals(second, adapter(kept.resolve("it_4"), "Say word number 1.")));
        assertArrayEquals(second, adapter(kept.resolve("it_2.safetensors"), "Say word number 1."));
        Path exported = home.resolve("second");
        succeeds("export", "--in", kept.resolve("it_2").toString(), "--format", "safetensors", "--out",
                exported.toString());
        assertArrayEquals(second, adapter(exported, "Say word number 1."));
        Files.createDirectories(kept.resolve("it_9"));
        Files.copy(exported.resolve("hypermod.safetensors"), kept.resolve("it_9/hypermod.safetensors"));
        assertArrayEquals(second, adapter(kept.resolve("it_9"), "Say word number 1."));
        String checkpoint = kept.resolve("it_4").toString();
        succeeds("eval", "--model", "builtin:tiny", "--t2l", checkpoint, "--tasks", tasks.toString(), "--limit", "1");
        Program.feed("/adapter Say word number 1.\ncat dog >\n", "chat", "--model",
                "builtin:tiny", "--t2l", checkpoint).succeeds();
        String[] generate = {"generate", "--describe", "Sort.", "--out", home.resolve("none").toString(), "--t2l"};
        Program.run(Program.with(generate, kept.resolve("it_3").toString())).fails(1, "it_3: needs a hypernetwork");
        Files.delete(run.resolve("frozen.safetensors"));
        Program.run(Program.with(generate, checkpoint)).fails(1, "needs frozen.safetensors");
    }

    /// A training begins with the values of another one of the same shape, and with no others.
    @Test
    void aTrainingBeginsWithAnotherNetwork() throws IOException {
        Path first = home.resolve("first");
        succeeds(command(first, "--variant", "x", "--set", "steps=3"));
        Path second = home.resolve("continued");
        succeeds(command(second, "--variant", "x", "--set", "steps=2", "--set", "lr=0", "--init-from",
                first.toString()));
        assertArrayEquals(adapter(first, "Say word number 1."), adapter(second, "Say word number 1."));
        Program.run(command(home.resolve("another"), "--variant", "l", "--init-from",
                first.toString())).fails(1, "init_from: " + first + ": needs the variant");
        assertTrue(!Files.exists(home.resolve("another")), "nothing is left of a run that could not begin");
    }

    /// Those that `t2l describe` writes, and whose vectors are kept.
    @Test
    void descriptionsOfAFileAreTrainedWith() throws IOException {
        Path task = Files.createDirectory(home.resolve("described-task"));
        String unheard = UUID.randomUUID().toString();
        Files.writeString(task.resolve("sort.jsonl"), """
                {"task": "sort", "descriptions": ["Sort %s."], "n_train": 1, "n_test": 0}
                {"split": "train", "input": "dog cat >", "output": ["cat dog"]}
                """.formatted(unheard));
        Files.writeString(task.resolve("sort.descriptions.yaml"), """
                descriptions: ['Order by %s: a before b.', 'A list comes in, and leaves %s.']
                queries: 1
                """.formatted(unheard, unheard));
        int before = kept();
        succeeds("train", "--model", "builtin:tiny", "--tasks", task.toString(), "--out", home + "/of-file", "--set",
                "steps=1", "--set", "n_descs_per_ds=0");
        assertEquals(3, kept() - before);
    }

    private static int kept() throws IOException {
        Path vectors = Files.createDirectories(Home.place().resolve("embeddings"));
        try (Stream<Path> files = Files.walk(vectors); Arena arena = Arena.ofConfined()) {
            return files.filter(Files::isRegularFile)
                    .mapToInt(file -> SafeTensors.open(file, arena).tensors().size()).sum();
        }
    }

    /// The values are kept whose answers are best, whatever their loss.
    @Test
    void answersDecideWhatIsKept() throws IOException {
        Path run = home.resolve("answered");
        String[] options = {"--select", "rougeL", "--set", "steps=60", "--set", "val_freq=20", "--set",
            "warmup_frac=0.1", "--set", "keep_only_best=false"};
        Jar.Outcome trained = succeeds(command(run, options));
        assertTrue(trained.err().contains("seen: loss") && trained.err().contains("rougeL"), trained.err());
        List<Map<String, Object>> validated = told(run).stream().filter(line -> line.containsKey("rougeL")).toList();
        assertEquals(List.of(0, 20, 40, 60), validated.stream().map(line -> line.get("step")).toList());
        Map<String, Object> best = validated.getFirst();
        for (Map<String, Object> line : validated) {
            best = (Double) line.get("rougeL") > (Double) best.get("rougeL") ? line : best;
        }
        assertTrue((Double) best.get("rougeL") > (Double) validated.getFirst().get("rougeL"), validated.toString());
        assertArrayEquals(adapter(run.resolve("checkpoints/it_" + best.get("step")), "Say word number 1."),
                adapter(run, "Say word number 1."));
        Path alone = home.resolve("alone");
        succeeds(command(alone, Program.with(options, "--threads", "1")));
        assertEquals(told(run), told(alone));
        Jar.Outcome other = Program.run(command(alone, Program.with(options, "--select", "acc", "--finish")));
        assertTrue(other.code() != 0, other.out());
        Program.run(command(home.resolve("unknown"), "--select", "rouge")).fails(1,
                "select: needs one of [loss, exact, rougeL, acc], got rouge");
    }

    /// As in the reference with an empty `emb_model`.
    @Test
    void theBaseModelMayReadTheDescriptions() throws IOException {
        Path trained = home.resolve("base");
        Jar.Outcome run = succeeds(command(trained, "--encoder", "", "--variant", "m", "--set", "steps=3"));
        assertTrue(run.err().contains("embedding their descriptions with builtin:tiny"), run.err());
        assertTrue(adapter(trained, "Say word number 1.").length > 0);
    }

    /// A network that reads tokens is trained, shown, converted and used like the others.
    @Test
    void aNetworkThatReadsTokens() throws IOException {
        Path trained = home.resolve("x");
        succeeds(command(trained, "--variant", "x", "--validate", tasks.toString(), "--set", "steps=4"));
        Jar.Outcome shown = succeeds("inspect", trained.toString(), "--json");
        Map<String, Object> facts = JSON.std.mapFrom(shown.out());
        assertEquals(List.of("X", 384), List.of(facts.get("variant"), facts.get("embedding")), shown.out());
        Path exported = home.resolve("exported");
        succeeds("export", "--in", trained.toString(), "--format", "safetensors", "--out", exported.toString());
        byte[] adapter = adapter(trained, "Say word number 2.");
        assertArrayEquals(adapter, adapter(exported, "Say word number 2.", "--threads", "1"));
        assertTrue(!Arrays.equals(adapter, adapter(trained, "Say number 2 word.")), "the order of words matters");
        succeeds("complete", "--model", "builtin:tiny", "--t2l", trained.toString(), "--describe", "Sort.", "--prompt",
                "cat dog >");
        Jar.Outcome cut = succeeds("generate", "--t2l", trained.toString(), "--describe", "word ".repeat(400), "--out",
                home.resolve("long").toString());
        assertTrue(cut.err().contains("encoder: reads at most 256 tokens of a text, the rest of one with 402 was cut"),
                cut.err());
        Program.run("generate", "--t2l", trained.toString(), "--encoder",
                GoldenFile.path("hypernet/encoder").toString(), "--describe", "Sort.", "--out",
                home.resolve("other").toString()).fails(1, "needs an encoder that gives 384 numbers, got 24");
    }

    /// Oracles of all tasks, a hypernetwork that writes them again, and their mean.
    @Test
    void adaptersOfManyTasksAreMadeAndReconstructedAndAveraged() throws IOException {
        Path oracles = home.resolve("oracles");
        String[] lora = {"lora", "--model", "builtin:tiny", "--tasks", tasks.toString(), "--steps", "8", "--rslora",
            "--lr", "5e-3", "--out", oracles.toString()};
        assertEquals(0, Program.run(lora).code());
        byte[] first = Files.readAllBytes(oracles.resolve("word0/adapter_model.safetensors"));
        Files.delete(oracles.resolve("word0/adapter_model.safetensors"));
        Files.delete(oracles.resolve("word0/adapter_config.json"));
        Path half = Files.createDirectory(oracles.resolve(".word0.7.part"));
        Files.createFile(half.resolve(".t2l"));
        Files.writeString(half.resolve("adapter_config.json"), "left by one that was killed");
        Jar.Outcome resumed = Program.run(Stream.concat(Stream.of(lora), Stream.of("--resume")).toArray(String[]::new))
                .succeeds();
        assertTrue(resumed.err().contains("an adapter for 1 task, 2 are ready"), resumed.err());
        assertArrayEquals(first, Files.readAllBytes(oracles.resolve("word0/adapter_model.safetensors")));

        assertTrue(!Files.exists(half));

        Path written = home.resolve("written");
        Program.run("train", "--method", "recon", "--model", "builtin:tiny", "--tasks",
                tasks.toString(), "--oracles", oracles.toString(), "--variant", "s", "--set",
                "use_one_hot_task_emb=true", "--set", "hypernet_latent_size=16", "--set", "head_in_size=16", "--set",
                "steps=12", "--set", "dropout=0", "--set", "lr=0.01", "--out", written.toString(), "--json").succeeds();
        List<Map<String, Object>> told = told(written);
        assertEquals(12, told.size());
        assertTrue((Double) told.getLast().get("total") < (Double) told.getFirst().get("total"), told.toString());
        assertTrue(Files.exists(written.resolve("hypermod.safetensors")));

        Path read = home.resolve("read");
        succeeds("train", "--method", "recon", "--tasks", tasks.toString(), "--oracles", oracles.toString(),
                "--variant",
                "x", "--set", "hypernet_latent_size=16", "--set", "head_in_size=16", "--set", "steps=3", "--out",
                read.toString());
        byte[] adapter = adapter(read, "Say word number 1.");
        Path stopped = stopped(read);
        assertArrayEquals(adapter, adapter(stopped, "Say word number 1."));
        succeeds("train", "--method", "recon", "--tasks", tasks.toString(), "--oracles", oracles.toString(),
                "--variant",
                "x", "--set", "hypernet_latent_size=16", "--set", "head_in_size=16", "--set", "steps=3", "--out",
                stopped.toString(), "--finish");
        assertArrayEquals(Files.readAllBytes(read.resolve("hypermod.safetensors")),
                Files.readAllBytes(stopped.resolve("hypermod.safetensors")));

        Path mean = home.resolve("mean");
        Jar.Outcome mixed = Program.run("mix", "--adapters", oracles.toString(), "--out", mean.toString());
        assertEquals(mean.toString(), mixed.out().strip(), mixed.err());
        try (Arena arena = Arena.ofShared()) {
            Lora of = LoraFile.read(mean, arena);
            String path = "model.layers.1.self_attn.v_proj";
            double sum = 0;
            for (int i = 0; i < 3; i++) {
                sum += LoraFile.read(oracles.resolve("word" + i), arena).updates().get(path).b().get(7);
            }
            assertEquals(sum / 3, of.updates().get(path).b().get(7), 1e-6);
        }
    }

    /// A checkout of Text-to-LoRA with rows, trained and watched as its configuration says.
    @Test
    void aConfigurationOfTheReferenceFindsItsTasks() throws IOException {
        Path root = Files.createDirectory(home.resolve("reference"));
        for (String name : List.of("lol_001", "lol_002", "lol_003", "lol_004", "gsm8k")) {
            Path task = Files.createDirectories(root.resolve("tasks").resolve(name));
            Files.writeString(task.resolve("metadata.yaml"), """
                    descriptions: [Say the word., 'Say %s.']
                    ds_kwargs: {path: Lots-of-LoRAs/%1$s, split: train}
                    user_prompt_template: '{word} >'
                    response_field: word
                    """.formatted(name));
            for (String split : name.equals("lol_004") ? List.<String>of() : List.of("train", "valid")) {
                Files.write(task.resolve(split + ".jsonl"), Stream.of(WORDS).limit(10)
                        .map(word -> "{\"word\": \"" + word + "\"}").toList());
            }
        }
        Path config = Files.writeString(root.resolve("config.yaml"), """
                train_ds_names: [lol_002, lol_004, lol_001]
                eval_ds_info:
                  lol_001: {descriptions: [Say it.]}
                  lol_003: {descriptions: [Say it.]}
                  gsm8k: {descriptions: [Count it.]}
                additional_eval_descs: [dogs;cats]
                exp_setup: hyper_lora
                logging_freq: 100
                skip_eval: false
                sft_mode: completion
                use_hierarchical_sampler: true
                hypernet_latent_size: 16
                head_in_size: 16
                n_tasks_per_batch: 2
                n_descs_per_ds: 2
                val_freq: 2
                steps: 4
                """);
        Path out = home.resolve("of-reference");
        Jar.Outcome run = Program.run("train", "--config", config.toString(), "--tasks-root", root.toString(),
                "--model", "builtin:tiny", "--encoder", "builtin:minilm", "--out", out.toString()).succeeds();
        assertTrue(
                run.err()
                        .contains("--tasks-root: lol_004: no rows in train.jsonl, valid.jsonl or test.jsonl, left out"),
                run.err());
        Map<String, Object> arguments = Map.copyOf(YamlFile.mapping(out.resolve("args.yaml")));
        assertEquals(List.of("lol_002", "lol_001"), arguments.get("train_ds_names"));
        String metrics = Files.readString(out.resolve("metrics.jsonl"));
        assertTrue(metrics.contains("seen") && metrics.contains("unseen"), metrics);

        Jar.Outcome missing = Program.run("train", "--config", config.toString(), "--tasks-root",
                root.resolve("tasks").toString(), "--set", "train_ds_names=lol_009", "--out", out + "-none");
        assertEquals(1, missing.code());
        assertTrue(missing.err().contains("train_ds_names: needs tasks that are in --tasks-root, got lol_009"),
                missing.err());
    }

    /// The rows of the paper's Table 5 for trained tasks, and of a network that knows them by their numbers.
    @Test
    void trainedTasksHaveRowsOfTheirOwn() throws IOException {
        Path numbered = home.resolve("numbered");
        succeeds(command(numbered, "--set", "use_one_hot_task_emb=true", "--set", "steps=2"));
        String[] ask = {"eval", "--model", "builtin:tiny", "--tasks", tasks.toString(), "--limit", "1", "--max-tokens",
            "2", "--json", "--quiet"};
        List<String> rows = rows(
                succeeds(Program.with(ask, "--t2l", numbered.toString(), "--describe", "train,other,random")));
        assertEquals(List.of("word0/train/rslora 1", "word1/train/rslora 1", "word2/train/rslora 1",
                "average/train/rslora 1"), rows.subList(0, 4));
        assertEquals(List.of("word0/other/rslora 1", "word0/random/rslora 3"), List.of(rows.get(4), rows.get(8)));
        String other = "builtin:suite";
        Program.run("eval", "--model", "builtin:tiny", "--tasks", other, "--t2l", numbered.toString(), "--limit", "1")
                .fails(1, "--describe: aligned: needs a task that the hypernetwork was trained on");
        assertTrue(!Arrays.equals(adapter(numbered, "mixture 1"), adapter(numbered, "mixture 2")));

        Path described = home.resolve("described");
        succeeds(command(described, "--set", "train_ds_names=word2,word0", "--set", "steps=2"));
        rows = rows(
                succeeds(Program.with(ask, "--t2l", described.toString(), "--describe", "train,aligned", "--trained",
                        tasks.toString())));
        assertEquals(List.of("word0/train/rslora 1", "word2/train/rslora 1", "average/train/rslora 1",
                "word0/aligned/rslora 1", "word1/aligned/rslora 1"), rows.subList(0, 5));
        Program.run(Program.with(ask, "--t2l", described.toString(), "--describe", "train")).fails(1,
                "and that is in --trained");
        Program.run(Program.with(ask, "--t2l", described.toString(), "--trained", tasks.toString())).fails(2,
                "--trained: needs --describe train");
    }

    /// The names of an evaluation's rows, with the numbers of adapters for each task.
    private static List<String> rows(Jar.Outcome run) throws IOException {
        return ((List<?>) JSON.std.mapFrom(run.out()).get("rows")).stream().map(row -> (Map<?, ?>) row)
                .map(row -> row.get("name") + " " + row.get("adapters")).toList();
    }

    /// Without a checkout of Text-to-LoRA, `eval_ds_info` names tasks of `--tasks`.
    @Test
    void aConfigurationCanNameTheTasksToValidateWith() throws IOException {
        Path config = Files.writeString(home.resolve("validated.yaml"), """
                model_dir: builtin:tiny
                emb_model: builtin:minilm
                train_ds_names: [word1, word0]
                eval_ds_info: {word1: {}, word2: {}}
                hypernet_latent_size: 16
                head_in_size: 16
                val_freq: 2
                steps: 2
                """);
        Path out = home.resolve("validated");
        String[] train = {"train", "--config", config.toString(), "--tasks", tasks.toString(), "--out", out.toString()};
        succeeds(train);
        List<Object> sets = told(out).stream().map(line -> line.get("validation")).filter(Objects::nonNull).toList();
        assertEquals(List.of("seen", "unseen", "unseen/nonsense", "seen", "unseen", "unseen/nonsense"), sets);
        Map<String, Object> arguments = Map.copyOf(YamlFile.mapping(out.resolve("args.yaml")));
        assertEquals(List.of("word1", "word0"), arguments.get("train_ds_names"));
        Program.run(Program.with(train, "--validate", tasks.toString(), "--force")).fails(1,
                "eval_ds_info: needs a training without --validate");
        Program.run(Program.with(train, "--set", "train_ds_names=word0,word9", "--force")).fails(1,
                "needs tasks that are in --tasks, got word9");
    }

    @Test
    void whatMakesNoSenseIsOneSentence() {
        String out = home.resolve("none").toString();
        Map<String, List<String>> wrong = Map.of("needs factorized: true with pred_z_score: true",
                List.of("--method", "recon", "--oracles", "x", "--set", "factorized=false"),
                "--oracles: needs a directory with the adapter of each task", List.of("--method", "recon"),
                "steps: needs a whole number, got many", List.of("--set", "steps=many"),
                "needs tasks that are in --tasks, got nobody", List.of("--set", "train_ds_names=nobody"),
                "exp_setup: needs hyper_lora, got lora; t2l lora trains an adapter", List.of("--set", "exp_setup=lora"),
                "use_hypernet: needs true, got false", List.of("--set", "use_hypernet=false"),
                "eval_ds_info: needs tasks that are in --tasks, got {a: 1}", List.of("--set", "eval_ds_info={a: 1}"),
                "logging_freq: has no effect on this training",
                List.of("--set", "logging_freq=100"), "label_smoothing: has no effect on this training",
                List.of("--method", "recon", "--oracles", "x", "--set", "label_smoothing=0.1"));
        wrong.forEach((sentence, options) -> {
            Jar.Outcome run = Program.run(Stream.concat(
                    Stream.of("train", "--tasks", tasks.toString(), "--out", out), options.stream())
                    .toArray(String[]::new));
            assertTrue(run.code() == 1 || run.code() == 2, run.err());
            assertTrue(run.errLines().getFirst().contains(sentence), run.err());
        });
        assertTrue(!Files.exists(Path.of(out)));
    }
}
