package t2l;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import t2l.tensor.Tensor;
import t2l.transformer.family.LanguageModel;
import t2l.transformer.generate.Completion;
import t2l.transformer.generate.Completion.Finish;
import t2l.transformer.generate.Sampler;
import t2l.transformer.generate.Sequence;
import t2l.transformer.generate.StopText;
import t2l.transformer.generate.TokenScore;
import t2l.transformer.text.Detokenizer;

/// A streamed answer: pieces of text, each computed on request.
///
/// ```java
/// try (Generation answer = t2l.stream("cat dog bird >", french)) {
///     answer.forEach(IO::print);
/// }
/// ```
///
/// A piece is the text of one or more tokens. It never ends inside a character and contains no possible start of a stop
/// text. The pieces can be iterated once. Thread-safe, but meant for one reader, while another thread may call [#stop].
/// The text so far remains available after the end, after [#close] and after an exception.
public final class Generation implements Iterable<String>, AutoCloseable {
    private final Writers writers;
    private final LanguageModel model;
    private final Sequence sequence;
    private final Consumer<Generation> atEnd;
    private final Deadline deadline;
    private final Sampler sampler;
    private final Set<Integer> ends;
    private final Optional<Detokenizer> words;
    private final StopText stopText;
    private final int promptTokens;
    private final int room;
    private final int[] before;
    private final int likely;
    private final List<Integer> tokens = new ArrayList<>();
    private final List<TokenScore> scores = new ArrayList<>();
    /// Of the newest token, if it is wanted.
    private Optional<TokenScore> score = Optional.empty();
    private final StringBuilder text = new StringBuilder();
    private final long begin = System.nanoTime();
    private long first = begin;
    private long newest = begin;
    private String next = "";
    private Finish finish = Finish.STOP;
    private boolean ended;
    private boolean failed;
    private volatile boolean stopped;

    /// @param before tokens continued by the answer, which affect whether it starts with a space or inside a
    ///               character
    /// @param atEnd  called once at the end
    Generation(Writers writers, LanguageModel model, int[] prompt, int[] before, Adapter adapter, Settings settings,
            Consumer<Generation> atEnd) {
        this.writers = writers;
        this.model = model;
        this.atEnd = atEnd;
        deadline = Deadline.in(settings.timeout());
        sampler = new Sampler(settings.sampling(), model.config().vocabulary());
        ends = settings.ignoreEnd() ? Set.of() : model.ends();
        words = model.readsText() ? Optional.of(model.tokenizer().detokenizer(true)) : Optional.empty();
        stopText = new StopText(settings.stop());
        this.before = before;
        likely = settings.scores();
        promptTokens = prompt.length;
        for (int token : before) {
            words.ifPresent(w -> w.accept(token));
        }
        for (int token : prompt) {
            sampler.occurred(token);
        }
        adapter.lora().requireFits(adapter.toString(), model.decoder());
        room = writers.room(prompt, settings.maxTokens());
        sequence = writers.open(prompt, adapter.lora(), room, this::choose, deadline);
    }

    private int choose(Tensor logits) {
        int token = sampler.next(logits);
        if (likely >= 0) {
            score = Optional.of(TokenScore.of(logits, token, likely));
        }
        return token;
    }

    /// The pieces that have not been taken yet.
    @Override
    public Iterator<String> iterator() {
        return new Iterator<>() {
            @Override
            public boolean hasNext() {
                return hasPiece();
            }

            @Override
            public String next() {
                return piece();
            }
        };
    }

    private synchronized boolean hasPiece() {
        while (next.isEmpty() && !ended) {
            advance();
        }
        return !next.isEmpty();
    }

    private synchronized String piece() {
        if (!hasPiece()) {
            throw new NoSuchElementException("answer: has no more pieces; ask hasNext() first");
        }
        String piece = next;
        next = "";
        return piece;
    }

    /// Generates the rest and returns the whole answer.
    public String readAll() {
        forEach(_ -> {});
        return text();
    }

    /// Reads a chunk of the prompt, or generates a token.
    private void advance() {
        try {
            if (stopped) {
                end(Finish.STOP);
            } else if (tokens.size() == room) {
                end(Finish.LENGTH);
            } else {
                writers.advance(sequence, deadline);
                if (sequence.written() > tokens.size()) {
                    append(sequence.written(tokens.size()));
                }
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
        score.ifPresent(scores::add);
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

    /// Ends the answer before the next token, as if the model had.
    public void stop() {
        stopped = true;
    }

    /// The text so far.
    public synchronized String text() {
        return text.toString();
    }

    /// The number of tokens of the prompt.
    public int promptTokens() {
        return promptTokens;
    }

    /// The tokens so far, why the answer ended, and how long it took.
    public synchronized Completion completion() {
        return new Completion(tokens, finish, (first - begin) / 1e9, (newest - first) / 1e9);
    }

    /// How likely each token so far was, if [Settings#scores] asked for it.
    public synchronized List<TokenScore> scores() {
        return List.copyOf(scores);
    }

    /// The text of `token` if it were token `i` of the answer, which may end inside a character; the token's number if the model
    /// has no tokenizer.
    public synchronized String text(int i, int token) {
        if (!model.readsText()) {
            return Integer.toString(token);
        }
        Detokenizer one = model.tokenizer().detokenizer(false);
        if (i > 0) {
            one.accept(tokens.get(i - 1));
        } else if (before.length > 0) {
            one.accept(before[before.length - 1]);
        }
        return one.accept(token) + one.finish();
    }

    /// Whether it ended with an exception.
    synchronized boolean failed() {
        return failed;
    }

    /// Ends the answer and frees its memory.
    @Override
    public synchronized void close() {
        if (!ended) {
            ended = true;
            writers.close(sequence);
            atEnd.accept(this);
        }
    }

    /// Frees its memory while another thread may be reading it, which then gets an [IllegalStateException].
    void cut() {
        writers.close(sequence);
    }
}
