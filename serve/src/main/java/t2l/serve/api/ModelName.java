package t2l.serve.api;

import java.util.Optional;
import t2l.serve.adapter.AdapterWish;
import t2l.serve.endpoint.Refusal;
import t2l.tensor.settings.Source;

/// The field `model`: the base model's name, and for clients that can send no field `adapter`, an adapter behind a `+`.
final class ModelName {
    private ModelName() {}

    /// The adapter of a request, of `model` or of `adapter`; empty for the base model. Throws a [Refusal] if there can be none.
    static Optional<AdapterWish> adapter(Source fields, Service service) {
        Optional<AdapterWish> named = named(fields.text("model"), service);
        Optional<AdapterWish> given = service.wish(fields);
        if (named.isPresent() && given.isPresent()) {
            throw Refusal.field("adapter", "adapter: is in the field model already; use one of both");
        }
        named.ifPresent(one -> service.adapters().require(one.ref()));
        return named.or(() -> given);
    }

    private static Optional<AdapterWish> named(String model, Service service) {
        String adapted = service.name() + "+";
        if (model.startsWith(adapted)) {
            return Optional.of(new AdapterWish(service.adapters().called(model.substring(adapted.length())), 1));
        }
        require(model, service);
        return Optional.empty();
    }

    /// Requires the base model, of an endpoint without adapters.
    static void requireBase(Source fields, Service service) {
        require(fields.text("model"), service);
    }

    private static void require(String model, Service service) {
        if (!model.equals(service.name())) {
            throw Refusal.missing("model", "model_not_found", "model: needs " + service.name() + ", got " + model);
        }
    }
}
