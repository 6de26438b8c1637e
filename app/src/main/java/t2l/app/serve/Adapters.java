package t2l.app.serve;

import module java.base;
import t2l.app.console.Json;
import t2l.app.serve.AdapterStore.RequestAdapter;
import t2l.app.serve.AdapterWish.AdapterRef;
import t2l.app.serve.Endpoint.Notes;
import t2l.app.serve.Exchange.Download;
import t2l.tensor.io.ScratchDirectory;
import t2l.tensor.settings.Source;
import t2l.transformer.lora.*;
import t2l.transformer.template.ChatTemplate;

/// `/v1/adapters`: generates, takes, lists, downloads and deletes adapters.
public record Adapters(Service service) {
    private static final String ZIP = "application/zip";

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
            exchange.work(Sender.Kind.OBJECT, out -> out.accept(upload(zip, exchange).whole()));
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
        AdapterWish wish = AdapterWish.of(fields);
        service.adapters().require(wish.ref());
        if (wish.scale() != 1) {
            throw Refusal.field("scale", "scale: belongs to the requests that use the adapter");
        }
        return Endpoint.Reply.whole(out -> out.accept(service.find(wish, notes).whole()));
    }

    private void list(Exchange exchange) throws IOException, InterruptedException {
        exchange.reply(Json.object("object", "list", "data",
                Stream.of(service.adapters().published().listed().values(), service.adapters().kept())
                        .flatMap(Collection::stream).map(RequestAdapter::listed).toList()));
    }

    private void show(Exchange exchange) throws IOException, InterruptedException {
        AdapterWish wish = new AdapterWish(new AdapterRef.Known(exchange.name()), 1);
        service.adapters().require(wish.ref());
        Optional<String> format = exchange.parameter("format");
        if (format.isEmpty()) {
            exchange.work(Sender.Kind.OBJECT, out -> out.accept(service.find(wish, exchange.notes()).whole()));
        } else {
            if (!Set.of("peft", "gguf").contains(format.get())) {
                throw Refusal.wrong("format", "peft or gguf", format.get());
            }
            exchange.work(Sender.Kind.FILE,
                    out -> out.accept(packed(service.find(wish, exchange.notes()), format.get())));
        }
    }

    private void delete(Exchange exchange) throws IOException {
        Published published = service.adapters().published();
        if (!published.unload(exchange.name())) {
            if (published.has(exchange.name())) {
                throw Refusal.wrong("id", "an adapter that was made here, this one is published by the server",
                        exchange.name());
            }
            if (!service.adapters().delete(exchange.name())) {
                throw Refusal.missing("id", "adapter_not_found", "id: " + exchange.name() + " is not known here");
            }
        }
        exchange.reply(Json.object("id", exchange.name(), "object", "adapter", "deleted", true));
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
