package t2l.app.serve;

import java.util.Arrays;
import t2l.app.console.Json;
import t2l.app.serve.Endpoint.Notes;
import t2l.tensor.settings.Source;
import t2l.transformer.text.Tokenizer;

/// `POST /tokenize`: a text as the base model's tokens.
public record Tokenizing(Service service) implements Endpoint {
    @Override
    public Reply take(Source fields, Notes notes) {
        String text = service.readable("text", fields.text("text"));
        return Reply.whole(out -> {
            Tokenizer tokenizer = service.t2l().model().tokenizer();
            int[] ids = tokenizer.encode(text, true);
            out.accept(Json.object("ids", ids, "tokens", Arrays.stream(ids).mapToObj(tokenizer::token).toList()));
        });
    }
}
