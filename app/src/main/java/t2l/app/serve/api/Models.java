package t2l.app.serve.api;

import com.fasterxml.jackson.jr.ob.JSON;
import module java.base;
import t2l.app.console.Json;
import t2l.app.serve.adapters.AdapterRef;
import t2l.app.serve.http.*;
import t2l.transformer.DecoderConfig;

/// `GET /v1/models`: the base model, and it with each published adapter; `GET /v1/models/ID` has one, by any name that requests
/// may have in `model`.
///
/// @param modules that adapters of descriptions change
/// @param builtin the name of a hypernetwork or a model that is part of the program
public record Models(Service service, List<String> modules, Optional<String> builtin) {
    /// The endpoints.
    public List<Route> routes() {
        return List.of(Route.of("GET", "/v1/models", this::list), Route.of("GET", "/v1/models/{id}", this::show));
    }

    private void show(Exchange exchange) throws IOException {
        AdapterRef.ofModel(exchange.name(), service.adapters());
        exchange.reply(service.adapters().baseNames().contains(exchange.name()) ? base() : model(exchange.name()));
    }

    private Map<String, Object> base() {
        Map<String, Object> base = model(service.adapters().base());
        base.put("t2l", properties());
        return base;
    }

    private void list(Exchange exchange) throws IOException, InterruptedException {
        List<Map<String, Object>> all = new ArrayList<>();
        all.add(base());
        service.adapters().published().keySet().forEach(name -> all.add(model(service.adapters().base() + "+" + name)));
        exchange.reply(Json.object("object", "list", "data", all));
    }

    private Map<String, Object> model(String id) {
        return Json.object("id", id, "object", "model", "created", 0, "owned_by", "t2l");
    }

    private Map<String, Object> properties() {
        DecoderConfig config = service.t2l().model().config();
        return Json.object("describes", service.t2l().describes(), "chat",
                service.t2l().model().format().template().isPresent(), "positions",
                config.positions(), "vocabulary", config.vocabulary(), "layers", config.layers(), "modules", modules,
                "activations", service.t2l().activations().name().toLowerCase(Locale.ROOT),
                "examples", examples().orElse(null));
    }

    /// Tasks to try, for a model that has some.
    private Optional<Object> examples() {
        String place = "/t2l/app/serve/examples/" + builtin.orElse("none") + ".json";
        try (InputStream in = Models.class.getResourceAsStream(place)) {
            return in == null ? Optional.empty() : Optional.of(JSON.std.listFrom(in));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
