package t2l;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import t2l.transformer.family.LanguageModel;
import t2l.transformer.generate.Completion;
import t2l.transformer.generate.Completion.Finish;
import t2l.transformer.generate.Sampler;
import t2l.transformer.generate.Sequence;
import t2l.transformer.generate.StopText;
import t2l.transformer.text.Detokenizer;

/// An answer while it is written: pieces of text, each computed when it is asked for.
///
/// ```java
/// try (Generation answer = t2l.stream("cat dog bird >", french)) {
///     answer.forEach(IO::print);
/// }
/// ```
///
/// A piece is what one token adds, or several: never half a character, and nothing that may turn out to begin a stop
/// text. There is one pass through them. Safe for many threads, though one is meant to read; [#stop] is meant for
/// another. What was written so far can still be asked for after the end, after [#close] and after an exception.
public final class Generation implements Iterable<String>, Iterator<String>, AutoCloseable {
    private final Engine engine;
    private final Sequence sequence;
    private final Settings settings;
    private final Consumer<Generation> atEnd;
    private final Deadline deadline;
    private final Sampler sampler;
    private final Set<Integer> ends;
    private final Optional<Detokenizer> words;
    private final StopText stopText;
    private final int promptTokens;
    private final int room;
    private final List<Integer> tokens = new ArrayList<>();
    private final StringBuilder text = new StringBuilder();
    private final long begin = System.nanoTime();
    private long first = begin;
    private long newest = begin;
    private String next = "";
    private Finish finish = Finish.STOP;
    private boolean ended;
    private boolean failed;
    private volatile boolean stopped;

    /// @param sequence what the prompt is read into
    /// @param before   tokens whose text goes on in the answer's: they decide whether it begins with a space or inside a
    ///                 letter
    /// @param atEnd    called once, when nothing more will be written
    Generation(Engine engine, LanguageModel model, Sequence sequence, int[] prompt, int[] before, Adapter adapter,
            Settings settings, Consumer<Generation> atEnd) {
        this.engine = engine;
        this.sequence = sequence;
        this.settings = settings;
        this.atEnd = atEnd;
        deadline = Deadline.in(settings.timeout());
        sampler = new Sampler(settings.sampling(), model.config().vocabulary());
        ends = settings.ignoreEnd() ? Set.of() : model.ends();
        words = model.readsText() ? Optional.of(model.tokenizer().detokenizer(true)) : Optional.empty();
        stopText = new StopText(settings.stop());
        promptTokens = prompt.length;
        for (int token : before) {
            words.ifPresent(w -> w.accept(token));
        }
        for (int token : prompt) {
            sampler.occurred(token);
        }
        adapter.lora().requireFits(adapter.toString(), model.decoder());
        room = engine.turn(deadline, () -> sequence.begin(prompt, adapter.active(), settings.maxTokens()));
    }

    /// Whether there is another piece; computes it.
    @Override
    public synchronized boolean hasNext() {
        while (next.isEmpty() && !ended) {
            advance();
        }
        return !next.isEmpty();
    }

    /// The next piece.
    @Override
    public synchronized String next() {
        if (!hasNext()) {
            throw new NoSuchElementException("answer: has no more pieces; ask hasNext() first");
        }
        String piece = next;
        next = "";
        return piece;
    }

    /// This: there is one pass through the pieces.
    @Override
    public Iterator<String> iterator() {
        return this;
    }

    /// Reads to the end and returns the whole answer.
    public String readAll() {
        forEachRemaining(_ -> {});
        return text();
    }

    /// Reads a piece of the prompt, or writes a token.
    private void advance() {
        try {
            if (stopped) {
                end(Finish.STOP);
            } else if (tokens.size() == room) {
                end(Finish.LENGTH);
            } else if (sequence.unread() > Sequence.PIECE) {
                engine.turn(deadline, sequence::read);
            } else {
                append(engine.turn(deadline, () -> sequence.write(sampler::next)));
            }
        } catch (RuntimeException | Error e) {
            failed = true;
            close();
            throw e;
        }
    }

    private void append(int token) {
        newest = System.nanoTime();
        if (tokens.isEmpty()) {
            first = newest;
        }
        tokens.add(token);
        show(stopText.accept(words.isPresent() ? words.get().accept(token) : token + " "));
        if (ends.contains(token)) {
            end(Finish.END);
        } else if (stopText.stopped()) {
            end(Finish.STOP);
        }
    }

    private void show(String piece) {
        next += piece;
        text.append(piece);
    }

    private void end(Finish why) {
        finish = why;
        words.ifPresent(w -> show(stopText.accept(w.finish())));
        show(stopText.finish());
        close();
    }

    /// Ends the answer before the next token, as if the model had ended it.
    public void stop() {
        stopped = true;
    }

    /// All that was written so far.
    public synchronized String text() {
        return text.toString();
    }

    /// Tokens of the prompt.
    public int promptTokens() {
        return promptTokens;
    }

    /// All that was written so far in tokens, why it ended, and how long it took.
    public synchronized Completion completion() {
        return new Completion(tokens, finish, (first - begin) / 1e9, (newest - first) / 1e9);
    }

    /// Whether an exception ended it.
    synchronized boolean failed() {
        return failed;
    }

    /// Ends the answer here, if it has not ended, and gives its memory back.
    @Override
    public synchronized void close() {
        if (!ended) {
            ended = true;
            atEnd.accept(this);
        }
    }
}
