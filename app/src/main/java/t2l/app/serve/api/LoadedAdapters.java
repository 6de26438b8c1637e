package t2l.app.serve.api;

import module java.base;
import t2l.app.console.Json;
import t2l.app.serve.adapters.AdapterRef;
import t2l.app.serve.http.*;
import t2l.app.serve.http.Endpoint.Notes;
import t2l.tensor.T2lException;
import t2l.tensor.settings.Source;

/// vLLM's `/v1/load_lora_adapter` and `/v1/unload_lora_adapter`: adapters that come and go while the server runs.
///
/// @param folder of the PEFT directories that may be loaded; empty for none
public record LoadedAdapters(Service service, Optional<Path> folder) {
    /// The endpoints.
    public List<Route> routes() {
        return List.of(Route.of("POST", "/v1/load_lora_adapter", exchange -> exchange.reply(this::load)),
                Route.of("POST", "/v1/unload_lora_adapter", exchange -> exchange.reply(this::unload)));
    }

    private Endpoint.Reply load(Source fields, Notes notes) {
        String name = fields.text("lora_name");
        Path directory = inside(fields.text("lora_path"));
        fields.findText("base_model_name");
        fields.only("load_inplace", false, "unload the adapter first");
        return Endpoint.Reply.whole(out -> {
            try {
                service.adapters().load(name, directory);
            } catch (T2lException e) {
                throw Refusal.field("lora_path", "lora_path: " + e.getMessage());
            }
            out.accept(Adapters.listed(service.find(AdapterRef.known(name), notes)));
        });
    }

    private Endpoint.Reply unload(Source fields, Notes notes) {
        String name = fields.text("lora_name");
        fields.count("lora_int_id", 0, Integer.MAX_VALUE);
        return Endpoint.Reply.whole(out -> {
            if (!service.adapters().unload(name)) {
                throw Refusal.missing("lora_name", "adapter_not_found",
                        "lora_name: " + Source.shown(name) + " has not been loaded");
            }
            out.accept(Json.object("id", name, "object", "adapter", "deleted", true));
        });
    }

    /// A directory below the folder. Neither it nor a file in it may be a link to elsewhere.
    private Path inside(String text) {
        Path root = folder.orElseThrow(() -> Refusal.missing("", "not_found",
                "this server loads no adapters; start it with --load-adapters DIR"));
        try {
            Path below = root.toRealPath();
            Path directory = root.resolve(text).toRealPath();
            try (Stream<Path> files = Files.list(directory)) {
                for (Path file : Stream.concat(files, Stream.of(directory.resolve(".."), directory)).toList()) {
                    if (!file.toRealPath().startsWith(below)) {
                        throw new NoSuchFileException(text);
                    }
                }
            }
            return directory;
        } catch (InvalidPathException | IOException _) {
            throw Refusal.missing("lora_path", "adapter_not_found",
                    "lora_path: needs a PEFT directory in the server's folder of adapters, got " + Source.shown(text));
        }
    }
}
