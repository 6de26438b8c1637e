package t2l.app.serve.api;

import module java.base;
import t2l.Adapter;
import t2l.app.console.Json;
import t2l.app.serve.adapters.AdapterRef;
import t2l.app.serve.adapters.AdapterRef.Spec;
import t2l.app.serve.adapters.AdapterRegistry.RequestAdapter;
import t2l.app.serve.http.*;
import t2l.app.serve.http.Endpoint.Notes;
import t2l.app.serve.http.Exchange.*;
import t2l.tensor.io.ScratchDirectory;
import t2l.tensor.settings.Source;
import t2l.transformer.lora.*;
import t2l.transformer.template.ChatTemplate;

/// `/v1/adapters`: generates, takes, lists, downloads and deletes adapters.
public record Adapters(Service service) {
    private static final String ZIP = "application/zip";
    private static final Pattern LAYER = Pattern.compile("\\.(\\d+)\\.");

    /// The endpoints.
    public List<Route> routes() {
        return List.of(Route.of("POST", "/v1/adapters", this::post),
                Route.of("GET", "/v1/adapters", this::list),
                Route.of("GET", "/v1/adapters/{id}", this::show),
                Route.of("DELETE", "/v1/adapters/{id}", this::delete));
    }

    private void post(Exchange exchange) throws IOException {
        if (exchange.type().equals(ZIP)) {
            byte[] zip = exchange.bytes(ZIP);
            exchange.work(Kind.OBJECT, out -> out.accept(whole(upload(zip, exchange))));
        } else {
            exchange.reply(this::make);
        }
    }

    /// Takes the files of a PEFT directory, whatever directories they are in.
    private RequestAdapter upload(byte[] zip, Exchange exchange) throws IOException, InterruptedException {
        try (ScratchDirectory scratch = ScratchDirectory.make()) {
            unzip(new ZipInputStream(new ByteArrayInputStream(zip)), scratch.path(), exchange.maxBody());
            RequestAdapter found = service.adapters().upload(scratch.path(), exchange.notes().adapters());
            exchange.notes().put("adapter", found.id());
            return found;
        }
    }

    /// @param most bytes of all files together
    private static void unzip(ZipInputStream zip, Path to, long most) throws IOException {
        long left = most;
        try {
            for (ZipEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
                String name = entry.getName().replaceFirst(".*/", "");
                byte[] bytes = zip.readNBytes((int) Math.min(left + 1, Integer.MAX_VALUE));
                left -= bytes.length;
                if (left < 0) {
                    throw Refusal.body(most);
                }
                if (LoraFile.FILES.contains(name) || name.equals(ChatTemplate.FILE)) {
                    Files.write(to.resolve(name), bytes, StandardOpenOption.CREATE_NEW);
                }
            }
        } catch (FileAlreadyExistsException e) {
            throw Refusal.field("body", "body: needs the files of one adapter, has "
                    + Path.of(e.getFile()).getFileName() + " twice");
        } catch (ZipException | EOFException | IllegalArgumentException e) { // the latter of a name or field that is too long
            throw Refusal.field("body", "body: needs a zip of a PEFT directory: " + e.getMessage());
        }
    }

    private Endpoint.Reply make(Source fields, Notes notes) {
        AdapterRef ref = AdapterRef.parse(fields);
        service.adapters().require(ref.spec());
        if (ref.scale() != 1) {
            throw Refusal.field("scale", "scale: belongs to the requests that use the adapter");
        }
        return Endpoint.Reply.whole(out -> out.accept(whole(service.find(ref, notes))));
    }

    private void list(Exchange exchange) throws IOException, InterruptedException {
        exchange.reply(Json.object("object", "list", "data",
                Stream.of(service.adapters().published().values(), service.adapters().kept())
                        .flatMap(Collection::stream).map(Adapters::listed).toList()));
    }

    private void show(Exchange exchange) throws IOException, InterruptedException {
        AdapterRef ref = AdapterRef.known(exchange.name());
        service.adapters().require(ref.spec());
        Optional<String> format = exchange.parameter("format");
        if (format.isEmpty()) {
            exchange.work(Kind.OBJECT, out -> out.accept(whole(service.find(ref, exchange.notes()))));
        } else {
            if (!Set.of("peft", "gguf").contains(format.get())) {
                throw Refusal.wrong("format", "peft or gguf", format.get());
            }
            exchange.work(Kind.FILE,
                    out -> out.accept(packed(service.find(ref, exchange.notes()), format.get())));
        }
    }

    private void delete(Exchange exchange) throws IOException {
        service.adapters().delete(exchange.name());
        exchange.reply(Json.object("id", exchange.name(), "object", "adapter", "deleted", true));
    }

    /// The JSON of an adapter in replies that were written with it.
    static Map<String, Object> brief(RequestAdapter found) {
        Adapter adapter = found.adapter();
        Map<String, Object> all = Json.object("id", found.id(), "rank", adapter.lora().config().rank(), "cached",
                found.cached(), "made_ms", found.millis(), "nearest", adapter.nearestTasks().stream()
                        .map(near -> Json.object("task", near.task(), "cosine", near.cosine())).toList(),
                "outside", adapter.outside());
        adapter.learnt().ifPresent(score -> all.put("examples", Json.object("count", score.examples(), "right_before",
                score.before(), "right_after", score.after())));
        return all;
    }

    /// Its JSON in lists.
    static Map<String, Object> listed(RequestAdapter found) {
        Map<String, Object> all = Json.object("id", found.id(), "object", "adapter", "describe",
                found.adapter().toString());
        if (found.spec() instanceof Spec.Mixed(List<AdapterRef> parts, _)) {
            all.put("mix", parts.stream().map(Adapters::part).toList());
        }
        all.putAll(brief(found));
        return all;
    }

    /// Its JSON alone: with the norm of each update, and the nearest tasks in words.
    private static Map<String, Object> whole(RequestAdapter found) {
        Map<String, Object> all = listed(found);
        all.put("nearest", found.adapter().nearestTasks().stream().map(near -> Json.object("task", near.task(),
                "describe", near.example().orElse(null), "cosine", near.cosine())).toList());
        all.put("norms", norms(found.adapter().lora()));
        return all;
    }

    /// The JSON of a part of a mix, as a request may name it.
    private static Map<String, Object> part(AdapterRef part) {
        Map<String, Object> named = switch (part.spec()) {
            case Spec.Described(String text, var examples) when examples.isEmpty() -> Json.object("describe", text);
            case Spec.Described(String text, var examples) -> Json.object("describe", text, "examples", examples
                    .stream().map(each -> Json.object("input", each.input(), "output", each.output())).toList());
            case Spec.Known(String id) -> Json.object("id", id);
            case Spec.Mixed _,Spec.Uploaded _ -> throw new IllegalStateException("a mix has none");
        };
        named.put("scale", part.scale());
        return named;
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

    /// The file in which an adapter is given out: a zip of PEFT's files, or one file for llama.cpp.
    ///
    /// @param format `peft` or `gguf`
    private Download packed(RequestAdapter found, String format) {
        try (ScratchDirectory scratch = ScratchDirectory.make()) {
            Path path = scratch.path().resolve("adapter"); // a published name may be as long as a file's can be
            if (format.equals("peft")) {
                found.adapter().save(path);
                return new Download(found.id() + ".zip", ZIP, zip(found.id(), path));
            }
            GgufLora.replace(path, found.adapter().lora(), service.t2l().model().config(), found.id());
            return new Download(found.id() + ".gguf", "application/octet-stream", Files.readAllBytes(path));
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
