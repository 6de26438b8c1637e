package t2l.transformer.generate;

import module java.base;
import t2l.tensor.Tensor;
import t2l.transformer.generate.Completion.Finish;
import t2l.transformer.grammar.TokenGrammar;
import t2l.transformer.text.Detokenizer;

/// From the logits of a sequence to the chunks of its answer: the choice of tokens, their text, and the end. One thread at a
/// time.
final class Decoding {
    private final Request request;
    private final int maxTokens;
    private final Sampler sampler;
    private final Optional<Detokenizer> words;
    private final StopText stop;
    private final StringBuilder text = new StringBuilder();
    private final Optional<TokenGrammar.Run> grammar;
    private Optional<Answer.Chunk> chunk = Optional.empty();
    private int count;
    private Optional<Finish> end;

    /// @param maxTokens for which the model has positions
    /// @param scratch   of the thread that chooses
    Decoding(Request request, int maxTokens, Sampler.Scratch scratch) {
        this.request = request;
        this.maxTokens = maxTokens;
        sampler = new Sampler(request.settings().sampling(), scratch);
        words = request.text().detokenizer();
        grammar = request.grammar().map(each -> each.run(request.text().begins()));
        stop = new StopText(request.settings().stop());
        end = maxTokens == 0 ? Optional.of(Finish.LENGTH) : Optional.empty();
        for (int token : request.prompt()) {
            sampler.occurred(token);
        }
    }

    /// Chooses a token for logits `[1,V]` and makes its chunk, with the text that is held back if the answer ends there.
    int choose(Tensor logits) {
        int token = sampler.next(logits, grammar.map(TokenGrammar.Run::allowed));
        count++;
        String shown = stop.accept(request.text().isSilent(token)
                ? ""
                : words.isPresent() ? words.get().accept(token) : token + " ");
        end = endAt(token, shown);
        chunk = Optional.of(new Answer.Chunk(OptionalInt.of(token), end.isPresent() ? shown + rest() : shown,
                score(logits, token),
                System.nanoTime()));
        return token;
    }

    private Optional<TokenScore> score(Tensor logits, int token) {
        int scores = request.settings().scores();
        return scores < 0 ? Optional.empty() : Optional.of(sampler.score(logits, token, scores));
    }

    /// The chunk of the last step, once; empty if the step was part of the prefill.
    Optional<Answer.Chunk> take() {
        Optional<Answer.Chunk> taken = chunk;
        chunk = Optional.empty();
        return taken;
    }

    private Optional<Finish> endAt(int token, String shown) {
        if (request.ends().contains(token)) {
            return Optional.of(Finish.END);
        }
        if (grammar.isPresent() && grammar.get().accept(token)) {
            return Optional.of(Finish.END);
        }
        if (stop.stopped()
                || request.enough().filter(each -> each.test(text.append(shown).toString())).isPresent()) {
            return Optional.of(Finish.STOP);
        }
        return count == maxTokens ? Optional.of(Finish.LENGTH) : Optional.empty();
    }

    private String rest() {
        return words.map(w -> stop.accept(w.finish())).orElse("") + stop.finish();
    }

    /// Why the answer has ended, if it has.
    Optional<Finish> end() {
        return end;
    }

    /// Ends the answer before its next token; returns the text that is held back.
    Answer.Chunk cancel() {
        end = Optional.of(Finish.STOP);
        return new Answer.Chunk(OptionalInt.empty(), rest(), Optional.empty(), System.nanoTime());
    }
}
