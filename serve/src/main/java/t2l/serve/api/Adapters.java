package t2l.serve.api;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import t2l.cli.Json;
import t2l.serve.adapter.AdapterRef;
import t2l.serve.adapter.AdapterWish;
import t2l.serve.adapter.Found;
import t2l.serve.http.Call;
import t2l.serve.http.Fields;
import t2l.serve.http.Refusal;
import t2l.serve.http.Route;

/// `/v1/adapters`: makes, lists, gives out and forgets adapters.
public record Adapters(Service service) {
    /// The endpoints.
    public List<Route> routes() {
        return List.of(Route.of("POST", "/v1/adapters", this::make), Route.of("GET", "/v1/adapters", this::list),
                Route.of("GET", "/v1/adapters/{id}", this::show),
                Route.of("DELETE", "/v1/adapters/{id}", this::forget));
    }

    private void make(Call call) throws IOException, InterruptedException {
        AdapterWish wish = AdapterWish.of(call.body());
        if (wish.scale() != 1) {
            throw Refusal.field("scale", "scale: belongs to the requests that use the adapter");
        }
        call.work(false, out -> out.accept(AdapterView.whole(find(wish.ref(), call))));
    }

    private Found find(AdapterRef ref, Call call) throws InterruptedException {
        Found found = service.adapters().find(ref);
        call.notes().put("adapter", found.id());
        return found;
    }

    private void list(Call call) throws IOException {
        List<Map<String, Object>> all = new ArrayList<>();
        service.adapters().published()
                .forEach((name, adapter) -> all.add(AdapterView.listed(new Found(name, adapter, true, 0))));
        service.adapters().kept()
                .forEach((id, adapter) -> all.add(AdapterView.listed(new Found(id, adapter, true, 0))));
        call.reply(Json.object("object", "list", "data", all));
    }

    private void show(Call call) throws IOException, InterruptedException {
        AdapterRef ref = new AdapterRef.Known(call.name());
        Optional<String> format = call.parameter("format");
        if (format.isEmpty()) {
            call.work(false, out -> out.accept(AdapterView.whole(find(ref, call))));
        } else {
            Packed packed = Packed.named(format.get());
            call.file(out -> out.accept(packed.pack(find(ref, call), service)));
        }
    }

    private void forget(Call call) throws IOException {
        if (service.adapters().published().containsKey(call.name())) {
            throw Fields.wrong("id", "an adapter that was made here, this one is published by the server", call.name());
        }
        if (!service.adapters().forget(call.name())) {
            throw Refusal.missing("id", "adapter_not_found", "id: " + call.name() + " is not known here");
        }
        call.reply(Json.object("id", call.name(), "object", "adapter", "deleted", true));
    }
}
