package t2l.app.serve.api;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import t2l.app.console.Json;
import t2l.app.serve.adapter.AdapterRef;
import t2l.app.serve.adapter.AdapterWish;
import t2l.app.serve.endpoint.Endpoint;
import t2l.app.serve.endpoint.Notes;
import t2l.app.serve.endpoint.Refusal;
import t2l.app.serve.http.Exchange;
import t2l.app.serve.http.Route;
import t2l.tensor.settings.Source;

/// `/v1/adapters`: generates, lists, downloads and deletes adapters.
public record Adapters(Service service) {
    /// The endpoints.
    public List<Route> routes() {
        return List.of(Route.of("POST", "/v1/adapters", exchange -> exchange.reply(this::make)),
                Route.of("GET", "/v1/adapters", this::list),
                Route.of("GET", "/v1/adapters/{id}", this::show),
                Route.of("DELETE", "/v1/adapters/{id}", this::delete));
    }

    private Endpoint.Reply make(Source fields, Notes notes) {
        AdapterWish wish = AdapterWish.of(fields);
        service.adapters().require(wish.ref());
        if (wish.scale() != 1) {
            throw Refusal.field("scale", "scale: belongs to the requests that use the adapter");
        }
        return Endpoint.Reply.whole(out -> out.accept(AdapterView.whole(service.find(wish, notes))));
    }

    private void list(Exchange exchange) throws IOException, InterruptedException {
        List<Map<String, Object>> all = new ArrayList<>();
        service.adapters().published().listed().values().forEach(found -> all.add(AdapterView.listed(found)));
        service.adapters().kept().forEach(found -> all.add(AdapterView.listed(found)));
        exchange.reply(Json.object("object", "list", "data", all));
    }

    private void show(Exchange exchange) throws IOException, InterruptedException {
        AdapterWish wish = new AdapterWish(new AdapterRef.Known(exchange.name()), 1);
        service.adapters().require(wish.ref());
        Optional<String> format = exchange.parameter("format");
        if (format.isEmpty()) {
            exchange.work(false, out -> out.accept(AdapterView.whole(service.find(wish, exchange.notes()))));
        } else {
            Packed packed = Packed.named(format.get());
            exchange.file(out -> out.accept(packed.pack(service.find(wish, exchange.notes()), service)));
        }
    }

    private void delete(Exchange exchange) throws IOException {
        if (service.adapters().published().has(exchange.name())) {
            throw Refusal.wrong("id", "an adapter that was made here, this one is published by the server",
                    exchange.name());
        }
        if (!service.adapters().delete(exchange.name())) {
            throw Refusal.missing("id", "adapter_not_found", "id: " + exchange.name() + " is not known here");
        }
        exchange.reply(Json.object("id", exchange.name(), "object", "adapter", "deleted", true));
    }
}
