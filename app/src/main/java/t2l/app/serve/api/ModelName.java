package t2l.app.serve.api;

import java.util.Optional;
import t2l.app.serve.adapter.AdapterWish;
import t2l.app.serve.endpoint.Refusal;
import t2l.tensor.settings.Source;

/// The field `model`: the base model's name, and for clients that can send no field `adapter`, an adapter behind a `+`.
final class ModelName {
    private ModelName() {}

    /// The adapter of a request, of `model` or of `adapter`; empty for the base model. Throws a [Refusal] if there can be none.
    static Optional<AdapterWish> adapter(Source fields, Service service) {
        String model = fields.text("model");
        Optional<AdapterWish> given = service.wish(fields);
        if (given.isPresent() && model.startsWith(service.name() + "+")) {
            throw Refusal.field("adapter", "adapter: is in the field model already; use one of both");
        }
        return require(model, service).or(() -> given);
    }

    /// The adapter in a model's name, empty for the base model. Throws a [Refusal] if there can be no such model.
    static Optional<AdapterWish> require(String model, Service service) {
        String adapted = service.name() + "+";
        if (!model.startsWith(adapted)) {
            requireBase(model, service);
            return Optional.empty();
        }
        AdapterWish named = new AdapterWish(service.adapters().called(model.substring(adapted.length())), 1);
        service.adapters().require(named.ref());
        return Optional.of(named);
    }

    /// Requires the base model, of an endpoint without adapters.
    static void requireBase(String model, Service service) {
        if (!model.equals(service.name())) {
            throw Refusal.missing("model", "model_not_found",
                    "model: needs " + service.name() + ", got " + Source.shown(model));
        }
    }
}
