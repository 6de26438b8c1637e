package t2l.app;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import t2l.autograd.Pass;
import t2l.cli.Out;
import t2l.cli.Subcommand;
import t2l.cli.WriterOptions;
import t2l.tensor.T2lException;
import t2l.tensor.backend.Kernels;
import t2l.transformer.ActiveAdapter;
import t2l.transformer.family.LanguageModel;
import t2l.transformer.generate.Completion;
import t2l.transformer.generate.Generator;
import t2l.transformer.lora.Lora;
import t2l.transformer.lora.LoraFile;
import t2l.transformer.template.ChatTemplate.Message;

/// `t2l chat`: a conversation, in which adapters can be made and taken off.
@Command(name = "chat",
        description = "Talk with a model.",
        footer = {"",
            "Lines that begin with / are commands:",
            "  /adapter DESCRIPTION   make an adapter for this task and use it from now on",
            "  /adapter off           use it no more",
            "  /save DIR              write it as a PEFT directory",
            "  /reset                 forget the conversation",
            "  /help                  list these commands",
            "  /quit                  end, as Ctrl-D does, and Ctrl-C at the prompt",
            "", "Ctrl-C stops an answer; what was written of it stays in the conversation. A model without a chat"
                    + " template has no memory: each line is a prompt by itself.",
            "", "Example:",
            "  t2l chat --model builtin:tiny"})
final class Chat extends Subcommand {
    private static final List<String> COMMANDS = List.of("/adapter", "/save", "/reset", "/help", "/quit");

    @Mixin
    private WriterOptions options;

    @Option(names = "--system", paramLabel = "TEXT", order = 2,
            description = "What the model is told before the conversation.")
    private Optional<String> system;

    @Override
    protected void run(Out out) throws IOException {
        try (Kernels kernels = common.kernels()) {
            try (LanguageModel model = options.model.open(common.held(), kernels);
                    Lines lines = Lines.open("chat-history", COMMANDS);
                    Talk talk = new Talk(out, lines, model, kernels)) {
                if (lines.typed()) {
                    out.say("/help lists the commands, Ctrl-D ends.");
                }
                while (talk.open && !out.stopping()) {
                    Optional<String> line = lines.next().map(String::strip);
                    if (line.isEmpty()) {
                        return;
                    }
                    try {
                        talk.hear(line.get());
                    } catch (T2lException | IllegalArgumentException e) {
                        if (!lines.typed()) {
                            throw e;
                        }
                        out.error(e.getMessage());
                    }
                }
            }
        }
    }

    /// One conversation.
    private final class Talk implements AutoCloseable {
        private final Out out;
        private final Lines lines;
        private final LanguageModel model;
        private final Kernels kernels;
        private final Generator generator;
        private final boolean remembers;
        private List<Message> said = List.of();
        private Worn worn;
        private boolean open = true;

        Talk(Out out, Lines lines, LanguageModel model, Kernels kernels) {
            this.out = out;
            this.lines = lines;
            this.model = model;
            this.kernels = kernels;
            this.remembers = model.format().template().isPresent();
            this.generator = new Generator(model.decoder(), kernels);
            if (!remembers && system.isPresent()) {
                throw usage("--system: needs a model with a chat template, this one has none");
            }
            worn = new Worn(options.description);
            reset();
        }

        void hear(String line) {
            String[] words = line.split("\\s+", 2);
            String rest = words.length > 1 ? words[1] : "";
            switch (words[0]) {
                case "" -> {}
                case "/adapter" -> {
                    if (rest.equals("off")) {
                        use(Optional.empty());
                        out.say("the adapter is off");
                    } else if (rest.isEmpty()) {
                        throw new T2lException("/adapter: needs the description of a task, or off");
                    } else {
                        use(Optional.of(rest));
                        out.say("an adapter for: " + rest);
                    }
                }
                case "/save" -> save(rest);
                case "/reset" -> {
                    reset();
                    out.say("the conversation is forgotten");
                }
                case "/help" -> out.say("/adapter DESCRIPTION, /adapter off, /save DIR, /reset, /quit; "
                        + "Ctrl-C stops an answer, what was written of it stays");
                case "/quit" -> open = false;
                default -> {
                    if (line.startsWith("/")) {
                        throw new T2lException(words[0] + ": no such command; /help lists them");
                    }
                    answer(line);
                }
            }
        }

        private void use(Optional<String> task) {
            Worn next = new Worn(task);
            worn.close();
            worn = next;
        }

        private void save(String directory) {
            if (directory.isEmpty()) {
                throw new T2lException("/save: needs a directory to write the adapter to");
            }
            LoraFile.write(Path.of(directory), worn.made.orElseThrow(
                    () -> new T2lException("/save: needs an adapter, there is none; make one with /adapter")));
            out.say("the adapter is in " + directory);
        }

        private void reset() {
            said = system.map(text -> new Message("system", text)).stream().toList();
        }

        private void answer(String line) {
            List<Message> turns = new ArrayList<>(said);
            turns.add(new Message("user", line));
            int[] ids = remembers ? prompt(turns) : model.format().prompt(line);
            try (Lines.Interrupt ctrlC = lines.interrupt()) {
                Writing writing = new Writing(out, model, new int[0], options.sampling.stops(),
                        () -> out.stopping() || ctrlC.asked());
                Completion written = generator.complete(ids, worn.adapter,
                        options.sampling.settings(common.seed(), model.ends()), writing);
                writing.finish();
                turns.add(new Message("assistant", writing.text()));
                said = turns; // only now: a line that failed was not said
                if (out.isJson() && !out.stopping()) {
                    out.json(writing.result(ids.length, written));
                }
            }
        }

        /// The conversation in tokens. Its oldest turns are removed from `turns` if it is longer than the model can read.
        private int[] prompt(List<Message> turns) {
            int first = system.isPresent() ? 1 : 0;
            int[] ids = model.format().prompt(turns);
            boolean cut = false;
            while (ids.length + options.sampling.most() > model.config().positions() && turns.size() > first + 2) {
                turns.subList(first, first + 2).clear();
                ids = model.format().prompt(turns);
                cut = true;
            }
            if (cut) {
                out.say("the beginning of the conversation is forgotten: the model reads "
                        + model.config().positions() + " tokens");
            }
            return ids;
        }

        @Override
        public void close() {
            generator.close();
            worn.close();
        }

        /// What the model wears: the adapters of the command line and perhaps one made for a task.
        private final class Worn implements AutoCloseable {
            private final Arena arena = Arena.ofShared();
            private final Optional<Lora> made;
            private final Function<Pass, ActiveAdapter> adapter;

            Worn(Optional<String> task) {
                try {
                    made = task.map(text -> options.adapter(text, kernels, arena, out));
                    adapter = options.model.adapter(model, made.stream().toList(), kernels, arena);
                } catch (T2lException | IllegalArgumentException e) {
                    arena.close();
                    throw e;
                }
            }

            @Override
            public void close() {
                arena.close();
            }
        }
    }
}
