package t2l.app.worker;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Base64;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;
import t2l.cli.Json;
import t2l.tensor.T2lException;
import t2l.tensor.io.FileHash;
import t2l.tensor.io.WholeFile;
import t2l.tensor.settings.Source;
import t2l.transformer.lora.Lora;
import t2l.transformer.lora.LoraFile;
import t2l.transformer.template.ChatTemplate;

/// Hands over an adapter as its line wishes: `out` names a new PEFT directory, `spool` a file to append the factors to, from
/// which packs are made, and without either the factors are in the answer, in base64.
final class Handover {
    static final Set<String> FIELDS = Set.of("out", "spool");
    static final String CONFIG = "adapter_config";

    private final ReentrantLock appending = new ReentrantLock();

    /// Throws [T2lException] if the line names several places, or one that cannot be written.
    ///
    /// @param template of the adapter's training, if that was not the model's own; only a directory has a place for it
    Map<String, Object> give(Lora lora, Optional<ChatTemplate> template, Source line) {
        byte[] bytes = LoraFile.bytes(lora);
        Map<String, Object> answer = Json.object("sha256", FileHash.sha256(ByteBuffer.wrap(bytes)), "bytes",
                bytes.length);
        Optional<String> out = line.findText("out");
        if (out.isPresent() && line.findText("spool").isPresent()) {
            throw new T2lException(line.where() + ": needs one of out and spool, got both");
        }
        if (out.isPresent()) {
            answer.put("out", write(line.file("out"), lora, template, answer));
            return answer;
        }
        if (line.findText("spool").isPresent()) {
            answer.put("offset", append(line.file("spool"), bytes));
        } else {
            answer.put("adapter_model", Base64.getEncoder().encodeToString(bytes));
        }
        answer.put(CONFIG, LoraFile.configText(lora.config()));
        return answer;
    }

    /// A line may be given twice, because its answer was lost: the same adapter is then there already.
    private static String write(Path directory, Lora lora, Optional<ChatTemplate> template,
            Map<String, Object> answer) {
        Path model = directory.resolve("adapter_model.safetensors");
        if (!LoraFile.is(directory) || !Files.isRegularFile(model)
                || !FileHash.sha256(model).equals(answer.get("sha256"))) {
            LoraFile.write(directory, lora, template);
        }
        return directory.toString();
    }

    private long append(Path file, byte[] bytes) {
        appending.lock();
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
            long offset = channel.size();
            ByteBuffer all = ByteBuffer.wrap(bytes);
            while (all.hasRemaining()) {
                channel.write(all, offset + all.position());
            }
            return offset;
        } catch (IOException e) {
            throw new T2lException(file + ": cannot be written: " + WholeFile.reason(e), e);
        } finally {
            appending.unlock();
        }
    }
}
