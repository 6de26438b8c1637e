package t2l.app.serve;

import module java.base;
import t2l.Adapter;
import t2l.app.console.Json;
import t2l.app.serve.AdapterStore.RequestAdapter;
import t2l.app.serve.AdapterWish.AdapterRef;
import t2l.app.serve.Endpoint.Notes;
import t2l.app.serve.Exchange.Download;
import t2l.tensor.io.ScratchDirectory;
import t2l.tensor.settings.Source;
import t2l.transformer.lora.GgufLora;
import t2l.transformer.lora.Lora;

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

    /// The JSON of an adapter.
    static final class AdapterView {
        private static final Pattern LAYER = Pattern.compile("\\.(\\d+)\\.");

        private AdapterView() {}

        /// As in replies that were written with it.
        static Map<String, Object> brief(RequestAdapter found) {
            Adapter adapter = found.adapter();
            return Json.object("id", found.id(), "rank", adapter.lora().config().rank(), "cached", found.cached(),
                    "made_ms",
                    found.millis(), "nearest", adapter.nearestTasks().stream()
                            .map(near -> Json.object("task", near.task(), "cosine", near.cosine())).toList(),
                    "outside", adapter.outside());
        }

        /// As in lists.
        static Map<String, Object> listed(RequestAdapter found) {
            Map<String, Object> all = Json.object("id", found.id(), "object", "adapter", "describe",
                    found.adapter().toString());
            if (found.ref() instanceof AdapterRef.Mixed(List<AdapterWish> parts, _)) {
                all.put("mix", parts.stream().map(AdapterView::part).toList());
            }
            all.putAll(brief(found));
            return all;
        }

        /// A part of a mix, as a request may name it.
        private static Map<String, Object> part(AdapterWish part) {
            Map<String, Object> named = switch (part.ref()) {
                case AdapterRef.Described(String text) -> Json.object("describe", text);
                case AdapterRef.Known(String id) -> Json.object("id", id);
                case AdapterRef.Mixed _ -> throw new IllegalStateException("mixes have no mixes in them");
            };
            named.put("scale", part.scale());
            return named;
        }

        /// With the norm of each update, and the nearest tasks in words.
        static Map<String, Object> whole(RequestAdapter found) {
            Map<String, Object> all = listed(found);
            all.put("nearest",
                    found.adapter().nearestTasks().stream().map(near -> Json.object("task", near.task(), "describe",
                            near.example().orElse(null), "cosine", near.cosine())).toList());
            all.put("norms", norms(found.adapter().lora()));
            return all;
        }

        private static Map<String, Object> norms(Lora lora) {
            List<String> modules = lora.config().targets();
            List<double[]> layers = new ArrayList<>();
            for (String path : lora.updates().keySet()) {
                Matcher number = LAYER.matcher(path);
                if (!number.find()) {
                    continue; // outside the layers
                }
                int layer = Integer.parseInt(number.group(1));
                while (layers.size() <= layer) {
                    layers.add(new double[modules.size()]);
                }
                for (int m = 0; m < modules.size(); m++) {
                    if (path.endsWith(modules.get(m))) {
                        layers.get(layer)[m] = lora.norm(path);
                    }
                }
            }
            return Json.object("modules", modules, "layers", layers);
        }
    }

    /// The files in which an adapter is given out.
    enum Packed {
        /// A zip of PEFT's files.
        PEFT {
            @Override
            Download pack(RequestAdapter found, Service service) {
                return written(found, ".zip", "application/zip", file -> {
                    Path directory = file.resolveSibling("adapter");
                    found.adapter().save(directory);
                    Files.write(file, zip(found.id(), directory));
                });
            }
        },
        /// One file for llama.cpp.
        GGUF {
            @Override
            Download pack(RequestAdapter found, Service service) {
                return written(found, ".gguf", "application/octet-stream", file -> GgufLora.replace(file,
                        found.adapter().lora(), service.t2l().model().config(), found.id()));
            }
        };

        /// The file of an adapter.
        abstract Download pack(RequestAdapter found, Service service);

        /// The value of `?format=`.
        static Packed named(String format) {
            return Arrays.stream(values()).filter(each -> each.name().toLowerCase(Locale.ROOT).equals(format)).findFirst()
                    .orElseThrow(() -> Refusal.wrong("format", "peft or gguf", format));
        }

        private interface Saving {
            void write(Path file) throws IOException;
        }

        private static Download written(RequestAdapter found, String end, String type, Saving saving) {
            try (ScratchDirectory scratch = ScratchDirectory.make()) {
                Path file = scratch.path().resolve("file"); // a published name may be as long as a file's can be
                saving.write(file);
                return new Download(found.id() + end, type, Files.readAllBytes(file));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        /// The files of a directory below a directory `name`; the same bytes for the same files.
        private static byte[] zip(String name, Path directory) throws IOException {
            ByteArrayOutputStream bytes = new ByteArrayOutputStream();
            try (ZipOutputStream zip = new ZipOutputStream(bytes); Stream<Path> files = Files.list(directory)) {
                List<Path> sorted = files.sorted().toList();
                for (Path file : sorted) {
                    ZipEntry entry = new ZipEntry(name + "/" + file.getFileName());
                    entry.setTime(0);
                    zip.putNextEntry(entry);
                    Files.copy(file, zip);
                }
            }
            return bytes.toByteArray();
        }
    }
}
