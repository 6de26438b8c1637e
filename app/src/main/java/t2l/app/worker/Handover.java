package t2l.app.worker;

import module java.base;
import t2l.app.console.Json;
import t2l.app.serve.Refusal;
import t2l.tensor.T2lException;
import t2l.tensor.io.*;
import t2l.tensor.settings.Source;
import t2l.transformer.lora.*;
import t2l.transformer.template.ChatTemplate;

/// Hands over an adapter as its request wishes: `out` names a new PEFT directory, `spool` a file to append the factors to, from
/// which packs are made, and without either the factors are in the reply, in base64.
final class Handover {
    static final String CONFIG = "adapter_config";

    /// Takes an adapter to its destination.
    @FunctionalInterface
    interface Destination {
        /// Returns what the reply says of it.
        ///
        /// @param template of the adapter's training, if that was not the model's own; only a directory has a place for it
        Map<String, Object> give(Lora lora, Optional<ChatTemplate> template);
    }

    /// The destination that a request names. Throws a [Refusal] if there are two.
    Destination to(Source fields) {
        Optional<Path> out = fields.findText("out").map(_ -> fields.file("out"));
        Optional<Path> spool = fields.findText("spool").map(_ -> fields.file("spool"));
        if (out.isPresent() && spool.isPresent()) {
            throw Refusal.field("spool", "spool: is another destination than out; use one of both");
        }
        return (lora, template) -> {
            byte[] bytes = LoraFile.bytes(lora);
            String hash = FileHash.sha256(ByteBuffer.wrap(bytes));
            Map<String, Object> reply = Json.object("sha256", hash, "bytes", bytes.length);
            if (out.isPresent()) {
                write(out.get(), lora, template, hash);
                reply.put("out", out.get().toString());
                return reply;
            }
            if (spool.isPresent()) {
                reply.put("offset", append(spool.get(), bytes));
            } else {
                reply.put("adapter_model", Base64.getEncoder().encodeToString(bytes));
            }
            reply.put(CONFIG, LoraFile.configText(lora.config()));
            return reply;
        };
    }

    /// A request may come twice, because its reply was lost: the same adapter is then there already.
    private static void write(Path directory, Lora lora, Optional<ChatTemplate> template, String hash) {
        Path model = directory.resolve("adapter_model.safetensors");
        if (!LoraFile.is(directory) || !Files.isRegularFile(model) || !FileHash.sha256(model).equals(hash)) {
            LoraFile.write(directory, lora, template);
        }
    }

    private synchronized long append(Path file, byte[] bytes) {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
            long offset = channel.size();
            ByteBuffer all = ByteBuffer.wrap(bytes);
            while (all.hasRemaining()) {
                channel.write(all, offset + all.position());
            }
            return offset;
        } catch (IOException e) {
            throw new T2lException(file + ": cannot be written: " + WholeFile.reason(e), e);
        }
    }
}
