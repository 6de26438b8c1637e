package t2l.app.worker;

import module java.base;
import t2l.app.console.Json;
import t2l.tensor.io.FileHash;
import t2l.tensor.settings.Source;
import t2l.transformer.lora.*;
import t2l.transformer.template.ChatTemplate;

/// Hands over an adapter as its request wishes.
///
/// @param out a new PEFT directory; empty for the reply, which has the factors in base64
record Handover(Optional<Path> out) {
    /// The destination that a request names.
    static Handover to(Source fields) {
        return new Handover(fields.findText("out").map(_ -> fields.file("out")));
    }

    /// Returns what the reply says of an adapter that has been handed over.
    ///
    /// @param template of the adapter's training, if that was not the model's own; only a directory has a place for it
    Map<String, Object> give(Lora lora, Optional<ChatTemplate> template) {
        byte[] bytes = LoraFile.bytes(lora);
        String hash = FileHash.sha256(ByteBuffer.wrap(bytes));
        Map<String, Object> reply = Json.object("sha256", hash, "bytes", bytes.length);
        out.ifPresentOrElse(directory -> {
            write(directory, lora, template, hash);
            reply.put("out", directory.toString());
        }, () -> {
            reply.put("adapter_model", Base64.getEncoder().encodeToString(bytes));
            reply.put("adapter_config", LoraFile.configText(lora.config()));
        });
        return reply;
    }

    /// A request may come twice, because its reply was lost: the same adapter is then there already.
    private static void write(Path directory, Lora lora, Optional<ChatTemplate> template, String hash) {
        Path model = directory.resolve("adapter_model.safetensors");
        if (!LoraFile.is(directory) || !Files.isRegularFile(model) || !FileHash.sha256(model).equals(hash)) {
            LoraFile.write(directory, lora, template);
        }
    }
}
