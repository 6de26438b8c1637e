package t2l.hypernet.eval;

import static org.junit.jupiter.api.Assertions.assertEquals;

import module java.base;
import org.junit.jupiter.api.Test;
import t2l.autograd.Pass;
import t2l.hypernet.data.TaskData.Pair;
import t2l.hypernet.data.TokenPairs;
import t2l.tensor.*;
import t2l.tensor.backend.*;
import t2l.transformer.*;

/// Scores are the log-probabilities that the logits give, whatever stands beside a pair.
class LikelihoodTest {
    private final Kernels kernels = new ReferenceKernels();

    @Test
    void scoresAreThoseOfTheLogits() {
        try (Arena arena = Arena.ofShared(); Workspace ws = new Workspace()) {
            Decoder model = Golden.of("hf-tiny/llama", arena).decoder();
            TokenPairs pairs = TokenPairs.of(
                    List.of(new Pair("abcdefg", List.of("xy")), new Pair("q", List.of("rstuvw")),
                            new Pair("zz", List.of(""))),
                    LikelihoodTest::letters, LikelihoodTest::letters, 99);
            try (Likelihood likelihood = new Likelihood(model, kernels)) {
                List<Likelihood.Score> together = likelihood.score(pairs, 0, 3, _ -> ActiveAdapter.NONE);
                assertEquals(0, together.get(2).tokens());
                assertEquals(0, together.get(2).loss());
                for (int i = 0; i < 2; i++) {
                    double want = byLogits(model, ws, arena, pairs, i);
                    assertEquals(pairs.answerLength(i), together.get(i).tokens());
                    assertEquals(want, together.get(i).total(), 1e-4);
                    assertEquals(want, likelihood.score(pairs, i, i + 1, _ -> ActiveAdapter.NONE).getFirst().total(),
                            1e-4);
                    assertEquals(want / pairs.answerLength(i), together.get(i).loss(), 1e-4);
                }
            }
        }
    }

    private static int[] letters(String text) {
        return text.chars().map(c -> c - 'a' + 3).toArray();
    }

    private double byLogits(Decoder model, Workspace ws, Arena arena, TokenPairs pairs, int pair) {
        int prompt = pairs.promptLength(pair);
        int[] all = new int[prompt + pairs.answerLength(pair)];
        pairs.copy(pair, all, 0, all.length);
        Tokens tokens = Tokens.right(arena, all);
        try (Pass pass = Pass.inference(kernels, ws, DType.F64)) {
            Tensor logits = model.logits(pass, model.hidden(pass, tokens.ids(), tokens.context(ActiveAdapter.NONE)))
                    .value();
            return IntStream.range(prompt, all.length).mapToDouble(t -> {
                double sum = IntStream.range(0, logits.dim(1)).mapToDouble(j -> Math.exp(logits.at(t - 1, j))).sum();
                return Math.log(sum) - logits.at(t - 1, all[t]);
            }).sum();
        }
    }
}
