package t2l.app.serve.api;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import t2l.transformer.generate.Answer;
import t2l.transformer.generate.TokenScore;

/// Says of each token of an answer once how likely it was, in the first event after it.
final class TokenViews {
    private final Answer answer;
    private final Form form;
    private int sent;
    private int offset;

    TokenViews(Answer answer, Form form) {
        this.answer = answer;
        this.form = form;
    }

    /// Adds `logprobs` to a choice: `null` if there are none that have not been sent.
    Map<String, Object> add(Map<String, Object> choice) {
        List<TokenView> fresh = new ArrayList<>();
        for (TokenScore score : answer.scores(sent)) {
            TokenView view = TokenView.of(answer, sent, score, offset);
            offset += view.chosen().text().length();
            fresh.add(view);
            sent++;
        }
        choice.put("logprobs", fresh.isEmpty() ? null : form.scores().apply(fresh));
        return choice;
    }
}
