package t2l.app.serve.api;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import t2l.app.serve.adapter.RequestAdapter;
import t2l.app.serve.endpoint.Refusal;
import t2l.app.serve.http.Download;
import t2l.tensor.io.ScratchDirectory;
import t2l.transformer.lora.GgufLora;

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
