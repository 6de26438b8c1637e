package t2l.app;

import module java.base;
import picocli.CommandLine.*;
import t2l.*;
import t2l.app.Complete.AnswerOutput;
import t2l.app.console.*;
import t2l.tensor.T2lException;
import t2l.tensor.backend.Kernels;
import t2l.transformer.generate.Answer;
import t2l.transformer.generate.Settings;

/// `t2l chat`: a conversation in which adapters can be generated and removed.
@Command(name = "chat",
        description = "Chat with a model.",
        footer = {"",
            "Lines that start with / are commands:",
            "  /adapter DESCRIPTION   generate an adapter for this task and use it",
            "  /adapter off           stop using it",
            "  /save DIR              save it as a PEFT directory",
            "  /reset                 clear the conversation",
            "  /help                  list these commands",
            "  /quit                  exit, like Ctrl-D, or Ctrl-C at the prompt",
            "", "Ctrl-C stops an answer; its beginning stays in the conversation. A model without a chat"
                    + " template has no memory: each line is a separate prompt.",
            "", "Example:",
            "  t2l chat --model builtin:tiny"})
final class Chat extends Subcommand {
    private static final List<String> COMMANDS = List.of("/adapter", "/save", "/reset", "/help", "/quit");

    @Mixin
    private DescriberOptions options;

    @Mixin
    private ExampleOptions examples;

    @Option(names = "--system", paramLabel = "TEXT", order = 2, description = "The system message.")
    private Optional<String> system;

    @Override
    protected void run(Out out) throws IOException {
        Settings settings = options.sampling.settings(common.seed());
        try (Kernels kernels = common.kernels();
                T2l t2l = options.open(common, kernels);
                Lines lines = Lines.open("chat-history", COMMANDS);
                Conversation chat = t2l.chat(Adapter.NONE, settings)) {
            Talk talk = new Talk(out, lines, t2l, chat);
            examples.choice(options.description).ifPresent(talk::use);
            try {
                system.ifPresent(chat::system);
            } catch (IllegalArgumentException _) {
                throw usage("--system: needs a model with a chat template, this one has none; leave it out");
            }
            if (lines.typed()) {
                out.say("/help lists the commands, Ctrl-D exits.");
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
                    out.error(Cli.withOptions(e.getMessage()));
                }
            }
        }
    }

    /// Handles the user's lines.
    private final class Talk {
        private final Out out;
        private final Lines lines;
        private final T2l t2l;
        private final Conversation chat;
        private Adapter made;
        private boolean open = true;

        Talk(Out out, Lines lines, T2l t2l, Conversation chat) {
            this.out = out;
            this.lines = lines;
            this.t2l = t2l;
            this.chat = chat;
            t2l.model().format(); // before anyone types what cannot be read
            use(Adapter.NONE);
        }

        void hear(String line) {
            String[] words = line.split("\\s+", 2);
            String rest = words.length > 1 ? words[1] : "";
            switch (words[0]) {
                case "" -> {}
                case "/adapter" -> {
                    if (rest.equals("off")) {
                        use(Adapter.NONE);
                        out.say("the adapter is off");
                    } else if (rest.isEmpty()) {
                        throw new T2lException("/adapter: needs the description of a task, or off");
                    } else {
                        use(new AdapterChoice.Described(rest, List.of()));
                        out.say("an adapter for: " + rest);
                    }
                }
                case "/save" -> {
                    if (rest.isEmpty()) {
                        throw new T2lException("/save: needs a directory to write the adapter to");
                    }
                    if (made == Adapter.NONE) {
                        throw new T2lException("/save: needs an adapter, there is none; make one with /adapter");
                    }
                    made.save(Path.of(rest));
                    out.say("the adapter is in " + rest);
                }
                case "/reset" -> {
                    chat.reset();
                    out.say("the conversation is cleared");
                }
                case "/help" -> out.say("/adapter DESCRIPTION, /adapter off, /save DIR, /reset, /quit; "
                        + "Ctrl-C stops an answer and keeps its beginning");
                case "/quit" -> open = false;
                default -> {
                    if (line.startsWith("/")) {
                        throw new T2lException(words[0] + ": no such command; /help lists them");
                    }
                    answer(line);
                }
            }
        }

        void use(AdapterChoice.Described task) {
            use(ExampleOptions.make(t2l, task, out));
        }

        /// Uses the adapters of the command line and `other`.
        private void use(Adapter other) {
            chat.use(options.sum(other, t2l));
            made = other;
        }

        private void answer(String line) {
            options.check(line, out);
            int before = chat.dropped();
            try (Lines.Interrupt ctrlC = lines.interrupt(); Answer answer = chat.stream(line)) {
                AnswerOutput.show(out, answer, true, () -> out.stopping() || ctrlC.asked());
            }
            if (chat.dropped() > before) {
                out.say("the earliest messages were dropped: the model reads "
                        + t2l.model().config().positions() + " tokens");
            }
        }
    }
}
