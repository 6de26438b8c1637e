package t2l.serve.api;

import java.io.IOException;
import java.util.Arrays;
import t2l.cli.Json;
import t2l.serve.http.Exchange;
import t2l.serve.http.Refusal;
import t2l.serve.http.Route;
import t2l.tensor.settings.Source;
import t2l.transformer.text.Tokenizer;

/// `POST /tokenize`: a text as the base model's tokens.
public record Tokenizing(Service service) implements Route.Handler {
    @Override
    public void handle(Exchange exchange) throws IOException, InterruptedException {
        Source fields = exchange.body();
        String text = service.readable("text", fields.text("text"));
        fields.end(Refusal.REQUEST);
        exchange.work(false, out -> {
            Tokenizer tokenizer = service.t2l().model().tokenizer();
            int[] ids = tokenizer.encode(text, true);
            out.accept(Json.object("ids", ids, "tokens", Arrays.stream(ids).mapToObj(tokenizer::token).toList()));
        });
    }
}
