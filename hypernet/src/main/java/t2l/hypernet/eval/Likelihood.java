package t2l.hypernet.eval;

import module java.base;
import t2l.autograd.*;
import t2l.hypernet.TaskBatch;
import t2l.hypernet.data.*;
import t2l.tensor.*;
import t2l.tensor.backend.Kernels;
import t2l.transformer.*;
import t2l.transformer.template.PromptFormat;
import t2l.transformer.text.Tokenizer;

/// The likelihood of given answers to given prompts.
public final class Likelihood implements AutoCloseable {
    private final Decoder model;
    private final Kernels kernels;
    private final Workspace workspace = new Workspace();

    public Likelihood(Decoder model, Kernels kernels) {
        this.model = model;
        this.kernels = kernels;
    }

    /// Pairs as tokens for [#score]. Throws [T2lException] if a prompt has no token, or if a pair is longer than the model can
    /// read.
    ///
    /// @param where  their source in error messages
    /// @param format how prompts and answers are written
    /// @param raw    without chat template and end token
    public static TokenPairs pairs(String where, Decoder model, PromptFormat format, List<TaskData.Pair> some,
            boolean raw) {
        Tokenizer tokenizer = format.tokenizer();
        TokenPairs pairs = raw
                ? TokenPairs.of(some, text -> tokenizer.encode(text, true), text -> tokenizer.encode(text, false),
                        Integer.MAX_VALUE)
                : TokenPairs.of(some, format::prompt, format::answer, Integer.MAX_VALUE);
        int positions = model.config().positions();
        for (int i = 0; i < pairs.size(); i++) {
            if (pairs.promptLength(i) < 1) {
                throw new T2lException(
                        where + ": pair " + (i + 1) + ": needs a prompt of at least one token, got none");
            }
            if (pairs.rowLength(i, i + 1) > positions) {
                throw new T2lException(where + ": pair " + (i + 1) + ": needs to fit into the " + positions
                        + " positions of this model, has " + (pairs.rowLength(i, i + 1) + 1) + " tokens");
            }
        }
        return pairs;
    }

    /// The score of an answer.
    ///
    /// @param total  `−log` of its probability given its prompt, in nats
    /// @param tokens its number of tokens
    public record Score(double total, int tokens) {
        /// Nats per token; 0 for an answer without tokens.
        public double loss() {
            return tokens == 0 ? 0 : total / tokens;
        }

        /// The score by the names of results.
        public Map<String, Object> facts() {
            Map<String, Object> facts = new LinkedHashMap<>();
            facts.put("loss", loss());
            facts.put("tokens", tokens);
            facts.put("log_likelihood", -total);
            return facts;
        }

        /// The sum of two scores.
        public Score plus(Score other) {
            return new Score(total + other.total, tokens + other.tokens);
        }
    }

    /// The scores of the pairs `from … to`, read in a batch. Throws [T2lException] if one is not finite.
    ///
    /// @param adapter one for all of them, or one for each
    public List<Score> score(TokenPairs pairs, int from, int to, Function<Pass, ActiveAdapter> adapter) {
        int length = Math.max(1, pairs.rowLength(from, to));
        List<Score> scores = new ArrayList<>();
        try (Arena arena = Arena.ofShared(); Pass pass = Pass.inference(kernels, workspace, DType.F32)) {
            Batch batch = Batch.of(arena, TaskBatch.none(arena, DType.F32), DType.F32,
                    IntStream.range(from, to).mapToObj(i -> new TokenPairs.Row(pairs, i)).toList(), length, 0, false);
            Var hidden = model.hidden(pass, batch.ids(),
                    new Context(adapter.apply(pass), batch.positions(), batch.span()));
            Tensor losses = model.loss(pass, hidden.gather(batch.rows()), batch.targets(), 0).value();
            int at = 0;
            for (int i = from; i < to; i++) {
                double total = 0;
                for (int j = 0; j < pairs.answerLength(i); j++) {
                    total += losses.get(at++);
                }
                if (!Double.isFinite(total)) {
                    throw new T2lException(
                            "score: needs a finite loss, the model gave " + total + " for pair " + (i + 1)
                                    + "; a weaker adapter may help");
                }
                scores.add(new Score(total, pairs.answerLength(i)));
            }
        }
        return scores;
    }

    @Override
    public void close() {
        workspace.close();
    }
}
