package t2l;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import t2l.transformer.family.LanguageModel;
import t2l.transformer.template.ChatTemplate.Message;
import t2l.transformer.template.PromptFormat;

/// A conversation with a model. Keys and values of what was read stay in memory as long as no other text needs it, so a turn
/// only reads new tokens; the answers have the same bits as if everything were read again.
///
/// ```java
/// try (Conversation chat = t2l.chat()) {
///     IO.println(chat.say("What is the opposite of hot?"));
///     IO.println(chat.say("And of that?"));
/// }
/// ```
///
/// A message and its answer are added to the conversation when the answer has ended or was closed, but not if it
/// failed. When the conversation exceeds the model's maximum length, the oldest turns are dropped. With a model without
/// a chat template, each message is a separate prompt.
///
/// Thread-safe, but with one answer at a time: a message during another answer throws an [IllegalStateException].
public final class Conversation implements AutoCloseable {
    private final Writers writers;
    private final LanguageModel model;
    private final Function<Adapter, PromptFormat> formats;
    private final Settings settings;
    private final List<Message> said = new ArrayList<>();
    private String system = "";
    private Adapter adapter;
    private int forgotten;
    /// The answer that is being written.
    private Optional<Generation> answering = Optional.empty();

    /// @param formats how prompts for an adapter are written
    Conversation(Writers writers, LanguageModel model, Function<Adapter, PromptFormat> formats, Adapter adapter,
            Settings settings) {
        this.writers = writers;
        this.model = model;
        this.formats = formats;
        this.adapter = adapter;
        this.settings = settings;
    }

    /// Sends a message and returns the answer.
    public String say(String message) {
        try (Generation answer = stream(message)) {
            return answer.readAll();
        }
    }

    /// Sends a message and streams the answer, which must be read to its end or closed before the next message.
    public synchronized Generation stream(String message) {
        requireFree();
        List<Message> turns = new ArrayList<>(said);
        turns.add(new Message("user", message));
        int[] prompt = remembers() ? fitting(turns) : format().prompt(message);
        Generation answer = new Generation(writers, model, prompt, new int[0], adapter, settings,
                ended -> remember(turns, ended));
        answering = Optional.of(answer);
        return answer;
    }

    private void requireFree() {
        if (answering.isPresent()) {
            throw new IllegalStateException(
                    "conversation: needs the last answer to be read to its end, it is still being written; read or close it");
        }
    }

    private boolean remembers() {
        return format().template().isPresent();
    }

    /// The conversation as tokens. Removes the oldest turns from `turns` if it exceeds the model's maximum length.
    private int[] fitting(List<Message> turns) {
        int[] prompt = prompt(turns);
        while (prompt.length + settings.maxTokens() > model.config().positions() && turns.size() > 2) {
            turns.subList(0, 2).clear();
            prompt = prompt(turns);
        }
        return prompt;
    }

    private int[] prompt(List<Message> turns) {
        List<Message> all = new ArrayList<>(turns);
        if (!system.isEmpty()) {
            all.addFirst(new Message("system", system));
        }
        return format().prompt(all);
    }

    private PromptFormat format() {
        return formats.apply(adapter);
    }

    private synchronized void remember(List<Message> turns, Generation answer) {
        answering = Optional.empty();
        if (!answer.failed()) {
            forgotten += said.size() + 1 - turns.size();
            said.clear();
            said.addAll(turns);
            said.add(new Message("assistant", answer.text()));
        }
    }

    /// Uses another adapter from the next message on. The conversation is then read again.
    public synchronized void use(Adapter other) {
        adapter = other;
    }

    /// Sets the system message. Throws [IllegalArgumentException] if it has no chat template.
    public synchronized void system(String text) {
        if (!remembers()) {
            throw new IllegalArgumentException(
                    "system: needs a model with a chat template, this one has none; put the text before the first message");
        }
        system = text;
    }

    /// The messages that were not dropped.
    public synchronized List<Message> messages() {
        return List.copyOf(said);
    }

    /// The number of dropped messages.
    public synchronized int forgotten() {
        return forgotten;
    }

    /// Clears the conversation, but not the system message.
    public synchronized void reset() {
        requireFree();
        said.clear();
    }

    /// Ends the conversation; an unfinished answer fails.
    @Override
    public synchronized void close() {
        answering.ifPresent(Generation::cut);
    }
}
