package t2l;

import java.util.ArrayList;
import java.util.List;
import t2l.transformer.family.LanguageModel;
import t2l.transformer.generate.Sequence;
import t2l.transformer.template.ChatTemplate.Message;

/// A conversation with a model. What was read for one turn stays in memory, so each turn reads only what is new; the
/// answers have the same bits as if everything were read again.
///
/// ```java
/// try (Conversation chat = t2l.chat()) {
///     IO.println(chat.say("What is the opposite of hot?"));
///     IO.println(chat.say("And of that?"));
/// }
/// ```
///
/// A message and its answer belong to the conversation when the answer has ended or was closed; one that failed was not
/// said. When the model cannot read any more, the oldest turns are forgotten. A model without a chat template has no
/// memory: each message is a prompt by itself.
///
/// Safe for many threads, but there is one answer at a time: who asks while another is written is refused with an
/// [IllegalStateException].
public final class Conversation implements AutoCloseable {
    private final Engine engine;
    private final LanguageModel model;
    private final Settings settings;
    private final Sequence sequence;
    private final List<Message> said = new ArrayList<>();
    private String system = "";
    private Adapter adapter;
    private int forgotten;
    private boolean answering;

    Conversation(Engine engine, LanguageModel model, Adapter adapter, Settings settings) {
        this.engine = engine;
        this.model = model;
        this.adapter = adapter;
        this.settings = settings;
        this.sequence = engine.open(model.decoder());
    }

    /// Says something and returns the answer.
    public String say(String message) {
        try (Generation answer = stream(message)) {
            return answer.readAll();
        }
    }

    /// Says something and returns the answer piece by piece. Must be read to its end or closed before the next message.
    public synchronized Generation stream(String message) {
        requireFree();
        List<Message> turns = new ArrayList<>(said);
        turns.add(new Message("user", message));
        int[] prompt = remembers() ? fitting(turns) : model.format().prompt(message);
        Generation answer = new Generation(engine, model, sequence, prompt, new int[0], adapter, settings,
                ended -> remember(turns, ended));
        answering = true;
        return answer;
    }

    private void requireFree() {
        if (answering) {
            throw new IllegalStateException(
                    "conversation: needs the last answer to be read to its end, it is still being written; read or close it");
        }
    }

    private boolean remembers() {
        return model.format().template().isPresent();
    }

    /// The conversation in tokens. Its oldest turns are removed from `turns` if it is longer than the model can read.
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
        return model.format().prompt(all);
    }

    private synchronized void remember(List<Message> turns, Generation answer) {
        answering = false;
        if (!answer.failed()) {
            forgotten += said.size() + 1 - turns.size();
            said.clear();
            said.addAll(turns);
            said.add(new Message("assistant", answer.text()));
        }
    }

    /// Uses another adapter from the next message on. What was said is read again then.
    public synchronized void use(Adapter other) {
        adapter = other;
    }

    /// Tells the model something before the conversation. Throws [IllegalArgumentException] if it has no chat template.
    public synchronized void system(String text) {
        if (!remembers()) {
            throw new IllegalArgumentException("system: needs a model with a chat template, this one has none");
        }
        system = text;
    }

    /// What was said and is not forgotten.
    public synchronized List<Message> messages() {
        return List.copyOf(said);
    }

    /// How many messages the model could not read any more.
    public synchronized int forgotten() {
        return forgotten;
    }

    /// Forgets what was said, but not what the model was told before.
    public synchronized void reset() {
        requireFree();
        said.clear();
    }

    /// Gives the memory back; an answer that is being written fails.
    @Override
    public void close() {
        engine.close(sequence);
    }
}
