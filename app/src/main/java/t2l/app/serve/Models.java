package t2l.app.serve;

import com.fasterxml.jackson.jr.ob.JSON;
import module java.base;
import t2l.app.console.Json;
import t2l.app.serve.AdapterWish.AdapterRef;
import t2l.tensor.settings.Source;
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
        ModelName.require(exchange.name(), service);
        exchange.reply(ModelName.names(service).contains(exchange.name()) ? base() : model(exchange.name()));
    }

    private Map<String, Object> base() {
        Map<String, Object> base = model(service.name());
        base.put("t2l", properties());
        return base;
    }

    private void list(Exchange exchange) throws IOException, InterruptedException {
        List<Map<String, Object>> all = new ArrayList<>();
        all.add(base());
        service.adapters().published().listed().keySet().forEach(name -> all.add(model(service.name() + "+" + name)));
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

    /// The field `model`: the base model's name, and for clients that can send no field `adapter`, an adapter behind a `+`.
    static final class ModelName {
        private static final Pattern WEIGHTS = Pattern.compile("(?i)[._-](I?Q[1-8](_[0-9A-Z]+)*|B?F16|F32)$");

        private ModelName() {}

        /// The adapter of a request, of `model` or of `adapter`; empty for the base model. Throws a [Refusal] if there can be
        /// none.
        static Optional<AdapterWish> adapter(Source fields, Service service) {
            String model = fields.text("model");
            Optional<AdapterWish> given = service.wish(fields);
            if (given.isPresent() && named(model, service).isPresent()) {
                throw Refusal.field("adapter", "adapter: is in the field model already; use one of both");
            }
            return require(model, service).or(() -> given);
        }

        /// The adapter in a model's name, empty for the base model. Throws a [Refusal] if there can be no such model.
        static Optional<AdapterWish> require(String model, Service service) {
            Optional<AdapterWish> named = named(model, service).map(ref -> new AdapterWish(ref, 1));
            named.ifPresentOrElse(wish -> service.adapters().require(wish.ref()), () -> requireBase(model, service));
            return named;
        }

        /// What a model's name has behind the base model's and a `+`, or the name of a published adapter, as vLLM has it.
        private static Optional<AdapterRef> named(String model, Service service) {
            return names(service).stream().map(name -> name + "+")
                    .filter(name -> model.regionMatches(true, 0, name, 0, name.length()))
                    .map(name -> service.adapters().called(model.substring(name.length()))).findFirst()
                    .or(() -> !names(service).contains(model) && service.adapters().published().has(model)
                            ? Optional.of(new AdapterRef.Known(model))
                            : Optional.empty());
        }

        /// The base model's names: that of its file, and the same without the type of its weights.
        private static List<String> names(Service service) {
            return List.of(service.name(), WEIGHTS.matcher(service.name()).replaceFirst(""));
        }

        /// Requires the base model, of an endpoint without adapters. Clients may write its name in other cases.
        static void requireBase(String model, Service service) {
            if (names(service).stream().noneMatch(model::equalsIgnoreCase)) {
                throw Refusal.missing("model", "model_not_found",
                        "model: needs " + service.name() + ", got " + Source.shown(model));
            }
        }
    }
}
