package t2l;

import static t2l.tensor.Argument.given;

import module java.base;
import t2l.transformer.generate.Answer;
import t2l.transformer.generate.Settings;
import t2l.transformer.template.ChatTemplate.Message;
import t2l.transformer.template.PromptFormat;

/// A conversation with a model. Keys and values of what was read stay in memory as long as no other text needs it, so an
/// answer only reads new tokens; the answers have the same bits as if everything were read again.
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
    private final T2l t2l;
    private final Settings settings;
    private final List<Message> messages = new ArrayList<>();
    private String system = "";
    private Adapter adapter;
    private int dropped;
    private int sent;
    /// The last answer, until it is added to the messages.
    private Optional<Pending> pending = Optional.empty();

    /// An answer and the messages before it.
    private record Pending(List<Message> messages, Answer answer) {}

    Conversation(T2l t2l, Adapter adapter, Settings settings) {
        this.t2l = t2l;
        this.adapter = given("adapter", adapter);
        this.settings = given("settings", settings);
    }

    /// Sends a message and returns the answer.
    public String say(String message) {
        try (Answer answer = stream(message)) {
            return answer.readAll();
        }
    }

    /// Sends a message and streams the answer, which must be read to its end or closed before the next message.
    public Answer stream(String message) {
        return stream(new Message("user", given("message", message)));
    }

    /// The same with any messages, such as the results of the tools that the last answer called.
    public synchronized Answer stream(Message... more) {
        requireFree();
        List<Message> all = new ArrayList<>(messages);
        all.addAll(List.of(given("more", more)));
        sent = more.length;
        PromptFormat format = t2l.format(adapter, settings);
        Answer answer = t2l.answer(
                format.template().isPresent() ? fitting(all, format) : T2l.prompt(all, format, settings),
                new int[0], adapter, settings, format.template());
        pending = Optional.of(new Pending(all, answer));
        return answer;
    }

    private void requireFree() {
        update();
        if (pending.isPresent()) {
            throw new IllegalStateException(
                    "conversation: needs the last answer to be read to its end, it is still being written; read or close it");
        }
    }

    /// Adds the last answer to the messages if it is over.
    private void update() {
        if (pending.isPresent() && pending.get().answer.isOver()) {
            Pending last = pending.get();
            pending = Optional.empty();
            if (!last.answer.failed()) {
                dropped += messages.size() + sent - last.messages.size();
                messages.clear();
                messages.addAll(last.messages);
                messages.add(last.answer.message());
            }
        }
    }

    /// The conversation as tokens. Removes the oldest turns from `turns` if it exceeds the model's maximum length.
    private int[] fitting(List<Message> turns, PromptFormat format) {
        int[] prompt = prompt(turns, format);
        while (prompt.length + settings.maxTokens() > t2l.model().config().positions() && turns.size() > 2) {
            do {
                turns.removeFirst();
            } while (turns.size() > 1 && !turns.getFirst().role().equals("user"));
            prompt = prompt(turns, format);
        }
        return prompt;
    }

    private int[] prompt(List<Message> turns, PromptFormat format) {
        List<Message> all = new ArrayList<>(turns);
        if (!system.isEmpty()) {
            all.addFirst(new Message("system", system));
        }
        return T2l.prompt(all, format, settings);
    }

    /// Uses another adapter from the next message on. The conversation is then read again.
    public synchronized void use(Adapter other) {
        adapter = given("other", other);
    }

    /// Sets the system message. Throws [IllegalArgumentException] if it has no chat template.
    public synchronized void system(String text) {
        if (t2l.format(adapter, settings).template().isEmpty()) {
            throw new IllegalArgumentException(
                    "system: needs a model with a chat template, this one has none; put the text before the first message");
        }
        system = given("text", text);
    }

    /// The messages that were not dropped.
    public synchronized List<Message> messages() {
        update();
        return List.copyOf(messages);
    }

    /// The number of dropped messages.
    public synchronized int dropped() {
        update();
        return dropped;
    }

    /// Clears the conversation, but not the system message.
    public synchronized void reset() {
        requireFree();
        messages.clear();
    }

    /// Ends the conversation and an unfinished answer.
    @Override
    public synchronized void close() {
        pending.ifPresent(last -> last.answer.close());
    }
}
